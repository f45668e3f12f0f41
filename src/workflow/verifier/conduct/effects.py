"""What had to follow: which events a command leads to, no more, no fewer, in order, each in its own stream.

What an answer, a lapse of time or a decision from above does to a claim or a veto is written out whole and compared.
Source: spec/process.md §2 steps 5 to 7, §3; docs/decisions/0005.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ledger.errors import Fault
from ledger.event import Event
from ledger.events import activity, checkpoint, forgetting, referral
from ledger.events import aftermath as after
from ledger.events import claim as claims
from ledger.events import complaint as complained
from ledger.events import cycle as years
from ledger.events import delegation as delegated
from ledger.events import deliberation as sat
from ledger.events import evaluation as evaluated
from ledger.events import filing as filed
from ledger.events import keys as keyed
from ledger.events import membership as belonging
from ledger.events import objection as objected
from ledger.events import order as ordered
from ledger.events import publicity as published
from ledger.events import sanction as sanctions
from ledger.events import transfer as moved
from ledger.events import veto as vetoed
from ledger.events.calendar import CalendarRecorded
from ledger.events.exchange import ReceiptTaken
from ledger.payload import Payload
from workflow.carried import decision, opened
from workflow.lines import worth_of
from workflow.moving import going_back
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.state.claim import STRIKE, Claim, claims_in
from workflow.state.contest import contest
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.deliberation import LastInstant
from workflow.state.keys import keys_of
from workflow.state.membership import ONE_DAY, Member
from workflow.state.objection import Objection, Objections
from workflow.state.publicity import Window, Windows
from workflow.state.veto import Veto
from workflow.verifier.conduct.claims import held_over
from workflow.verifier.conduct.moment import Moment
from workflow.verifier.verdict import no

# A stream, and either the topic due in it or the whole payload.
Due = tuple[str, str | Payload]
# What an upheld objection still changes: what it holds, and what a grade rests on.
CHANGES = frozenset({"contested", "final", "in-force"})
WAITING = ("applied", "signed", "returned", "referred")

STREAMS: Mapping[type, Callable[[Event, Any], str]] = {
    belonging.UnitFounded: lambda event, said: f"unit/{event.unit}",
    belonging.MemberEnrolled: lambda event, said: f"member/{said.member}",
    belonging.MemberChanged: lambda event, said: f"member/{said.member}",
    belonging.MemberAway: lambda event, said: f"member/{said.member}",
    belonging.MemberReturned: lambda event, said: f"member/{said.member}",
    belonging.MemberLeft: lambda event, said: f"member/{said.member}",
    belonging.HistoryImported: lambda event, said: f"member/{said.member}",
    forgetting.MemberForgotten: lambda event, said: f"member/{said.member}",
    belonging.KinDeclared: lambda event, said: f"member/{said.person}",
    belonging.RoleAppointed: lambda event, said: f"post/{said.person}",
    belonging.RoleEnded: lambda event, said: f"post/{said.person}",
    belonging.RoleHandedOver: lambda event, said: f"post/{said.person}",
    delegated.DelegationGranted: lambda event, said: f"delegation/{said.principal}",
    delegated.DelegationEnded: lambda event, said: f"delegation/{said.principal}",
    CalendarRecorded: lambda event, said: f"calendar/{said.year}",
    years.CyclePlanned: lambda event, said: f"cycle/{said.cycle}",
    years.SchemeProposed: lambda event, said: f"scheme/{said.digest}",
    years.SchemeAdopted: lambda event, said: f"scheme/{said.digest}",
    years.SchemeDecided: lambda event, said: f"approval/{said.branch}/{said.request}",
    years.CycleOpened: lambda event, said: f"cycle/{said.cycle}",
    years.RoundOpened: lambda event, said: f"round/{said.round}",
    years.CycleClosed: lambda event, said: f"cycle/{said.cycle}",
    activity.ActivitySignedIn: lambda event, said: f"activity/{said.activity}",
    claims.ClaimsForwarded: lambda event, said: f"group/{said.group}",
    claims.NothingClaimed: lambda event, said: f"round/{said.round}",
    sat.SessionHeld: lambda event, said: f"session/{said.session}",
    sat.MeetingHeld: lambda event, said: f"meeting/{said.meeting}",
    sat.SessionLapsed: lambda event, said: f"session/{said.session}",
    sat.MeetingLapsed: lambda event, said: f"meeting/{said.meeting}",
    sat.HearingInvited: lambda event, said: f"hearing/{said.subject}/{said.member}",
    sat.HearingHeld: lambda event, said: f"hearing/{said.subject}/{said.member}",
    sat.ClockRecorded: lambda event, said: "clock",
    published.PublicityOpened: lambda event, said: f"publicity/{said.window}",
    published.WindowWitnessed: lambda event, said: f"witness/{said.branch}/{said.window}",
    published.PublicityClosed: lambda event, said: f"publicity/{said.window}",
    vetoed.VetoProposed: lambda event, said: f"veto/{said.veto}",
    vetoed.VetoDecided: lambda event, said: f"veto/{said.veto}",
    sanctions.SanctionRecorded: lambda event, said: f"sanction/{said.sanction}",
    sanctions.SanctionLifted: lambda event, said: f"sanction/{said.sanction}",
    complained.ComplaintLodged: lambda event, said: f"complaint/{said.complaint}",
    complained.ComplaintAdmitted: lambda event, said: f"complaint/{said.complaint}",
    complained.ComplaintNotAdmitted: lambda event, said: f"complaint/{said.complaint}",
    objected.LeadRecorded: lambda event, said: f"lead/{said.lead}",
    objected.LeadClosed: lambda event, said: f"lead/{said.lead}",
    objected.ObjectionsAnnounced: lambda event, said: f"meeting/{said.meeting}",
    referral.MatterReferred: lambda event, said: str(said.about),
    referral.ReferralDecided: lambda event, said: f"referral/{said.branch}/{said.request}",
    objected.AppealDecided: lambda event, said: f"appeal/{said.branch}/{said.request}",
    evaluated.EvaluationOpened: lambda event, said: f"evaluation/{said.evaluation}",
    evaluated.EvaluationTallied: lambda event, said: f"evaluation/{said.evaluation}",
    evaluated.GradesProposed: lambda event, said: f"grading/{said.cycle}",
    evaluated.GradesConfirmed: lambda event, said: f"grading/{said.cycle}",
    after.GradeCommented: lambda event, said: f"comment/{said.cycle}",
    after.FollowUpPlanned: lambda event, said: f"follow-up/{said.follow_up}",
    after.FollowUpDone: lambda event, said: f"follow-up/{said.follow_up}",
    ordered.InspectionRecorded: lambda event, said: f"order/{said.order}",
    ordered.OrderAnswered: lambda event, said: f"order/{said.order}",
    ordered.OrderDecided: lambda event, said: f"order/{said.branch}/{said.request}",
    evaluated.GradesRevised: lambda event, said: f"revision/{said.revision}",
    evaluated.GradesSettled: lambda event, said: f"settlement/{said.branch}/{said.request}",
    filed.FilingMade: lambda event, said: f"filing/{said.filing}",
    filed.FilingCountersigned: lambda event, said: f"filing/{said.filing}",
    filed.FilingDecided: lambda event, said: f"filed/{said.branch}/{said.filing}",
    filed.CheckRecorded: lambda event, said: f"filed/{said.branch}/{said.filing}",
    keyed.KeyRegistered: lambda event, said: f"key/{said.person}",
    keyed.KeyRevoked: lambda event, said: f"key/{said.person}",
    keyed.LogKeyRotated: lambda event, said: f"log-key/{event.unit}",
    keyed.KeyWithdrawn: lambda event, said: f"withdrawn/{said.branch}",
    moved.TransferRequested: lambda event, said: f"transfer/{said.transfer}",
    moved.TransferDecided: lambda event, said: f"taken-in/{said.branch}/{said.request}",
    checkpoint.CheckpointWitnessed: lambda event, said: f"log/{said.branch}",
    checkpoint.ForkRecorded: lambda event, said: f"log/{said.branch}",
    checkpoint.LedgerRecovered: lambda event, said: f"unit/{event.unit}",
    ReceiptTaken: lambda event, said: str(said.about),
}


def effects(moment: Moment) -> Iterator[Fault]:
    """Where the events of this moment's command differ from those that were due."""
    first = moment.event
    due = [(_stream(first), first.topic), *_due(moment, first)]
    for event, one in zip(moment.group, due, strict=False):
        stream, what = one
        same = event.topic == what if isinstance(what, str) else event.payload == what
        if event.stream != stream or not same:
            topic = what if isinstance(what, str) else what.TOPIC
            facts = {"found": f"{event.topic} in {event.stream}", "due": f"{topic} in {stream}"}
            yield no("in-order", "at {position}: {found}, where {due} had to follow", position=event.position, **facts)
            return
    if len(moment.group) != len(due):
        counts: dict[str, object] = {"command": moment.command, "count": len(due), "found": len(moment.group)}
        yield no("in-order", "{command} leads to {count} events here; {found} were recorded", **counts)


def _stream(event: Event) -> str:
    """Where an event belongs: claims and objections in their own streams, by their ids."""
    said: Any = event.payload
    told = STREAMS.get(type(said))
    if told is not None:
        return told(event, said)
    if hasattr(said, "claim"):
        return f"claim/{said.claim}"
    return f"objection/{said.objection}" if hasattr(said, "objection") else f"veto/{said.veto}"


def _due(moment: Moment, first: Event) -> Iterable[Due]:
    said: Any = first.payload
    match moment.command:
        case "scheme.adopt":
            return [(str(said.subject), "scheme-adopted")]
        case "grade.confirm":
            return [(str(said.subject), "grades-confirmed")]
        case "meeting.supplement":
            return [(str(said.subject), "claim-supplemented")]
        case "filing.acknowledge":
            return [(f"log/{said.branch}", "checkpoint-witnessed")]
        case "veto.decide" | "meeting.decide-veto":
            return [(str(said.subject), "veto-decided")]
        case "activity.sign-in":
            return _signed_in(moment, said)
        case "claim.apply" | "claim.enter" | "claim.supply":
            return held_over(moment, said)
        case "transfer.accept":
            return _taken_in(said)
        case "member.leave":
            return _given_back(moment.view, said.member)
        case "session.review" | "meeting.review" | "meeting.confirm":
            return _decided(moment, said)
        case "publicity.close":
            return _entered(moment.view, said.window)
        case "clock.tick":
            return _lapsed(moment)
        case "objection.answer" | "meeting.answer":
            return _answered(moment, said)
        case "strike.appeal":
            return [(f"objection/{said.objection}", "appeal-lodged")]
        case "objection.end":
            return _stands(moment.view, _objection(moment.view, said.objection), f"objection/{said.objection}")
        case "matter.refer":
            return [(str(said.about), "appeal-lodged")] if said.about.startswith("objection/") else []
        case "receipt.take":
            return _received(moment, said)
    return []


def _signed_in(moment: Moment, said: activity.ActivitySignedIn) -> Iterator[Due]:
    """A claim for each line of the sheet; where no round takes them yet, all of them wait."""
    for claim in said.claims:
        yield f"claim/{claim}", "claim-applied"
    for event in moment.group:
        if isinstance(event.payload, claims.ClaimApplied):
            yield from held_over(moment, event.payload)


def _decided(moment: Moment, said: sat.SessionHeld | sat.MeetingHeld) -> Iterator[Due]:
    """Every claim of the round: decided one way or the other, or held over; and what no publicity delays."""
    # A meeting in the committee's place reviews as a session does.
    session, standing = isinstance(said, sat.SessionHeld) or said.for_committee, []
    rejected = {event.stream for event in moment.group if event.topic == "claim-rejected"}
    for claim in claims_in(moment.view, said.subject.partition("/")[2]):
        stream = f"claim/{claim.claim}"
        if session and claim.state in WAITING:
            yield stream, "claim-held-over"
        elif claim.state == ("registered" if session else "reviewed"):
            accepted = "claim-reviewed" if session else "claim-confirmed"
            yield stream, "claim-rejected" if stream in rejected else accepted
        if claim.state == "reviewed" or (session and claim.state == "registered"):
            standing += [claim.claim] if stream not in rejected else []
    yield from _without_publicity(moment, said.subject, standing, session)


def _without_publicity(moment: Moment, subject: str, standing: list[str], session: bool) -> Iterator[Due]:
    """Where the profile has neither meeting nor publicity to come, what was decided enters the register at once."""
    round_ = moment.view.find(Round, subject.partition("/")[2])
    assert round_ is not None, f"there is no {subject}"
    course = moment.course(round_.cycle)
    skipped = ("meeting", "publicity") if session else ("publicity",)
    if all(course.cadence(step) is None for step in skipped):
        for step in skipped:
            yield subject, years.StepSkipped(subject=subject, step=step)
        for claim in standing:
            yield f"claim/{claim}", claims.ClaimEntered(claim=claim, window="")


def _taken_in(said: moved.TransferDecided) -> Iterator[Due]:
    """Who is taken in is enrolled, as the branch before had them."""
    request = opened(said.carried).payload
    yield f"member/{said.member}", "member-enrolled"
    if isinstance(request, moved.TransferRequested) and request.under_watch and said.since:
        watched = belonging.MemberChanged(member=said.member, since=said.since, under_watch=True)
        yield f"member/{said.member}", watched


def _transferred(view: View, unit: str, said: moved.TransferDecided) -> Iterator[Due]:
    """Who was taken in elsewhere left with the day before."""
    known = view.find(Member, said.member)
    if said.since and known and known.left is None:
        day = said.since - ONE_DAY
        left = belonging.MemberLeft(member=said.member, day=day, how="transferred", to=unit)
        yield f"member/{said.member}", left
        yield from _given_back(view, said.member)


def _given_back(view: View, member: str) -> Iterator[Due]:
    """What doesn't count yet goes back to who leaves."""
    for claim in going_back(view, member):
        yield f"claim/{claim.claim}", claims.ClaimGivenBack(claim=claim.claim)


def _entered(view: View, key: str) -> Iterator[Due]:
    """What closing a window does to what stood in it uncontested."""
    window = view.find(Window, key)
    assert window is not None, f"there is no window {key}"
    for name in window.claims:
        claim = view.find(Claim, name)
        if claim and claim.state == "public" and claim.window == key:
            yield f"claim/{name}", claims.ClaimEntered(claim=name, window=key)
    kind, _, name = window.subject.partition("/")
    veto = view.find(Veto, name) if kind == "veto" else None
    if veto and veto.state == "public":
        yield f"veto/{name}", vetoed.VetoTookForce(veto=name, order=f"publicity/{key}")


def _lapsed(moment: Moment) -> Iterator[Due]:
    """Every window and every time to appeal that was over, in order of opening; nothing if the clock ran back."""
    view = moment.view
    last = view.find(LastInstant)
    if last is not None and moment.at < last.at:
        return
    for key in (view.find(Windows) or Windows()).open:
        window = view.find(Window, key)
        if window and moment.at >= window.deadline:
            yield f"publicity/{key}", "publicity-closed"
            yield from _entered(view, key)
    ended: set[str] = set()
    for key in (view.find(Objections) or Objections()).open:
        objection = view.find(Objection, key)
        if objection and objection.lapsed(moment.at):
            ended.add(key)
            yield f"objection/{key}", objected.ObjectionEnded(objection=key)
            yield from _stands(view, objection, f"objection/{key}", frozenset(ended))


def _answered(moment: Moment, said: sat.SessionHeld | sat.MeetingHeld) -> Iterator[Due]:
    yield said.subject, "objection-answered"
    answer = next((e.payload for e in moment.group if isinstance(e.payload, objected.ObjectionAnswered)), None)
    if answer is not None and answer.upheld:
        objection = _objection(moment.view, answer.objection)
        claim = _claim(moment.view, answer.corrects or objection.about)
        line = answer.line or (claim.line if claim else objection.line)
        worth = answer.worth if answer.line else (claim.worth if claim else None)
        yield from _gives_way(
            moment.view, objection, said.subject, line, worth, struck=answer.struck, corrects=answer.corrects
        )


def _received(moment: Moment, said: ReceiptTaken) -> Iterator[Due]:
    inside = decision(said)
    decided = inside.payload
    if isinstance(decided, moved.TransferDecided):
        yield from _transferred(moment.view, inside.unit, decided)
    if isinstance(decided, keyed.KeyWithdrawn) and decided.person:
        order = f"key/{inside.unit}/{inside.position}"
        said_so = keyed.KeyRevoked(person=decided.person, key_id=decided.key_id, stolen=True, order=order)
        if keys_of(moment.view, decided.person).find(decided.key_id):
            yield f"key/{decided.person}", said_so
    if isinstance(decided, filed.CheckRecorded | ordered.InspectionRecorded):
        for key in decided.struck:
            order = f"check/{inside.unit}/{inside.position}"
            yield f"claim/{key}", claims.ClaimStruck(claim=key, order=order)
    if isinstance(decided, referral.ReferralDecided):
        yield decided.about, _by_referral(decided)
    if not isinstance(decided, objected.AppealDecided):
        return
    order = f"appeal/{inside.unit}/{inside.position}"
    objection = _objection(moment.view, decided.objection)
    if not decided.upheld:
        yield from _stands(moment.view, objection, order)
        return
    claim = _claim(moment.view, decided.corrects or objection.about)
    line, worth = (claim.line, claim.worth) if claim else (objection.line, None)
    changed = _line_below(decided, line)
    if changed:
        line, worth = changed, _worth(moment.view, objection, changed)
    yield from _gives_way(moment.view, objection, order, line, worth, struck=decided.struck, corrects=decided.corrects)


def _by_referral(decided: referral.ReferralDecided) -> str:
    """What the upper unit's decision in the committee's place leads to."""
    if decided.about.startswith("veto/"):
        return "veto-decided"
    return "claim-reviewed" if decided.accepted else "claim-rejected"


def _line_below(decided: objected.AppealDecided, old: claims.Line | None) -> claims.Line | None:
    """The line as the upper unit gave it, or as its changes make it; None where nothing changes."""
    if decided.line or not decided.changes or old is None:
        return decided.line
    names = ("points", "times", "level", "quantity")
    given = {name: value for name in names if (value := getattr(decided.changes, name)) is not None}
    new = replace(old, **given)
    return new if new != old else None


def _worth(view: View, objection: Objection, line: claims.Line) -> Any:
    cycle = view.find(Cycle, objection.cycle)
    text = view.find(SchemeText, (cycle.digest if cycle else None) or "")
    assert text is not None, f"the cycle {objection.cycle} has pinned no scheme"
    return worth_of(view, scheme_of_text(text.text), objection.member, line)


def _stands(view: View, objection: Objection, order: str, ended: frozenset[str] = frozenset()) -> Iterator[Due]:
    """The objection came to nothing: what no other one holds goes its way."""
    about = objection.about
    if set(contest(view, about).open) - ended - {objection.objection}:
        return
    claim, veto = _claim(view, about), _veto(view, about)
    if claim and claim.state == "contested":
        if claim.held_from == "rejected":
            yield about, claims.ClaimRejectionStood(claim=claim.claim, order=order)
        elif claim.held_from == "corrected":
            yield about, claims.ClaimReleased(claim=claim.claim, order=order)
        else:
            yield about, claims.ClaimEntered(claim=claim.claim, window=claim.window or "")
    if veto and veto.state == "contested":
        yield about, vetoed.VetoTookForce(veto=veto.veto, order=order)


def _gives_way(
    view: View,
    objection: Objection,
    order: str,
    line: claims.Line | None,
    worth: Any,
    *,
    struck: bool,
    corrects: str | None = None,
) -> Iterator[Due]:
    """It was upheld."""
    about = corrects or objection.about
    claim, veto = _claim(view, about), _veto(view, about)
    if claim and objection.ground == STRIKE:
        if claim.state == "struck" and line:
            yield about, claims.ClaimReinstated(claim=claim.claim, order=order, line=line, worth=worth)
    elif claim and claim.state in CHANGES and struck:
        yield about, claims.ClaimStruck(claim=claim.claim, order=order)
    elif claim and claim.state in CHANGES and line:
        yield about, claims.ClaimCorrected(claim=claim.claim, order=order, line=line, worth=worth)
    if veto and veto.state in CHANGES:
        yield about, vetoed.VetoRevoked(veto=veto.veto, order=order)
    if objection.ground == "omission" and line:
        yield _left_out(view, objection, order, line)


def _left_out(view: View, objection: Objection, order: str, line: claims.Line) -> Due:
    """What had been left out enters its round under the next number."""
    round_ = view.find(Round, objection.about.split("/")[1])
    assert round_ is not None, f"there is no round for {objection.about}"
    claim = f"{round_.round}-{round_.numbered + 1:03}"
    said = claims.ClaimBroughtIn(
        claim=claim,
        round=round_.round,
        cycle=objection.cycle,
        member=objection.member,
        line=line,
        worth=_worth(view, objection, line),
        order=order,
    )
    return f"claim/{claim}", said


def _objection(view: View, key: str) -> Objection:
    found = view.find(Objection, key)
    assert found is not None, f"there is no objection {key}"
    return found


def _claim(view: View, about: str) -> Claim | None:
    kind, _, key = about.partition("/")
    return view.find(Claim, key) if kind == "claim" else None


def _veto(view: View, about: str) -> Veto | None:
    kind, _, key = about.partition("/")
    return view.find(Veto, key) if kind == "veto" else None
