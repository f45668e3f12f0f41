"""Did the year go in order? Members and posts, rules, cycle, rounds, evaluations, grades, filings, the end.

Source: spec/process.md §1, §2 steps 1, 2, 8 to 11, §4 in-order, pinned-scheme, same-hands; §10 Dates.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import cycle as happened
from ledger.events import evaluation as evaluated
from ledger.events import filing as filed
from ledger.events import membership as belonging
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.process.pins import ENGINE, TABLE
from workflow.scoring.facts import Fact
from workflow.scoring.problems import check_fact
from workflow.scoring.read import digest
from workflow.scoring.rounds import index
from workflow.state.cycle import Cycle, Cycles, HeldOver, Round, SchemeText
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.filing import Filing, Filings
from workflow.state.membership import Member, Unit, members_of
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import Moment, Rule, differs, scheme_of
from workflow.verifier.verdict import no

FILED = frozenset({"acknowledged", "verified"})
UNDECIDED = frozenset({"proposed", "decided", "public", "contested"})
TELLERS_LEAST = 2


def _founded(moment: Moment, said: belonging.UnitFounded) -> Iterator[Fault]:
    if moment.event.position or moment.view.find(Unit):
        yield no("genesis", "the unit is founded a second time")
    if said.secretary not in said.committee:
        yield no("genesis", "the secretary {person} is not in the committee", person=said.secretary)


def _enrolled(moment: Moment, said: belonging.MemberEnrolled) -> Iterator[Fault]:
    if moment.view.find(Member, said.member):
        yield no("in-order", "{member} was enrolled before", member=said.member)


def _appointed(moment: Moment, said: belonging.RoleAppointed) -> Iterator[Fault]:
    if said.until is not None and said.until < said.since:
        yield no("in-order", "the post of {person} ends before it begins", person=said.person)


def _planned(moment: Moment, said: happened.CyclePlanned) -> Iterator[Fault]:
    if said.starts >= said.ends:
        yield no("in-order", "{cycle} ends before it begins", cycle=said.cycle)


def _proposed(moment: Moment, said: happened.SchemeProposed) -> Iterator[Fault]:
    yield from differs("scheme", "digest", said.digest, digest(said.text))
    scheme = scheme_of(said.text)
    yield from differs("scheme", "scheme", said.scheme, scheme.id)
    yield from differs("scheme", "edition", said.edition, str(scheme.edition))
    for fault in scheme.blockers():
        yield no("pinned-scheme", "this scheme can't be put into force: {why}", why=str(fault))
    known = (moment.view.find(Cycle, key) for key in (moment.view.find(Cycles) or Cycles()).cycles)
    if not any(cycle and cycle.state == "planned" for cycle in known):
        yield no("in-order", "no cycle was planned")


def _opened(moment: Moment, said: happened.CycleOpened) -> Iterator[Fault]:
    text = moment.view.find(SchemeText, said.digest)
    if text is None:
        yield no("pinned-scheme", "{cycle} pins a scheme that was never proposed here", cycle=said.cycle)
        return
    enough = ("approved",) if moment.unit.parent else ("adopted", "approved")
    if text.state not in enough:
        yield no(
            "pinned-scheme", "{cycle} was opened under a scheme that was {state}", cycle=said.cycle, state=text.state
        )
    yield from differs("scheme", "scheme", said.scheme, text.scheme)
    yield from differs("scheme", "process table", said.table, TABLE)
    yield from differs("scheme", "rule engine", said.engine, ENGINE)
    without = moment.unit.no_committee or scheme_of(text.text).profile.no_committee
    yield from differs("in-order", "no_committee", said.no_committee, without)
    for role in ("recorder", "deputy-recorder"):
        if not moment.posts.holders(moment.today, role):
            yield no("in-order", "{cycle} was opened without a {role}", cycle=said.cycle, role=role)


def _round(moment: Moment, said: happened.RoundOpened) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    if cycle.state != "open":
        yield no(
            "in-order",
            "{round} was opened in {cycle}, which was {state}",
            round=said.round,
            cycle=cycle.cycle,
            state=cycle.state,
        )
        return
    taken = {(known.starts, known.ends) for known in _rounds(moment, cycle)}
    spans = expected_rounds(cycle.starts, cycle.ends, moment.scheme(said.cycle).profile.round)
    due = next((span for span in spans if span not in taken), None)
    yield from differs("in-order", "days", (said.starts, said.ends), due)
    if said.closes < said.starts or moment.today < said.starts:
        facts = {"round": said.round, "starts": said.starts, "closes": said.closes, "today": moment.today}
        yield no("in-order", "{round} of {starts}, closing {closes}, was opened on {today}", **facts)
    waiting = moment.view.find(HeldOver) or HeldOver()
    yield from differs("in-order", "claims held over", said.held_over, waiting.claims)


def _rounds(moment: Moment, cycle: Cycle) -> list[Round]:
    return [found for key in cycle.rounds if (found := moment.view.find(Round, key))]


def _evaluation(moment: Moment, said: evaluated.EvaluationOpened) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    scheme = moment.scheme(said.cycle)
    yield from differs("in-order", "evaluation", said.evaluation, f"E{len(cycle.evaluations) + 1:02}-{cycle.cycle}")
    known = scheme.by_evaluation.get(said.code)
    if cycle.state != "open" or known is None or not cycle.starts <= said.on <= cycle.ends or said.on > moment.today:
        yield no("in-order", "the scheme has no evaluation {code} on {on} in an open cycle", code=said.code, on=said.on)
        return
    held = [one for key in cycle.evaluations if (one := moment.view.find(Evaluation, key))]
    if any(one.code == said.code and index(known.round, one.on) == index(known.round, said.on) for one in held):
        yield no("in-order", "{code} was held for this period before", code=said.code)
    ended = [one for one in _rounds(moment, cycle) if one.ends < moment.today]
    due = [span for span in expected_rounds(cycle.starts, cycle.ends, scheme.profile.round) if span[1] < moment.today]
    waiting = [one.round for one in ended if one.state not in FILED]
    if waiting or len(ended) < len(due):
        yield no("in-order", "rounds had ended and were not filed: {waiting}", waiting=", ".join(waiting) or "–")
    if len(set(said.tellers)) < TELLERS_LEAST:
        yield no("same-hands", "fewer than two tellers were chosen")
    members = tuple(member.member for member in members_of(moment.view) if member.inclusion != "none")
    yield from differs("in-order", "members", said.members, members)


def _tallied(moment: Moment, said: evaluated.EvaluationTallied) -> Iterator[Fault]:
    evaluation = moment.view.find(Evaluation, said.evaluation)
    assert evaluation is not None, f"there is no evaluation {said.evaluation}"
    if len(set(said.tellers) & set(evaluation.tellers)) < TELLERS_LEAST:
        yield no("same-hands", "fewer than two of the tellers chosen are named")
    scheme, seen = moment.scheme(evaluation.cycle), set[str]()
    included = set(evaluation.members)
    for tally in said.results:
        if tally.member in seen or tally.member not in included:
            yield no("in-range", "{member} was not evaluated, or stands twice", member=tally.member)
        seen.add(tally.member)
        votes = tuple(sorted(tally.votes.items())) if tally.votes is not None else None
        fact = Fact("evaluation", evaluation.code, evaluation.on, points=tally.points, band=tally.band, votes=votes)
        for problem in check_fact(scheme, member_year(moment.view, tally.member, evaluation.on), fact):
            yield Fault(problem.message, "in-range", problem.facts)
        if votes is not None and sum(count for _, count in votes) > said.ballots:
            yield no("in-range", "more votes than ballots were counted for {member}", member=tally.member)


def _grades(moment: Moment, said: evaluated.GradesProposed) -> Iterator[Fault]:
    """Whether it was time; the figures themselves are the business of `figures.py`."""
    cycle = moment.cycle(said.cycle)
    if cycle.state != "open":
        yield no("in-order", "{cycle} was {state}", cycle=said.cycle, state=cycle.state)
        return
    profile = moment.scheme(said.cycle).profile
    rounds = _rounds(moment, cycle)
    waiting = [one.round for one in rounds if one.state not in FILED]
    if len(rounds) < len(expected_rounds(cycle.starts, cycle.ends, profile.round)):
        waiting.append("rounds that were never opened")
    if profile.meeting == "year" and cycle.year_confirmed is None:
        waiting.append("the meeting on the year's points")
    held = [one for key in cycle.evaluations if (one := moment.view.find(Evaluation, key))]
    if profile.evaluation_before_grading:
        waiting += [one.evaluation for one in held if one.state != "tallied"]
        if profile.evaluation and not held:
            waiting.append("the evaluation")
    vetoes = [one for key in cycle.vetoes if (one := moment.view.find(Veto, key))]
    waiting += [one.veto for one in vetoes if one.state in UNDECIDED]
    if waiting:
        yield no("in-order", "the year was graded before its time; still open: {waiting}", waiting=", ".join(waiting))


def _filing(moment: Moment, said: filed.FilingMade) -> Iterator[Fault]:
    number = (moment.view.find(Filings) or Filings()).made + 1
    yield from differs("in-order", "filing", said.filing, f"F{number:03}")
    kind, _, key = said.subject.partition("/")
    record = moment.view.find(Round, key) if kind == "round" else None
    grading = moment.view.find(Grading, key) if kind == "grading" else None
    state = record.state if record else grading.state if grading else None
    if state != "posted":
        facts = {"subject": said.subject, "state": state or "–"}
        yield no("in-order", "{subject} was filed as {state}: only what has been through publicity is", **facts)


def _countersigned(moment: Moment, said: filed.FilingCountersigned) -> Iterator[Fault]:
    filing = moment.view.find(Filing, said.filing)
    assert filing is not None, f"there is no filing {said.filing}"
    yield from differs("signers", "signers", said.signers, (*filing.signers, moment.by))
    if moment.by in filing.signers:
        yield no("same-hands", "{by} signed the filing twice: two different persons sign", by=moment.by)
    yield from differs("in-order", "subject", said.subject, filing.subject)
    yield from differs("in-order", "cycle", said.cycle, filing.cycle)
    yield from differs("in-order", "place of the filing", said.made_at, filing.made_at)
    yield from differs("filing", "members", said.members, tuple(m.member for m in members_of(moment.view)))
    yield from differs("filing", "sandbox", said.sandbox, moment.unit.sandbox)


def _closed(moment: Moment, said: happened.CycleClosed) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    waiting = [one.round for one in _rounds(moment, cycle) if one.state != "verified"]
    grading = moment.view.find(Grading, said.cycle)
    done = ("verified",) if moment.unit.parent else ("posted", "filed", "verified")
    if grading is None or grading.state not in done:
        waiting.append("the year")
    settles = moment.unit.parent and moment.scheme(said.cycle).profile.grades_settled_by == "upper"
    if settles and not (grading and grading.settled):
        waiting.append("the upper unit's settling of the grades")
    if waiting:
        yield no("in-order", "{cycle} was closed too early: {waiting}", cycle=said.cycle, waiting=", ".join(waiting))


RULES: Mapping[type, Rule] = {
    belonging.UnitFounded: _founded,
    belonging.MemberEnrolled: _enrolled,
    belonging.RoleAppointed: _appointed,
    happened.CyclePlanned: _planned,
    happened.SchemeProposed: _proposed,
    happened.CycleOpened: _opened,
    happened.RoundOpened: _round,
    happened.CycleClosed: _closed,
    evaluated.EvaluationOpened: _evaluation,
    evaluated.EvaluationTallied: _tallied,
    evaluated.GradesProposed: _grades,
    filed.FilingMade: _filing,
    filed.FilingCountersigned: _countersigned,
}
