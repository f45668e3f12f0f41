"""Which matters of one ledger wait for somebody's next step, read from a picture. Who that is, `worklist` says.

The steps are the process table's; here stands only which of them comes next for each matter, and when it may.
Source: spec/process.md §2, §3, §5, §8.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from ledger.event import Event
from ledger.events.cycle import SchemeProposed
from ledger.events.deliberation import HearingInvited
from ledger.events.filing import FilingMade
from ledger.events.transfer import TransferDecided
from ledger.payload import Payload
from projections.figures import course_of, pinned_scheme
from projections.picture import Listener, Notes, Picture
from workflow.course import ROUND, Course, period
from workflow.days import end_of
from workflow.guards.bodies import INSTEAD
from workflow.lines import OF_THE_MEMBER, asks_for_hearing
from workflow.record import Record
from workflow.scoring.profile import EvaluationRound
from workflow.scoring.scheme import Scheme
from workflow.state.aftermath import FollowUp, aftermath_of
from workflow.state.claim import Claim, claims_of
from workflow.state.complaint import Complaint, Complaints, lodged_above
from workflow.state.cycle import Cycle, Cycles, Round, SchemeText
from workflow.state.deliberation import Hearing, Minutes
from workflow.state.evaluation import Evaluation, Grading, parts_waiting
from workflow.state.filing import Filing
from workflow.state.lead import Leads
from workflow.state.membership import Member, Posts, Unit, members_of
from workflow.state.minutes import voted_on
from workflow.state.objection import Objection, Objections
from workflow.state.order import Order, Orders
from workflow.state.publicity import Window, Windows
from workflow.state.revision import Revision
from workflow.state.transfer import Transfer, Transfers
from workflow.state.veto import Veto

ACKNOWLEDGED = ("acknowledged", "verified")
PAST_PUBLICITY = ROUND[ROUND.index("posted") :]

# Which command records a part of an evaluation.
PARTS_BY = {
    "self": "evaluation.take-part",
    "mutual": "evaluation.take-part",
    "ballot": "evaluation.tally",
    "opinion": "evaluation.opinion",
}


@dataclass(frozen=True)
class Index(Record):
    """The ids of everything of a kind that nothing else lists, in order of coming."""

    KIND: ClassVar[str] = "index"
    of: str
    ids: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.of


def _listed(kind: str, name: str) -> Listener:
    def note(picture: Picture, event: Event, said: Payload) -> Iterable[Record]:
        known = picture.find(Index, kind) or Index(kind)
        found = f"{said.subject}/{said.member}" if isinstance(said, HearingInvited) else str(getattr(said, name))
        if found not in known.ids:
            yield replace(known, ids=(*known.ids, found))

    return note


NOTES: Notes = {
    SchemeProposed: (_listed("scheme", "digest"),),
    FilingMade: (_listed("filing", "filing"),),
    HearingInvited: (_listed("hearing", "subject"),),
}


@dataclass(frozen=True)
class Waiting:
    """A matter and the command that takes it further.

    `member` is the person concerned, `person` the only one who may; `asks` the unit above that decides on the
    request at position `request`, with an event of this `topic`; instants are UTC. What `lapses` can be done until
    `due` and is no longer asked for after it; anything else is late then.
    """

    subject: str
    command: str
    member: str | None = None
    person: str | None = None
    not_before: datetime | None = None
    due: datetime | None = None
    asks: str | None = None
    request: int | None = None
    topic: str | None = None
    lapses: bool = False


def waiting(picture: Picture) -> Iterable[Waiting]:
    """Everything that waits in this ledger, each for the body that decides it."""
    for each in _waiting(picture):
        record = voted_on(picture, each.subject) if each.command in INSTEAD else None
        cycle = picture.find(Cycle, str(getattr(record, "cycle", "")))
        yield replace(each, command=INSTEAD[each.command]) if cycle and cycle.no_committee else each


def _waiting(picture: Picture) -> Iterable[Waiting]:
    unit = picture.find(Unit)
    if unit is None:
        return
    for key in (picture.find(Cycles) or Cycles()).cycles:
        cycle = picture.find(Cycle, key)
        scheme = pinned_scheme(picture, cycle) if cycle else None
        if cycle and cycle.state == "planned":
            yield from _before_opening(picture, unit, cycle)
        elif cycle and cycle.state == "open" and scheme:
            course = course_of(picture, scheme)
            yield from _rounds(picture, unit, cycle, scheme, course)
            yield from _vetoes(picture, unit, cycle)
            yield from _year(picture, unit, cycle, scheme, course)
    yield from _windows(picture)
    yield from _hearings(picture)
    yield from _objections(picture, unit)
    yield from _filings(picture, unit)
    yield from _orders(picture, unit)
    yield from _transfers(picture)


def _transfers(picture: Picture) -> Iterable[Waiting]:
    """Asked of another branch, whose secretary decides; its answer is then a receipt to take."""
    for key in (picture.find(Transfers) or Transfers()).open:
        transfer = picture.find(Transfer, key)
        assert transfer is not None
        yield Waiting(
            f"transfer/{key}",
            "transfer.accept",
            member=transfer.member,
            asks=transfer.to,
            request=transfer.requested_at,
            topic=TransferDecided.TOPIC,
        )


def _before_opening(picture: Picture, unit: Unit, cycle: Cycle) -> Iterable[Waiting]:
    known = (picture.find(Index, "scheme") or Index("scheme")).ids
    schemes = [found for key in known if (found := picture.find(SchemeText, key))]
    live = [scheme for scheme in schemes if scheme.state != "refused"]
    if not live:
        yield Waiting(f"cycle/{cycle.cycle}", "scheme.propose")
    for scheme in live:
        if scheme.state == "proposed":
            yield Waiting(f"scheme/{scheme.digest}", "scheme.adopt")
        elif scheme.state == "adopted" and unit.parent:
            yield _request(f"scheme/{scheme.digest}", "scheme.approve", unit, scheme.adopted_at, "scheme-decided")
    if any(scheme.state in ("adopted", "approved") for scheme in live):
        held = {post.role for post in (picture.find(Posts) or Posts()).posts if post.until is None}
        if not {"recorder", "deputy-recorder"} <= held:
            yield Waiting(f"cycle/{cycle.cycle}", "role.appoint")
        elif any(scheme.state == "approved" or not unit.parent for scheme in live):
            yield Waiting(f"cycle/{cycle.cycle}", "cycle.open")


def _request(subject: str, command: str, unit: Unit, at: int | None, topic: str) -> Waiting:
    return Waiting(subject, command, asks=unit.parent, request=at, topic=topic)


def _rounds(picture: Picture, unit: Unit, cycle: Cycle, scheme: Scheme, course: Course) -> Iterable[Waiting]:
    rounds = {key: found for key in cycle.rounds if (found := picture.find(Round, key))}
    spans = course.rounds(cycle.starts, cycle.ends)
    if len(rounds) < len(spans):
        yield Waiting(f"cycle/{cycle.cycle}", "round.open", not_before=_start_of(spans[len(rounds)][0], unit.zone))
    for round_ in rounds.values():
        yield from _round(unit, cycle, round_, course)
    for member in members_of(picture):
        for claim in claims_of(picture, cycle.cycle, member.member):
            if claim.state == "referred":
                at = claim.referred_at
                yield _request(f"claim/{claim.claim}", "referral.decide", unit, at, "referral-decided")
            yield from _claim(picture, claim, scheme, rounds.get(claim.round or ""))


def _round(unit: Unit, cycle: Cycle, round_: Round, course: Course) -> Iterable[Waiting]:
    if round_.state == "open":
        yield Waiting(f"round/{round_.round}", "claim.apply", due=end_of(round_.closes, unit.zone), lapses=True)
    step = _next_of_round(round_.state, course)
    if step is None:
        return
    command, of_profile = step
    earliest = [end_of(round_.closes, unit.zone)] if command == "session.review" else []
    cadence = course.cadence(of_profile)
    if cadence not in (None, course.profile.round):
        # A step that comes by a longer period waits for the whole of it.
        _, last = period(cycle.starts, cycle.ends, cadence or "", round_.starts)
        earliest.append(end_of(last, unit.zone))
    filed_by = _end_of(course.round_filed_by(round_.ends), unit.zone)
    yield Waiting(f"round/{round_.round}", command, not_before=max(earliest, default=None), due=filed_by)


def _next_of_round(state: str, course: Course) -> tuple[str, str] | None:
    """The command that takes a round further, and what the profile calls the step."""
    if state == "open":
        return "session.review", "review"
    if state == "reviewed" and course.meets_before_posting:
        return "meeting.confirm", "meeting"
    if state in ("reviewed", "confirmed") and course.cadence("publicity"):
        return "publicity.open", "publicity"
    if state == "posted" and course.files_rounds:
        return "filing.file", "filing"
    return None


def _claim(picture: Picture, claim: Claim, scheme: Scheme, round_: Round | None) -> Iterable[Waiting]:
    if claim.state in ("rejected", "struck") and claim.objectable_until is None:
        yield Waiting(f"claim/{claim.claim}", "claim.tell", claim.member)
    subject = f"claim/{claim.claim}"
    item = scheme.item(claim.line.item)
    if claim.state == "applied" and _through_group(picture, claim, scheme):
        yield Waiting(subject, "claim.forward", claim.member)
    elif claim.state == "applied" and item and item.sign:
        yield Waiting(subject, "claim.sign", claim.member)
    elif claim.state in ("applied", "signed") and asks_for_hearing(scheme, claim.line, claim.worth):
        yield from _heard_first(picture, Waiting(subject, "claim.register", claim.member))
    elif claim.state in ("applied", "signed"):
        yield Waiting(subject, "claim.register", claim.member)
    elif claim.state == "returned":
        theirs = claim.source in OF_THE_MEMBER
        yield Waiting(subject, "claim.amend", claim.member, person=claim.member if theirs else None)
    elif claim.state == "confirmed" and round_ and round_.state not in ("open", "reviewed", "confirmed"):
        # Changed after its round had been published: published again, by itself.
        yield Waiting(subject, "publicity.open", claim.member)


def _through_group(picture: Picture, claim: Claim, scheme: Scheme) -> bool:
    """Whether it still has to come through the leader of the member's group."""
    member = picture.find(Member, claim.member)
    waits = claim.source == "member" and claim.forwarded_by is None
    return scheme.profile.through_group and waits and member is not None and member.group is not None


def _heard_first(picture: Picture, step: Waiting) -> Iterable[Waiting]:
    """The step, once the member was heard or let the time pass; before that, the invitation."""
    hearing = picture.find(Hearing, f"{step.subject}/{step.member}")
    if hearing is None:
        yield Waiting(step.subject, "hearing.invite", step.member)
    else:
        yield replace(step, not_before=hearing.deadline if hearing.state == "invited" else None)


def _vetoes(picture: Picture, unit: Unit, cycle: Cycle) -> Iterable[Waiting]:
    for key in cycle.vetoes:
        veto = picture.find(Veto, key)
        if veto and veto.state == "proposed":
            yield from _heard_first(picture, Waiting(f"veto/{key}", "veto.decide", veto.member))
        elif veto and veto.state == "referred":
            yield _request(f"veto/{key}", "referral.decide", unit, veto.referred_at, "referral-decided")
        elif veto and veto.state == "decided":
            yield Waiting(f"veto/{key}", "publicity.open", veto.member)


def _year(picture: Picture, unit: Unit, cycle: Cycle, scheme: Scheme, course: Course) -> Iterable[Waiting]:
    subject = f"cycle/{cycle.cycle}"
    evaluations = [each for key in cycle.evaluations if (each := picture.find(Evaluation, key))]
    for evaluation in evaluations:
        parts = parts_waiting(picture, evaluation, scheme)
        # The opinion rests on the count.
        due = [part for part in parts if part != "opinion" or "ballot" not in parts]
        for command in dict.fromkeys(PARTS_BY[part] for part in due):
            yield Waiting(f"evaluation/{evaluation.evaluation}", command)
    planned = course.evaluations
    if len(evaluations) < len(planned):
        yield _evaluation_to_open(unit, cycle, planned[len(evaluations)])
    rounds = [found for key in cycle.rounds if (found := picture.find(Round, key))]
    whole = len(rounds) == len(course.rounds(cycle.starts, cycle.ends))
    meets = course.confirms_year and cycle.year_confirmed is None
    if meets and whole and all(r.state in PAST_PUBLICITY for r in rounds):
        yield Waiting(subject, "meeting.confirm-year")
    grading = picture.find(Grading, cycle.cycle)
    if grading:
        yield from _grading(picture, grading, course, _end_of(course.year_filed_by(cycle.ends), unit.zone))
        if grading.state == "proposed":
            yield from _confirmation(picture, grading, scheme.grades[-1].id if scheme.grades else None)
    elif course.grades and whole and not meets and all(r.state in course.through for r in rounds):
        held = len(evaluations) >= len(planned) and not any(
            parts_waiting(picture, each, scheme) for each in evaluations
        )
        if held or not course.profile.evaluation_before_grading:
            yield Waiting(subject, "grade.propose")
    if whole and all(r.state in course.done for r in rounds) and _year_is_done(grading, course):
        yield Waiting(subject, "cycle.close")


def _year_is_done(grading: Grading | None, course: Course) -> bool:
    if not course.grades:
        return True
    return grading is not None and grading.state in course.year_done and (grading.settled or not course.settled_above)


def _evaluation_to_open(unit: Unit, cycle: Cycle, planned: EvaluationRound) -> Waiting:
    opens, closes = (
        date.fromisoformat(f"{cycle.ends.year}-{day}") if day else None for day in (planned.opens, planned.closes)
    )
    return Waiting(
        f"cycle/{cycle.cycle}",
        "evaluation.open",
        not_before=_start_of(opens, unit.zone) if opens else None,
        due=end_of(closes, unit.zone) if closes else None,
    )


def _grading(picture: Picture, grading: Grading, course: Course, filed_by: datetime | None) -> Iterable[Waiting]:
    subject = f"grading/{grading.cycle}"
    for key in grading.revisions:
        revision = picture.find(Revision, key)
        if revision and revision.state == "made":
            yield Waiting(f"revision/{key}", "publicity.open")
    for key in aftermath_of(picture, grading.cycle).follow_ups:
        planned = picture.find(FollowUp, key)
        unit = picture.find(Unit)
        if planned and unit and planned.state == "planned":
            due = end_of(planned.until, unit.zone)
            yield Waiting(f"follow-up/{key}", "outcome.done", planned.member, due=due)
    if grading.state == course.year_to_post and course.cadence("publicity"):
        yield Waiting(subject, "publicity.open")
    if grading.state == course.year_to_file and course.files:
        yield Waiting(subject, "filing.file", due=filed_by)


def _confirmation(picture: Picture, grading: Grading, lowest: str | None) -> Iterable[Waiting]:
    """The meeting, once everybody who faces the lowest grade was heard; before that, their invitations."""
    step = Waiting(f"grading/{grading.cycle}", "grade.confirm")
    facing = [figure.member for figure in grading.figures if lowest and figure.grade == lowest]
    hearings = {member: picture.find(Hearing, f"{step.subject}/{member}") for member in facing}
    for member, hearing in hearings.items():
        if hearing is None:
            yield Waiting(step.subject, "hearing.invite", member)
    if all(hearings.values()):
        running = [hearing.deadline for hearing in hearings.values() if hearing and hearing.state == "invited"]
        yield replace(step, not_before=max(running, default=None))


def _windows(picture: Picture) -> Iterable[Waiting]:
    for key in (picture.find(Windows) or Windows()).open:
        window = picture.find(Window, key)
        if window:
            yield Waiting(f"publicity/{key}", "publicity.close", not_before=window.deadline, due=window.deadline)


def _hearings(picture: Picture) -> Iterable[Waiting]:
    for key in (picture.find(Index, "hearing") or Index("hearing")).ids:
        hearing = picture.find(Hearing, key)
        if hearing and hearing.state == "invited":
            yield Waiting(f"hearing/{key}", "hearing.hold", hearing.member, due=hearing.deadline, lapses=True)


def _objections(picture: Picture, unit: Unit) -> Iterable[Waiting]:
    known = picture.find(Objections) or Objections()
    for key in known.open:
        objection = picture.find(Objection, key)
        if objection is None:
            continue
        subject = f"objection/{key}"
        match objection.state:
            case "lodged":
                yield Waiting(subject, "objection.admit", objection.member, due=objection.deadline)
            case "admitted":
                yield Waiting(subject, "objection.answer", objection.member, due=objection.deadline)
            case "dismissed" | "not-admitted" if objection.told is None:
                yield Waiting(subject, "objection.tell", objection.member)
            case "dismissed" | "not-admitted":
                yield Waiting(subject, "appeal.lodge", due=objection.appealable_until, lapses=True)
                yield Waiting(subject, "objection.end", not_before=objection.appealable_until)
            case "appealed" if not lodged_above(key):
                yield _request(subject, "appeal.decide", unit, objection.appealed_at, "appeal-decided")
    met = (picture.find(Minutes) or Minutes()).meetings
    for key in (*known.open, *known.unlisted):
        objection = picture.find(Objection, key)
        if objection and objection.state == "upheld" and objection.told is None:
            yield Waiting(f"objection/{key}", "objection.tell", objection.member)
        if objection and objection.meetings is not None and objection.meetings < met and objection.announced is None:
            yield Waiting(f"objection/{key}", "objection.announce", objection.member)
    for key in (picture.find(Leads) or Leads()).open:
        yield Waiting(f"lead/{key}", "lead.close")
    for key in (picture.find(Complaints) or Complaints()).open:
        complaint = picture.find(Complaint, key)
        if complaint:
            step = "complaint.admit" if complaint.state == "lodged" else "complaint.decide"
            yield Waiting(f"complaint/{key}", step, complaint.member, due=complaint.deadline)


def _filings(picture: Picture, unit: Unit) -> Iterable[Waiting]:
    for key in (picture.find(Index, "filing") or Index("filing")).ids:
        filing = picture.find(Filing, key)
        if filing is None:
            continue
        subject, at = f"filing/{key}", filing.requested_at
        if filing.state == "made":
            yield Waiting(subject, "filing.countersign", due=_filed_by(picture, filing, unit))
        elif filing.state == "countersigned":
            yield _request(subject, "filing.acknowledge", unit, at, "filing-decided")
        elif filing.state == "acknowledged":
            yield _request(subject, "check.record", unit, at, "check-recorded")
        if filing.state in ACKNOWLEDGED and (by := _passed_on_by(picture, filing)):
            again = _request(subject, "filing.pass-on", unit, at, "filing-passed-on")
            yield replace(again, due=end_of(by, unit.zone))
        if filing.state in ACKNOWLEDGED and _to_settle(picture, filing):
            yield _request(subject, "grade.settle", unit, at, "grades-settled")


def _passed_on_by(picture: Picture, filing: Filing) -> date | None:
    """The day by which the unit above passes a year on; None where the profile has none."""
    cycle = picture.find(Cycle, filing.cycle)
    scheme = pinned_scheme(picture, cycle) if cycle else None
    if cycle is None or scheme is None or scheme.profile.pass_on_days is None:
        return None
    yearly = filing.subject.startswith("grading/")
    return cycle.ends + timedelta(days=scheme.profile.pass_on_days) if yearly else None


def _orders(picture: Picture, unit: Unit) -> Iterable[Waiting]:
    for key in (picture.find(Orders) or Orders()).orders:
        order = picture.find(Order, key)
        if order and order.state == "received":
            due = end_of(order.until, unit.zone) if order.until else None
            yield Waiting(f"order/{key}", "order.answer", due=due)
        elif order and order.state == "answered":
            yield _request(f"order/{key}", "order.accept", unit, order.answered_at, "order-decided")


def _to_settle(picture: Picture, filing: Filing) -> bool:
    grading, cycle = picture.find(Grading, filing.cycle), picture.find(Cycle, filing.cycle)
    scheme = pinned_scheme(picture, cycle) if cycle else None
    return bool(
        filing.subject.startswith("grading/")
        and grading
        and not grading.settled
        and scheme
        and course_of(picture, scheme).settled_above
    )


def _filed_by(picture: Picture, filing: Filing, unit: Unit) -> datetime | None:
    """Until when what is filed has to be filed, with both signatures."""
    cycle = picture.find(Cycle, filing.cycle)
    scheme = pinned_scheme(picture, cycle) if cycle else None
    if cycle is None or scheme is None:
        return None
    course, (kind, _, key) = course_of(picture, scheme), filing.subject.partition("/")
    round_ = picture.find(Round, key) if kind == "round" else None
    day = course.round_filed_by(round_.ends) if round_ else course.year_filed_by(cycle.ends)
    return _end_of(day, unit.zone)


def _end_of(day: date | None, zone: str) -> datetime | None:
    return end_of(day, zone) if day else None


def _start_of(day: date, zone: str) -> datetime:
    return end_of(day - timedelta(days=1), zone)
