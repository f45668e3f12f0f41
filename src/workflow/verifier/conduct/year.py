"""Did the year go in order? Members and posts, rules, cycle, rounds, evaluations, grades, filings, the end.

Source: spec/process.md §1, §2 steps 1, 2, 8 to 11, §4 in-order, pinned-scheme, same-hands; §10 Dates.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import cycle as happened
from ledger.events import evaluation as evaluated
from ledger.events import filing as filed
from ledger.events import membership as belonging
from ledger.events.delegation import DelegationGranted
from ledger.exact import decimal_text, parse_points
from workflow.lines import member_year
from workflow.periods import expected_rounds
from workflow.process.pins import ENGINE, TABLE
from workflow.regrade import changed_figures
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.facts import Fact
from workflow.scoring.grades import BY_FIGURES
from workflow.scoring.problems import check_fact
from workflow.scoring.profile import Profile
from workflow.scoring.read import digest
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import Score, score_branch
from workflow.state.aftermath import aftermath_of
from workflow.state.cycle import Cycle, Cycles, HeldOver, Round, SchemeText, profile_in_force
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.filing import Filing, Filings
from workflow.state.membership import WITHOUT_MOST, Member, Unit, full_members, has_no_committee, members_of
from workflow.state.order import orders_of
from workflow.state.presence import Away, away_on
from workflow.state.revision import Revision
from workflow.state.veto import Veto
from workflow.unfiled import open_objections, supplement_due, under_way, unfiled
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import behind, rounds_of, whole_period
from workflow.verifier.verdict import no
from workflow.year import branch_year, year_of

UNDECIDED = frozenset({"proposed", "decided", "public", "contested"})
TELLERS_LEAST = 2
YEAR_LEAST = 1921


def _founded(moment: Moment, said: belonging.UnitFounded) -> Iterator[Fault]:
    if moment.event.position or moment.view.find(Unit):
        yield no("genesis", "the unit is founded a second time")
    if said.secretary not in said.committee:
        yield no("genesis", "the secretary {person} is not in the committee", person=said.secretary)


def _enrolled(moment: Moment, said: belonging.MemberEnrolled) -> Iterator[Fault]:
    known = moment.view.find(Member, said.member)
    if known and (known.left is None or said.since <= known.left):
        yield no("in-order", "{member} was enrolled before", member=said.member)
    yield from _inclusion(moment, said)


def _inclusion(moment: Moment, said: belonging.MemberEnrolled | belonging.MemberChanged) -> Iterator[Fault]:
    """Decided by the body that the profile names, on paper."""
    if said.inclusion is None or (isinstance(said, belonging.MemberEnrolled) and said.inclusion == "points"):
        return
    profile = profile_in_force(moment.view)
    due = profile.exempt_approval if profile else "meeting"
    if said.body != due or said.document is None:
        yield no(
            "who-may", "the inclusion of {member} was not decided by the {due}, on paper", member=said.member, due=due
        )
    if said.inclusion == "evaluation" and profile and not profile.exempt_evaluated_only:
        yield no("eligible", "{member} is evaluated only, which the scheme doesn't have", member=said.member)


def _left(moment: Moment, said: belonging.MemberLeft) -> Iterator[Fault]:
    known = moment.view.find(Member, said.member)
    facts = {"member": said.member, "day": said.day, "today": moment.today}
    if known is None or known.left is not None:
        yield no("in-order", "{member} was no member who could leave", **facts)
    elif not known.since <= said.day <= moment.today:
        yield no("in-order", "{day} was no last day for {member} on {today}", **facts)


def _appointed(moment: Moment, said: belonging.RoleAppointed) -> Iterator[Fault]:
    if said.until is not None and said.until < said.since:
        yield no("in-order", "the post of {person} ends before it begins", person=said.person)
    without = has_no_committee(moment.view, moment.today, allowed=moment.unit.no_committee)
    if said.role == "second-signer" and without and said.body != "meeting":
        yield no("who-may", "{person} was named second signer, and not by the meeting", person=said.person)


def _away(moment: Moment, said: belonging.MemberAway) -> Iterator[Fault]:
    member, known = moment.view.find(Member, said.member), moment.view.find(Away, said.member)
    clash = any(one.since <= said.until and said.since <= one.until for one in (known.spells if known else ()))
    if member is None or member.left is not None or said.until < said.since or clash:
        facts = {"member": said.member, "since": said.since, "until": said.until}
        yield no("in-order", "{member} can't have been away anew from {since} to {until}", **facts)


def _returned(moment: Moment, said: belonging.MemberReturned) -> Iterator[Fault]:
    if not away_on(moment.view, said.member, said.until):
        yield no("in-order", "{member} was not away on {until}", member=said.member, until=said.until)


def _handed_over(moment: Moment, said: belonging.RoleHandedOver) -> Iterator[Fault]:
    here = [post for post in moment.posts.posts if post.role == said.role]
    facts = {"person": said.person, "to": said.to, "role": said.role, "on": said.on}
    if not any(post.person == said.person and post.handed(said.on) for post in here):
        yield no("in-order", "{person} handed over the post of {role} on {on}, and did not hold it", **facts)
    if said.to == said.person or any(post.person == said.to and post.held(said.on) for post in here):
        yield no("in-order", "{to} took the post of {role} on {on}, and held it already", **facts)


def _delegated(moment: Moment, said: DelegationGranted) -> Iterator[Fault]:
    if said.until < said.since or said.person == said.principal:
        facts = {"person": said.person, "principal": said.principal, "since": said.since, "until": said.until}
        yield no("delegated", "{person} can't stand in for {principal} from {since} to {until}", **facts)


def _imported(moment: Moment, said: belonging.HistoryImported) -> Iterator[Fault]:
    cycles = [moment.cycle(key) for key in (moment.view.find(Cycles) or Cycles()).cycles]
    before = min((cycle.ends.year for cycle in cycles), default=moment.today.year + 1)
    if not YEAR_LEAST <= said.year < before:
        yield no("in-range", "{year} is no year from before this ledger", year=said.year)
    if said.grade is None and said.total is None:
        yield no("in-range", "nothing is said of {year}", year=said.year)
    if said.total is not None:
        parse_points(decimal_text(said.total))
    gradings = [moment.view.find(Grading, cycle.cycle) for cycle in cycles]
    if any(grading and grading.state != "proposed" for grading in gradings):
        yield no("in-order", "{year} was imported after grades were confirmed that look back at it", year=said.year)


def _planned(moment: Moment, said: happened.CyclePlanned) -> Iterator[Fault]:
    if said.starts >= said.ends:
        yield no("in-order", "{cycle} ends before it begins", cycle=said.cycle)


def _proposed(moment: Moment, said: happened.SchemeProposed) -> Iterator[Fault]:
    yield from differs("scheme", "digest", said.digest, digest(said.text))
    scheme = scheme_of_text(said.text)
    yield from differs("scheme", "scheme", said.scheme, scheme.id)
    yield from differs("scheme", "edition", said.edition, str(scheme.edition))
    days, window = scheme.profile.filing_days, scheme.profile.publicity_days
    if scheme.profile.publicity_before_filing and days is not None and days <= window:
        yield no("pinned-scheme", "its publicity of {window} days leaves no time to file", window=window)
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
    allowed = moment.unit.no_committee or scheme_of_text(text.text).profile.no_committee
    without = has_no_committee(moment.view, moment.today, allowed=allowed)
    full = full_members(moment.view, moment.today)
    if without and full > WITHOUT_MOST:
        yield no(
            "in-order", "{cycle} was opened without a committee, with {full} full members", cycle=said.cycle, full=full
        )
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
    taken = {(known.starts, known.ends) for known in rounds_of(moment, cycle)}
    spans = expected_rounds(cycle.starts, cycle.ends, moment.scheme(said.cycle).profile.round)
    due = next((span for span in spans if span not in taken), None)
    yield from differs("in-order", "days", (said.starts, said.ends), due)
    if said.closes < said.starts or moment.today < said.starts:
        facts = {"round": said.round, "starts": said.starts, "closes": said.closes, "today": moment.today}
        yield no("in-order", "{round} of {starts}, closing {closes}, was opened on {today}", **facts)
    waiting = moment.view.find(HeldOver) or HeldOver()
    yield from differs("in-order", "claims held over", said.held_over, waiting.claims)


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


def _filing(moment: Moment, said: filed.FilingMade) -> Iterator[Fault]:
    number = (moment.view.find(Filings) or Filings()).made + 1
    yield from differs("in-order", "filing", said.filing, f"F{number:03}")
    kind, _, key = said.subject.partition("/")
    record: Round | Grading | None = None
    if kind == "supplement":
        if not supplement_due(moment.view, moment.cycle(key), moment.course(key)):
            yield no("in-order", "nothing of {cycle} waited for a supplement", cycle=key)
        return
    if kind == "round":
        record = moment.view.find(Round, key)
    elif kind == "grading":
        record = moment.view.find(Grading, key)
    assert record is not None, f"{said.subject} is nothing that is filed"
    course = moment.course(record.cycle)
    if isinstance(record, Round):
        yield from whole_period(moment, record, "filing")
        if course.above and not course.files_rounds:
            yield no("in-order", "this scheme files by the year, not {subject} alone", subject=said.subject)
    elif course.cadence("filing") is None:
        yield no("in-order", "the profile has no step {step}", step="filing")
    due = "posted" if isinstance(record, Round) else course.year_to_file
    if isinstance(record, Grading) and changed_figures(moment.view, moment.cycle(record.cycle), record):
        yield no("in-order", "the grades of {cycle} no longer followed when they were filed", cycle=record.cycle)
    if record.state != due:
        facts = {"subject": said.subject, "state": record.state, "due": due}
        yield no("in-order", "{subject} was filed as {state}; it is filed as {due}, once", **facts)


def _countersigned(moment: Moment, said: filed.FilingCountersigned) -> Iterator[Fault]:
    filing = moment.view.find(Filing, said.filing)
    assert filing is not None, f"there is no filing {said.filing}"
    yield from differs("signers", "signers", said.signers, (*filing.signers, moment.by))
    yield from differs("signers", "persons signed for", said.signed_for, (*filing.signed_for, *moment.persons[1:]))
    if set(moment.persons) & set(filing.hands):
        yield no("same-hands", "{by} signed the filing twice: two different persons sign", by=moment.by)
    yield from differs("in-order", "subject", said.subject, filing.subject)
    yield from differs("in-order", "cycle", said.cycle, filing.cycle)
    yield from differs("in-order", "place of the filing", said.made_at, filing.made_at)
    yield from differs("filing", "members", said.members, tuple(m.member for m in members_of(moment.view)))
    yield from differs("filing", "sandbox", said.sandbox, moment.unit.sandbox)


def _closed(moment: Moment, said: happened.CycleClosed) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    course = moment.course(said.cycle)
    waiting = behind(moment, cycle, course.done)
    grading = moment.view.find(Grading, said.cycle)
    if course.grades and (grading is None or grading.state not in course.year_done):
        waiting.append("the year")
    if grading and course.above and course.profile.grades_settled_by == "upper" and not grading.settled:
        waiting.append("the upper unit's settling of the grades")
    if grading and course.profile.secretary_comment:
        commented = aftermath_of(moment.view, cycle.cycle).commented
        waiting += [figure.member for figure in grading.figures if figure.member not in commented]
    waiting += under_way(moment.view, cycle.cycle)
    if course.files:
        waiting += unfiled(moment.view, cycle.cycle)
    waiting += open_objections(moment.view, cycle.cycle)
    waiting += [order.order for order in orders_of(moment.view, cycle.cycle) if order.state not in ("mended", "noted")]
    if grading:
        revisions = (moment.view.find(Revision, key) for key in grading.revisions)
        waiting += [one.revision for one in revisions if one and one.state != "posted"]
        waiting += [one.member for one in changed_figures(moment.view, cycle, grading)]
    if waiting:
        yield no("in-order", "{cycle} was closed too early: {waiting}", cycle=said.cycle, waiting=", ".join(waiting))


RULES: Mapping[type, Rule] = {
    belonging.UnitFounded: _founded,
    belonging.MemberEnrolled: _enrolled,
    belonging.RoleAppointed: _appointed,
    belonging.MemberChanged: _inclusion,
    belonging.MemberAway: _away,
    belonging.MemberReturned: _returned,
    belonging.MemberLeft: _left,
    belonging.RoleHandedOver: _handed_over,
    DelegationGranted: _delegated,
    belonging.HistoryImported: _imported,
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
