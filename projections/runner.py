"""The one loop that follows the ledgers: catch up, or rebuild beside the live rows, compare and switch.

Source: spec/ledger.md §4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledger.database import Database

Row = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Difference:
    """One row that was not what the events make it; `live` or `rebuilt` is None where there is no such row."""

    projection: str
    unit: str
    table: str
    key: tuple[str | int | None, ...]
    live: Row | None
    rebuilt: Row | None


@dataclass(frozen=True)
class RebuildReport:
    """What a rebuild found: per unit the events read and the rows made, and every row that differed."""

    units: tuple[str, ...]
    events: int
    rows: int
    differences: tuple[Difference, ...] = ()
    not_compared: tuple[str, ...] = field(default=())


def catch_up(database: Database, units: Sequence[str] | None = None) -> Mapping[str, int]:
    """Follow each ledger to its end. Returns how many events were new, by unit."""
    raise NotImplementedError


def rebuild(database: Database, units: Sequence[str] | None = None) -> RebuildReport:
    """Make every answer anew from the events, compare with the live rows, then switch."""
    raise NotImplementedError


def lag(database: Database, unit: str) -> int:
    """How many events of the ledger the answers don't know yet."""
    raise NotImplementedError
