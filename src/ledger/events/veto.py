"""一票否决: proposed, heard, decided without the proposer, published, in force or revoked.

Source: spec/process.md §3 Veto. Its effect is the scheme's.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class VetoRequested(Payload):
    """In the upper unit's ledger: it proposes a veto to a branch, which hears, decides and publishes it itself."""

    TOPIC: ClassVar[str] = "veto-requested"
    request: ClassVar[int] = -1
    branch: str
    cycle: str
    member: str
    code: str
    on: date
    ground: Sealed
    document: str


@dataclass(frozen=True, kw_only=True)
class VetoProposed(Payload):
    """`code` is the scheme's veto id, `document` the digest of the notice or decision.

    Where the upper unit proposed it, `proposers` are its persons and `order` is veto/UNIT/POSITION.
    """

    TOPIC: ClassVar[str] = "veto-proposed"
    veto: str
    cycle: str
    member: str
    code: str
    on: date
    ground: Sealed
    document: str
    proposers: tuple[str, ...] = ()
    order: str | None = None


@dataclass(frozen=True, kw_only=True)
class VetoDecided(Payload):
    """The session's vote: carried, or the proposal is dropped."""

    TOPIC: ClassVar[str] = "veto-decided"
    veto: str
    session: str
    carried: bool
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VetoTookForce(Payload):
    """Its window, or the objection and appeal against it, came to an end; `order` names which."""

    TOPIC: ClassVar[str] = "veto-took-force"
    veto: str
    order: str


@dataclass(frozen=True, kw_only=True)
class VetoRevoked(Payload):
    """By an upheld objection or appeal; `order` names it."""

    TOPIC: ClassVar[str] = "veto-revoked"
    veto: str
    order: str
