"""Is everything what the events say? The core of `verify`: log, state, answers and scores, recomputed and compared.

Source: spec/ledger.md §3, §4; spec/process.md §6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ledger.database import Database
from ledger.errors import filled


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `what` is a stable code; `position` of the event, or None; `place` the table and key of a row, or "".
    """

    unit: str
    position: int | None
    place: str
    what: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = {"unit": self.unit, "position": self.position, "place": self.place, **self.facts}
        return filled(self.message, facts)


@dataclass(frozen=True)
class Anchor:
    """What is known of a log from outside: its root (32 bytes) at `size` events, seen at `at`."""

    size: int
    root: bytes
    at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """What was checked, what was found, and what was not checked (sentences)."""

    units: tuple[str, ...]
    events: int
    leaves: int
    state_rows: int
    projection_rows: int
    scores: int
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        raise NotImplementedError


def verify(
    database: Database,
    units: Sequence[str] | None = None,
    *,
    anchors: Mapping[str, Sequence[Anchor]] | None = None,
) -> Report:
    """Check these ledgers, or all of them. Writes nothing, and never raises on what somebody changed."""
    raise NotImplementedError
