"""A branch's year, scored: totals, grades and what follows, each figure with its working.

Pure and exact: points come in as decimals, are computed as fractions, and each published figure is rounded once.
The same input gives the same bytes, whatever order it comes in. Source: spec/process.md §6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ledger.errors import Fault, InvalidError
from ledger.exact import published
from workflow.scoring import rules
from workflow.scoring.components import beside_lines, component_lines
from workflow.scoring.entries import Year, once_worth, prepare
from workflow.scoring.facts import Fact, MemberYear, in_order
from workflow.scoring.grades import Graded, Standing, grade_branch
from workflow.scoring.joint import spread
from workflow.scoring.outcomes import Result, outcomes_of, round_outcomes
from workflow.scoring.problems import clashes, fact_problems
from workflow.scoring.scheme import Scheme
from workflow.scoring.working import Line, Sum


@dataclass(frozen=True, slots=True)
class Score:
    """One member's year.

    Attributes:
        total: as published, two places.
        components: each component's published figure after its own caps and weight, in the document's order.
        grade: None where the member or the scheme has none.
        graded_by: what decided the grade: ids of vetoes, sanctions or items, or one of `interval`, `condition`,
            `look-back`, `last-place`, `departure`.
        provisional: the grade holds only until a case is decided.
        outcomes: ids, sorted; one won in several rounds stands several times.
        working: the line of the total, with everything below it.
        beside: lines that are recorded without weight.
        rounds: for a scheme that scores by round, each round's label and the exact figure of everything scored in it.
        by_round: the same, one component at a time: label, component, exact figure before the year's limits and weight.
        unclamped: the exact sum of the components, before the total's own limits.
    """

    member: str
    total: Decimal
    components: tuple[tuple[str, Decimal], ...]
    grade: str | None
    graded_by: tuple[str, ...]
    provisional: bool
    outcomes: tuple[str, ...]
    working: Line
    beside: tuple[Line, ...]
    rounds: tuple[tuple[str, Fraction], ...]
    by_round: tuple[tuple[str, str, Fraction], ...]
    unclamped: Fraction


def score_branch(
    scheme: Scheme, year: int, members: Sequence[MemberYear], *, instead: Mapping[str, str | None] | None = None
) -> tuple[Score, ...]:
    """Score every member of a branch; rules that look at the whole branch look at exactly these members.

    `instead` are grades that the meeting gives in place of the computed ones, by member: they move nobody else's
    grade, and the outcomes follow from them.

    Returns:
        One score a member, sorted by member id.
    Raises:
        InvalidError: the scheme cannot be put into force, or a member or fact is not allowed; every fault at once,
            each with the member and the fact's place in the order of the year.
    """
    branch = sorted(members, key=lambda member: member.member)
    refuse(scheme, year, branch)
    years = [prepare(scheme, year, member) for member in branch]
    spread(scheme, years)
    worked = [_Worked(scheme, each) for each in years]
    standings = [Standing(each.year, each.total, dict(each.components)) for each in worked]
    results = [
        Result(each.year, each.total, published(each.working.before), graded, each.round_figures)
        for each, graded in zip(worked, grade_branch(scheme, standings), strict=True)
    ]
    results = [_departed(result, instead or {}) for result in results]
    won = round_outcomes(scheme, results)
    return tuple(
        _score(scheme, each, result, won.get(result.year.member.member, []))
        for each, result in zip(worked, results, strict=True)
    )


def _departed(result: Result, instead: Mapping[str, str | None]) -> Result:
    member = result.year.member.member
    if member not in instead:
        return result
    return replace(result, graded=Graded(instead[member], ("departure",), result.graded.provisional))


def fact_points(scheme: Scheme, member: MemberYear, fact: Fact) -> Decimal | None:
    """What a claim is worth by itself, before every cap and weight, rounded once; for display.

    None where its worth depends on other facts (a surcharge, a shortfall, a sum of quantities, a daily allowance),
    where it has no points of its own, or where the fact is not allowed.
    """
    if fact_problems(scheme, member, fact) or fact.kind == "veto":
        return None
    if fact.kind == "sanction":
        return published(scheme.by_sanction[fact.ref].points or Fraction(0))
    if fact.kind == "evaluation":
        band = next((each for each in scheme.by_evaluation[fact.ref].band if each.id == fact.band), None)
        chosen = None if band is None else fact.points if band.points is None else published(band.points)
        return None if chosen is None else published(Fraction(chosen))
    item = scheme.by_item[fact.ref]
    if item.surcharges or item.free_per_day is not None:
        return None
    if item.rule == "quantity" and item.whole == "fact" and item.per and item.points:
        return published((Fraction(fact.quantity or 0) / item.per).__floor__() * item.points)
    if rules.RULES[item.rule].apply in (rules.amounts, rules.assessed):
        return published(once_worth(item, fact))
    return None


def refuse(scheme: Scheme, year: int, members: Sequence[MemberYear]) -> None:
    """Raise InvalidError with everything that keeps this branch's year from being scored."""
    faults = list(scheme.blockers())
    if scheme.effective is not None and scheme.effective.year > year:
        faults.append(
            Fault("{scheme} comes into force on {on}", "", {"scheme": scheme.id, "on": str(scheme.effective)})
        )
    seen: set[str] = set()
    for member in members:
        if member.member in seen:
            faults.append(Fault("member {member} stands twice in the branch", member.member, {"member": member.member}))
        seen.add(member.member)
        if not scheme.covers_member(member.status, member.category, member.roles):
            facts = {"member": member.member, "status": member.status, "category": member.category}
            message = "the scheme doesn't score {member}: status {status}, category {category}"
            faults.append(Fault(message, member.member, facts))
        faults += _refused_facts(scheme, year, member)
    if faults:
        raise InvalidError("this year cannot be scored under {scheme}", faults=faults, scheme=scheme.id, year=year)


def _refused_facts(scheme: Scheme, year: int, member: MemberYear) -> list[Fault]:
    faults: list[Fault] = []
    for place, fact in enumerate(member.facts):
        where = f"{member.member}, {fact.claim or f'fact {place + 1}'}"
        problems = fact_problems(scheme, member, fact)
        if member.checked:
            problems = [problem for problem in problems if problem.guard != "eligible"]
        faults += [Fault(problem.message, where, {**problem.facts, "guard": problem.guard}) for problem in problems]
        if not problems and fact.on.year != year and not member.checked:
            facts = {"ref": fact.ref, "on": fact.on.isoformat(), "year": year}
            faults.append(Fault("{ref} on {on} lies outside the year {year}", where, facts))
    if not faults:
        faults = [
            Fault(
                problem.message, f"{member.member}, {fact.claim or fact.ref}", {**problem.facts, "guard": problem.guard}
            )
            for fact, problem in clashes(scheme, in_order(member.facts))
        ]
    return faults


class _Worked:
    """One member's year with its figures worked out, before anything is compared with the branch."""

    def __init__(self, scheme: Scheme, year: Year) -> None:
        self.year = year
        lines = component_lines(scheme, year)
        self.working = _total(scheme, year, lines)
        self.total = published(self.working.figure)
        self.components = tuple((line.ref, published(line.figure)) for line in lines)
        self.by_round = tuple(
            (child.ref, line.ref, child.figure) for line in lines for child in line.children if child.kind == "round"
        )
        self.round_figures = {(label, component): figure for label, component, figure in self.by_round}


def _total(scheme: Scheme, year: Year, components: Sequence[Line]) -> Line:
    """The components added, held between the total's own bounds, made zero where a veto says so, rounded once."""
    made = Sum("total", scheme.id, components, clause=scheme.total.clause).bound(scheme.total.floor, scheme.total.cap)
    zeroing = [veto.id for veto in scheme.vetoes if veto.effect == "total-zero" and veto.id in year.present]
    zeroing += [each.id for each in scheme.sanctions if each.total_zero and each.id in year.present]
    zeroing += [item.id for item in scheme.items if item.rule == "departure" and item.id in year.present]
    if zeroing:
        made.step("zero", why="+".join(zeroing))
    return made.step("round").line()


def _score(scheme: Scheme, worked: _Worked, result: Result, won: Sequence[str]) -> Score:
    graded: Graded = result.graded
    return Score(
        worked.year.member.member,
        worked.total,
        worked.components,
        graded.grade,
        graded.by,
        graded.provisional,
        tuple(sorted([*outcomes_of(scheme, result), *won])),
        worked.working,
        beside_lines(scheme, worked.year),
        _by_label(worked.by_round),
        worked.by_round,
        worked.working.before,
    )


def _by_label(by_round: Sequence[tuple[str, str, Fraction]]) -> tuple[tuple[str, Fraction], ...]:
    found: dict[str, Fraction] = {}
    for label, _, figure in by_round:
        found[label] = found.get(label, Fraction(0)) + figure
    return tuple(sorted(found.items()))


def figures(score: Score) -> Mapping[str, object]:
    """The published figures as plain data, in the shape of `expected` of a case."""
    return {
        "member": score.member,
        "total": str(score.total),
        "components": {component: str(figure) for component, figure in score.components},
        "grade": score.grade,
        "outcomes": list(score.outcomes),
    }
