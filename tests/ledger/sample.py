"""A small vocabulary for tests of the log itself, and the shortest way to append to a ledger."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

from ledger.event import Event
from ledger.head import Head
from ledger.payload import Payload
from ledger.result import CommandRecord
from ledger.store import Ledger

AT = datetime(2026, 3, 29, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Noted(Payload):
    TOPIC: ClassVar[str] = "test-noted"

    text: str
    points: Decimal | None = None


def noted(position: int, *, unit: str = "branch-1", stream: str = "", version: int = 1, text: str = "好") -> Event:
    return Event(
        unit=unit,
        position=position,
        stream=stream or f"note/{position}",
        version=version,
        at=AT,
        by="person-1",
        door="sandbox",
        command=f"command-{position}",
        payload=Noted(text, Decimal("2.50")),
    )


def append(ledger: Ledger, *, head: Head | None = None, stream: str = "", text: str = "好") -> int:
    """Append one note as one command; answers its position."""
    with ledger.reading() as view:
        head = head or view.head
        version = view.version(stream) + 1 if stream else 1
    event = noted(head.size, unit=ledger.unit, stream=stream, version=version, text=text)
    record = CommandRecord(event.command, ledger.digest(event.command.encode()), f"[{head.size}]")
    (position,) = ledger.append([event], head=head, state={event.stream: text.encode()}, fold=1, commands=[record])
    return position


def fill(ledger: Ledger, count: int) -> None:
    for _ in range(count):
        append(ledger)
