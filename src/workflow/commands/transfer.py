"""What one may ask about a member who goes from one branch to another."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class RequestTransfer(Command):
    NAME: ClassVar[str] = "transfer.request"
    member: str
    to: str


@command
@dataclass(frozen=True, kw_only=True)
class AcceptTransfer(Command):
    """In the ledger of the branch that takes the member in; `since` is the first day there."""

    NAME: ClassVar[str] = "transfer.accept"
    request: Carried
    since: date
    category: str = "default"
    group: str | None = None
    department: str | None = None


@command
@dataclass(frozen=True, kw_only=True)
class RefuseTransfer(Command):
    NAME: ClassVar[str] = "transfer.refuse"
    request: Carried
    reason: Sealed
