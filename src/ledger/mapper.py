"""Which bytes are stored for an event, and which event stored bytes are: eventsourcing's Mapper for this log.

The body is one JSON object in RFC 8785 form, with the keys unit, position, stream, version, topic,
topic_version, at, by, for (only where someone stands in), door, command and data. These bytes, as
stored, are what is hashed; nothing ever hashes a re-encoding. Source: spec/ledger.md §1.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import rfc8785
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent, Transcoder

from ledger.codec import decode, encode, read_json
from ledger.errors import InvalidError, TamperedError
from ledger.event import Event
from ledger.payload import from_plain, to_plain, topic_class


def canonical(plain: Any) -> bytes:
    """JSON in RFC 8785 form: the same value, the same bytes."""
    return rfc8785.dumps(plain)


class CanonicalTranscoder(Transcoder):
    """JSON in RFC 8785 form."""

    def encode(self, obj: Any) -> bytes:
        return canonical(obj)

    def decode(self, data: bytes) -> Any:
        return read_json(data)


class EventMapper(Mapper[str]):
    """Event to stored event and back."""

    def __init__(self, transcoder: Transcoder | None = None, **_: Any) -> None:
        super().__init__(transcoder or CanonicalTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        event = cast(Event, domain_event)
        return StoredEvent(event.stream, event.version, event.topic, event_bytes(event))

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """The event of a stored body.

        Raises:
            TamperedError: the columns beside the body say something else than the body.
            InvalidError: the body is no event that this program knows.
        """
        return cast(DomainEventProtocol[str], read_stored(stored_event))


def read_stored(stored: StoredEvent) -> Event:
    """The event of a stored body, if the columns beside it say the same; raises as `to_domain_event`."""
    event = read_event(stored.state)
    if (stored.originator_id, stored.originator_version, stored.topic) != (event.stream, event.version, event.topic):
        raise TamperedError(
            "the columns of {unit} at position {position} contradict the stored event",
            unit=event.unit,
            position=event.position,
        )
    return event


def event_bytes(event: Event) -> bytes:
    """The body to store for an event, RFC 8785."""
    envelope = Envelope(
        unit=event.unit,
        position=event.position,
        stream=event.stream,
        version=event.version,
        topic=event.payload.TOPIC,
        topic_version=event.payload.VERSION,
        at=event.at,
        by=event.by,
        on_behalf=event.on_behalf,
        door=event.door,
        command=event.command,
        data=to_plain(event.payload),
    )
    return canonical(encode(envelope))


def read_event(body: bytes) -> Event:
    """The event of a stored body.

    Raises:
        InvalidError: no JSON, wrong fields, or a topic version that this program doesn't know.
        NotFoundError: a topic that this program doesn't know.
    """
    found = decode(Envelope, read_json(body))
    payload = from_plain(topic_class(found.topic), found.data, found.topic_version)
    try:
        return Event(
            unit=found.unit,
            position=found.position,
            stream=found.stream,
            version=found.version,
            at=found.at,
            by=found.by,
            on_behalf=found.on_behalf,
            door=found.door,
            command=found.command,
            payload=payload,
        )
    except ValueError as error:  # no program of ours wrote this
        raise InvalidError("this is no event: {why}", why=str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A stored body, field by field; `data` is the payload's JSON, of `topic` at `topic_version`."""

    unit: str
    position: int
    stream: str
    version: int
    topic: str
    topic_version: int
    at: datetime
    by: str
    on_behalf: str | None = field(default=None, metadata={"json": "for"})
    door: str
    command: str
    data: dict[str, object]
