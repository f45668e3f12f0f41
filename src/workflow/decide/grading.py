"""Grades: computed by the engine, proposed, confirmed by the meeting, settled above where the scheme has it.

A departure from a computed grade has the scheme's leave, a reason, and a vote of its own in the minutes.
Source: spec/process.md §2 step 10, §4 departure, heard.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import evaluation as happened
from ledger.events.filing import FilingCountersigned
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands import evaluation as asked
from workflow.decide.minutes import held_meeting
from workflow.decide.profile import not_taken
from workflow.decide.requests import already_decided, requested
from workflow.guards import timing
from workflow.periods import expected_rounds
from workflow.record import listed
from workflow.regrade import figure_of
from workflow.scoring.grades import BY_FIGURES, lowest_grade
from workflow.scoring.score import score_branch
from workflow.state.cycle import Round
from workflow.state.evaluation import Evaluation, Grading, parts_waiting
from workflow.state.presence import entitled
from workflow.state.veto import Veto
from workflow.year import branch_year, year_of


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
        scheme = ask.scheme(c.cycle)
        waiting += [f"{e.evaluation}: {part}" for e in evaluations for part in parts_waiting(ask.view, e, scheme)]
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
    scheme, year, branch = ask.scheme(c.cycle), year_of(cycle), branch_year(ask.view, cycle)
    instead = {one.member: one.grade for one in c.departures}
    follows = {score.member: score.outcomes for score in score_branch(scheme, year, branch, instead=instead)}
    yield (
        f"grading/{c.cycle}",
        happened.GradesProposed(
            cycle=c.cycle,
            size=ask.view.size,
            figures=tuple(figure_of(score) for score in score_branch(scheme, year, branch)),
            departures=tuple(
                happened.Departure(member=d.member, grade=d.grade, outcomes=follows[d.member], reason=d.reason)
                for d in c.departures
            ),
        ),
    )


def _departures_have_leave(ask: Ask) -> Iterable[Refusal]:
    """Only where the scheme lets the meeting depart, to a grade it has, never from one that is forced."""
    c = ask.command
    assert isinstance(c, asked.ProposeGrades)
    cycle = ask.cycle(c.cycle)
    if not c.departures or cycle.state != "open":
        return
    scheme = ask.scheme(c.cycle)
    if not scheme.profile.may_depart_from_grade:
        yield Refusal(
            "departure",
            "{scheme} doesn't let the meeting depart from the computed grade: {members}",
            "propose the grades as they are computed; what they rest on may be objected to",
            "process §2 step 10",
            {"scheme": scheme.id, "members": listed(one.member for one in c.departures)},
        )
        return
    computed = {score.member: score for score in score_branch(scheme, year_of(cycle), branch_year(ask.view, cycle))}
    named = [one.member for one in c.departures]
    for one in c.departures:
        facts: dict[str, object] = {
            "member": one.member,
            "grade": one.grade or "–",
            "known": listed(scheme.grade_ranks),
        }
        score = computed.get(one.member)
        if score is None or named.count(one.member) > 1:
            yield Refusal(
                "departure",
                "{member} is not graded here, or stands twice among the departures",
                "name each member who is graded once",
                "process §2 step 10",
                facts,
            )
        elif one.grade is not None and one.grade not in scheme.grade_ranks:
            yield Refusal(
                "departure",
                "the scheme has no grade {grade}",
                "one of these: {known}",
                "process §2 step 10",
                facts,
            )
        elif one.grade == score.grade:
            yield Refusal(
                "departure",
                "{grade} is what {member} is computed to have: that is no departure",
                "leave {member} out of the departures",
                "process §2 step 10",
                facts,
            )
        elif set(score.graded_by) - BY_FIGURES:
            yield Refusal(
                "departure",
                "the grade of {member} is forced by {by}",
                "leave it; what forces it may be objected to or lifted",
                "process §2 step 10",
                facts | {"by": listed(score.graded_by)},
            )


def _departures_are_voted(ask: Ask) -> Iterable[Refusal]:
    """Each departure that was proposed has a vote of its own in the minutes, and no other has."""
    c = ask.command
    assert isinstance(c, asked.ConfirmGrades)
    proposed = sorted(one.member for one in ask.find(Grading, c.cycle, "grading").departures)
    voted = sorted(one.member for one in c.departures)
    if proposed != voted:
        yield Refusal(
            "departure",
            "departures were proposed for: {proposed}; the minutes hold votes on: {voted}",
            "count one vote for each departure that was proposed",
            "process §2 step 10",
            {"proposed": listed(proposed), "voted": listed(voted)},
        )
    for one in c.departures:
        counts = (one.favour, one.against, one.abstained)
        if min(counts) < 0 or sum(counts) > c.present:
            yield Refusal(
                "departure",
                "{counted} votes on {member} were counted, but {present} were present",
                "correct the counts",
                "process §2 step 10",
                {"counted": sum(counts), "member": one.member, "present": c.present},
            )


def _carried(ask: Ask, vote: asked.CountedDeparture) -> bool:
    """More than half of 应到, as for everything that the meeting decides."""
    return 2 * vote.favour > entitled(ask.view, ask.today)


def _lowest_were_heard(ask: Ask) -> Iterable[Refusal]:
    """Whoever the lowest grade would meet, by the computation or by a departure that is carried."""
    c = ask.command
    assert isinstance(c, asked.ConfirmGrades)
    lowest = lowest_grade(ask.scheme(c.cycle))
    if lowest is None:
        return
    grading = ask.find(Grading, c.cycle, "grading")
    carried = {vote.member for vote in c.departures if _carried(ask, vote)}
    instead = {one.member: one.grade for one in grading.departures if one.member in carried}
    for figure in grading.figures:
        if instead.get(figure.member, figure.grade) == lowest:
            yield from timing.heard(ask, f"grading/{c.cycle}", figure.member, lowest)


def _confirm(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ConfirmGrades)
    meeting, minutes = held_meeting(ask, f"grading/{c.cycle}")
    votes = tuple(
        happened.DepartureVote(
            member=one.member,
            favour=one.favour,
            against=one.against,
            abstained=one.abstained,
            carried=_carried(ask, one),
        )
        for one in sorted(c.departures, key=lambda each: each.member)
    )
    yield minutes
    yield f"grading/{c.cycle}", happened.GradesConfirmed(cycle=c.cycle, meeting=meeting, departures=votes)


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
    "grade.propose": Deed(
        _grading, _propose, policies={"in-order": _ready_to_grade, "departure": _departures_have_leave}
    ),
    "grade.confirm": Deed(
        _grading, _confirm, policies={"heard": _lowest_were_heard, "departure": _departures_are_voted}
    ),
    "grade.settle": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""), _settle, _settle_matters, {"ended": _is_a_year}
    ),
}
