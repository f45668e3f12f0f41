"""What had to follow: which events a command leads to, no more, no fewer, in order, each in its own stream.

What an answer, a lapse of time or a decision from above does to a claim or a veto is written out whole and compared.
Source: spec/process.md §2 steps 5 to 7, §3; docs/decisions/0005.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from ledger.errors import Fault
from ledger.event import Event
from ledger.events import activity
from ledger.events import claim as claims
from ledger.events import cycle as years
from ledger.events import deliberation as sat
from ledger.events import membership as belonging
from ledger.events import objection as objected
from ledger.events import transfer as moved
from ledger.events import veto as vetoed
from workflow.carried import opened
from workflow.record import View
from workflow.state.claim import Claim, claims_in
from workflow.state.cycle import Round
from workflow.state.deliberation import LastInstant
from workflow.state.objection import Objection, Objections
from workflow.state.publicity import Window, Windows
from workflow.state.veto import Veto
from workflow.verifier.conduct.claims import held_over
from workflow.verifier.conduct.contested import Due, claim_of, gives_way, objection_of, stands
from workflow.verifier.conduct.moment import Moment
from workflow.verifier.conduct.received import given_back, received
from workflow.verifier.conduct.streams import stream_of
from workflow.verifier.verdict import no

WAITING = ("applied", "signed", "returned", "referred")


def effects(moment: Moment) -> Iterator[Fault]:
    """Where the events of this moment's command differ from those that were due."""
    first = moment.event
    due = [(stream_of(first), first.topic), *_due(moment, first)]
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
            return given_back(moment.view, said.member)
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
            return stands(moment.view, objection_of(moment.view, said.objection), f"objection/{said.objection}")
        case "matter.refer":
            return [(str(said.about), "appeal-lodged")] if said.about.startswith("objection/") else []
        case "receipt.take":
            return received(moment, said)
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
            yield from stands(view, objection, f"objection/{key}", frozenset(ended))


def _answered(moment: Moment, said: sat.SessionHeld | sat.MeetingHeld) -> Iterator[Due]:
    yield said.subject, "objection-answered"
    answer = next((e.payload for e in moment.group if isinstance(e.payload, objected.ObjectionAnswered)), None)
    if answer is not None and answer.upheld:
        objection = objection_of(moment.view, answer.objection)
        claim = claim_of(moment.view, answer.corrects or objection.about)
        line = answer.line or (claim.line if claim else objection.line)
        worth = answer.worth if answer.line else (claim.worth if claim else None)
        yield from gives_way(
            moment.view, objection, said.subject, line, worth, struck=answer.struck, corrects=answer.corrects
        )
