"""Minutes as events: a session that sat, a meeting that was held, each under the next id of its kind.

Source: spec/process.md §10 Votes: the minutes are the body's command.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ledger.events.claim import Line
from ledger.events.deliberation import MeetingHeld, SessionHeld
from workflow.ask import Ask, Emit, Votes
from workflow.commands.minutes import MeetingCount, NewFigures, SessionVote, SingleCount
from workflow.state.minutes import meeting_id, session_id


def held_meeting(ask: Ask, subject: str, *, for_committee: bool = False) -> tuple[str, Emit]:
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
        for_committee=for_committee,
        recused=tuple(sorted(c.recused)) if isinstance(c, SingleCount) else (),
    )
    return meeting, (f"meeting/{meeting}", said)


def held_session(ask: Ask, subject: str, present: Iterable[str]) -> tuple[str, Emit]:
    """The session's id and its event: who of the committee's members was present."""
    session = session_id(ask.view)
    said = SessionHeld(session=session, subject=subject, members=ask.committee, present=tuple(sorted(set(present))))
    return session, (f"session/{session}", said)


@dataclass(frozen=True)
class Sat:
    """The body that decided what a committee decides: its id, its stream, its event, its votes by person.

    A meeting in the committee's place has no votes by person: its counts stand in its own event.
    """

    id: str
    stream: str
    said: Emit
    votes: Votes


def sat(ask: Ask, subject: str) -> Sat:
    """The session of the command, or the meeting in its place."""
    c = ask.command
    if isinstance(c, MeetingCount):
        meeting, said = held_meeting(ask, subject, for_committee=True)
        return Sat(meeting, f"meeting/{meeting}", said, Votes((), ()))
    assert isinstance(c, SessionVote)
    session, said = held_session(ask, subject, c.present)
    return Sat(session, f"session/{session}", said, Votes(c.present, c.favour, c.against, c.abstained))


def changed(line: Line, figures: NewFigures) -> Line:
    """The line with the figures that a body named; the rest stays."""
    named = {n: v for n in ("points", "times", "level", "quantity") if (v := getattr(figures, n)) is not None}
    return replace(line, **named)
