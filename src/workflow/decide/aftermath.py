"""After the grades: the secretary's comment, and the follow-up of what each outcome asks.

Nobody comments on or follows up their own year. Source: spec/process.md §2 step 10, 结果运用.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import aftermath as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands.aftermath import CommentOnGrade, FinishFollowUp, PlanFollowUp
from workflow.record import listed
from workflow.state.aftermath import FollowUp, aftermath_of
from workflow.state.evaluation import Grading
from workflow.state.membership import Member

CLAUSE = "process §2 step 10"


def _commented(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, CommentOnGrade)
    ask.find(Grading, c.cycle, "grading")
    if c.member is not None:
        ask.find(Member, c.member, "member")
    return Subject("unit", ask.envelope.unit, "")


def _whose(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, CommentOnGrade | PlanFollowUp)
    yield Matter(f"grading/{c.cycle}/{c.member or ask.envelope.unit}", c.member, c.cycle)


def _graded(ask: Ask) -> Iterable[Refusal]:
    """The meeting has confirmed the grades, and the member's led to this outcome."""
    c = ask.command
    assert isinstance(c, CommentOnGrade | PlanFollowUp)
    grading = ask.find(Grading, c.cycle, "grading")
    if grading.state == "proposed":
        yield Refusal(
            "in-order",
            "the grades of {cycle} are only proposed",
            "have the meeting confirm them first",
            CLAUSE,
            {"cycle": c.cycle},
        )
    if not isinstance(c, PlanFollowUp):
        return
    outcomes = next((figure.outcomes for figure in grading.figures if figure.member == c.member), ())
    if c.outcome not in outcomes:
        yield Refusal(
            "in-order",
            "the year of {member} doesn't lead to {outcome}",
            "one of these: {outcomes}",
            CLAUSE,
            {"member": c.member, "outcome": c.outcome, "outcomes": listed(outcomes)},
        )


def _commenter(ask: Ask) -> Iterable[Refusal]:
    """The comment is the secretary's (书记点评); on the secretary and their kin it is another committee member's."""
    c = ask.command
    assert isinstance(c, CommentOnGrade)
    if "secretary" in ask.posts.roles(ask.principal, ask.today):
        return
    if not set(ask.posts.holders(ask.today, "secretary")) & ask.conflicted(c.member):
        yield Refusal(
            "who-may",
            "{by} is not the secretary, who comments on the year of {member}",
            "the secretary comments; a committee member does on the secretary and their kin",
            CLAUSE,
            {"by": ask.principal, "member": c.member or ask.envelope.unit},
        )


def _comment(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, CommentOnGrade)
    said = happened.GradeCommented(cycle=c.cycle, member=c.member, text=c.text)
    yield f"comment/{c.cycle}", said


def _new(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, PlanFollowUp)
    ask.find(Grading, c.cycle, "grading")
    ask.find(Member, c.member, "member")
    return Subject("follow-up", f"N{len(aftermath_of(ask.view, c.cycle).follow_ups) + 1:02}-{c.cycle}", "")


def _plan(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, PlanFollowUp)
    assert ask.subject is not None
    yield (
        f"follow-up/{ask.subject.key}",
        happened.FollowUpPlanned(
            follow_up=ask.subject.key,
            cycle=c.cycle,
            member=c.member,
            outcome=c.outcome,
            measure=c.measure,
            person=c.person,
            until=c.until,
            note=c.note,
        ),
    )


def _planned(ask: Ask) -> FollowUp:
    assert isinstance(ask.command, FinishFollowUp)
    return ask.find(FollowUp, ask.command.follow_up, "follow-up")


def _done_matter(ask: Ask) -> Iterable[Matter]:
    planned = _planned(ask)
    yield Matter(f"follow-up/{planned.follow_up}", planned.member, planned.cycle)


def _has_come(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, FinishFollowUp)
    if c.on > ask.today:
        yield Refusal(
            "in-order",
            "{on} is still to come",
            "record it once it was done",
            CLAUSE,
            {"on": c.on},
        )


def _finish(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, FinishFollowUp)
    yield f"follow-up/{c.follow_up}", happened.FollowUpDone(follow_up=c.follow_up, on=c.on, note=c.note)


DEEDS: Mapping[str, Deed] = {
    "grade.comment": Deed(_commented, _comment, _whose, {"in-order": _graded, "who-may": _commenter}),
    "outcome.follow-up": Deed(_new, _plan, _whose, {"in-order": _graded}),
    "outcome.done": Deed(
        about("follow-up", FollowUp, "follow_up", "follow-up"), _finish, _done_matter, {"in-order": _has_come}
    ),
}
