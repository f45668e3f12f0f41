"""How did this score come about? Line by line: claim, rule, clause, cap, weight, event positions.

Worked out from the ledger's events alone, as of any day and as known on any day. Source: spec/process.md §6.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.database import Database


@dataclass(frozen=True)
class ExplainedLine:
    """One line of the working, flattened: `depth` 0 is the total.

    Figures are exact text such as `279/4`; `steps` read (rule, operand, why, after). `claim`, and the
    (position, topic) of each of its events, stand on lines that come from one.
    """

    depth: int
    kind: str
    ref: str
    rule: str
    clause: str
    given: dict[str, str]
    before: str
    steps: tuple[tuple[str, str, str, str], ...]
    figure: str
    claim: str | None
    events: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Explanation:
    """One member's score with its working. `size` is how many events of the ledger it was worked out from."""

    unit: str
    cycle: str
    member: str
    kind: str
    as_of: date | None
    known_at: date | None
    size: int
    scheme: str
    digest: str
    total: Decimal
    components: tuple[tuple[str, Decimal], ...]
    grade: str | None
    graded_by: tuple[str, ...]
    provisional: bool
    outcomes: tuple[str, ...]
    lines: tuple[ExplainedLine, ...]
    beside: tuple[ExplainedLine, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data: strings, ints, lists and objects."""
        raise NotImplementedError


def explain(
    database: Database,
    unit: str,
    cycle: str,
    member: str,
    *,
    kind: str = "final",
    as_of: date | None = None,
    known_at: date | None = None,
) -> Explanation:
    """A member's score, explained.

    Args:
        as_of: only facts dated up to this day.
        known_at: only what the ledger held at the end of this local day.
    Raises:
        NotFoundError: no such cycle or member (then), or the cycle has pinned no scheme yet.
    """
    raise NotImplementedError
