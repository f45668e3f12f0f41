"""What is over by its recorded deadline and not yet closed: windows of publicity, times to appeal.

Source: spec/process.md §5, §10 Days: a day ends at the first instant of the next; at that instant it is over.
"""

from collections.abc import Iterator
from datetime import datetime

from workflow.record import View
from workflow.state.objection import Objection, Objections
from workflow.state.publicity import Window, Windows

# Commands that close what is due themselves: nothing is closed on their way.
CLOSING = frozenset({"clock.tick", "publicity.close", "objection.end"})


def windows_due(view: View, at: datetime) -> Iterator[Window]:
    """Open windows that are over, in order of opening."""
    for key in (view.find(Windows) or Windows()).open:
        window = view.find(Window, key)
        if window and at >= window.deadline:
            yield window


def objections_due(view: View, at: datetime) -> Iterator[Objection]:
    """Objections on which nobody appealed in time, in order of lodging."""
    for key in (view.find(Objections) or Objections()).open:
        objection = view.find(Objection, key)
        if objection and objection.lapsed(at):
            yield objection


def anything_due(view: View, at: datetime) -> bool:
    return any(True for _ in windows_due(view, at)) or any(True for _ in objections_due(view, at))
