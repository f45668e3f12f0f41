"""Sheets that were entered: how many, and which members' lines of each became which claim.

Source: spec/process.md §1 claim, §4 once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events.activity import ActivitySignedIn
from workflow.record import Record, View


@dataclass(frozen=True)
class Activities(Record):
    """How many sheets were entered: the next id follows."""

    KIND: ClassVar[str] = "activities"
    entered: int = 0


@dataclass(frozen=True)
class Sheet(Record):
    """The claims that one paper made under one item, over all its entries."""

    KIND: ClassVar[str] = "sheet"
    digest: str
    item: str
    claims: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.digest}/{self.item}"


def activity_id(view: View) -> str:
    """The id of the next sheet: A001, A002 …"""
    return f"A{(view.find(Activities) or Activities()).entered + 1:03}"


def _signed_in(view: View, event: Event, said: ActivitySignedIn) -> Iterable[Record]:
    known = view.find(Sheet, f"{said.sheet}/{said.item}")
    yield Activities((view.find(Activities) or Activities()).entered + 1)
    yield Sheet(said.sheet, said.item, (*(known.claims if known else ()), *said.claims))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {ActivitySignedIn: _signed_in}
