"""What follows from a year without anyone deciding: each outcome's conditions, read one table at a time.

Outcomes stand in the document's order, so that a heavier one can replace a lighter one below it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflow.scoring import rounds
from workflow.scoring.entries import Year
from workflow.scoring.grades import Graded, last_grade
from workflow.scoring.scheme import RoundOutcome, Scheme, When


@dataclass(frozen=True, slots=True)
class Result:
    """A member's year, as the outcomes read it; figures as published."""

    year: Year
    total: Decimal
    unclamped: Decimal
    graded: Graded
    rounds: Mapping[tuple[str, str], Fraction]


def outcomes_of(scheme: Scheme, result: Result) -> list[str]:
    """The ids of the outcomes that follow from the member's own year, in the document's order."""
    found: list[str] = []
    for outcome in scheme.outcomes:
        if outcome.id not in found and any(_holds(scheme, when, result, found) for when in outcome.when):
            found.append(outcome.id)
    return found


def _holds(scheme: Scheme, when: When, result: Result, found: Sequence[str]) -> bool:
    return (
        _standing(when, result)
        and _figures(when, result)
        and _history(scheme, when, result)
        and _facts(scheme, when, result)
        and not any(outcome in found for outcome in when.unless_outcome)
    )


def _standing(when: When, result: Result) -> bool:
    member, graded = result.year.member, result.graded
    return (
        (not when.statuses or member.status in when.statuses)
        and (not when.categories or member.category in when.categories)
        and (not when.roles or any(role in when.roles for role in member.roles))
        and (not when.grades or graded.grade in when.grades)
        and (not when.graded_by or any(by in when.graded_by for by in graded.by))
        and (not when.not_only_by or any(by not in when.not_only_by for by in graded.by))
    )


def _figures(when: When, result: Result) -> bool:
    total = Fraction(result.total)
    return (
        (when.at_least is None or total >= when.at_least)
        and (when.above is None or total > when.above)
        and (when.at_most is None or total <= when.at_most)
        and (when.below is None or total < when.below)
        and (when.unclamped_above is None or Fraction(result.unclamped) > when.unclamped_above)
    )


def _history(scheme: Scheme, when: When, result: Result) -> bool:
    past = [each for each in result.year.member.history if each.year < result.year.year]
    earlier = {each.grade for each in past}
    if when.last_grades and last_grade(result.year) not in when.last_grades:
        return False
    if when.last_below is not None:
        last = next((each.total for each in past if each.year == result.year.year - 1), None)
        if last is None or Fraction(last) >= when.last_below:
            return False
    if when.earlier_grades and not earlier & set(when.earlier_grades):
        return False
    if when.no_earlier_grades and earlier & set(when.no_earlier_grades):
        return False
    if when.graded_times is not None:
        grades = [result.graded.grade, *(each.grade for each in past)]
        times = sum(1 for grade in grades if grade in when.graded_times.grades)
        if times < when.graded_times.least or (when.graded_times.most is not None and times > when.graded_times.most):
            return False
    return when.risen is None or _risen(scheme, result) >= when.risen


def _risen(scheme: Scheme, result: Result) -> int:
    """Steps from last year's grade up to this year's; 0 where there is none to compare with."""
    ranks = scheme.grade_ranks
    now, last = ranks.get(result.graded.grade or ""), ranks.get(last_grade(result.year) or "")
    return 0 if now is None or last is None else now - last


def _facts(scheme: Scheme, when: When, result: Result) -> bool:
    present = result.year.present
    vetoed = any(veto.id in present for veto in scheme.vetoes)
    return (
        (not when.facts or any(ref in present for ref in when.facts))
        and not any(ref in present for ref in when.no_facts)
        and (when.any_veto is None or when.any_veto == vetoed)
    )


def round_outcomes(scheme: Scheme, results: Sequence[Result]) -> dict[str, list[str]]:
    """What the ranks of single rounds bring: member -> outcome ids, one for each round won."""
    won: defaultdict[str, list[str]] = defaultdict(list)
    for outcome in scheme.round_outcomes:
        cadence = scheme.by_component[outcome.components[0]].round
        for number in range(rounds.COUNTS[cadence]):
            for member in _winners(outcome, cadence, number, results):
                won[member].append(outcome.id)
    return won


def _winners(outcome: RoundOutcome, cadence: str, number: int, results: Sequence[Result]) -> Iterable[str]:
    """Who stands at the rank: among those still there after the round, with more than the least figure."""
    figures = {}
    for result in results:
        left = result.year.departed
        if left is not None and rounds.index(cadence, left) <= number:
            continue
        label = rounds.label(cadence, result.year.year, number)
        figure = sum((result.rounds.get((label, each), Fraction(0)) for each in outcome.components), Fraction(0))
        if figure > outcome.above:
            figures[result.year.member.member] = figure
    for member, figure in figures.items():
        if 1 + sum(1 for other in figures.values() if other > figure) == outcome.rank:
            yield member
