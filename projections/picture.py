"""What one ledger looks like after so many events: the records that answers are made of.

The state is folded here anew, by the same pure fold as decisions use, with each read model's own notes
beside it; the rows that decisions keep are never read. Records are kept by key, so that following one
more event costs the same however old the ledger is. Source: spec/ledger.md §4.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, select

from ledger.address import address
from ledger.codec import decode, encode, read_json
from ledger.event import Event
from ledger.payload import Payload
from projections.tables import Change, json_text, table
from workflow.fold import FOLD, evolve
from workflow.record import R, Record, state_key

VERSION = 1
record_table = table("picture_record", ["key"], ["body"])

Load = Callable[[str], str | None]


def nothing(key: str) -> None:
    """Where no event has been followed yet."""


def stored(connection: Connection, unit: str) -> Load:
    """The records of one ledger, read by key when they are asked for, inside one transaction."""
    ledger, row = address(unit).ledger, record_table.c

    def load(key: str) -> str | None:
        return connection.scalar(select(row.body).where(row.ledger == ledger, row.key == key))

    return load


@dataclass(frozen=True)
class Since(Record):
    """When something last happened to a matter, in its own stream or as what another's event is about."""

    KIND: ClassVar[str] = "since"
    matter: str
    at: datetime
    position: int

    @property
    def key(self) -> str:
        return self.matter


class Picture:
    """One ledger after `size` events: a `View` that can be folded on.

    Attributes:
        touched: the keys of the records that were replaced since the picture was loaded or last `settled`.
        decided: the keys of those that decisions keep too, each with the position of the last event that replaced it.
    """

    def __init__(self, unit: str, size: int = 0, load: Load = nothing) -> None:
        self.unit = unit
        self._size = size
        self._load = load
        self._records: dict[str, Record | None] = {}
        self.touched: set[str] = set()
        self.decided: dict[str, int] = {}

    @property
    def size(self) -> int:
        return self._size

    def find(self, kind: type[R], key: str = "") -> R | None:
        name = state_key(kind, key)
        if name not in self._records:
            body = self._load(name)
            self._records[name] = None if body is None else decode(kind, read_json(body))
        record = self._records[name]
        assert record is None or isinstance(record, kind)
        return record

    def version(self, stream: str) -> int:
        """Nothing that is folded asks for it."""
        raise NotImplementedError

    def changed(self, stream: str) -> int:
        """Nothing that is folded asks for it."""
        raise NotImplementedError

    def record(self, name: str) -> Record | None:
        """A record that was replaced since the picture was loaded, by its whole key."""
        return self._records.get(name)

    def put(self, records: Iterable[Record]) -> None:
        for record in records:
            name = state_key(type(record), record.key)
            self._records[name] = record
            self.touched.add(name)

    def follow(self, event: Event, notes: Iterable["Notes"] = ()) -> None:
        """Fold one event in: first what it changes in the state, then what the read models note of it.

        Raises:
            ValueError: the event is not the next one. Anything that a fold raises on a history that no
                decision could have written.
        """
        if (event.unit, event.position) != (self.unit, self._size):
            raise ValueError(f"{event.unit} {event.position} does not follow {self.unit} {self._size - 1}")
        state = evolve(self, event)
        self.put(state)
        self.decided.update((state_key(type(record), record.key), self._size) for record in state)
        self._size += 1
        about = {event.stream, *(getattr(event.payload, name, "") for name in ("subject", "about"))} - {""}
        self.put(Since(matter, event.at, event.position) for matter in sorted(about))
        for noted in notes:
            for listener in noted.get(type(event.payload), ()):
                self.put(tuple(listener(self, event, event.payload)))

    def settled(self) -> Iterable[Change]:
        """The records that were replaced, as rows; from here on nothing is touched."""
        for key in sorted(self.touched):
            record = self._records[key]
            assert record is not None
            yield Change(record_table, {"key": key}, ({"key": key, "body": json_text(encode(record))},))
        self.touched.clear()


Listener = Callable[[Picture, Event, Any], Iterable[Record]]
Notes = Mapping[type[Payload], tuple[Listener, ...]]


@dataclass(frozen=True)
class Projection:
    """One read model: which tables it fills, what it notes of an event, and its rows at a picture.

    `notes` see the state after the event. `settle` gives every row that may differ after records with the
    keys `touched` changed; it depends on the picture alone, so that it doesn't matter how events are batched.
    A new `version` has its rows made anew.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    settle: Callable[[Picture, frozenset[str]], Iterable[Change]]
    notes: Notes = field(default_factory=dict)


def version_of(projection: Projection) -> int:
    """The version that a projection's rows carry: its own, and those of the fold and the picture below it."""
    return projection.version * 1_000_000 + VERSION * 1_000 + FOLD
