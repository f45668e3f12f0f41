"""What one may ask about keys. A key is given in its verifier form, `name+id+base64`; its id is the part between."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class RegisterKey(Command):
    """A personal key; its name is `PERSON@` and anything. `replaces` is the id of a key that it ends."""

    NAME: ClassVar[str] = "keys.register"
    person: str
    key: str
    replaces: str | None = None


@command
@dataclass(frozen=True, kw_only=True)
class RevokeKey(Command):
    NAME: ClassVar[str] = "keys.revoke"
    person: str
    key_id: str
    stolen: bool = False
    reason: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class RotateLogKey(Command):
    """The key of the ledger itself. `note` is a signed note: its text is `key` and a line break, signed by `old`."""

    NAME: ClassVar[str] = "keys.rotate"
    old: str
    key: str
    note: str


@command
@dataclass(frozen=True, kw_only=True)
class WithdrawKey(Command):
    """In the upper unit's ledger: a key of a branch is stolen. Either a person's key, or the key of the branch's log:
    what that signed beyond `size` events is void."""

    NAME: ClassVar[str] = "keys.withdraw"
    branch: str
    key_id: str
    person: str | None = None
    size: int | None = None
    reason: Sealed
