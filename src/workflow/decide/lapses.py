"""流会, and votes that were not carried: what was held, the counts, and that nothing was decided.

Minutes that carry are refused here and belong to the body's own command; minutes that fall short belong here.
Source: spec/process.md §2 step 6, §10 Votes.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import NotFoundError, Refusal
from ledger.events.deliberation import MeetingLapsed, SessionLapsed
from workflow.ask import Ask, Deed, Emit, Matter, Subject, Votes
from workflow.commands.deliberation import RecordMeetingLapse, RecordSessionLapse
from workflow.guards import votes
from workflow.state.minutes import meeting_id, session_id, voted_on, waits_for
from workflow.state.presence import entitled

CLAUSE = "process §10 Votes"
NO_QUORUM, TOO_FEW, NOT_CARRIED = "no-quorum", "too-few", "not-carried"


def _subject(ask: Ask) -> Subject:
    _record(ask)
    return Subject("unit", ask.envelope.unit, "")


def _about(ask: Ask) -> str:
    assert isinstance(ask.command, RecordSessionLapse | RecordMeetingLapse)
    return ask.command.subject


def _record(ask: Ask) -> object:
    record = voted_on(ask.view, _about(ask))
    if record is None:
        raise NotFoundError("there is nothing called {subject} in {unit}", subject=_about(ask), unit=ask.envelope.unit)
    return record


def _due(ask: Ask) -> Iterable[Refusal]:
    """The vote was due: the matter waits for this body."""
    if not waits_for(ask.view, _about(ask), meeting=isinstance(ask.command, RecordMeetingLapse)):
        yield Refusal(
            "in-order",
            "{subject} is {state}: no vote of this body was due on it",
            "name what was to be decided while it waits for the vote",
            CLAUSE,
            {"subject": _about(ask), "state": str(getattr(_record(ask), "state", ""))},
        )


def _session_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, RecordSessionLapse)
    vote = Votes(c.present, c.favour, c.against, c.abstained)
    yield Matter(c.subject, getattr(_record(ask), "member", None), votes=vote)


def _session_fell_short(ask: Ask) -> Iterable[Refusal]:
    for matter in ask.matters:
        assert matter.votes is not None
        yield from votes.session_unsound(ask, matter.votes, matter.id)
        if not tuple(votes.session_short(ask, matter.votes, matter.id)):
            yield _it_carried(ask)


def _meeting_fell_short(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, RecordMeetingLapse)
    yield from votes.entitled_as_known(ask, c)
    yield from votes.meeting_unsound(ask, c)
    if not tuple(votes.meeting_short(ask, c)):
        yield _it_carried(ask)


def _it_carried(ask: Ask) -> Refusal:
    return Refusal(
        "quorum",
        "with these counts {subject} was decided",
        "enter the minutes of what was decided instead",
        CLAUSE,
        {"subject": _about(ask)},
    )


def _session(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RecordSessionLapse)
    session, members = session_id(ask.view), set(ask.committee)
    outcome = NOT_CARRIED
    if 2 * len(members & set(c.present)) < len(members):
        outcome = NO_QUORUM
    elif len({*c.favour, *c.against, *c.abstained}) < votes.LEAST_VOTERS:
        outcome = TOO_FEW
    yield (
        f"session/{session}",
        SessionLapsed(
            session=session,
            subject=c.subject,
            outcome=outcome,
            members=ask.committee,
            present=tuple(sorted(set(c.present))),
            favour=c.favour,
            against=c.against,
            abstained=c.abstained,
        ),
    )


def _meeting(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RecordMeetingLapse)
    meeting = meeting_id(ask.view)
    yield (
        f"meeting/{meeting}",
        MeetingLapsed(
            meeting=meeting,
            subject=c.subject,
            outcome=NO_QUORUM if 2 * c.present < entitled(ask.view, ask.today) else NOT_CARRIED,
            entitled=c.entitled,
            present=c.present,
            favour=c.favour,
            against=c.against,
            abstained=c.abstained,
        ),
    )


DEEDS: Mapping[str, Deed] = {
    "session.record-lapse": Deed(
        _subject, _session, _session_matter, {"in-order": _due, "quorum": _session_fell_short}
    ),
    "meeting.record-lapse": Deed(_subject, _meeting, policies={"in-order": _due, "quorum": _meeting_fell_short}),
}
