"""Which body decides: the committee, or, in a branch without one (不设支委会), the members' meeting in its place.

Whether there is one was checked when the cycle opened, and holds for it.
Source: spec/process.md §2 (a branch without a committee), §10 Votes.
"""

from collections.abc import Iterable

from ledger.errors import Refusal
from workflow.ask import Ask
from workflow.state.cycle import Cycle

CLAUSE = "process §2 (不设支委会)"
# The minutes of a session, and those of the meeting that takes its place.
INSTEAD = {
    "session.review": "meeting.review",
    "objection.answer": "meeting.answer",
    "veto.decide": "meeting.decide-veto",
    "claim.supplement": "meeting.supplement",
    "session.record-lapse": "meeting.record-lapse",
    "matter.refer": "meeting.review, meeting.answer, meeting.decide-veto",
}
IN_PLACE = {meeting: session for session, meeting in INSTEAD.items()}


def _without(ask: Ask) -> Cycle | None:
    """The cycle of the matter, if the branch has no committee in it."""
    for matter in ask.matters:
        cycle = ask.view.find(Cycle, matter.cycle) if matter.cycle else None
        if cycle and cycle.no_committee:
            return cycle
    return None


def committee_sits(ask: Ask) -> Iterable[Refusal]:
    """A committee decides only where there is one."""
    cycle = _without(ask)
    if cycle:
        yield Refusal(
            "who-may",
            "the branch has no committee in {cycle}: the members' meeting takes its part",
            "enter the meeting's minutes with {instead}",
            CLAUSE,
            {"cycle": cycle.cycle, "instead": INSTEAD[ask.envelope.command]},
        )


def meeting_sits(ask: Ask) -> Iterable[Refusal]:
    """The meeting takes the committee's part only where there is none."""
    known = [matter.cycle for matter in ask.matters if matter.cycle]
    if known and not _without(ask):
        yield Refusal(
            "who-may",
            "the branch has a committee in {cycle}, and it decides this",
            "enter the session's minutes with {instead}",
            CLAUSE,
            {"cycle": known[0], "instead": IN_PLACE[ask.envelope.command]},
        )
