"""A ledger as CloudEvents 1.0, one JSON object an event, in order: for whoever follows along.

`id` is the position, so that source and id name an event for ever; `sequence` (the extension of that name) is the
position again, to sort by as text. Source: CloudEvents 1.0.2, core specification and JSON event format.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from ledger.event import Event
from ledger.scalar import instant_text
from projections.exports.said import said
from projections.steps import step_of

SEQUENCE_DIGITS = 12


def source_of(unit: str) -> str:
    """The source of a unit's events, a URN."""
    return f"urn:jifen:unit:{quote(unit, safe='')}"


def cloudevents(events: Iterable[Event]) -> Iterator[dict[str, Any]]:
    """One CloudEvent for each event."""
    for event in events:
        yield {
            "specversion": "1.0",
            "id": str(event.position),
            "source": source_of(event.unit),
            "type": f"jifen.{event.topic}.v{event.payload.VERSION}",
            "subject": event.stream,
            "time": instant_text(event.at),
            "datacontenttype": "application/json",
            "sequence": f"{event.position:0{SEQUENCE_DIGITS}}",
            "data": {
                "position": event.position,
                "by": event.by,
                **({"for": event.on_behalf} if event.on_behalf else {}),
                "door": event.door,
                "command": event.command,
                "step": step_of(event),
                "payload": said(event),
            },
        }
