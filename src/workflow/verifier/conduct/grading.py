"""Were the year's grades proposed in order? When, after which evaluations, and where they depart.

The figures themselves are the business of `verifier/figures.py`.
Source: spec/process.md §2 step 10, §4 departure, in-order.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import evaluation as evaluated
from workflow.scoring.grades import BY_FIGURES
from workflow.scoring.profile import Profile
from workflow.scoring.score import Score, score_branch
from workflow.state.cycle import Cycle
from workflow.state.evaluation import Evaluation, parts_waiting
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import Moment, Rule
from workflow.verifier.conduct.profile import behind
from workflow.verifier.verdict import no
from workflow.year import branch_year, year_of

UNDECIDED = frozenset({"proposed", "decided", "public", "contested"})


def _grades(moment: Moment, said: evaluated.GradesProposed) -> Iterator[Fault]:
    """Whether it was time; the figures themselves are the business of `figures.py`."""
    cycle = moment.cycle(said.cycle)
    if cycle.state != "open":
        yield no("in-order", "{cycle} was {state}", cycle=said.cycle, state=cycle.state)
        return
    course = moment.course(said.cycle)
    if not course.grades:
        yield no("in-order", "the profile has no grading")
        return
    waiting = behind(moment, cycle, course.through)
    if course.confirms_year and cycle.year_confirmed is None:
        waiting.append("the meeting on the year's points")
    waiting += _evaluations_waiting(moment, cycle, course.profile)
    vetoes = [one for key in cycle.vetoes if (one := moment.view.find(Veto, key))]
    waiting += [one.veto for one in vetoes if one.state in UNDECIDED]
    if waiting:
        yield no("in-order", "the year was graded before its time; still open: {waiting}", waiting=", ".join(waiting))
    yield from _departures(moment, said)


def _departures(moment: Moment, said: evaluated.GradesProposed) -> Iterator[Fault]:
    """The scheme gives leave; each is of a member graded by figures alone, once, to another grade that it has."""
    scheme, computed = moment.scheme(said.cycle), {figure.member: figure for figure in said.figures}
    if said.departures and not scheme.profile.may_depart_from_grade:
        yield no("departure", "{scheme} doesn't let the meeting depart from the computed grade", scheme=scheme.id)
        return
    seen: set[str] = set()
    forced = {score.member: set(score.graded_by) - BY_FIGURES for score in _scores(moment, said) if said.departures}
    for one in said.departures:
        figure = computed.get(one.member)
        known = one.grade is None or one.grade in scheme.grade_ranks
        if figure is None or figure.grade == one.grade or not known or one.member in seen:
            facts = {"member": one.member, "grade": one.grade or "–"}
            yield no("departure", "{grade} for {member} is no departure to one of the scheme's grades", **facts)
        elif forced.get(one.member):
            by = ", ".join(sorted(forced[one.member]))
            yield no("departure", "the grade of {member} was forced by {by}", member=one.member, by=by)
        seen.add(one.member)


def _scores(moment: Moment, said: evaluated.GradesProposed) -> tuple[Score, ...]:
    cycle = moment.cycle(said.cycle)
    return score_branch(moment.scheme(said.cycle), year_of(cycle), branch_year(moment.view, cycle))


def _evaluations_waiting(moment: Moment, cycle: Cycle, profile: Profile) -> list[str]:
    if not profile.evaluation_before_grading:
        return []
    held = [one for key in cycle.evaluations if (one := moment.view.find(Evaluation, key))]
    scheme = moment.scheme(cycle.cycle)
    waiting = [f"{one.evaluation}: {part}" for one in held for part in parts_waiting(moment.view, one, scheme)]
    if len(held) < len(profile.evaluation) and "evaluation" not in profile.skip:
        waiting.append("an evaluation of the profile")
    return waiting


RULES: Mapping[type, Rule] = {
    evaluated.GradesProposed: _grades,
}
