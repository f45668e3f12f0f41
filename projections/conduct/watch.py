"""What the checks look at, gathered in one pass over a ledger's events. Pure.

Source: spec/process.md §2, §4.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from ledger.event import Event
from ledger.events import claim as claims
from ledger.events import deliberation as sat
from ledger.events import objection as objected
from ledger.events import publicity as published
from ledger.payload import Payload
from projections.figures import pinned_scheme
from projections.picture import Picture
from workflow.days import local_day, on_weekday
from workflow.state.calendar import Calendar
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle
from workflow.state.membership import Unit, kin_of
from workflow.state.objection import Objection


@dataclass(frozen=True)
class Review:
    """A session's decision on one claim; `cut` where it was lowered or not accepted."""

    position: int
    cut: bool
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]


@dataclass(frozen=True)
class Hand:
    """A decision of one person; `on` is the date of the fact, `day` the local day of the decision."""

    position: int
    at: datetime
    day: date
    by: str
    command: str
    member: str
    on: date
    registers: bool


@dataclass(frozen=True)
class Posted:
    position: int
    window: str
    days: int
    off: int


@dataclass(frozen=True)
class Sitting:
    """A session, with who was there; or a meeting, which is counts."""

    position: int
    hour: int
    body: str
    members: tuple[str, ...]
    present: tuple[str, ...]
    unanimous: bool | None = None


@dataclass(frozen=True)
class Answer:
    position: int
    day: date
    due: date


@dataclass(frozen=True)
class Entry:
    """A line as it was entered: its points, and the most that its item has."""

    position: int
    item: str
    points: Decimal
    most: Fraction


@dataclass
class Seen:
    """Everything gathered, in order of the log. `claims` counts each member's."""

    events: int = 0
    reviews: list[Review] = field(default_factory=list)
    hands: list[Hand] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    reversed: list[tuple[int, str, str]] = field(default_factory=list)  # position, member, claim
    claims: dict[str, set[str]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    back: list[tuple[int, int]] = field(default_factory=list)  # position, seconds
    entries: list[Entry] = field(default_factory=list)
    kin: dict[str, frozenset[str]] = field(default_factory=dict)


def watch(unit: str, events: Iterable[Event]) -> Seen:
    """Follow the events, in order from the first, and note what the checks need."""
    seen, picture, latest = Seen(), Picture(unit), None
    for event in events:
        seen.events += 1
        if latest is not None and event.at < latest:
            gap = latest - event.at
            seen.back.append((event.position, gap.days * 86_400 + gap.seconds))
        latest = event.at if latest is None else max(latest, event.at)
        before = _BEFORE.get(type(event.payload))
        if before:
            before(seen, picture, event, event.payload)
        picture.follow(event)
        after = _AFTER.get(type(event.payload))
        if after:
            after(seen, picture, event, event.payload)
    for member in seen.claims:
        seen.kin[member] = kin_of(picture, member)
    return seen


def _zone(picture: Picture) -> str:
    unit = picture.find(Unit)
    assert unit is not None
    return unit.zone


def _reviewed(seen: Seen, picture: Picture, event: Event, said: claims.ClaimReviewed) -> None:
    claim = picture.find(Claim, said.claim)
    cut = claim is not None and claim.line != said.line
    seen.reviews.append(Review(event.position, cut, said.favour, said.against, said.abstained))


def _rejected(seen: Seen, picture: Picture, event: Event, said: claims.ClaimRejected) -> None:
    if said.favour or said.against or said.abstained:
        seen.reviews.append(Review(event.position, True, said.favour, said.against, said.abstained))


def _turned(seen: Seen, picture: Picture, event: Event, said: Any) -> None:
    claim = picture.find(Claim, said.claim)
    if claim is not None:
        seen.reversed.append((event.position, claim.member, said.claim))


def _answered(seen: Seen, picture: Picture, event: Event, said: objected.ObjectionAnswered) -> None:
    objection = picture.find(Objection, said.objection)
    if objection is not None:
        seen.answers.append(Answer(event.position, local_day(event.at, _zone(picture)), objection.answer_by))


def _began(seen: Seen, picture: Picture, event: Event, said: claims.ClaimBegan) -> None:
    seen.claims.setdefault(said.member, set()).add(said.claim)
    cycle = picture.find(Cycle, said.cycle)
    scheme = pinned_scheme(picture, cycle) if cycle else None
    item = scheme.by_item.get(said.line.item) if scheme else None
    if item is not None and item.most is not None and said.line.points is not None and item.least != item.most:
        seen.entries.append(Entry(event.position, item.id, said.line.points, item.most))
    if isinstance(said, claims.ClaimObserved):
        _by_hand(seen, picture, event, said)


def _by_hand(seen: Seen, picture: Picture, event: Event, said: Any) -> None:
    claim = picture.find(Claim, said.claim)
    if claim is not None:
        seen.hands.append(
            Hand(
                position=event.position,
                at=event.at,
                day=local_day(event.at, _zone(picture)),
                by=event.by,
                command=event.command,
                member=claim.member,
                on=claim.line.on,
                registers=isinstance(said, claims.ClaimRegistered | claims.ClaimObserved),
            )
        )


def _opened(seen: Seen, picture: Picture, event: Event, said: published.PublicityOpened) -> None:
    first = local_day(event.at, _zone(picture)).toordinal() + 1
    days = [date.fromordinal(each) for each in range(first, said.until.toordinal() + 1)]
    seen.posted.append(Posted(event.position, said.window, len(days), sum(not _works(picture, day) for day in days)))


def _works(picture: Picture, day: date) -> bool:
    """By the recorded calendar of that year; else Monday to Friday."""
    calendar = picture.find(Calendar, str(day.year))
    return on_weekday(day) if calendar is None else calendar.works(day)


def _session(seen: Seen, picture: Picture, event: Event, said: sat.SessionHeld) -> None:
    seen.sittings.append(Sitting(event.position, _hour(picture, event), "session", said.members, said.present))


def _meeting(seen: Seen, picture: Picture, event: Event, said: sat.MeetingHeld) -> None:
    unanimous = not (said.against or said.abstained)
    seen.sittings.append(Sitting(event.position, _hour(picture, event), "meeting", (), (), unanimous))


def _hour(picture: Picture, event: Event) -> int:
    return event.at.astimezone(ZoneInfo(_zone(picture))).hour


_Note = Callable[[Seen, Picture, Event, Any], None]
# What is noted of the state before an event, and of the state after it.
_BEFORE: Mapping[type[Payload], _Note] = {
    claims.ClaimReviewed: _reviewed,
    claims.ClaimRejected: _rejected,
    claims.ClaimCorrected: _turned,
    claims.ClaimStruck: _turned,
    claims.ClaimReinstated: _turned,
    objected.ObjectionAnswered: _answered,
}
_AFTER: Mapping[type[Payload], _Note] = {
    claims.ClaimApplied: _began,
    claims.ClaimObserved: _began,
    claims.ClaimSupplemented: _began,
    claims.ClaimBroughtIn: _began,
    claims.ClaimSigned: _by_hand,
    claims.ClaimRegistered: _by_hand,
    claims.ClaimReturned: _by_hand,
    published.PublicityOpened: _opened,
    sat.SessionHeld: _session,
    sat.MeetingHeld: _meeting,
}
