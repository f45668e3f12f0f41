"""Where a cycle stands: the eleven steps, what was done in each, when, and by whom in which role.

Source: spec/process.md §2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from ledger.codec import decode, encode, read_json
from ledger.database import Database
from ledger.errors import NotFoundError
from ledger.event import Event
from ledger.events import topic_class, topics
from ledger.events.claim import ClaimSupplemented
from ledger.events.cycle import CyclePlanned
from ledger.events.deliberation import MeetingHeld, SessionHeld
from ledger.events.evaluation import EvaluationTallied
from ledger.events.exchange import ReceiptTaken
from ledger.scalar import instant_text, parse_instant
from projections.picture import Picture, Projection
from projections.standing import state_of
from projections.steps import roles_for, scope_of, step_of
from projections.tables import Change, Row, json_text, stored_rows, table
from workflow.carried import decision
from workflow.days import local_day
from workflow.process.table import table as process
from workflow.record import Record
from workflow.state.cycle import Cycle, Cycles
from workflow.state.membership import Member, Posts, Unit

STATES = ("done", "in-progress", "skipped", "not-yet")
# The eleven by number, as the table calls them.
STEPS = {step.number: step for step in process().steps}


@dataclass(frozen=True)
class Acted:
    """Who took part: `person` is an id, UNIT#office or "meeting".

    `roles` are those that the table asks for; where it asks for none, the posts held, or "anyone".
    """

    person: str
    unit: str
    roles: tuple[str, ...]
    events: int


@dataclass(frozen=True)
class StepProgress:
    """One of the eleven steps.

    `state` is one of STATES, `note` how far it is, as plain words and ids; `events` counts by topic; instants
    are UTC; positions are in the branch's log.
    """

    step: int
    name: str
    name_zh: str
    state: str
    note: str
    events: Mapping[str, int]
    first: datetime | None
    last: datetime | None
    first_position: int | None
    last_position: int | None
    actors: tuple[Acted, ...]


@dataclass(frozen=True)
class Taken(Record):
    """What was done of one step within one scope: a cycle, a scheme before any cycle pins it, or the unit."""

    KIND: ClassVar[str] = "taken"
    scope: str
    step: int
    first: datetime
    last: datetime
    first_position: int
    last_position: int
    events: dict[str, int] = field(default_factory=dict)
    actors: tuple[Acted, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.scope}/{self.step}"


steps = table(
    "progress_step",
    ["cycle", "step"],
    ["state", "note", "events", "first", "last", "actors"],
    ["first_position", "last_position"],
)


def progress(database: Database, unit: str, cycle: str) -> tuple[StepProgress, ...]:
    """The eleven steps of a cycle, in order.

    Raises:
        NotFoundError: no such cycle here.
    """
    rows = {int(row["step"]): row for row in stored_rows(database, steps, unit, cycle=cycle)}
    if not rows:
        raise NotFoundError("there is no cycle {cycle} in {unit}", cycle=cycle, unit=unit)
    return tuple(
        StepProgress(
            step=step,
            name=known.en,
            name_zh=known.zh,
            state=rows[step]["state"],
            note=rows[step]["note"],
            events=read_json(rows[step]["events"]),
            first=parse_instant(rows[step]["first"]) if rows[step]["first"] else None,
            last=parse_instant(rows[step]["last"]) if rows[step]["last"] else None,
            first_position=rows[step]["first_position"],
            last_position=rows[step]["last_position"],
            actors=tuple(decode(Acted, each) for each in read_json(rows[step]["actors"])),
        )
        for step, known in STEPS.items()
    )


def _note(picture: Picture, event: Event, said: object) -> Iterable[Record]:
    """Every event, counted for its step; an appointment counts for every cycle that isn't closed."""
    if isinstance(said, CyclePlanned):
        before = (picture.find(Taken, f"unit/{step}") for step in STEPS)
        yield from (replace(each, scope=f"cycle/{said.cycle}") for each in before if each)
    step, scope = step_of(event), scope_of(picture, event)
    if not step or not scope:
        return
    scopes = [scope]
    if scope == "unit":
        scopes += [f"cycle/{cycle.cycle}" for cycle in _cycles(picture) if cycle.state != "closed"]
    actors = tuple(_actors(picture, event))
    for each in scopes:
        known = picture.find(Taken, f"{each}/{step}")
        now = Taken(each, step, event.at, event.at, event.position, event.position, {event.topic: 1}, actors)
        yield _merged(known, now) if known else now


def _cycles(picture: Picture) -> Iterable[Cycle]:
    known = (picture.find(Cycle, key) for key in (picture.find(Cycles) or Cycles()).cycles)
    return (cycle for cycle in known if cycle)


def _merged(one: Taken, other: Taken) -> Taken:
    first, last = sorted((one, other), key=lambda taken: taken.first_position)
    events = dict(one.events)
    for topic, count in other.events.items():
        events[topic] = events.get(topic, 0) + count
    actors = {(acted.unit, acted.person): acted for acted in one.actors}
    for acted in other.actors:
        known = actors.get((acted.unit, acted.person), replace(acted, roles=(), events=0))
        roles = tuple(sorted({*known.roles, *acted.roles}))
        actors[acted.unit, acted.person] = replace(known, roles=roles, events=known.events + acted.events)
    return replace(
        one,
        first=first.first,
        first_position=first.first_position,
        last=last.last,
        last_position=max(one.last_position, other.last_position),
        events=events,
        actors=tuple(actors[key] for key in sorted(actors)),
    )


def _actors(picture: Picture, event: Event) -> Iterable[Acted]:
    """Each person once: who entered it, in the roles that the table asks for; who sat, counted, or decided above."""
    found = {event.by: _roles(picture, event)}
    match event.payload:
        case SessionHeld(present=sat):
            found = {person: (*found.get(person, ()), "committee") for person in sorted({*sat, event.by})}
            found[event.by] = tuple(sorted({*_roles(picture, event), *(("committee",) if event.by in sat else ())}))
        case ClaimSupplemented(favour=favour, against=against, abstained=abstained):
            found |= {person: ("committee",) for person in (*favour, *against, *abstained) if person != event.by}
        case EvaluationTallied(tellers=tellers):
            found |= {person: tuple(sorted({*found.get(person, ()), "teller"})) for person in tellers}
        case MeetingHeld():
            found["meeting"] = ("meeting",)
        case ReceiptTaken() as receipt:
            above = decision(receipt)
            yield Acted(above.by, above.unit, ("upper",), 1)
    for person, roles in sorted(found.items()):
        yield Acted(person, event.unit, tuple(dict.fromkeys(roles)), 1)


def _roles(picture: Picture, event: Event) -> tuple[str, ...]:
    if event.by.endswith("#office"):
        return ("office",)
    unit, posts = picture.find(Unit), picture.find(Posts) or Posts()
    held = set(posts.roles(event.principal, local_day(event.at, unit.zone))) if unit else set()
    wanted = roles_for(event)
    if "anyone" in wanted:
        return tuple(sorted(held)) or ("anyone",)
    if picture.find(Member, event.principal):
        held.add("member")
    return tuple(sorted(held & wanted)) or ("anyone",)


def _settle(picture: Picture, touched: frozenset[str]) -> Iterable[Change]:
    """Every step's state rests on records of many kinds; a cycle that is closed is asked like the others."""
    if touched:
        for cycle in _cycles(picture):
            rows = tuple(_row(picture, cycle, step) for step in STEPS)
            yield Change(steps, {"cycle": cycle.cycle}, rows)


def _row(picture: Picture, cycle: Cycle, step: int) -> Row:
    taken = picture.find(Taken, f"cycle/{cycle.cycle}/{step}")
    rules = picture.find(Taken, f"scheme/{cycle.digest}/{step}") if cycle.digest else None
    merged = _merged(taken, rules) if taken and rules else taken or rules
    state, note = state_of(picture, cycle, step, begun=merged is not None)
    return {
        "cycle": cycle.cycle,
        "step": str(step),
        "state": state,
        "note": note,
        "events": json_text(merged.events if merged else {}),
        "first": instant_text(merged.first) if merged else None,
        "last": instant_text(merged.last) if merged else None,
        "actors": json_text([encode(acted) for acted in merged.actors] if merged else []),
        "first_position": merged.first_position if merged else None,
        "last_position": merged.last_position if merged else None,
    }


PROJECTION = Projection(
    name="progress",
    version=1,
    tables=(steps,),
    settle=_settle,
    notes={topic_class(topic): (_note,) for topic in topics()},
)
