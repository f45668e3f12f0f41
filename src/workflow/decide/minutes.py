"""Minutes as events: a session that sat, a meeting that was held, each under the next id of its kind.

Source: spec/process.md §10 Votes: the minutes are the body's command.
"""

from collections.abc import Iterable
from dataclasses import replace

from ledger.events.claim import Line
from ledger.events.deliberation import MeetingHeld, SessionHeld
from workflow.ask import Ask, Emit
from workflow.commands.minutes import MeetingCount, NewFigures
from workflow.state.minutes import meeting_id, session_id


def held_meeting(ask: Ask, subject: str) -> tuple[str, Emit]:
    """The meeting's id and its event, with the counts of the command."""
    c = ask.command
    assert isinstance(c, MeetingCount)
    meeting = meeting_id(ask.view)
    said = MeetingHeld(
        meeting=meeting,
        subject=subject,
        entitled=c.entitled,
        present=c.present,
        favour=c.favour,
        against=c.against,
        abstained=c.abstained,
    )
    return meeting, (f"meeting/{meeting}", said)


def held_session(ask: Ask, subject: str, present: Iterable[str]) -> tuple[str, Emit]:
    """The session's id and its event: who of the committee's members was present."""
    session = session_id(ask.view)
    said = SessionHeld(session=session, subject=subject, members=ask.committee, present=tuple(sorted(set(present))))
    return session, (f"session/{session}", said)


def changed(line: Line, figures: NewFigures) -> Line:
    """The line with the figures that a body named; the rest stays."""
    named = {n: v for n in ("points", "times", "level", "quantity") if (v := getattr(figures, n)) is not None}
    return replace(line, **named)
