"""Which grade a total brings, in which order the rules speak, and what decided it.

1 vetoes, sanctions and counts that force a grade: the worst holds. 2 otherwise the interval, and the component
minimum. 3 rank, quota and last place, among those left. 4 a grade that last year's makes worse.
Grades and ranks read published figures. Ranks count every member of the branch; a quota counts candidates only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflow.scoring.entries import Year
from workflow.scoring.scheme import Grade, Scheme

# What decides a grade by the figures alone: from such a grade a scheme may let the meeting depart.
BY_FIGURES = frozenset({"interval", "condition", "look-back", "last-place"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's published figures, as the grades read them."""

    year: Year
    total: Decimal
    components: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade, what decided it, and whether it holds only until a case is decided."""

    grade: str | None
    by: tuple[str, ...] = ()
    provisional: bool = False


def last_grade(year: Year) -> str | None:
    """The grade of the year immediately before, if there is one on record."""
    return next((past.grade for past in year.member.history if past.year == year.year - 1), None)


def lowest_grade(scheme: Scheme) -> str | None:
    """The worst grade that the scheme has; None where it has none."""
    ranks = scheme.grade_ranks
    return min(ranks, key=lambda grade: ranks[grade]) if ranks else None


def grade_branch(scheme: Scheme, branch: Sequence[Standing]) -> list[Graded]:
    """The grade of each member, in the order given; None for a status that is not graded.

    Args:
        branch: every member of the branch whom the scheme covers: ranks and shares are taken of all of them.
    """
    if not scheme.grades:
        return [Graded(None) for _ in branch]
    results = [_by_rule_or_interval(scheme, member) for member in branch]
    for grade in scheme.grades:
        _limit(scheme, grade, branch, results)
    return [_look_back(scheme, member, result) for member, result in zip(branch, results, strict=True)]


def _by_rule_or_interval(scheme: Scheme, member: Standing) -> Graded:
    if member.year.member.status not in scheme.grading.statuses:
        return Graded(None)
    present = member.year.present
    provisional = any(each.provisional for each in scheme.sanctions if each.id in present)
    forcing = _forcing(scheme, member.year)
    if forcing:
        worst = min(forcing.values(), key=lambda grade: scheme.grade_ranks[grade])
        return Graded(worst, tuple(sorted(id for id, grade in forcing.items() if grade == worst)), provisional)
    total = Fraction(member.total)
    for grade in scheme.grades:
        if grade.by_rule_only or grade.last_place:
            continue
        lowest = grade.at_least is None and grade.above is None
        above = grade.above is not None and total > grade.above
        if lowest or above or (grade.at_least is not None and total >= grade.at_least):
            missed = any(member.components[each.component] < each.least for each in grade.component_least)
            return (
                Graded(grade.otherwise, ("condition",), provisional)
                if missed
                else Graded(grade.id, ("interval",), provisional)
            )
    return Graded(None, (), provisional)


def _forcing(scheme: Scheme, year: Year) -> dict[str, str]:
    """What forces a grade this year, and which."""
    found = {each.id: each.grade for each in scheme.vetoes if each.effect == "grade" and each.id in year.present}
    found |= {each.id: each.grade for each in scheme.sanctions if each.grade and each.id in year.present}
    for each in scheme.forced:
        if sum(entry.fact.times for entry in year.counted(each.item)) >= each.times:
            found[each.item] = each.grade
    return found


def _limit(scheme: Scheme, grade: Grade, branch: Sequence[Standing], results: list[Graded]) -> None:
    """Hold one grade to its share of the branch; write what changes into `results`."""
    if grade.last_place:
        lowest = min((member.total for member in branch), default=Decimal(0))
        if any(member.total > lowest for member in branch):
            for place, member in enumerate(branch):
                if member.total == lowest and member.year.member.status in scheme.grading.statuses:
                    results[place] = Graded(grade.id, ("last-place",), results[place].provisional)
        return
    held = [place for place, result in enumerate(results) if result.grade == grade.id and result.by == ("interval",)]
    kept = set(held)
    if grade.rank_share is not None:
        kept &= _ranked(branch, held, (grade.rank_share * len(branch)).__floor__(), from_the_top=True)
    if grade.rank_number is not None:
        kept &= _ranked(branch, held, grade.rank_number.__floor__(), from_the_top=True)
    if grade.bottom_number is not None:
        kept &= _ranked(branch, held, grade.bottom_number.__floor__(), from_the_top=False)
    if grade.quota is not None:
        kept &= _within_quota(branch, sorted(kept), (grade.quota * len(branch)).__floor__())
    for place in held:
        if place not in kept:
            results[place] = Graded(grade.otherwise, ("condition",), results[place].provisional)


def _ranked(branch: Sequence[Standing], held: Sequence[int], places: int, *, from_the_top: bool) -> set[int]:
    """Those whose rank in the whole branch lies within the places: equal totals share a rank, and all are in."""
    kept = set()
    for place in held:
        own = branch[place].total
        better = sum(1 for other in branch if (other.total > own if from_the_top else other.total < own))
        if 1 + better <= places:
            kept.add(place)
    return kept


def _within_quota(branch: Sequence[Standing], candidates: Sequence[int], places: int) -> set[int]:
    """The best candidates by head count: equal totals all or none, and nobody below those who don't fit."""
    kept: set[int] = set()
    for total in sorted({branch[place].total for place in candidates}, reverse=True):
        group = {place for place in candidates if branch[place].total == total}
        if len(kept) + len(group) > places:
            break
        kept |= group
    return kept


def _look_back(scheme: Scheme, member: Standing, result: Graded) -> Graded:
    last = last_grade(member.year)
    for rule in scheme.regrades:
        if result.grade == rule.grade and last in rule.last:
            return Graded(rule.becomes, ("look-back",), result.provisional)
    return result
