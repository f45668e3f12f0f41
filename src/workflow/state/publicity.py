"""Windows of publicity, and which of them are open.

Source: spec/process.md §2 step 7, §5.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import publicity as happened
from workflow.record import Record, View


@dataclass(frozen=True)
class Window(Record):
    KIND: ClassVar[str] = "window"
    window: str
    subject: str
    cycle: str
    claims: tuple[str, ...]
    until: date
    deadline: datetime
    state: str

    @property
    def key(self) -> str:
        return self.window


@dataclass(frozen=True)
class Windows(Record):
    """How many windows there were, and the open ones in order of opening."""

    KIND: ClassVar[str] = "windows"
    opened: int = 0
    open: tuple[str, ...] = ()


def _opened(view: View, event: Event, said: happened.PublicityOpened) -> Iterable[Record]:
    known = view.find(Windows) or Windows()
    yield Window(said.window, said.subject, said.cycle, said.claims, said.until, said.deadline, "open")
    yield Windows(known.opened + 1, (*known.open, said.window))


def _closed(view: View, event: Event, said: happened.PublicityClosed) -> Iterable[Record]:
    window = view.find(Window, said.window)
    known = view.find(Windows) or Windows()
    assert window is not None
    yield replace(window, state="closed")
    yield replace(known, open=tuple(w for w in known.open if w != said.window))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.PublicityOpened: _opened,
    happened.PublicityClosed: _closed,
}
