"""Windows of publicity, and which of them are open.

Source: spec/process.md §2 step 7, §5.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import publicity as happened
from ledger.events.exchange import ReceiptTaken
from workflow.carried import decision
from workflow.record import Record, View


@dataclass(frozen=True)
class Window(Record):
    """`opened` is the instant of its opening, `position` where that stands; `witnessed` is the instant at which the
    unit above saw it, as its receipt says."""

    KIND: ClassVar[str] = "window"
    window: str
    subject: str
    cycle: str
    claims: tuple[str, ...]
    until: date
    deadline: datetime
    state: str
    opened: datetime
    position: int
    witnessed: datetime | None = None

    @property
    def key(self) -> str:
        return self.window


@dataclass(frozen=True)
class Witnessed(Record):
    """In an upper unit's ledger: the window last seen of a branch's round, year, claim or veto."""

    KIND: ClassVar[str] = "witnessed"
    branch: str
    subject: str
    window: str
    opened: datetime
    deadline: datetime
    seen: datetime

    @property
    def key(self) -> str:
        return f"{self.branch}/{self.subject}"


@dataclass(frozen=True)
class Windows(Record):
    """How many windows there were, and the open ones in order of opening."""

    KIND: ClassVar[str] = "windows"
    opened: int = 0
    open: tuple[str, ...] = ()


def _opened(view: View, event: Event, said: happened.PublicityOpened) -> Iterable[Record]:
    known = view.find(Windows) or Windows()
    yield Window(
        said.window,
        said.subject,
        said.cycle,
        said.claims,
        said.until,
        said.deadline,
        "open",
        opened=event.at,
        position=event.position,
    )
    yield Windows(known.opened + 1, (*known.open, said.window))


def _closed(view: View, event: Event, said: happened.PublicityClosed) -> Iterable[Record]:
    window = view.find(Window, said.window)
    known = view.find(Windows) or Windows()
    assert window is not None
    yield replace(window, state="closed")
    yield replace(known, open=tuple(w for w in known.open if w != said.window))


def _seen(view: View, event: Event, said: happened.WindowWitnessed) -> Iterable[Record]:
    yield Witnessed(said.branch, said.subject, said.window, said.opened, said.deadline, event.at)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    decided = decision(said)
    if isinstance(decided.payload, happened.WindowWitnessed):
        window = view.find(Window, decided.payload.window)
        assert window is not None
        yield replace(window, witnessed=decided.at)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.PublicityOpened: _opened,
    happened.PublicityClosed: _closed,
    happened.WindowWitnessed: _seen,
    ReceiptTaken: _received,
}
