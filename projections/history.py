"""Everything that happened to one matter: its own events, and those of others that name it. From the ledger.

An event names a matter in its stream, in what it is about, or in a field of that kind (`claim`, `claims`,
`window` …). A member's history holds what happened to the member and their matters, not their votes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ledger.database import Database
from ledger.errors import NotFoundError
from ledger.event import Event
from ledger.events.evaluation import EvaluationTallied
from ledger.events.exchange import ReceiptTaken
from ledger.payload import to_plain
from workflow.carried import decision
from workflow.state.evaluation import BALLOTS_LEAST

# Fields that hold ids, and the kind of matter that they name.
_NAMED: Mapping[str, str] = {
    "claim": "claim",
    "claims": "claim",
    "held_over": "claim",
    "contested": "claim",
    "struck": "claim",
    "objection": "objection",
    "veto": "veto",
    "vetoes": "veto",
    "filing": "filing",
    "window": "publicity",
    "round": "round",
    "evaluation": "evaluation",
    "sanction": "sanction",
    "revision": "revision",
    "follow_up": "follow-up",
    "session": "session",
    "meeting": "meeting",
    "member": "member",
    "person": "member",
    "kin": "member",
    "silent": "member",
}
# Fields that hold a matter with its kind before it, such as claim/2026Q1-001.
_ABOUT = ("subject", "about", "order", "held")
_KEPT_BACK = ("tag", "objector")
# A member's own matters: what happens to them happened to the member.
_OWNED = ("claim", "objection", "veto", "sanction")


@dataclass(frozen=True)
class HistoryEntry:
    """One event. `data` is its payload as JSON, without free texts, objectors and carried proofs."""

    position: int
    at: datetime
    stream: str
    topic: str
    by: str
    on_behalf: str | None
    door: str
    data: dict[str, Any]


def history(database: Database, unit: str, about: str) -> tuple[HistoryEntry, ...]:
    """What happened to claim/…, objection/…, veto/…, filing/…, member/…, round/… or any other stream, in order.

    Raises:
        NotFoundError: no such unit, or no event names it.
    """
    found = [_entry(event, about) for event in concerning(database.ledger(unit).follow(), about)]
    if not found:
        raise NotFoundError("nothing has happened to {about} in {unit}", about=about, unit=unit)
    return tuple(found)


def concerning(events: Iterable[Event], about: str) -> Iterator[Event]:
    """Those of a ledger's events, in order from the first, that name the matter or what belongs to it."""
    wanted = {about}
    for event in events:
        if wanted.intersection(named(event)):
            yield event
            wanted |= _belonging(event, about)


def _belonging(event: Event, about: str) -> set[str]:
    """Matters that began with this event and belong to what is asked about: their events are its own."""
    kind = event.stream.partition("/")[0]
    said = event.payload
    whose = f"member/{getattr(said, 'member', '')}"
    if event.version == 1 and kind in _OWNED and about in (whose, getattr(said, "about", None)):
        return {event.stream}
    return set()


def named(event: Event) -> Iterable[str]:
    """Every matter that an event names, as kind/id."""
    yield event.stream
    payload = decision(event.payload).payload if isinstance(event.payload, ReceiptTaken) else event.payload
    yield from _names(to_plain(payload))
    if isinstance(event.payload, ReceiptTaken):
        yield event.payload.about


def _names(plain: Mapping[str, Any]) -> Iterable[str]:
    for field, value in plain.items():
        if field in _ABOUT and isinstance(value, str):
            yield value
            kind, _, key = value.partition("/")
            if kind == "grading" and "/" in key:
                yield f"grading/{key.partition('/')[0]}"
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from _names(each)
            elif field in _NAMED and isinstance(each, str):
                yield f"{_NAMED[field]}/{each}"


def _entry(event: Event, about: str) -> HistoryEntry:
    return HistoryEntry(
        position=event.position,
        at=event.at,
        stream=event.stream,
        topic=event.topic,
        by=event.by,
        on_behalf=event.on_behalf,
        door=event.door,
        data=shown(event, about),
    )


def shown(event: Event, about: str) -> dict[str, Any]:
    """What the event says, as plain data: without what is sealed, who objected, and other members' lines."""
    if isinstance(event.payload, ReceiptTaken):
        above = decision(event.payload)
        carried = {"unit": above.unit, "position": above.position, "topic": above.topic, "by": above.by}
        return {**carried, "about": event.payload.about, "data": _readable(to_plain(above.payload), about)}
    said = event.payload
    if isinstance(said, EvaluationTallied) and said.ballots - said.invalid < BALLOTS_LEAST:
        said = replace(said, results=tuple(replace(tally, votes=None) for tally in said.results))
    return _readable(to_plain(said), about)


def _readable(plain: Mapping[str, Any], about: str) -> dict[str, Any]:
    return {
        name: [each for each in value if _concerns(each, about)] if isinstance(value, list) else value
        for name, value in plain.items()
        if name not in _KEPT_BACK and not _is_sealed(value)
    }


def _is_sealed(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"id", "box"}


def _concerns(line: object, about: str) -> bool:
    kind, _, key = about.partition("/")
    return kind != "member" or not isinstance(line, dict) or line.get("member", key) == key
