"""Comments and follow-ups: after the grades, nobody's own, of outcomes that the member's year led to.

Source: spec/process.md §2 step 10, §4 own-claim.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import aftermath as happened
from workflow.state.aftermath import FollowUp, aftermath_of
from workflow.state.evaluation import Grading
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.verdict import no


def _graded(moment: Moment, cycle: str) -> Grading | None:
    grading = moment.view.find(Grading, cycle)
    return grading if grading and grading.state != "proposed" else None


def _own(moment: Moment, member: str | None) -> Iterator[Fault]:
    if member is not None and moment.by in moment.own(member):
        facts = {"by": moment.by, "command": moment.command}
        yield no("own-claim", "{by} did {command} in a matter of their own, or their kin's", **facts)


def _commented(moment: Moment, said: happened.GradeCommented) -> Iterator[Fault]:
    if _graded(moment, said.cycle) is None:
        yield no("in-order", "the grades of {cycle} were not confirmed yet", cycle=said.cycle)
    yield from _own(moment, said.member)
    secretaries = set(moment.posts.holders(moment.today, "secretary"))
    if moment.principal not in secretaries and not (said.member and secretaries & moment.own(said.member)):
        yield no("who-may", "{by} is not the secretary, who comments", by=moment.principal)


def _planned(moment: Moment, said: happened.FollowUpPlanned) -> Iterator[Fault]:
    number = len(aftermath_of(moment.view, said.cycle).follow_ups) + 1
    yield from differs("in-order", "follow-up", said.follow_up, f"N{number:02}-{said.cycle}")
    grading = _graded(moment, said.cycle)
    figures = grading.figures if grading else ()
    if not any(figure.member == said.member and said.outcome in figure.outcomes for figure in figures):
        facts = {"member": said.member, "outcome": said.outcome}
        yield no("in-order", "the year of {member} didn't lead to {outcome}", **facts)
    yield from _own(moment, said.member)


def _done(moment: Moment, said: happened.FollowUpDone) -> Iterator[Fault]:
    planned = moment.view.find(FollowUp, said.follow_up)
    assert planned is not None, f"there is no follow-up {said.follow_up}"
    if said.on > moment.today:
        yield no("in-order", "{on} was still to come", on=said.on)
    yield from _own(moment, planned.member)


RULES: Mapping[type, Rule] = {
    happened.GradeCommented: _commented,
    happened.FollowUpPlanned: _planned,
    happened.FollowUpDone: _done,
}
