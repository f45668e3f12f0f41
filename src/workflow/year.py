"""A branch's year as the scoring engine takes it, read from the state: nothing else enters a score.

Counted are final claims, vetoes in force and tallied evaluations; what is contested, unpublished or
struck is not there. Source: spec/process.md §6.
"""

from workflow.lines import fact_of
from workflow.record import View
from workflow.scoring.facts import Fact, MemberYear, PastYear
from workflow.state.claim import claims_of
from workflow.state.cycle import Cycle, Cycles
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.membership import Member, Posts, members_of
from workflow.state.veto import Veto

FINAL = frozenset({"final"})


def year_of(cycle: Cycle) -> int:
    """The year that a cycle is called by: the one in which it ends."""
    return cycle.ends.year


def branch_year(view: View, cycle: Cycle, *, counted: frozenset[str] = FINAL) -> tuple[MemberYear, ...]:
    """Every member on whom points are kept, with all that counts in this cycle.

    `counted` are the claim states that count: final for what is filed; more for a figure on the way.
    """
    posts = view.find(Posts) or Posts()
    return tuple(
        MemberYear(
            member=member.member,
            status=member.standing,
            category=member.category,
            roles=tuple(sorted(posts.roles(member.member, cycle.ends))),
            history=_history(view, cycle, member),
            facts=facts_of(view, cycle, member.member, counted=counted),
        )
        for member in members_of(view)
        if member.inclusion != "none"
    )


def facts_of(view: View, cycle: Cycle, member: str, *, counted: frozenset[str] = FINAL) -> tuple[Fact, ...]:
    """The facts of one member in one cycle, in order of the ledger."""
    facts = [
        fact_of(claim.line, order=claim.opened, claim=claim.claim)
        for claim in claims_of(view, cycle.cycle, member)
        if claim.state in counted
    ]
    for key in cycle.vetoes:
        veto = view.find(Veto, key)
        if veto and veto.member == member and veto.state == "in-force":
            facts.append(Fact("veto", veto.code, veto.on, order=veto.proposed_at, claim=veto.veto))
    for key in cycle.evaluations:
        evaluation = view.find(Evaluation, key)
        if evaluation:
            facts.extend(_evaluated(evaluation, member))
    return tuple(facts)


def _evaluated(evaluation: Evaluation, member: str) -> list[Fact]:
    return [
        Fact(
            "evaluation",
            evaluation.code,
            evaluation.on,
            points=tally.points,
            band=tally.band,
            votes=tuple(sorted(tally.votes.items())) if tally.votes is not None else None,
            order=evaluation.tallied_at or 0,
            claim=evaluation.evaluation,
        )
        for tally in evaluation.results
        if tally.member == member
    ]


def _history(view: View, cycle: Cycle, member: Member) -> tuple[PastYear, ...]:
    """Earlier years graded in this ledger."""
    past: list[PastYear] = []
    for key in (view.find(Cycles) or Cycles()).cycles:
        earlier, grading = view.find(Cycle, key), view.find(Grading, key)
        if earlier and grading and earlier.ends < cycle.starts and grading.state not in ("proposed",):
            past.extend(
                PastYear(year_of(earlier), figure.grade, figure.total)
                for figure in grading.figures
                if figure.member == member.member
            )
    return tuple(past)
