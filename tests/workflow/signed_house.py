"""The same house without a sandbox: time is the door's own, and whoever has a key registered signs with it."""

from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.codec import encode
from ledger.database import Database
from ledger.note import Verifier, verifier_key
from projections.bundle import origin_of
from projections.receipt import carried
from tests.support import BRANCH
from tests.workflow.stored_house import StoredHouse
from workflow.app import Caller, handle


def private_key(name: str) -> Ed25519PrivateKey:
    """The same key for the same name, each time."""
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def public_key(name: str) -> str:
    return verifier_key(name, private_key(name))


def id_of(key: str) -> str:
    return Verifier.from_text(key).key_id.hex()


def signer(person: str, now: Any, name: str) -> Caller:
    """The person at the door, with the key of this name."""
    return Caller(person, now, f"key:{id_of(public_key(name))}", private_key(name).sign)


class SignedHouse(StoredHouse):
    """Everybody registers a key of their own before their first command; `without` never do: a door vouches."""

    def __init__(self, database: Database, *, without: frozenset[str] = frozenset({"timer", "root"})) -> None:
        super().__init__(database)
        self.without = without
        self.names: dict[tuple[str, str], str] = {}  # by unit and person: the name of the key that signs

    def do(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> list[Any]:
        if command == "unit.found":
            above = str(fields.get("parent", ""))
            if above and (above, by) not in self.names and by not in self.without:
                self.register(above, by, by=by)
            return self._do(command, by, unit, above=above, **{**fields, "sandbox": False})
        if (unit, by) not in self.names and by not in self.without:
            self.register(unit, by, by=by)
        return self._do(command, by, unit, **fields)

    def register(self, unit: str, person: str, *, by: str, name: str = "", replaces: str | None = None) -> None:
        """From here on this person signs with the key of this name."""
        name = name or f"{person}@{unit}"
        more = {"replaces": replaces} if replaces else {}
        self._do("keys.register", by, unit, person=person, key=public_key(name), **more)
        self.names[unit, person] = name

    def carry(self, unit: str, position: int) -> Any:
        """With the checkpoint that the ledger's own key signed; the key is named as the log."""
        return encode(carried(self.database.ledger(unit), position, private_key(origin_of(unit))))

    def caller(self, by: str, unit: str) -> Caller:
        name = self.names.get((unit, by))
        return signer(by, self.now, name) if name else Caller(by, self.now)

    def _do(self, command: str, by: str, unit: str, *, above: str = "", **fields: Any) -> list[Any]:
        body = {"command": command, "id": f"c{self.commands}", "unit": unit, **fields}
        answer = handle(self.database, body, self.caller(by, above or unit))
        self.commands += 1
        return [SimpleNamespace(position=p, topic=topic, stream=stream) for p, topic, stream in answer.events]
