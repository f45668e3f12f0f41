"""How many points: each member's rounds and year, as claimed, reviewed, confirmed and final; and each claim.

Source: spec/process.md §6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledger.database import Database
from ledger.events.evaluation import Figure

KINDS = ("claimed", "reviewed", "confirmed", "final")


@dataclass(frozen=True)
class RoundFigures:
    """One member's round at one stage. Points, published (two places).

    `base` holds the components that the scheme scores by round; `bonus` and `deductions` (negative or 0) the worth
    of everything else dated in the round; `subtotal` is all of it, rounded once. `unpriced` counts claims whose
    worth only the year can tell.
    """

    base: Mapping[str, Decimal]
    bonus: Decimal
    deductions: Decimal
    subtotal: Decimal
    claims: int
    unpriced: int


@dataclass(frozen=True)
class ScoreRow:
    """One member's round, by kind of figure (KINDS)."""

    cycle: str
    round: str
    member: str
    figures: Mapping[str, RoundFigures]

    @property
    def claimed(self) -> Decimal:
        return self.figures["claimed"].subtotal

    @property
    def reviewed(self) -> Decimal:
        return self.figures["reviewed"].subtotal

    @property
    def confirmed(self) -> Decimal:
        return self.figures["confirmed"].subtotal

    @property
    def final(self) -> Decimal:
        return self.figures["final"].subtotal


@dataclass(frozen=True)
class YearRow:
    """One member's year at one stage, computed now; `recorded` is what the meeting confirmed.

    `problem` says in one sentence why there is no figure (total is then None). `provisional` until the grades
    are confirmed, and where the scheme says so.
    """

    cycle: str
    member: str
    kind: str
    total: Decimal | None
    components: Mapping[str, Decimal]
    grade: str | None
    graded_by: tuple[str, ...]
    outcomes: tuple[str, ...]
    provisional: bool
    recorded: Figure | None = None
    problem: str | None = None


@dataclass(frozen=True)
class ClaimRow:
    """One claim with its figure at each stage; a stage that it hasn't reached is None.

    `state` as in the process table; `round` is None while it waits for the next one.
    """

    claim: str
    cycle: str
    round: str | None
    member: str
    item: str
    on: str
    state: str
    claimed: Decimal | None
    reviewed: Decimal | None
    confirmed: Decimal | None
    final: Decimal | None
    opened: int
    last: int


def score_rows(
    database: Database, unit: str, cycle: str, *, round: str | None = None, member: str | None = None
) -> tuple[ScoreRow, ...]:
    """The rounds of a cycle, by round and member."""
    raise NotImplementedError


def year_rows(database: Database, unit: str, cycle: str, *, kind: str = "final") -> tuple[YearRow, ...]:
    """The year of every member, sorted by member."""
    raise NotImplementedError


def claim_rows(
    database: Database, unit: str, cycle: str, *, round: str | None = None, member: str | None = None
) -> tuple[ClaimRow, ...]:
    """The claims of a cycle in order of opening."""
    raise NotImplementedError
