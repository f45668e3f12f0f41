"""The publicity board: exactly what the scheme makes public in each window (form F5), open and past.

Nothing of notes, objectors, ballots or contested claims; of a veto only that there is one; of a sensitive
item the points and never the ground. Source: spec/process.md §2 step 7; spec/forms.md F5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ledger.database import Database
from projections.scores import RoundFigures


@dataclass(frozen=True)
class PostedClaim:
    """One published claim; `item` and `on` are None where the item is sensitive, `points` where only the year tells."""

    claim: str
    item: str | None
    on: date | None
    points: Decimal | None


@dataclass(frozen=True)
class PostedLine:
    """One member on the board. `veto`: that there is one. `total`, `components` and `grade` for a year's grades."""

    member: str
    figures: RoundFigures | None
    claims: tuple[PostedClaim, ...]
    veto: bool
    total: Decimal | None
    components: Mapping[str, Decimal]
    grade: str | None


@dataclass(frozen=True)
class Posting:
    """One window as it was posted. `contact`: to whom objections go. `opened` and `deadline` in UTC."""

    window: str
    subject: str
    cycle: str
    state: str
    opened: datetime
    until: date
    deadline: datetime
    place: str
    contact: str
    lines: tuple[PostedLine, ...]


def board(database: Database, unit: str, *, window: str | None = None, past: bool = False) -> tuple[Posting, ...]:
    """The open windows in order of opening; with `past` those that are closed too."""
    raise NotImplementedError
