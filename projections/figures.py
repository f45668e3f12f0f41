"""What a branch's rounds and year come to, worked out from a picture: for each kind of figure, every member.

Pure: `score_branch` does the sums, here it is fed with the claims that have come so far. Source: spec/process.md §6.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.errors import InvalidError
from ledger.exact import published
from projections.picture import Picture
from projections.stages import line_at
from workflow.course import Course
from workflow.lines import fact_of
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring import rounds as periods
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import Score, fact_points, score_branch
from workflow.scoring.working import walk
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.membership import Unit
from workflow.year import branch_year, year_of

Line_of = Callable[[Claim], "Fact | None"]


@dataclass(frozen=True)
class Branch:
    """One branch's year at one stage: every member's facts and score, or in one sentence why there is none.

    `whole`: nothing had to be left out to score it.
    """

    scheme: Scheme
    members: tuple[MemberYear, ...]
    scores: Mapping[str, Score]
    problem: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class RoundFigures:
    """One member's round at one stage. Points, published (two places).

    `base` holds the components that the scheme scores by round; `bonus` and `deductions` (negative or 0) the worth
    of everything else dated in the round, with surcharges, evaluations aside; `subtotal` is all of it, rounded once.
    `claims` counts what is dated in the round, `unpriced` how many of them have no worth of their own (a shortfall,
    a sum of quantities): only the year can tell.
    """

    base: Mapping[str, Decimal]
    bonus: Decimal
    deductions: Decimal
    subtotal: Decimal
    claims: int
    unpriced: int


def two_places(figure: Decimal) -> Decimal:
    """A published figure as it is shown, after it was stored without its trailing zeros."""
    return published(Fraction(figure))


def pinned_scheme(picture: View, cycle: Cycle) -> Scheme | None:
    """The scheme that the cycle pinned; None before it was opened."""
    text = picture.find(SchemeText, cycle.digest) if cycle.digest else None
    return scheme_of_text(text.text) if text else None


def course_of(picture: Picture, scheme: Scheme) -> Course:
    """What the scheme's profile makes of the steps in this unit."""
    unit = picture.find(Unit)
    return Course(scheme.profile, unit is not None and unit.parent is not None)


def branch_at(picture: Picture, cycle: Cycle, scheme: Scheme, kind: str) -> Branch:
    """The branch's year with the claims that have come to this stage, each as it read there."""
    meets = course_of(picture, scheme).meets_before_posting

    def stage(claim: Claim) -> Fact | None:
        line = line_at(picture, claim, kind, meets=meets)
        return None if line is None else fact_of(line, order=claim.opened, claim=claim.claim)

    return branch_of(picture, cycle, scheme, stage)


def branch_of(
    picture: Picture,
    cycle: Cycle,
    scheme: Scheme,
    fact: Line_of,
    until: date | None = None,
    *,
    only: str | None = None,
    last: Branch | None = None,
) -> Branch:
    """The branch's year with the facts that `fact` makes of its claims, dated up to `until`.

    `only` this member: right for a total where nobody bears another's deduction, and quicker. `last` is what came
    before: it is given again where nothing that counts has changed. Where what was claimed can't stand side by side
    (a matter claimed again after it was not accepted), claims that are gone are left out.
    """
    members = []
    for member in branch_year(picture, cycle, counted=frozenset()):
        if only not in (None, member.member):
            continue
        known = claims_of(picture, cycle.cycle, member.member)
        made = [each for claim in known if (each := fact(claim)) is not None]
        kept = [each for each in (*made, *member.facts) if until is None or each.on <= until]
        members.append(replace(member, facts=tuple(kept)))
    if last is not None and last.whole and (last.scheme, last.members) == (scheme, tuple(members)):
        return last
    try:
        return Branch(scheme, tuple(members), _scored(scheme, cycle, members), whole=True)
    except InvalidError as error:
        problem = str(error)
    members = [replace(member, facts=_standing(picture, member)) for member in members]
    try:
        return Branch(scheme, tuple(members), _scored(scheme, cycle, members))
    except InvalidError:
        return Branch(scheme, tuple(members), {}, problem)


def _scored(scheme: Scheme, cycle: Cycle, members: Sequence[MemberYear]) -> Mapping[str, Score]:
    return {score.member: score for score in score_branch(scheme, year_of(cycle), members)}


def _standing(picture: Picture, member: MemberYear) -> tuple[Fact, ...]:
    """The facts without those of claims that are gone."""
    gone = ("rejected", "struck")
    claims = {fact.claim: picture.find(Claim, fact.claim) for fact in member.facts if fact.kind == "item"}
    return tuple(
        fact for fact in member.facts if not ((claim := claims.get(fact.claim)) is not None and claim.state in gone)
    )


def base_components(scheme: Scheme) -> tuple[str, ...]:
    """The components that the scheme scores by round and that claims enter: a column in every round."""
    with_items = {item.component for item in scheme.items}
    return tuple(each.id for each in scheme.components if each.round != "year" and each.id in with_items)


def evaluation_components(scheme: Scheme) -> tuple[str, ...]:
    """The components that only evaluations enter."""
    with_items = {item.component for item in scheme.items}
    fed = {each.component for each in scheme.evaluations}
    return tuple(each.id for each in scheme.components if each.id in fed - with_items)


def round_figures(branch: Branch, cycle: Cycle, round_: Round, member: MemberYear) -> RoundFigures:
    """One member's round: what is dated in it, whenever it was entered."""
    scheme = branch.scheme
    base = set(base_components(scheme))
    score = branch.scores.get(member.member)
    exact = dict.fromkeys(base_components(scheme), Fraction(0))
    for label, component, figure in score.by_round if score else ():
        if component in base and _within(scheme, component, label, year_of(cycle), round_):
            exact[component] += figure
    bonus, deductions, claims, unpriced = Fraction(0), Fraction(0), 0, 0
    for fact in member.facts:
        if fact.kind != "item" or not round_.starts <= fact.on <= round_.ends:
            continue
        claims += 1
        item = scheme.item(fact.ref)
        if item is None or item.component in base:
            continue
        worth = _worth(branch, member, fact)
        if worth is None:
            unpriced += 1
        elif worth > 0:
            bonus += worth
        else:
            deductions += worth
    return RoundFigures(
        base={component: published(figure) for component, figure in exact.items()},
        bonus=published(bonus),
        deductions=published(deductions),
        subtotal=published(sum(exact.values(), Fraction(0)) + bonus + deductions),
        claims=claims,
        unpriced=unpriced,
    )


def _worth(branch: Branch, member: MemberYear, fact: Fact) -> Fraction | None:
    """What a fact is worth by itself; with surcharges, what its own line in the year's working comes to."""
    points = fact_points(branch.scheme, member, fact)
    if points is not None:
        return Fraction(points)
    item, score = branch.scheme.item(fact.ref), branch.scores.get(member.member)
    if score is None or item is None or not item.surcharges or item.free_per_day is not None:
        return None
    said = ("claim", fact.claim)
    return next((line.figure for line in walk(score.working) if line.kind == "fact" and said in line.given), None)


def _within(scheme: Scheme, component: str, label: str, year: int, round_: Round) -> bool:
    """Whether the scoring round of this label ends in the process round: there its figure is shown."""
    cadence = scheme.by_component[component].round
    for number in range(periods.COUNTS[cadence]):
        if periods.label(cadence, year, number) == label:
            return round_.starts <= periods.last_day(cadence, year, number) <= round_.ends
    return False
