"""What is kept of the logs below: the longest that was seen of each, and whether it was ever shown otherwise.

Source: spec/ledger.md §2.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events.checkpoint import CheckpointWitnessed, ForkRecorded, LedgerRecovered, Seen
from workflow.record import Record, View


@dataclass(frozen=True)
class SeenLog(Record):
    """The longest log that this unit has seen of a branch, and in which filing."""

    KIND: ClassVar[str] = "seen-log"
    branch: str
    filing: str
    seen: Seen
    at: int

    @property
    def key(self) -> str:
        return self.branch


@dataclass(frozen=True)
class Fork(Record):
    """A second history of a branch, by the root that it showed."""

    KIND: ClassVar[str] = "fork"
    branch: str
    root: str
    at: int

    @property
    def key(self) -> str:
        return f"{self.branch}/{self.root}"


def _witnessed(view: View, event: Event, said: CheckpointWitnessed) -> Iterable[Record]:
    known = view.find(SeenLog, said.branch)
    if known is None or said.seen.size >= known.seen.size:
        yield SeenLog(said.branch, said.filing, said.seen, event.position)


def _forked(view: View, event: Event, said: ForkRecorded) -> Iterable[Record]:
    yield Fork(said.branch, said.shown.root, event.position)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    CheckpointWitnessed: _witnessed,
    ForkRecorded: _forked,
    LedgerRecovered: lambda view, event, said: (),
}
