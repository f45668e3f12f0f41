"""Evaluations by tally, and grades: computed by the engine, proposed, confirmed by the meeting.

Source: spec/process.md §2 steps 9 and 10, §10 Dates.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import evaluation as happened
from ledger.events.filing import FilingCountersigned
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import evaluation as asked
from workflow.decide.minutes import held_meeting
from workflow.decide.profile import not_taken
from workflow.decide.requests import already_decided, requested
from workflow.guards import timing
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.record import listed
from workflow.scoring.facts import Fact
from workflow.scoring.problems import check_fact
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch
from workflow.state.cycle import Round
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.membership import members_of
from workflow.state.veto import Veto
from workflow.year import branch_year, year_of

TELLERS_LEAST = 2


def _new(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, asked.OpenEvaluation)
    return Subject("evaluation", f"E{len(ask.cycle(c.cycle).evaluations) + 1:02}-{c.cycle}", "")


def _may_evaluate(ask: Ask) -> Iterable[Refusal]:
    """The scheme has it, once for its period; every round that has ended was filed and acknowledged."""
    c = ask.command
    assert isinstance(c, asked.OpenEvaluation)
    cycle = ask.cycle(c.cycle)
    facts: dict[str, object] = {"cycle": c.cycle, "code": c.code, "on": c.on, "state": cycle.state}
    if cycle.state != "open":
        yield Refusal("in-order", "the cycle {cycle} is {state}", "open the cycle first", "process §2 step 9", facts)
        return
    scheme = ask.scheme(c.cycle)
    known = _evaluations(scheme)
    if c.code not in known or not cycle.starts <= c.on <= cycle.ends or c.on > ask.today:
        yield Refusal(
            "in-order",
            "the scheme has no evaluation {code} that could be held on {on}",
            "one of {codes}, on a day of the cycle that has come",
            "process §2 step 9",
            facts | {"codes": listed(known)},
        )
        return
    for key in cycle.evaluations:
        held = ask.find(Evaluation, key, "evaluation")
        same = index(known[c.code], held.on) == index(known[c.code], c.on)
        if held.code == c.code and same:
            yield Refusal(
                "in-order",
                "{code} was opened for this period already: {held}",
                "enter the tallies there",
                "process §2 step 9",
                facts | {"held": key},
            )
    ended = [key for key in cycle.rounds if ask.find(Round, key, "round").ends < ask.today]
    missing = len(
        [span for span in expected_rounds(cycle.starts, cycle.ends, scheme.profile.round) if span[1] < ask.today]
    )
    through = ask.course(c.cycle).through
    waiting = [key for key in ended if ask.find(Round, key, "round").state not in through]
    if waiting or len(ended) < missing:
        yield Refusal(
            "in-order",
            "rounds that have ended are not through yet: {waiting}; {opened} of {ended} were opened",
            "bring them to the profile's last step: the upper unit's acknowledgement, or the end of their publicity",
            "process §2 step 9",
            facts | {"waiting": listed(waiting), "ended": missing, "opened": len(ended)},
        )


def _evaluations(scheme: Scheme) -> Mapping[str, str]:
    """What can be held, and by which period: the scored ones; else those of the profile, which bring no points."""
    if scheme.evaluations:
        return {each.id: each.round for each in scheme.evaluations}
    return {each.id: "year" for each in scheme.profile.evaluation}


def _two_tellers(ask: Ask) -> Iterable[Refusal]:
    """Two tellers at least; who enters the tallies names two of those who were chosen."""
    c = ask.command
    assert isinstance(c, asked.OpenEvaluation | asked.TallyEvaluation)
    chosen = set(c.tellers)
    if isinstance(c, asked.TallyEvaluation):
        chosen &= set(ask.find(Evaluation, c.evaluation, "evaluation").tellers)
    if len(chosen) < TELLERS_LEAST:
        yield Refusal(
            "same-hands",
            "{named} tellers are named; it takes two different ones who were chosen",
            "name two tellers",
            "process §2 step 9",
            {"named": len(chosen), "tellers": listed(c.tellers)},
        )


def _open(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.OpenEvaluation)
    assert ask.subject is not None
    key = ask.subject.key
    yield (
        f"evaluation/{key}",
        happened.EvaluationOpened(
            evaluation=key,
            cycle=c.cycle,
            code=c.code,
            on=c.on,
            tellers=tuple(sorted(set(c.tellers))),
            members=tuple(m.member for m in members_of(ask.view) if m.inclusion != "none"),
        ),
    )


def _tallies_fit(ask: Ask) -> Iterable[Refusal]:
    """Every result is of a member who was evaluated, once, inside the scheme's bands; no more votes than ballots."""
    c = ask.command
    assert isinstance(c, asked.TallyEvaluation)
    evaluation = ask.find(Evaluation, c.evaluation, "evaluation")
    scheme = ask.scheme(evaluation.cycle)
    named = [tally.member for tally in c.results]
    wrong = {m for m in named if m not in evaluation.members or named.count(m) > 1}
    if wrong:
        yield Refusal(
            "in-range",
            "these were not evaluated here, or stand twice: {wrong}",
            "give one result for each member evaluated",
            "process §2 step 9",
            {"wrong": listed(wrong)},
        )
    for tally in c.results:
        votes = tuple(sorted(tally.votes.items())) if tally.votes is not None else None
        fact = Fact("evaluation", evaluation.code, evaluation.on, points=tally.points, band=tally.band, votes=votes)
        if evaluation.code not in scheme.by_evaluation:
            yield from _brings_no_points(evaluation, tally)
            continue
        for problem in check_fact(scheme, member_year(ask.view, tally.member, evaluation.on), fact):
            facts = {**problem.facts, "member": tally.member}
            yield Refusal("in-range", problem.message, problem.remedy, problem.clause, facts)
    for tally in c.results:
        counts = (tally.votes or {}).values()
        if min(counts, default=0) < 0 or sum(counts) > c.ballots:
            yield Refusal(
                "in-range",
                "more votes are counted for {member} than there were ballots ({ballots})",
                "count again",
                "process §2 step 9",
                {"member": tally.member, "ballots": c.ballots},
            )


def _brings_no_points(evaluation: Evaluation, tally: happened.Tally) -> Iterable[Refusal]:
    """An evaluation that the scheme doesn't score has bands and votes in its own words, and no points."""
    if tally.points is not None:
        yield Refusal(
            "in-range",
            "{code} brings no points under this scheme; {member} was given {points}",
            "give the band or the votes alone",
            "process §2 step 9",
            {"code": evaluation.code, "member": tally.member, "points": tally.points},
        )


def _tally(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.TallyEvaluation)
    yield (
        f"evaluation/{c.evaluation}",
        happened.EvaluationTallied(
            evaluation=c.evaluation, ballots=c.ballots, tellers=tuple(sorted(set(c.tellers))), results=c.results
        ),
    )


def _grading(ask: Ask) -> Subject:
    key = str(getattr(ask.command, "cycle"))  # noqa: B009
    ask.cycle(key)
    known = ask.view.find(Grading, key)
    return Subject("grading", key, known.state if known else "")


def _ready_to_grade(ask: Ask) -> Iterable[Refusal]:
    """Every round through, the year confirmed where the profile has it, evaluations closed, no veto contested."""
    c = ask.command
    assert isinstance(c, asked.ProposeGrades)
    cycle = ask.cycle(c.cycle)
    if cycle.state != "open":
        yield Refusal("in-order", "the cycle is {state}", "open the cycle first", "process §2", {"state": cycle.state})
        return
    course = ask.course(c.cycle)
    profile = course.profile
    if not course.grades:
        yield not_taken("grading", "the year's points stand as they are announced")
        return
    waiting = [key for key in cycle.rounds if ask.find(Round, key, "round").state not in course.through]
    spans = expected_rounds(cycle.starts, cycle.ends, profile.round)
    waiting += [f"{first} – {last}" for first, last in spans[len(cycle.rounds) :]]
    if course.confirms_year and cycle.year_confirmed is None:
        waiting.append("the meeting on the year's points")
    evaluations = [ask.find(Evaluation, key, "evaluation") for key in cycle.evaluations]
    if profile.evaluation_before_grading:
        waiting += [e.evaluation for e in evaluations if e.state != "tallied"]
        missing = len(profile.evaluation) - len(evaluations)
        if missing > 0 and "evaluation" not in profile.skip:
            waiting.append(f"the evaluation ({missing} of {len(profile.evaluation)})")
    vetoes = [ask.find(Veto, key, "veto") for key in cycle.vetoes]
    waiting += [v.veto for v in vetoes if v.state in ("proposed", "decided", "public", "contested")]
    if waiting:
        yield Refusal(
            "in-order",
            "the year can't be graded yet; still open: {waiting}",
            "bring these to their end first",
            "process §2 step 10",
            {"waiting": ", ".join(waiting)},
        )


def _propose(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ProposeGrades)
    cycle = ask.cycle(c.cycle)
    scores = score_branch(ask.scheme(c.cycle), year_of(cycle), branch_year(ask.view, cycle))
    figures = tuple(
        happened.Figure(
            member=score.member,
            total=score.total,
            components=dict(score.components),
            grade=score.grade,
            outcomes=score.outcomes,
        )
        for score in scores
    )
    yield f"grading/{c.cycle}", happened.GradesProposed(cycle=c.cycle, size=ask.view.size, figures=figures)


def _lowest_were_heard(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.ConfirmGrades)
    grades = ask.scheme(c.cycle).grades
    if not grades:
        return
    lowest = grades[-1].id
    for figure in ask.find(Grading, c.cycle, "grading").figures:
        if figure.grade == lowest:
            yield from timing.heard(ask, f"grading/{c.cycle}", figure.member, lowest)


def _confirm(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ConfirmGrades)
    meeting, minutes = held_meeting(ask, f"grading/{c.cycle}")
    yield minutes
    yield f"grading/{c.cycle}", happened.GradesConfirmed(cycle=c.cycle, meeting=meeting)


def _year_filing(ask: Ask) -> FilingCountersigned:
    assert isinstance(ask.command, asked.SettleGrades)
    return requested(ask.command.request, FilingCountersigned, "filing")


def _is_a_year(ask: Ask) -> Iterable[Refusal]:
    yield from already_decided(ask, "grades-settled")
    filing = _year_filing(ask)
    if not filing.subject.startswith("grading/"):
        yield Refusal(
            "in-order",
            "{filing} files {subject}: there are no grades in it to settle",
            "settle the grades on the year's filing",
            "process §2 step 10",
            {"filing": filing.filing, "subject": filing.subject},
        )


def _settle_matters(ask: Ask) -> Iterable[Matter]:
    filing = _year_filing(ask)
    return (Matter(f"filing/{filing.filing}", None, hands=(*filing.signers, *filing.signed_for)),)


def _settle(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.SettleGrades)
    filing = _year_filing(ask)
    yield (
        f"settlement/{c.request.unit}/{c.request.position}",
        happened.GradesSettled(
            branch=c.request.unit, cycle=filing.cycle, filing=filing.filing, request=c.request.position
        ),
    )


DEEDS: Mapping[str, Deed] = {
    "evaluation.open": Deed(_new, _open, policies={"in-order": _may_evaluate, "same-hands": _two_tellers}),
    "evaluation.tally": Deed(
        about("evaluation", Evaluation, "evaluation", "evaluation"),
        _tally,
        policies={"same-hands": _two_tellers, "in-range": _tallies_fit},
    ),
    "grade.propose": Deed(_grading, _propose, policies={"in-order": _ready_to_grade}),
    "grade.confirm": Deed(_grading, _confirm, policies={"heard": _lowest_were_heard}),
    "grade.settle": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""), _settle, _settle_matters, {"ended": _is_a_year}
    ),
}
