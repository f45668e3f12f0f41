"""What a stored body says: one JSON object, read strictly with the standard library alone.

Writing it is `mapper.py`'s; whoever only reads (a receipt, the verifier) needs no third party for it.
Source: spec/ledger.md §1.
"""

from dataclasses import dataclass, field
from datetime import datetime

from ledger.codec import decode, read_json
from ledger.errors import InvalidError
from ledger.event import Event
from ledger.events import topic_class
from ledger.payload import from_plain


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
            signature=found.signature,
        )
    except ValueError as error:  # no program of ours wrote this
        raise InvalidError("this is no event: {why}", why=str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A stored body, field by field; `data` is the payload's JSON, of `topic` at `topic_version`.

    `signature` stands on the first event of a signed command alone: it is of those bodies without it.
    """

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
    signature: str | None = None
