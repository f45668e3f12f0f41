"""Which keys sign for whom, folded from the events that registered, revoked and rotated them.

Source: spec/process.md §7, spec/ledger.md §2 (keys).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import keys as happened
from ledger.events.exchange import ReceiptTaken
from workflow.carried import decision
from workflow.record import Record, View


def key_id_of(key: str) -> str:
    """The id in a verifier text `name+id+base64`; empty where it is none."""
    return key.split("+")[1] if key.count("+") >= 2 else ""


@dataclass(frozen=True)
class PersonalKey:
    """`key` is the verifier text; it signs for events behind position `since`, and up to `until` where that is set."""

    key: str
    since: int
    until: int | None = None

    @property
    def id(self) -> str:
        return key_id_of(self.key)


@dataclass(frozen=True)
class PersonKeys(Record):
    """Every key that a person has had here, in order."""

    KIND: ClassVar[str] = "keys"
    person: str
    keys: tuple[PersonalKey, ...] = ()

    @property
    def key(self) -> str:
        return self.person

    @property
    def active(self) -> tuple[PersonalKey, ...]:
        return tuple(key for key in self.keys if key.until is None)

    def find(self, key_id: str) -> PersonalKey | None:
        """The key of this id that still signs."""
        return next((key for key in self.active if key.id == key_id), None)


@dataclass(frozen=True)
class LogKeys(Record):
    """The keys of the log itself, from the first that a rotation named on; the last one signs now."""

    KIND: ClassVar[str] = "log-keys"
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Withdrawn(Record):
    """In an upper ledger: a key of a branch that is stolen; of a log's key, up to which size its signatures stand."""

    KIND: ClassVar[str] = "withdrawn"
    branch: str
    key_id: str
    size: int | None

    @property
    def key(self) -> str:
        return f"{self.branch}/{self.key_id}"


def keys_of(view: View, person: str) -> PersonKeys:
    """The keys of a person; nobody's are an empty record."""
    return view.find(PersonKeys, person) or PersonKeys(person)


def _ended(known: PersonKeys, key_id: str | None, position: int) -> tuple[PersonalKey, ...]:
    return tuple(replace(key, until=position) if key.id == key_id and key.until is None else key for key in known.keys)


def _registered(view: View, event: Event, said: happened.KeyRegistered) -> Iterable[Record]:
    known = keys_of(view, said.person)
    kept = _ended(known, said.replaces, event.position)
    yield replace(known, keys=(*kept, PersonalKey(said.key, event.position)))


def _revoked(view: View, event: Event, said: happened.KeyRevoked) -> Iterable[Record]:
    known = keys_of(view, said.person)
    yield replace(known, keys=_ended(known, said.key_id, event.position))


def _rotated(view: View, event: Event, said: happened.LogKeyRotated) -> Iterable[Record]:
    known = view.find(LogKeys) or LogKeys()
    yield LogKeys((*(known.keys or (said.old,)), said.key))


def _withdrawn(view: View, event: Event, said: happened.KeyWithdrawn) -> Iterable[Record]:
    yield Withdrawn(said.branch, said.key_id, said.size)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    """A stolen key of the log names no successor: the next one is the trust files' to say."""
    withdrawn = decision(said).payload
    known = view.find(LogKeys) or LogKeys()
    if isinstance(withdrawn, happened.KeyWithdrawn) and known.keys and key_id_of(known.keys[-1]) == withdrawn.key_id:
        yield LogKeys()


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.KeyRegistered: _registered,
    happened.KeyRevoked: _revoked,
    happened.LogKeyRotated: _rotated,
    happened.KeyWithdrawn: _withdrawn,
    ReceiptTaken: _received,
}
