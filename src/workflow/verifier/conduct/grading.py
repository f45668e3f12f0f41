"""Were the year's evaluations and grades made in order? When, by whom counted, and where they depart.

The figures themselves are the business of `verifier/figures.py`.
Source: spec/process.md §2 steps 9, 10, §4 departure, same-hands; §10 Dates.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import evaluation as evaluated
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.scoring.facts import Fact
from workflow.scoring.grades import BY_FIGURES
from workflow.scoring.problems import check_fact
from workflow.scoring.profile import Profile
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import Score, score_branch
from workflow.state.cycle import Cycle
from workflow.state.evaluation import Evaluation
from workflow.state.membership import members_of
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import behind, rounds_of
from workflow.verifier.verdict import no
from workflow.year import branch_year, year_of

UNDECIDED = frozenset({"proposed", "decided", "public", "contested"})


TELLERS_LEAST = 2


def _evaluation(moment: Moment, said: evaluated.EvaluationOpened) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    scheme = moment.scheme(said.cycle)
    yield from differs("in-order", "evaluation", said.evaluation, f"E{len(cycle.evaluations) + 1:02}-{cycle.cycle}")
    known = _held_by(scheme).get(said.code)
    if cycle.state != "open" or known is None or not cycle.starts <= said.on <= cycle.ends or said.on > moment.today:
        yield no("in-order", "the scheme has no evaluation {code} on {on} in an open cycle", code=said.code, on=said.on)
        return
    held = [one for key in cycle.evaluations if (one := moment.view.find(Evaluation, key))]
    if any(one.code == said.code and index(known, one.on) == index(known, said.on) for one in held):
        yield no("in-order", "{code} was held for this period before", code=said.code)
    ended = [one for one in rounds_of(moment, cycle) if one.ends < moment.today]
    due = [span for span in expected_rounds(cycle.starts, cycle.ends, scheme.profile.round) if span[1] < moment.today]
    waiting = [one.round for one in ended if one.state not in moment.course(said.cycle).through]
    if waiting or len(ended) < len(due):
        yield no("in-order", "rounds had ended and were not through: {waiting}", waiting=", ".join(waiting) or "–")
    if len(set(said.tellers)) < TELLERS_LEAST:
        yield no("same-hands", "fewer than two tellers were chosen")
    members = tuple(
        member.member
        for member in members_of(moment.view)
        if member.inclusion != "none" and member.belongs(moment.today)
    )
    yield from differs("in-order", "members", said.members, members)


def _held_by(scheme: Scheme) -> Mapping[str, str]:
    """The evaluations that can be held, each with its period: those that are scored, else the profile's."""
    if scheme.evaluations:
        return {each.id: each.round for each in scheme.evaluations}
    return {each.id: "year" for each in scheme.profile.evaluation}


def _tallied(moment: Moment, said: evaluated.EvaluationTallied) -> Iterator[Fault]:
    evaluation = moment.view.find(Evaluation, said.evaluation)
    assert evaluation is not None, f"there is no evaluation {said.evaluation}"
    if len(set(said.tellers) & set(evaluation.tellers)) < TELLERS_LEAST:
        yield no("same-hands", "fewer than two of the tellers chosen are named")
    if not 0 <= said.invalid <= said.ballots or (said.issued is not None and said.ballots > said.issued):
        yield no("in-range", "more ballots came back than were issued, or more are invalid than came back")
    scheme, seen = moment.scheme(evaluation.cycle), set[str]()
    included = set(evaluation.members)
    for tally in said.results:
        if tally.member in seen or tally.member not in included:
            yield no("in-range", "{member} was not evaluated, or stands twice", member=tally.member)
        seen.add(tally.member)
        counts = tuple((tally.votes or {}).values())
        if min(counts, default=0) < 0 or sum(counts) > said.ballots - said.invalid:
            yield no("in-range", "more votes than ballots were counted for {member}", member=tally.member)
        yield from _allowed(moment, scheme, evaluation, tally)


def _allowed(moment: Moment, scheme: Scheme, evaluation: Evaluation, tally: evaluated.Tally) -> Iterator[Fault]:
    """The scheme's bands; an evaluation that it doesn't score brings no points."""
    if evaluation.code not in scheme.by_evaluation:
        if tally.points is not None:
            yield no("in-range", "{code} brings no points under this scheme", code=evaluation.code)
        return
    votes = tuple(sorted(tally.votes.items())) if tally.votes is not None else None
    fact = Fact("evaluation", evaluation.code, evaluation.on, points=tally.points, band=tally.band, votes=votes)
    for problem in check_fact(scheme, member_year(moment.view, tally.member, evaluation.on), fact):
        yield Fault(problem.message, "in-range", problem.facts)


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
    waiting = [one.evaluation for one in held if one.state != "tallied"]
    if len(held) < len(profile.evaluation) and "evaluation" not in profile.skip:
        waiting.append("an evaluation of the profile")
    return waiting


RULES: Mapping[type, Rule] = {
    evaluated.EvaluationOpened: _evaluation,
    evaluated.EvaluationTallied: _tallied,
    evaluated.GradesProposed: _grades,
}
