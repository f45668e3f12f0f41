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
class SeenFiling(Record):
    """An acknowledged filing: at which size the branch's log had been seen before, None where it hadn't."""

    KIND: ClassVar[str] = "seen-filing"
    branch: str
    filing: str
    since: int | None

    @property
    def key(self) -> str:
        return f"{self.branch}/{self.filing}"


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
    yield SeenFiling(said.branch, said.filing, known.seen.size if known else None)
    if known is None or said.seen.size >= known.seen.size:
        yield SeenLog(said.branch, said.filing, said.seen, event.position)


def _forked(view: View, event: Event, said: ForkRecorded) -> Iterable[Record]:
    yield Fork(said.branch, said.shown.root, event.position)


def seen_before(view: View, branch: str, filing: str) -> int | None:
    """At which size the log was seen before this filing; once it is acknowledged, the same answer for ever."""
    acknowledged = view.find(SeenFiling, f"{branch}/{filing}")
    if acknowledged is not None:
        return acknowledged.since
    known = view.find(SeenLog, branch)
    return known.seen.size if known else None


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    CheckpointWitnessed: _witnessed,
    ForkRecorded: _forked,
    LedgerRecovered: lambda view, event, said: (),
}
