"""Which command of the table led to these events: told from the first of them, and from what it is about.

The events of one command stand together, under its id, with one person, one instant and one door.
Source: spec/process.md §7; process/tables.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from ledger.errors import Fault
from ledger.event import Event
from ledger.events.claim import ClaimApplied, ClaimTold
from ledger.events.cycle import SchemeDecided
from ledger.events.deliberation import MeetingHeld, SessionHeld
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import FilingDecided
from ledger.events.objection import AppealDecided, ObjectionLodged, ObjectionTold
from ledger.events.order import OrderDecided
from ledger.events.referral import MatterReferred
from ledger.events.transfer import TransferDecided
from workflow.process.table import Table
from workflow.state.claim import STRIKE
from workflow.state.complaint import lodged_above
from workflow.verifier.verdict import no

_SESSIONS = {"round": "session.review", "objection": "objection.answer", "veto": "veto.decide"}
_MEETINGS = {
    "scheme": "scheme.adopt",
    "round": "meeting.confirm",
    "cycle": "meeting.confirm-year",
    "grading": "grade.confirm",
}


# The same where a meeting took the committee's part.
_FOR_COMMITTEE = {
    "round": "meeting.review",
    "objection": "meeting.answer",
    "veto": "meeting.decide-veto",
    "claim": "meeting.supplement",
}


def _subject(kinds: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda said: kinds.get(said.subject.partition("/")[0], "")


# Where a topic alone doesn't say which command it was.
_TOLD: Mapping[type, Callable[[Any], str]] = {
    ClaimApplied: lambda said: {"member": "claim.apply", "supplied": "claim.supply"}.get(said.source, "claim.enter"),
    SessionHeld: _subject(_SESSIONS),
    MeetingHeld: lambda said: _subject(_FOR_COMMITTEE if said.for_committee else _MEETINGS)(said),
    SchemeDecided: lambda said: "scheme.approve" if said.approved else "scheme.refuse",
    TransferDecided: lambda said: "transfer.accept" if said.accepted else "transfer.refuse",
    OrderDecided: lambda said: "order.accept" if said.accepted else "order.decline",
    FilingDecided: lambda said: "filing.acknowledge" if said.acknowledged else "filing.return",
    MatterReferred: lambda said: "matter.refer",
    ReceiptTaken: lambda said: "receipt.take",
    ObjectionTold: lambda said: "objection.tell",
    ObjectionLodged: lambda said: "strike.appeal" if said.ground == STRIKE else "objection.lodge",
    ClaimTold: lambda said: "claim.tell",
    # What was lodged straight above is called by the unit and the complaint; an objection is O001.
    AppealDecided: lambda said: "complaint.decide" if lodged_above(said.objection) else "appeal.decide",
}


def groups(events: tuple[Event, ...]) -> Iterator[tuple[Event, ...]]:
    """The events command by command, as they stand in the log."""
    for _, group in groupby(events, key=lambda event: event.command):
        yield tuple(group)


def command_of(table: Table, first: Event) -> str:
    """The command that begins with this event, or the empty text where the table has none."""
    told = _TOLD.get(type(first.payload))
    if told is not None:
        return told(first.payload)
    named = (row.command for row in table.rows if row.events[0] == first.topic and row.trigger == row.command)
    return next(named, "")


def together(group: tuple[Event, ...], seen: set[str]) -> Iterator[Fault]:
    """One command, one person, one instant, one door; and no id twice."""
    first = group[0]
    if first.command in seen:
        yield no("once", "the command {id} was recorded before", id=first.command)
    for event in group[1:]:
        if (event.by, event.at, event.door, event.on_behalf) != (first.by, first.at, first.door, first.on_behalf):
            message = "{topic} at {position} has another person, instant or door than its command {id}"
            yield no("who-may", message, topic=event.topic, position=event.position, id=event.command)
