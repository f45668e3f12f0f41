"""Where a cycle stands: the eleven steps, what was done in each, when, and by whom in which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.database import Database

STATES = ("done", "in-progress", "skipped", "not-yet")


@dataclass(frozen=True)
class Acted:
    """Who took part: `person` is an id (or UNIT#office), `unit` whose ledger, `roles` those the table asks for."""

    person: str
    unit: str
    roles: tuple[str, ...]
    events: int


@dataclass(frozen=True)
class StepProgress:
    """One of the eleven steps. `done` counts events by topic; instants are UTC; positions are in the branch's log."""

    step: int
    name: str
    name_zh: str
    state: str
    note: str
    events: Mapping[str, int]
    first: datetime | None
    last: datetime | None
    first_position: int | None
    last_position: int | None
    actors: tuple[Acted, ...]


def progress(database: Database, unit: str, cycle: str) -> tuple[StepProgress, ...]:
    """The eleven steps of a cycle, in order.

    Raises:
        NotFoundError: no such cycle here.
    """
    raise NotImplementedError
