"""One entry of a unit's log: who did what, when, by whose command, and where it stands.

The stored body is one JSON object (RFC 8785) of all this; `mapper.py` writes and reads it. The class
satisfies eventsourcing's protocol of a domain event. Source: spec/ledger.md §1, spec/process.md §7.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.payload import Payload
from ledger.scalar import is_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event.

    Attributes:
        unit: whose log it is in.
        position: 0, 1, 2 … in that log (the library's notification id is position + 1).
        stream: the matter, such as "claim/2026Q1-001".
        version: 1, 2, 3 … within the stream.
        at: aware, UTC, to the microsecond.
        by: id of the person or office who did it.
        on_behalf: id of the person for whom `by` stands in, or None.
        door: who vouches for `by`: "sandbox", "local", "office", or "key:" and the id of a personal key.
        command: id of the command that led to it.
        payload: what happened.
        signature: on the first event of a command that a personal key signed, see `signing.py`; else None.
    """

    unit: str
    position: int
    stream: str
    version: int
    at: datetime
    by: str
    on_behalf: str | None = None
    door: str
    command: str
    payload: Payload
    signature: str | None = None

    def __post_init__(self) -> None:
        # Whoever builds an event has checked what people wrote: a wrong envelope is a bug.
        if self.at.utcoffset() != timedelta(0):
            raise ValueError(f"{self.at!r} is no instant in UTC")
        if self.position < 0 or self.version < 1:
            raise ValueError(f"no such place: position {self.position}, version {self.version}")
        for text in (self.unit, self.stream, self.by, self.door, self.command, self.signature or "-"):
            if not is_line(text):
                raise ValueError(f"{text!r} is no id")

    @property
    def originator_id(self) -> str:
        """The stream, as eventsourcing calls it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version in the stream, as eventsourcing calls it."""
        return self.version

    @property
    def principal(self) -> str:
        """In whose name it was done: the person stood in for, else who did it."""
        return self.on_behalf or self.by

    @property
    def hands(self) -> tuple[str, ...]:
        """Who had a hand in it: who did it, and the person stood in for."""
        return (self.by,) if self.on_behalf is None else (self.by, self.on_behalf)

    @property
    def topic(self) -> str:
        return self.payload.TOPIC
