"""What one may ask about vetoes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class ProposeVeto(Command):
    """`code` is the scheme's veto id; `document` the digest of the notice or decision."""

    NAME: ClassVar[str] = "veto.propose"
    cycle: str
    member: str
    code: str
    on: date
    ground: Sealed
    document: str


@command
@dataclass(frozen=True, kw_only=True)
class DecideVeto(Command):
    """The session's minutes; without a majority in favour the proposal is dropped."""

    NAME: ClassVar[str] = "veto.decide"
    veto: str
    carried: bool = True
    present: tuple[str, ...]
    favour: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
