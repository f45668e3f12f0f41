"""A ledger as an object-centric event log, OCEL 2.0 in JSON: for process mining.

Every matter and every person is an object, every event of the ledger an event; who did it and what it names are
relations, with the field as qualifier. How a matter's state changed stands in its attributes, with the times.
OCEL's float isn't exact: points are strings. Source: OCEL 2.0 specification, JSON format (ocel-standard.org).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.event import Event
from ledger.payload import to_plain
from ledger.scalar import instant_text
from projections.exports.said import persons, said, scalars
from projections.history import named
from projections.picture import Picture
from projections.steps import step_of
from workflow.state.deliberation import CLOCK

Value = str | int | bool
Relation = tuple[str, str]  # the object's id, and the qualifier

# The fold calls some matters otherwise than their streams do.
_STREAMS = {"window": "publicity"}


@dataclass(frozen=True)
class OcelEvent:
    id: str
    type: str
    time: str
    attributes: tuple[tuple[str, Value], ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class OcelObject:
    """`attributes` as (name, time, value), in order of time."""

    id: str
    type: str
    attributes: tuple[tuple[str, str, Value], ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Log:
    """Events in order of the ledger, objects in order of their ids."""

    events: tuple[OcelEvent, ...]
    objects: tuple[OcelObject, ...]


@dataclass
class _Growing:
    attributes: list[tuple[str, str, Value]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    last: dict[str, Value] = field(default_factory=dict)

    def say(self, name: str, time: str, value: Value) -> None:
        if self.last.get(name) != value:
            self.last[name] = value
            self.attributes.append((name, time, value))


def log_of(unit: str, events: Iterable[Event], names: Mapping[str, str] | None = None) -> Log:
    """The log of one ledger.

    Args:
        events: the ledger's, in order from the first.
        names: of persons by id, if the reader asked for them.
    """
    picture, made = Picture(unit), []
    objects: dict[str, _Growing] = {}
    for event in events:
        time = instant_text(event.at)
        picture.touched.clear()
        picture.follow(event)
        plain = said(event)
        relations = list(dict.fromkeys(_relations(event, plain)))
        for id, _ in relations:
            known = objects.setdefault(id, _Growing())
            if names and id.startswith("person/") and (name := names.get(id.removeprefix("person/"))):
                known.say("name", time, name)
        if event.version == 1 and (own := objects.get(event.stream)):
            own.relations += [(id, said_as) for id, said_as in relations if said_as not in ("stream", "by", "for")]
        for id, name, value in _states(picture):
            objects.setdefault(id, _Growing()).say(name, time, value)
        made.append(
            OcelEvent(f"{unit}/{event.position}", event.topic, time, _attributes(event, plain), tuple(relations))
        )
    found = (
        OcelObject(id, id.partition("/")[0], tuple(each.attributes), tuple(each.relations))
        for id, each in sorted(objects.items())
    )
    return Log(tuple(made), tuple(found))


def _attributes(event: Event, plain: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    own: tuple[tuple[str, Value], ...] = (
        ("position", event.position),
        ("step", step_of(event)),
        ("door", event.door),
        ("command", event.command),
    )
    return (*own, *((f"data.{name}", value) for name, value in scalars(plain)))


def _relations(event: Event, plain: Mapping[str, Any]) -> Iterable[Relation]:
    """Stream, actors, persons, and every matter that the payload names."""
    yield _object(event.stream), "stream"
    yield _person(event.by), "by"
    if event.on_behalf:
        yield _person(event.on_behalf), "for"
    for field_name, person in persons(plain):
        yield _person(person), field_name
    held = {each for each in named(event) if not each.startswith("member/")} - {event.stream}
    for id in sorted(held):
        yield _object(id), "names"
    if cycle := to_plain(event.payload).get("cycle"):
        yield f"cycle/{cycle}", "cycle"


def _object(id: str) -> str:
    """A matter's id. A member's stream is about a person; a stream without a key stands for the unit's only one."""
    kind, slash, key = id.partition("/")
    if kind in ("member", "post"):
        return _person(key)
    return id if slash else f"{kind}/-"


def _person(id: str) -> str:
    if id == CLOCK:
        return _object(id)
    return f"office/{id}" if "#" in id else f"person/{id}"


def _states(picture: Picture) -> Iterable[tuple[str, str, Value]]:
    """The states of the matters that the last event changed."""
    for key in sorted(picture.touched):
        kind, _, rest = key.partition("/")
        state = getattr(picture.record(key), "state", None)
        if isinstance(state, str) and rest:
            yield f"{_STREAMS.get(kind, kind)}/{rest}", "state", state


def to_json(log: Log) -> dict[str, Any]:
    """The log as OCEL 2.0 JSON."""
    events: dict[str, dict[str, str]] = {}
    objects: dict[str, dict[str, str]] = {}
    for event in log.events:
        events.setdefault(event.type, {}).update((name, _type(value)) for name, value in event.attributes)
    for each in log.objects:
        objects.setdefault(each.type, {}).update((name, _type(value)) for name, _, value in each.attributes)
    return {
        "eventTypes": _types(events),
        "objectTypes": _types(objects),
        "events": [
            {
                "id": event.id,
                "type": event.type,
                "time": event.time,
                "attributes": [{"name": name, "value": _text(value)} for name, value in event.attributes],
                "relationships": _relationships(event.relations),
            }
            for event in log.events
        ],
        "objects": [
            {
                "id": each.id,
                "type": each.type,
                "attributes": [
                    {"name": name, "time": time, "value": _text(value)} for name, time, value in each.attributes
                ],
                "relationships": _relationships(each.relations),
            }
            for each in log.objects
        ],
    }


def _types(known: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in sorted(attributes.items())]}
        for name, attributes in sorted(known.items())
    ]


def _type(value: Value) -> str:
    return "boolean" if isinstance(value, bool) else "integer" if isinstance(value, int) else "string"


def _text(value: Value) -> str:
    """A value as the standard's schema has it: always a text, whatever type is declared for it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(text: str, kind: str) -> Value:
    return text == "true" if kind == "boolean" else int(text) if kind == "integer" else text


def _relationships(relations: Iterable[Relation]) -> list[dict[str, str]]:
    return [{"objectId": id, "qualifier": qualifier} for id, qualifier in relations]


def from_json(plain: Mapping[str, Any]) -> Log:
    """The log that an OCEL 2.0 document holds; what `to_json` wrote comes back the same."""
    events, objects = _kinds(plain["eventTypes"]), _kinds(plain["objectTypes"])
    return Log(
        tuple(
            OcelEvent(
                event["id"],
                event["type"],
                event["time"],
                tuple(
                    (a["name"], _value(a["value"], events[event["type"], a["name"]]))
                    for a in event.get("attributes", ())
                ),
                _read(event),
            )
            for event in plain["events"]
        ),
        tuple(
            OcelObject(
                each["id"],
                each["type"],
                tuple(
                    (a["name"], a["time"], _value(a["value"], objects[each["type"], a["name"]]))
                    for a in each.get("attributes", ())
                ),
                _read(each),
            )
            for each in plain["objects"]
        ),
    )


def _kinds(types: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """The declared type of each attribute, by the kind that has it and its name."""
    return {(kind["name"], each["name"]): each["type"] for kind in types for each in kind["attributes"]}


def _read(plain: Mapping[str, Any]) -> tuple[Relation, ...]:
    return tuple((each["objectId"], each["qualifier"]) for each in plain.get("relationships", ()))
