"""Evaluations: opened in time, with their tellers; tallies that fit the ballots; the parts that the profile asks for.

Source: spec/process.md §2 step 9, §4 own-claim, in-order.
"""

from collections.abc import Generator, Iterator, Mapping

from ledger.errors import Fault
from ledger.events import evaluation as evaluated
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.scoring.facts import Fact
from workflow.scoring.problems import check_fact
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.state.evaluation import Evaluation, Grading, parts_asked, parts_waiting
from workflow.state.membership import members_of
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import rounds_of
from workflow.verifier.verdict import no

TELLERS_LEAST = 2


def _opened(moment: Moment, said: evaluated.EvaluationOpened) -> Iterator[Fault]:
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
    if "ballot" in parts_asked(scheme, said.code) and len(set(said.tellers)) < TELLERS_LEAST:
        yield no("same-hands", "fewer than two tellers were chosen")
    members = tuple(
        member.member
        for member in members_of(moment.view)
        if member.inclusion != "none" and member.belongs(moment.today)
    )
    yield from differs("in-order", "members", said.members, members)
    for person in said.representatives:
        if "mass-representative" not in moment.posts.roles(person, moment.today):
            yield no("eligible", "{person} was no mass representative", person=person)
    if scheme.profile.mass_representatives != bool(said.representatives):
        yield no("eligible", "mass representatives took part where the profile has none, or none where it has them")


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


def _part_held(moment: Moment, said: evaluated.EvaluationPartHeld) -> Iterator[Fault]:
    evaluation = yield from _still_asked(moment, said.evaluation, said.part)
    if not said.present or len(set(said.present)) < len(said.present) or set(said.present) - set(evaluation.members):
        yield no("in-range", "who took part in {evaluation} was not evaluated there, or stands twice", **_named(said))


def _opinion(moment: Moment, said: evaluated.OpinionGiven) -> Iterator[Fault]:
    evaluation = yield from _still_asked(moment, said.evaluation, "opinion")
    if said.member not in evaluation.members or said.member in evaluation.opinions:
        yield no("in-range", "{member} was not evaluated in {evaluation}, or stands twice", **_named(said))
    if set(moment.persons) & moment.own(said.member):
        yield no("own-claim", "{by} gave the opinion on themselves, or their kin", by=moment.by)
    if "ballot" in parts_waiting(moment.view, evaluation, moment.scheme(evaluation.cycle)):
        yield no("in-order", "an opinion was given in {evaluation} before the ballots were counted", **_named(said))


def _named(said: evaluated.EvaluationPartHeld | evaluated.OpinionGiven) -> dict[str, str]:
    return {"evaluation": said.evaluation, "member": getattr(said, "member", "")}


def _still_asked(moment: Moment, key: str, part: str) -> Generator[Fault, None, Evaluation]:
    """The scheme has this part, and no grades rest on the evaluation yet."""
    evaluation = moment.view.find(Evaluation, key)
    assert evaluation is not None, f"there is no evaluation {key}"
    scheme = moment.scheme(evaluation.cycle)
    if part not in parts_asked(scheme, evaluation.code):
        yield no("in-order", "{evaluation} has no part {part} under its scheme", evaluation=key, part=part)
    if scheme.profile.evaluation_before_grading and moment.view.find(Grading, evaluation.cycle):
        yield no("in-order", "{part} of {evaluation} came after the grades", evaluation=key, part=part)
    return evaluation


RULES: Mapping[type, Rule] = {
    evaluated.EvaluationOpened: _opened,
    evaluated.EvaluationPartHeld: _part_held,
    evaluated.OpinionGiven: _opinion,
    evaluated.EvaluationTallied: _tallied,
}
