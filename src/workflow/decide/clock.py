"""The clock: it decides nothing but what is due.

Anyone, or a timer, may have it recorded; then every window and every time to appeal that is over is
closed, in the order in which they were opened. A clock that ran backwards closes nothing.
Source: spec/process.md §5, §10 Days.
"""

from collections.abc import Iterable, Mapping

from ledger.events.deliberation import ClockRecorded
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands.deliberation import TickClock
from workflow.decide.closing import close_window
from workflow.decide.endings import end_objection
from workflow.state.deliberation import LastInstant
from workflow.state.due import objections_due, windows_due


def tick(ask: Ask) -> Iterable[Emit]:
    """Record the clock and close what is due."""
    assert isinstance(ask.command, TickClock)
    last = ask.view.find(LastInstant)
    jump = ask.at - last.at if last else ask.at - ask.at
    yield (
        "clock",
        ClockRecorded(
            source=ask.command.source, jump_seconds=jump.days * 86_400 + jump.seconds, backwards=jump.days < 0
        ),
    )
    if jump.days < 0:
        return
    for window in windows_due(ask.view, ask.at):
        yield from close_window(ask, window)
    ended: frozenset[str] = frozenset()
    for objection in objections_due(ask.view, ask.at):
        yield from end_objection(ask, objection, ended)
        ended |= {objection.objection}


DEEDS: Mapping[str, Deed] = {"clock.tick": Deed(lambda ask: Subject("unit", ask.envelope.unit, ""), tick)}
