"""One sanction or investigation as it stands: in force until the competent body lifts it.

Source: spec/process.md §3 Sanction and investigation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import sanction as happened
from workflow.record import Record, View


@dataclass(frozen=True)
class Sanction(Record):
    KIND: ClassVar[str] = "sanction"
    sanction: str
    cycle: str
    member: str
    code: str
    on: date
    state: str
    recorded_at: int

    @property
    def key(self) -> str:
        return self.sanction


def _recorded(view: View, event: Event, said: happened.SanctionRecorded) -> Iterable[Record]:
    yield Sanction(said.sanction, said.cycle, said.member, said.code, said.on, "in-force", event.position)


def _lifted(view: View, event: Event, said: happened.SanctionLifted) -> Iterable[Record]:
    sanction = view.find(Sanction, said.sanction)
    assert sanction is not None
    yield replace(sanction, state="lifted")


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.SanctionRecorded: _recorded,
    happened.SanctionLifted: _lifted,
}
