"""A branch's state at one position of its ledger: small records by key, and nothing else.

`View` is what a decision may see: it answers for one position and never changes. The store keeps
the records beside the log (one row a key, written with the events), tests and the verifier keep
them in a dict; a decision can't tell which. Source: spec/ledger.md §1 (state by key).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar


@dataclass(frozen=True)
class Record:
    """One entry of the state. `KIND` and `key` together are its key; a record is replaced whole."""

    KIND: ClassVar[str]

    @property
    def key(self) -> str:
        """What tells it from others of its kind; a kind with one record has the empty key."""
        return ""


R = TypeVar("R", bound=Record)


def state_key(kind: type[Record], key: str) -> str:
    """`claim/2026Q1-001`; only the kind where there is one record of it."""
    return f"{kind.KIND}/{key}" if key else kind.KIND


class View(Protocol):
    """The state at one position, read by key."""

    def find(self, kind: type[R], key: str = "") -> R | None:
        """The record, or None where no event has made one."""
        ...

    def version(self, stream: str) -> int:
        """How many events the stream holds."""
        ...

    def changed(self, stream: str) -> int:
        """The position of the stream's last event, -1 where it has none."""
        ...

    @property
    def size(self) -> int:
        """How many events the ledger holds: the position of the next one."""
        ...


class Overlay:
    """A view with changes on top: what a fold writes, and what the next event of one decision reads."""

    def __init__(self, below: View | None = None) -> None:
        self._below = below
        self.records: dict[str, Record] = {}
        self._streams: dict[str, tuple[int, int]] = {}
        self._added = 0

    def find(self, kind: type[R], key: str = "") -> R | None:
        record = self.records.get(state_key(kind, key))
        if record is not None:
            assert isinstance(record, kind)
            return record
        return self._below.find(kind, key) if self._below else None

    def version(self, stream: str) -> int:
        if stream in self._streams:
            return self._streams[stream][0]
        return self._below.version(stream) if self._below else 0

    def changed(self, stream: str) -> int:
        if stream in self._streams:
            return self._streams[stream][1]
        return self._below.changed(stream) if self._below else -1

    @property
    def size(self) -> int:
        return (self._below.size if self._below else 0) + self._added

    def put(self, stream: str, records: Iterable[Record]) -> None:
        """One event more in `stream`, and the records that it changed."""
        self._streams[stream] = (self.version(stream) + 1, self.size)
        self._added += 1
        for record in records:
            self.records[state_key(type(record), record.key)] = record


def listed(names: Mapping[str, object] | Iterable[str]) -> str:
    """Ids for a sentence, in order: `M01, M02`; a dash where there are none."""
    return ", ".join(sorted(names)) or "–"
