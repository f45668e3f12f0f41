"""Whose signatures count: personal keys registered and revoked, and the log's own key handed on.

A key stands in its verifier form, `name+id+base64` (C2SP signed-note); ids are the 8 hex digits in it.
Source: spec/process.md §7, spec/ledger.md §2 (keys).
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class KeyRegistered(Payload):
    """From here on this key signs for the person; `replaces` is the id of the key that it ends, if any."""

    TOPIC: ClassVar[str] = "key-registered"
    person: str
    key: str
    replaces: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeyRevoked(Payload):
    """From here on this key signs nothing. `stolen`: somebody else may have it; what it signed before is not undone.

    `order` names the decision of the upper unit that it rests on, if it does.
    """

    TOPIC: ClassVar[str] = "key-revoked"
    person: str
    key_id: str
    stolen: bool = False
    reason: Sealed | None = None
    order: str | None = None


@dataclass(frozen=True, kw_only=True)
class LogKeyRotated(Payload):
    """From here on the log's checkpoints bear the new key. `note` is the new key, signed by the old one."""

    TOPIC: ClassVar[str] = "log-key-rotated"
    old: str
    key: str
    note: str


@dataclass(frozen=True, kw_only=True)
class KeyWithdrawn(Payload):
    """In the upper unit's ledger: a key of a branch is stolen. The branch learns of it by receipt.

    A person's key signs nothing from the receipt on. Without `person` it is the key of the branch's log: what that
    signed beyond `size` events is void, and trust files say so.
    """

    TOPIC: ClassVar[str] = "key-withdrawn"
    branch: str
    key_id: str
    person: str | None = None
    size: int | None = None
    reason: Sealed
