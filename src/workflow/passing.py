"""What time has done before a command comes: the clock's own entry, recorded on the command's way.

Whatever is due at the command's instant is closed first, by `clock`; a clock that ran backwards is
recorded, and closes nothing. The entry's id follows from its position and is none that a caller could
give, so that a replay needs no clock and nobody can take its place. Source: spec/process.md §5, §10 Days.
"""

from dataclasses import replace
from datetime import datetime

from ledger.event import Event
from workflow.ask import Ask
from workflow.command import Envelope
from workflow.commands.deliberation import TickClock
from workflow.decide.clock import tick
from workflow.entries import numbered
from workflow.fold import fold
from workflow.process.table import table
from workflow.record import View
from workflow.state.deliberation import CLOCK, LastInstant
from workflow.state.due import CLOSING, anything_due

LOOKING = "looking"


def on_the_way(view: View, envelope: Envelope) -> tuple[Event, ...]:
    """The clock's events that come before this command; none where nothing is due and the clock ran on."""
    last = view.find(LastInstant)
    if last is None or envelope.command == TickClock.NAME:
        return ()
    due = envelope.command not in CLOSING and anything_due(view, envelope.at)
    if not (due or last.ran_back(envelope.at)):
        return ()
    passing = replace(
        envelope,
        command=TickClock.NAME,
        id=f"{CLOCK}/{view.size}",
        by=CLOCK,
        door=CLOCK,
        on_behalf=None,
        seen=None,
    )
    ask = Ask(passing, TickClock(source=f"on the way of {envelope.command}"), view, table())
    return numbered(ask, tuple(tick(ask)))


def as_though_closed(view: View, unit: str, at: datetime) -> View:
    """The state for somebody who only reads at this instant: what is due stands closed, and nothing is recorded."""
    looking = Envelope(command=LOOKING, id=LOOKING, unit=unit, by=CLOCK, on_behalf=None, at=at, door=CLOCK)
    return fold(view, on_the_way(view, looking))
