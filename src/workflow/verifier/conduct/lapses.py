"""Sessions and meetings that decided nothing: were they due, do the counts say so, and is it said rightly which?

Source: spec/process.md §2 step 6, §10 Votes.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events.deliberation import MeetingLapsed, SessionLapsed
from workflow.state.minutes import meeting_id, session_id, voted_on, waits_for
from workflow.state.presence import entitled
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.votes import VOTERS_LEAST, vote
from workflow.verifier.verdict import no


def _session(moment: Moment, said: SessionLapsed) -> Iterator[Fault]:
    yield from differs("in-order", "session", said.session, session_id(moment.view))
    yield from differs("quorum", "members", said.members, moment.committee)
    yield from _was_due(moment, said.subject, meeting=False)
    member = getattr(voted_on(moment.view, said.subject), "member", None)
    barred = moment.own(member) if member else ()
    ballot = (said.favour, said.against, said.abstained)
    yield from vote(moment, said.subject, *ballot, barred=barred, carries=False)
    there, voters = len(set(said.present) & set(said.members)), len({one for side in ballot for one in side})
    outcome = "carried" if 2 * len(set(said.favour)) > voters else "not-carried"
    if 2 * there < len(said.members):
        outcome = "no-quorum"
    elif voters < VOTERS_LEAST:
        outcome = "too-few"
    yield from differs("quorum", "outcome", said.outcome, outcome)
    if not set(said.present) <= set(said.members):
        yield no("quorum", "somebody was present on {subject} who is not in the committee", subject=said.subject)


def _meeting(moment: Moment, said: MeetingLapsed) -> Iterator[Fault]:
    yield from differs("in-order", "meeting", said.meeting, meeting_id(moment.view))
    yield from _was_due(moment, said.subject, meeting=True)
    due = entitled(moment.view, moment.today)
    yield from differs("quorum", "entitled", said.entitled, due)
    counts = (said.favour, said.against, said.abstained)
    if min(said.present, *counts) < 0 or said.present > due or sum(counts) > said.present:
        facts = {"counted": sum(counts), "present": said.present, "due": due}
        yield no("quorum", "{counted} votes of {present} present, {due} entitled: the counts can't be", **facts)
    outcome = "carried" if 2 * said.favour > due else "not-carried"
    yield from differs("quorum", "outcome", said.outcome, "no-quorum" if 2 * said.present < due else outcome)


def _was_due(moment: Moment, subject: str, *, meeting: bool) -> Iterator[Fault]:
    if not waits_for(moment.view, subject, meeting=meeting):
        yield no("in-order", "no vote of this body was due on {subject}", subject=subject)


RULES: Mapping[type, Rule] = {SessionLapsed: _session, MeetingLapsed: _meeting}
