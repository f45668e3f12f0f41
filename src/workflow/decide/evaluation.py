"""Evaluations: opened with their tellers, and entered by tally alone.

Source: spec/process.md §2 step 9, §10 Dates.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import evaluation as happened
from workflow.ask import Ask, Deed, Emit, Subject, about
from workflow.commands import evaluation as asked
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.record import listed
from workflow.scoring.facts import Fact
from workflow.scoring.problems import check_fact
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.state.cycle import Round
from workflow.state.evaluation import Evaluation
from workflow.state.membership import members_of

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
            members=tuple(m.member for m in members_of(ask.view) if m.inclusion != "none" and m.belongs(ask.today)),
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
    "evaluation.open": Deed(_new, _open, policies={"in-order": _may_evaluate, "same-hands": _two_tellers}),
    "evaluation.tally": Deed(
        about("evaluation", Evaluation, "evaluation", "evaluation"),
        _tally,
        policies={"same-hands": _two_tellers, "in-range": _tallies_fit},
    ),
}
