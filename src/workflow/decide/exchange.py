"""Taking a receipt: the branch's side of what another unit decided.

Source: spec/process.md §8: guards read only the receipt; each part is safe to repeat.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.event import Event
from ledger.events.claim import ClaimStruck
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.cycle import SchemeDecided
from ledger.events.evaluation import GradesSettled
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import CheckRecorded, FilingDecided
from ledger.events.keys import KeyRevoked, KeyWithdrawn
from ledger.events.membership import MemberLeft
from ledger.events.objection import AppealDecided
from ledger.events.order import InspectionRecorded, OrderDecided
from ledger.events.publicity import WindowWitnessed
from ledger.events.referral import ReferralDecided
from ledger.events.transfer import TransferDecided
from ledger.events.veto import VetoRequested
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.carried import Answer, Decision, has_checkpoint, opened
from workflow.commands.exchange import TakeReceipt
from workflow.decide.answer import put_right
from workflow.decide.contested import contested
from workflow.decide.endings import concerned, gives_way, line_below, stands
from workflow.decide.leaving import given_back
from workflow.decide.referral import after_referral, referred
from workflow.decide.veto import asked_above, may_be_asked
from workflow.lines import worth_of
from workflow.state.claim import STRIKE, Claim
from workflow.state.complaint import called_below
from workflow.state.cycle import Round, SchemeText
from workflow.state.evaluation import Grading
from workflow.state.exchange import Received
from workflow.state.filing import Filing
from workflow.state.keys import keys_of
from workflow.state.membership import ONE_DAY, Member
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.publicity import Window
from workflow.state.transfer import Transfer
from workflow.state.veto import next_veto


def _decision(ask: Ask) -> tuple[Event, Decision]:
    assert isinstance(ask.command, TakeReceipt)
    event = opened(ask.command.decision)
    if not isinstance(event.payload, Decision):
        raise InvalidError("{topic} is no decision that a receipt can carry", topic=event.topic)
    return event, event.payload


def _subject(ask: Ask) -> Subject:
    event, decided = _decision(ask)
    match decided:
        case ComplaintAdmitted():
            contested(ask, decided.about)
            key = called_below(event.unit, decided.complaint)
            known = ask.view.find(Objection, key)
            return Subject("objection", key, known.state if known else "", "complaint-admitted")
        case SchemeDecided():
            scheme = ask.find(SchemeText, decided.digest, "scheme")
            trigger = "scheme-approved" if decided.approved else "scheme-refused"
            return Subject("scheme", scheme.digest, scheme.state, trigger)
        case AppealDecided():
            objection = ask.find(Objection, decided.objection, "objection")
            return Subject("objection", objection.objection, objection.state, "appeal-decided")
        case FilingDecided():
            filing = ask.find(Filing, decided.filing, "filing")
            trigger = "filing-acknowledged" if decided.acknowledged else "filing-returned"
            return Subject("filing", filing.filing, filing.state, trigger)
        case CheckRecorded():
            filing = ask.find(Filing, decided.filing, "filing")
            return Subject("filing", filing.filing, filing.state, "filing-verified")
        case InspectionRecorded():
            ask.cycle(decided.cycle)
            return Subject("order", decided.order, "", "order-received" if decided.mend else "inspection-received")
        case OrderDecided():
            order = ask.find(Order, decided.order, "order")
            return Subject("order", order.order, order.state, "order-mended" if decided.accepted else "order-declined")
        case TransferDecided():
            transfer = ask.find(Transfer, decided.transfer, "transfer")
            trigger = "transfer-accepted" if decided.accepted else "transfer-refused"
            return Subject("transfer", transfer.transfer, transfer.state, trigger)
        case ReferralDecided():
            record = referred(ask, decided)
            outcome = ("accepted", "rejected") if isinstance(record, Claim) else ("carried", "dropped")
            trigger = f"{record.KIND}-referral-{outcome[0] if decided.accepted else outcome[1]}"
            return Subject(record.KIND, record.key, record.state, trigger)
        case WindowWitnessed():
            window = ask.find(Window, decided.window, "window")
            trigger = "window-witnessed" if window.state == "open" else "closed-window-witnessed"
            return Subject("publicity", window.window, window.state, trigger)
        case GradesSettled():
            grading = ask.find(Grading, decided.cycle, "grading")
            # They may be settled before the year is verified, or after.
            trigger = "verified-grades-settled" if grading.state == "verified" else "grades-settled"
            return Subject("grading", grading.cycle, grading.state, trigger)
        case VetoRequested():
            return Subject("veto", next_veto(ask.cycle(decided.cycle)), "", "veto-requested")
        case KeyWithdrawn():
            return Subject("unit", ask.envelope.unit, "", "key-withdrawn")


def _request_of(ask: Ask, decided: Answer) -> int | None:
    """The position of the request in this ledger that the decision must answer."""
    match decided:
        case SchemeDecided():
            return ask.find(SchemeText, decided.digest, "scheme").adopted_at
        case AppealDecided():
            return ask.find(Objection, decided.objection, "objection").appealed_at
        case InspectionRecorded() | ComplaintAdmitted() | VetoRequested():
            return decided.request
        case OrderDecided():
            return ask.find(Order, decided.order, "order").answered_at
        case TransferDecided():
            return ask.find(Transfer, decided.transfer, "transfer").requested_at
        case ReferralDecided():
            return referred(ask, decided).referred_at
        case WindowWitnessed():
            return ask.find(Window, decided.window, "window").position
        case GradesSettled() | FilingDecided() | CheckRecorded():
            return ask.find(Filing, decided.filing, "filing").requested_at


def _fits(ask: Ask) -> Iterable[Refusal]:
    """It comes from the unit that was asked, and answers the request; a transfer is asked of another branch."""
    event, decided = _decision(ask)
    of = ask.unit.parent
    if isinstance(decided, TransferDecided):
        of = ask.find(Transfer, decided.transfer, "transfer").to
    facts = {"from": event.unit, "parent": of or "–", "branch": decided.branch}
    if event.unit != of or decided.branch != ask.envelope.unit:
        yield Refusal(
            "in-order",
            "this decision of {from} on {branch} is not one of {parent} on this unit",
            "take receipts of the unit that was asked only",
            "process §8",
            facts,
        )
    elif not isinstance(decided, KeyWithdrawn) and decided.request != _request_of(ask, decided):
        yield Refusal(
            "in-order",
            "this decision answers position {request}, which is not the request that is open here",
            "ask the upper unit for its decision on the open request",
            "process §8",
            {**facts, "request": decided.request},
        )
    assert isinstance(ask.command, TakeReceipt)
    if not ask.unit.sandbox and not has_checkpoint(ask.command.decision):
        yield Refusal(
            "in-order",
            "this decision of {from} comes without its signed checkpoint",
            "have the unit above make it (jifen receipt make), and take it with --file",
            "process §8",
            facts,
        )
    yield from _posted_where_it_must_be(ask, decided)
    if isinstance(decided, ComplaintAdmitted):
        yield from _may_be_held(ask, decided)
    if isinstance(decided, VetoRequested):
        yield from may_be_asked(ask, decided)
    if isinstance(decided, AppealDecided) and decided.upheld:
        put_right(ask, ask.find(Objection, decided.objection, "objection"), decided.corrects)


def _may_be_held(ask: Ask, said: ComplaintAdmitted) -> Iterable[Refusal]:
    """It stood in publicity or was rejected, concerns whom it names, and came in time or was admitted with a reason."""
    matter = contested(ask, said.about)
    facts: dict[str, object] = {"about": said.about, "state": matter.state, "member": said.member}
    if matter.member != said.member or matter.deadline is None:
        yield Refusal(
            "in-order",
            "{about} is {state} and no matter of {member} that can be objected to",
            "have it lodged anew, about the matter and the person that are meant",
            "process §8",
            facts,
        )
    elif said.lodged_at >= matter.deadline and said.reason is None:
        yield Refusal(
            "in-window",
            "the time to object to {about} was over at {deadline}; it was admitted without a reason",
            "have the upper unit say why it admits a late one",
            "process §4 in-window",
            facts | {"deadline": matter.deadline.isoformat()},
        )


def _posted_where_it_must_be(ask: Ask, decided: Decision) -> Iterable[Refusal]:
    """A year that is posted after its filing is posted before its verification ends it."""
    if isinstance(decided, CheckRecorded) and decided.subject.startswith("grading/"):
        grading = ask.find(Grading, decided.subject.removeprefix("grading/"), "grading")
        course = ask.course(grading.cycle)
        if grading.state == "acknowledged" and not course.posts_first and course.cadence("publicity"):
            yield Refusal(
                "in-order",
                "the grades of {cycle} are filed, but not posted yet",
                "post them, then take the receipt of the verification",
                "process §2 (profile)",
                {"cycle": grading.cycle},
            )


def _not_taken_yet(ask: Ask) -> Iterable[Refusal]:
    event, _ = _decision(ask)
    known = ask.view.find(Received, f"{event.unit}/{event.position}")
    if known:
        yield Refusal(
            "ended",
            "this decision was received at position {receipt}",
            "nothing more is to be done",
            "process §8",
            {"receipt": known.receipt},
        )


def _take(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, TakeReceipt)
    assert ask.subject is not None
    event, decided = _decision(ask)
    stream = f"{ask.subject.machine}/{ask.subject.key}"
    yield stream, ReceiptTaken(topic=event.topic, about=stream, carried=ask.command.decision)
    if isinstance(decided, AppealDecided):
        yield from _after_appeal(ask, event, decided)
    if isinstance(decided, VetoRequested):
        yield asked_above(ask.cycle(decided.cycle), event, decided)
    if isinstance(decided, TransferDecided):
        yield from _after_transfer(ask, event, decided)
    if isinstance(decided, KeyWithdrawn):
        yield from _stolen(ask, event, decided)
    if isinstance(decided, ReferralDecided):
        yield from after_referral(ask, event, decided)
    if isinstance(decided, FilingDecided):
        _moves(ask, decided.subject, "acknowledged" if decided.acknowledged else "returned")
    if isinstance(decided, CheckRecorded):
        _moves(ask, decided.subject, "verified")
    if isinstance(decided, CheckRecorded | InspectionRecorded):
        for key in decided.struck:
            claim = ask.find(Claim, key, "claim")
            ask.moved("claim", claim.state, "claim-struck", f"claim {key}")
            yield f"claim/{key}", ClaimStruck(claim=key, order=f"check/{event.unit}/{event.position}")


def _stolen(ask: Ask, event: Event, said: KeyWithdrawn) -> Iterable[Emit]:
    """A person's key that still signs here signs no more."""
    if said.person is not None and keys_of(ask.view, said.person).find(said.key_id):
        order = f"key/{event.unit}/{event.position}"
        yield f"key/{said.person}", KeyRevoked(person=said.person, key_id=said.key_id, stolen=True, order=order)


def _after_transfer(ask: Ask, event: Event, decided: TransferDecided) -> Iterable[Emit]:
    """Who was taken in elsewhere left with the day before; what was open goes back to them."""
    member = ask.find(Member, decided.member, "member")
    if decided.since is None or member.left is not None:
        return
    last = decided.since - ONE_DAY
    yield (
        f"member/{decided.member}",
        MemberLeft(member=decided.member, day=last, how="transferred", to=event.unit),
    )
    yield from given_back(ask, decided.member)


def _after_appeal(ask: Ask, event: Event, decided: AppealDecided) -> Iterable[Emit]:
    order = f"appeal/{event.unit}/{event.position}"
    objection = ask.find(Objection, decided.objection, "objection")
    if not decided.upheld:
        return stands(ask, objection, order)
    line = line_below(ask, objection, decided)
    worth = worth_of(ask.view, ask.scheme(objection.cycle), objection.member, line) if line else None
    return gives_way(ask, objection, order, line, worth, struck=decided.struck, corrects=decided.corrects)


def _moves(ask: Ask, subject: str, how: str) -> None:
    """The round or the year that was filed moves with its filing."""
    kind, _, key = subject.partition("/")
    if kind == "round":
        ask.moved("round", ask.find(Round, key, "round").state, f"round-{how}", subject)
    if kind == "grading":
        grading = ask.find(Grading, key, "grading")
        trigger = "year-returned-unposted" if how == "returned" and not grading.window else f"year-{how}"
        ask.moved("grading", grading.state, trigger, subject)


def _matters(ask: Ask) -> Iterable[Matter]:
    """The line that an upheld appeal brings: it lies in the item's range, and nothing took its place meanwhile."""
    _, decided = _decision(ask)
    if isinstance(decided, ReferralDecided) and decided.line:
        record = referred(ask, decided)
        if isinstance(record, Claim):
            return (Matter(decided.about, record.member, record.cycle, before=record.line, after=decided.line),)
    if isinstance(decided, AppealDecided) and decided.upheld and not decided.struck:
        objection = ask.find(Objection, decided.objection, "objection")
        claim, _ = concerned(ask, decided.about)
        returns = claim and (claim.held_from == "rejected" or objection.ground == STRIKE)
        back = claim.line if claim and returns else objection.line
        after = line_below(ask, objection, decided) or back
        if after:
            return (Matter(decided.about, objection.member, objection.cycle, after=after),)
    return ()


DEEDS: Mapping[str, Deed] = {
    "receipt.take": Deed(_subject, _take, _matters, {"in-order": _fits, "ended": _not_taken_yet}),
}
