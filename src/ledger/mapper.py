"""Which bytes are stored for an event, and which event stored bytes are: eventsourcing's Mapper for this log.

The body is one JSON object in RFC 8785 form, with the keys unit, position, stream, version, topic,
topic_version, at, by, for (only where someone stands in), door, command, data and signature (only where a
personal key signed the command, on its first event). These bytes, as stored, are what is hashed; nothing
ever hashes a re-encoding. Source: spec/ledger.md §1.
"""

from typing import Any, cast

import rfc8785
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent, Transcoder

from ledger.body import Envelope, read_event
from ledger.codec import encode, read_json
from ledger.errors import TamperedError
from ledger.event import Event
from ledger.payload import to_plain


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
        signature=event.signature,
    )
    return canonical(encode(envelope))
