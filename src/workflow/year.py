"""A branch's year as the scoring engine takes it, read from the state: nothing else enters a score.

Counted are final claims, vetoes and sanctions in force and tallied evaluations that the scheme counts; what
is contested, unpublished, struck or lifted is not there. Members are as the cycle's last day finds them, and
only those whom the scheme covers. Source: spec/process.md §6.
"""

from collections.abc import Iterable
from datetime import date

from workflow.lines import fact_of
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.facts import Fact, MemberYear, PastYear
from workflow.scoring.scheme import Scheme
from workflow.state.claim import claims_of
from workflow.state.cycle import Cycle, Cycles, SchemeText
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.membership import Member, PastYears, Posts, members_of
from workflow.state.sanction import Sanction
from workflow.state.veto import Veto

FINAL = frozenset({"final"})


def year_of(cycle: Cycle) -> int:
    """The year that a cycle is called by: the one in which it ends."""
    return cycle.ends.year


def branch_year(view: View, cycle: Cycle, *, counted: frozenset[str] = FINAL) -> tuple[MemberYear, ...]:
    """Every member whom the cycle scores, with all that counts in it.

    `counted` are the claim states that count: final for what is filed; more for a figure on the way.
    """
    posts = view.find(Posts) or Posts()
    scheme = _scheme(view, cycle)
    years = (
        MemberYear(
            member=member.member,
            status=member.standing,
            category=member.category,
            roles=tuple(sorted(posts.roles(member.member, cycle.ends))),
            history=history_of(view, member.member, before=cycle.starts),
            facts=facts_of(view, cycle, member.member, counted=counted),
            checked=True,
        )
        for member in _included(view, cycle)
    )
    return tuple(
        year for year in years if scheme is None or scheme.covers_member(year.status, year.category, year.roles)
    )


def _included(view: View, cycle: Cycle) -> Iterable[Member]:
    """Who belonged to the branch when the cycle ended, and is not left out of the points altogether.

    Who left before that isn't graded here.
    """
    for known in members_of(view):
        member = known.on(cycle.ends)
        if member.since <= cycle.ends and member.belongs(cycle.ends) and member.inclusion != "none":
            yield member


def _scheme(view: View, cycle: Cycle) -> Scheme | None:
    """The scheme that the cycle pinned, once it has been opened."""
    text = view.find(SchemeText, cycle.digest) if cycle.digest else None
    return scheme_of_text(text.text) if text else None


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
    for key in cycle.sanctions:
        sanction = view.find(Sanction, key)
        if sanction and sanction.member == member and sanction.state == "in-force":
            facts.append(
                Fact("sanction", sanction.code, sanction.on, order=sanction.recorded_at, claim=sanction.sanction)
            )
    scheme = _scheme(view, cycle)
    for key in cycle.evaluations:
        evaluation = view.find(Evaluation, key)
        if evaluation and scheme and evaluation.code in scheme.by_evaluation:
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


def history_of(view: View, member: str, *, before: date = date.max) -> tuple[PastYear, ...]:
    """The member's years before a day: graded in this ledger, else on record from before it, or from another branch."""
    imported = view.find(PastYears, member)
    past = {each.year: PastYear(each.year, each.grade, each.total) for each in (imported.years if imported else ())}
    for key in (view.find(Cycles) or Cycles()).cycles:
        earlier, grading = view.find(Cycle, key), view.find(Grading, key)
        if earlier and grading and earlier.ends < before and grading.state not in ("proposed",):
            year = year_of(earlier)
            for figure in grading.figures:
                if figure.member == member:
                    past[year] = PastYear(year, figure.grade, figure.total)
    return tuple(past[year] for year in sorted(past))
