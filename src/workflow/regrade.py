"""A graded year, computed anew: whose figures no longer follow from the ledger, and what they would be.

A grade that the meeting gave in departure from the computed one stays, unless something forces another.
Source: spec/process.md §2 (a filed year is changed only by a finding, a decided appeal or investigation), §3.
"""

from ledger.events.evaluation import Figure
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.grades import BY_FIGURES
from workflow.scoring.score import Score, score_branch
from workflow.state.cycle import Cycle, SchemeText
from workflow.state.evaluation import Grading
from workflow.state.exchange import Received
from workflow.state.membership import Member
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.sanction import Sanction
from workflow.year import branch_year, year_of


def figure_of(score: Score) -> Figure:
    """A score as it is recorded."""
    return Figure(
        member=score.member,
        total=score.total,
        components=dict(score.components),
        grade=score.grade,
        outcomes=score.outcomes,
        provisional=score.provisional,
    )


def changed_figures(view: View, cycle: Cycle, grading: Grading) -> tuple[Figure, ...]:
    """The figures that differ from those on record, in order of the member."""
    held = {figure.member: figure for figure in grading.figures}
    return tuple(new for score in _scores(view, cycle, grading) if (new := figure_of(score)) != held.get(new.member))


def _scores(view: View, cycle: Cycle, grading: Grading) -> tuple[Score, ...]:
    text = view.find(SchemeText, cycle.digest or "")
    assert text is not None, f"the cycle {cycle.cycle} has pinned no scheme"
    scheme, year, branch = scheme_of_text(text.text), year_of(cycle), branch_year(view, cycle)
    computed = score_branch(scheme, year, branch)
    if not grading.departed:
        return computed
    by_figures = {score.member for score in computed if set(score.graded_by) <= BY_FIGURES}
    kept = by_figures & set(grading.departed)
    instead = {figure.member: figure.grade for figure in grading.figures if figure.member in kept}
    return score_branch(scheme, year, branch, instead=instead)


def ordered_at(view: View, cycle: str, order: str) -> int | None:
    """Where what an order names last moved; None for what can't change a graded year.

    An order is sanction/ID, objection/ID, order/ID of this cycle, member/ID, or the receipt of a decision of the upper
    unit: check/UNIT/POSITION, appeal/UNIT/POSITION.
    """
    kind, _, key = order.partition("/")
    if kind == "sanction":
        sanction = view.find(Sanction, key)
        return view.changed(order) if sanction and sanction.cycle == cycle else None
    if kind == "objection":
        objection = view.find(Objection, key)
        return view.changed(order) if objection and objection.cycle == cycle else None
    if kind == "order":
        mended = view.find(Order, key)
        return view.changed(order) if mended and mended.cycle == cycle else None
    if kind == "member":
        return view.changed(order) if view.find(Member, key) else None
    if kind in ("check", "appeal"):
        received = view.find(Received, key)
        topic = "check-recorded" if kind == "check" else "appeal-decided"
        return received.receipt if received and received.topic == topic else None
    return None
