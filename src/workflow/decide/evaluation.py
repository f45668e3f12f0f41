"""Evaluations: opened with their tellers; 自评 and 互评 by who took part, ballots by tally alone, an opinion on each.

Source: spec/process.md §2 step 9, §10 Dates.
"""

from collections.abc import Iterable, Mapping, Sequence

from ledger.errors import Refusal
from ledger.events import evaluation as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import evaluation as asked
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.record import listed
from workflow.scoring.facts import Fact
from workflow.scoring.problems import check_fact
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.state.cycle import Round
from workflow.state.evaluation import Evaluation, Grading, parts_asked, parts_waiting
from workflow.state.membership import Member, members_of

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
    if isinstance(c, asked.OpenEvaluation):
        cycle = ask.cycle(c.cycle)
        if cycle.state == "open" and "ballot" not in parts_asked(ask.scheme(c.cycle), c.code):
            return
    else:
        chosen &= set(ask.find(Evaluation, c.evaluation, "evaluation").tellers)
    if len(chosen) < TELLERS_LEAST:
        yield Refusal(
            "same-hands",
            "{named} tellers are named; it takes two different ones who were chosen",
            "name two tellers",
            "process §2 step 9",
            {"named": len(chosen), "tellers": listed(c.tellers)},
        )


def _representatives_fit(ask: Ask) -> Iterable[Refusal]:
    """Mass representatives evaluate where the profile has them, each with the post; else nobody from outside does."""
    c = ask.command
    assert isinstance(c, asked.OpenEvaluation)
    if ask.cycle(c.cycle).state != "open":
        return
    needed = ask.scheme(c.cycle).profile.mass_representatives
    wrong = [one for one in c.representatives if "mass-representative" not in ask.posts.roles(one, ask.today)]
    facts: dict[str, object] = {"named": listed(c.representatives), "wrong": listed(wrong)}
    if wrong:
        yield Refusal(
            "eligible",
            "these are no mass representatives: {wrong}",
            "appoint them as mass representatives first",
            "process §1 roles",
            facts,
        )
    if needed != bool(c.representatives):
        yield Refusal(
            "eligible",
            "the scheme has mass representatives take part, and none is named"
            if needed
            else "the scheme has no mass representatives take part; named are {named}",
            "name those who take part" if needed else "open it with the members alone",
            "process §2 step 9 (profile)",
            facts,
        )


def _still_asked(ask: Ask) -> Iterable[Refusal]:
    """The scheme has this part; nothing is added once grades were proposed; the opinion follows the count."""
    c = ask.command
    assert isinstance(c, asked.TakePart | asked.GiveOpinion)
    part = c.part if isinstance(c, asked.TakePart) else "opinion"
    evaluation = ask.find(Evaluation, c.evaluation, "evaluation")
    scheme = ask.scheme(evaluation.cycle)
    parts = parts_asked(scheme, evaluation.code)
    facts: dict[str, object] = {"evaluation": evaluation.evaluation, "part": part, "parts": listed(parts)}
    if part not in parts:
        yield Refusal(
            "in-order",
            "{evaluation} has no part {part} under this scheme",
            "one of these: {parts}",
            "process §2 step 9 (profile)",
            facts,
        )
    grading = ask.view.find(Grading, evaluation.cycle)
    if grading and scheme.profile.evaluation_before_grading:
        yield Refusal(
            "in-order",
            "the grades of {cycle} rest on {evaluation}, and are {state}",
            "what was evaluated stays as it is",
            "process §2 step 9",
            facts | {"cycle": evaluation.cycle, "state": grading.state},
        )
    if part == "opinion" and "ballot" in parts_waiting(ask.view, evaluation, scheme):
        yield Refusal(
            "in-order",
            "the ballots of {evaluation} are not counted yet",
            "enter the tallies first: the opinion rests on them",
            "process §2 step 9",
            facts,
        )


def _who_took_part(ask: Ask) -> Iterable[Refusal]:
    """Members who are evaluated here, each once, and somebody."""
    c = ask.command
    assert isinstance(c, asked.TakePart)
    evaluation = ask.find(Evaluation, c.evaluation, "evaluation")
    yield from _evaluated(evaluation, c.present)
    if not c.present:
        yield Refusal(
            "in-range",
            "nobody took part in {evaluation}",
            "name those who did",
            "process §2 step 9",
            {"evaluation": c.evaluation},
        )


def _evaluated(evaluation: Evaluation, named: Sequence[str]) -> Iterable[Refusal]:
    wrong = {member for member in named if member not in evaluation.members or named.count(member) > 1}
    if wrong:
        yield Refusal(
            "in-range",
            "these were not evaluated here, or stand twice: {wrong}",
            "give one result for each member evaluated",
            "process §2 step 9",
            {"wrong": listed(wrong)},
        )


def _one_opinion(ask: Ask) -> Iterable[Refusal]:
    """On a member who is evaluated here, once: an opinion is not edited."""
    c = ask.command
    assert isinstance(c, asked.GiveOpinion)
    evaluation = ask.find(Evaluation, c.evaluation, "evaluation")
    yield from _evaluated(evaluation, (c.member,))
    if c.member in evaluation.opinions:
        yield Refusal(
            "in-range",
            "{member} has an opinion in {evaluation} already",
            "it stays as it is: history is only added to",
            "process §3 Correction",
            {"member": c.member, "evaluation": c.evaluation},
        )


def _of_the_unit(ask: Ask) -> Subject:
    """These parts leave the evaluation where it stands: only the count moves it."""
    c = ask.command
    assert isinstance(c, asked.TakePart | asked.GiveOpinion)
    ask.find(Evaluation, c.evaluation, "evaluation")
    return Subject("unit", ask.envelope.unit, "")


def _took_part(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.TakePart)
    said = happened.EvaluationPartHeld(evaluation=c.evaluation, part=c.part, present=tuple(sorted(c.present)))
    yield f"evaluation/{c.evaluation}", said


def _opinion_on(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.GiveOpinion)
    ask.find(Member, c.member, "member")
    return (Matter(f"evaluation/{c.evaluation}/{c.member}", c.member),)


def _give_opinion(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.GiveOpinion)
    said = happened.OpinionGiven(evaluation=c.evaluation, member=c.member, text=c.text)
    yield f"evaluation/{c.evaluation}", said


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
            members=tuple(m.member for m in members_of(ask.view) if m.inclusion != "none" and m.belongs(ask.today)),
            representatives=tuple(sorted(set(c.representatives))),
        ),
    )


def _tallies_fit(ask: Ask) -> Iterable[Refusal]:
    """Every result is of a member who was evaluated, once, inside the scheme's bands; no more votes than ballots."""
    c = ask.command
    assert isinstance(c, asked.TallyEvaluation)
    evaluation = ask.find(Evaluation, c.evaluation, "evaluation")
    scheme = ask.scheme(evaluation.cycle)
    named = [tally.member for tally in c.results]
    yield from _evaluated(evaluation, named)
    for tally in c.results:
        votes = tuple(sorted(tally.votes.items())) if tally.votes is not None else None
        fact = Fact("evaluation", evaluation.code, evaluation.on, points=tally.points, band=tally.band, votes=votes)
        if evaluation.code not in scheme.by_evaluation:
            yield from _brings_no_points(evaluation, tally)
            continue
        for problem in check_fact(scheme, member_year(ask.view, tally.member, evaluation.on), fact):
            facts = {**problem.facts, "member": tally.member}
            yield Refusal("in-range", problem.message, problem.remedy, problem.clause, facts)
    if not 0 <= c.invalid <= c.ballots or (c.issued is not None and c.ballots > c.issued):
        yield Refusal(
            "in-range",
            "{ballots} ballots came back, {invalid} of them invalid, of {issued} issued: that can't be",
            "count again",
            "process §2 step 9",
            {"ballots": c.ballots, "invalid": c.invalid, "issued": "–" if c.issued is None else c.issued},
        )
    for tally in c.results:
        counts = (tally.votes or {}).values()
        if min(counts, default=0) < 0 or sum(counts) > c.ballots - c.invalid:
            yield Refusal(
                "in-range",
                "more votes are counted for {member} than there were valid ballots ({ballots})",
                "count again",
                "process §2 step 9",
                {"member": tally.member, "ballots": c.ballots - c.invalid},
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
            evaluation=c.evaluation,
            ballots=c.ballots,
            issued=c.issued,
            invalid=c.invalid,
            tellers=tuple(sorted(set(c.tellers))),
            results=c.results,
        ),
    )


DEEDS: Mapping[str, Deed] = {
    "evaluation.open": Deed(
        _new,
        _open,
        policies={"in-order": _may_evaluate, "same-hands": _two_tellers, "eligible": _representatives_fit},
    ),
    "evaluation.take-part": Deed(
        _of_the_unit, _took_part, policies={"in-order": _still_asked, "in-range": _who_took_part}
    ),
    "evaluation.opinion": Deed(
        _of_the_unit, _give_opinion, _opinion_on, {"in-order": _still_asked, "in-range": _one_opinion}
    ),
    "evaluation.tally": Deed(
        about("evaluation", Evaluation, "evaluation", "evaluation"),
        _tally,
        policies={"same-hands": _two_tellers, "in-range": _tallies_fit},
    ),
}
