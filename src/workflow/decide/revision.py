"""Grades changed after they were confirmed: by what was decided since, each change a new event.

A filed year is changed only by a finding of the verification, a decided appeal or objection, a decided
investigation or sanction, or a member's standing put right. The change is published again and listed in the next
filing. Source: spec/process.md §2, §3 Sanction and investigation, Correction; §4 heard, added-only.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.evaluation import GradesRevised
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands.evaluation import ReviseGrades
from workflow.guards import timing
from workflow.record import listed
from workflow.regrade import changed_figures, ordered_at
from workflow.scoring.grades import lowest_grade
from workflow.state.evaluation import Grading

CLAUSE = "process §2, §3 Correction"


def _grading(ask: Ask) -> Grading:
    assert isinstance(ask.command, ReviseGrades)
    return ask.find(Grading, ask.command.cycle, "grading")


def _new(ask: Ask) -> Subject:
    grading = _grading(ask)
    return Subject("revision", f"R{len(grading.revisions) + 1:02}-{grading.cycle}", "")


def _matters(ask: Ask) -> Iterable[Matter]:
    grading = _grading(ask)
    for figure in changed_figures(ask.view, ask.cycle(grading.cycle), grading):
        yield Matter(f"grading/{grading.cycle}/{figure.member}", figure.member)


def _by_order(ask: Ask) -> Iterable[Refusal]:
    """The grades are confirmed, what orders the change came after they were computed, and something changes."""
    c, grading = ask.command, _grading(ask)
    assert isinstance(c, ReviseGrades)
    facts: dict[str, object] = {"cycle": c.cycle, "state": grading.state, "order": c.order}
    if grading.state == "proposed":
        yield Refusal(
            "in-order",
            "the grades of {cycle} are not confirmed yet",
            "propose them anew: they are computed from what the ledger holds then",
            CLAUSE,
            facts,
        )
        return
    since = ordered_at(ask.view, c.cycle, c.order)
    if since is None or since <= grading.proposed_at:
        yield Refusal(
            "in-order",
            "{order} is nothing that was decided after the grades of {cycle} were computed",
            "name it: sanction/…, objection/…, order/…, member/…, check/UNIT/POSITION or appeal/UNIT/POSITION",
            CLAUSE,
            facts,
        )
    if not changed_figures(ask.view, ask.cycle(c.cycle), grading):
        yield Refusal(
            "in-order",
            "no figure of {cycle} changes by {order}",
            "nothing more is to be done; a claim that changed counts once it is final again",
            CLAUSE,
            facts,
        )


def _lowest_were_heard(ask: Ask) -> Iterable[Refusal]:
    grading = _grading(ask)
    lowest = lowest_grade(ask.scheme(grading.cycle))
    before = {figure.member: figure.grade for figure in grading.figures}
    for figure in changed_figures(ask.view, ask.cycle(grading.cycle), grading):
        if lowest is not None and figure.grade == lowest != before.get(figure.member):
            yield from timing.heard(ask, f"grading/{grading.cycle}", figure.member, lowest)


def _revise(ask: Ask) -> Iterable[Emit]:
    c, grading = ask.command, _grading(ask)
    assert isinstance(c, ReviseGrades)
    assert ask.subject is not None
    yield (
        f"revision/{ask.subject.key}",
        GradesRevised(
            revision=ask.subject.key,
            cycle=c.cycle,
            order=c.order,
            size=ask.view.size,
            figures=changed_figures(ask.view, ask.cycle(c.cycle), grading),
            posted=ask.course(c.cycle).cadence("publicity") is not None,
        ),
    )


def follows(ask: Ask, grading: Grading) -> Iterable[Refusal]:
    """Before a year is filed or ended: its figures are what the ledger makes of them, and what changed was posted."""
    stale = [figure.member for figure in changed_figures(ask.view, ask.cycle(grading.cycle), grading)]
    if stale:
        yield Refusal(
            "in-order",
            "the grades of {cycle} no longer follow from the ledger, for: {members}",
            "revise the grades by what was decided since (grade.revise)",
            CLAUSE,
            {"cycle": grading.cycle, "members": listed(stale)},
        )


DEEDS: Mapping[str, Deed] = {
    "grade.revise": Deed(_new, _revise, _matters, {"in-order": _by_order, "heard": _lowest_were_heard}),
}
