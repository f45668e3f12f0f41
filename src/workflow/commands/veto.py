"""What one may ask about vetoes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import SessionVote, SingleCount


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
class RequestVeto(Command):
    """In the upper unit's ledger: the branch takes it by receipt, and decides it as any other."""

    NAME: ClassVar[str] = "veto.request"
    branch: str
    cycle: str
    member: str
    code: str
    on: date
    ground: Sealed
    document: str


@command
@dataclass(frozen=True, kw_only=True)
class DecideVeto(SessionVote):
    """The session's minutes; without a majority in favour the proposal is dropped."""

    NAME: ClassVar[str] = "veto.decide"
    veto: str
    carried: bool = True
    favour: tuple[str, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class DecideVetoByMeeting(SingleCount):
    """The minutes of a branch without a committee."""

    NAME: ClassVar[str] = "meeting.decide-veto"
    veto: str
    carried: bool = True
