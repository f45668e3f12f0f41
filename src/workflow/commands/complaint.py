"""What one may ask of the upper unit directly, in its own ledger."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import NewFigures
from workflow.commands.objection import Lodged


@command
@dataclass(frozen=True, kw_only=True)
class LodgeComplaint(Lodged):
    """About a matter of `branch` that concerns `member`; in time, late, or as a late appeal."""

    NAME: ClassVar[str] = "complaint.lodge"
    branch: str
    member: str


@command
@dataclass(frozen=True, kw_only=True)
class AdmitComplaint(Command):
    """`reason` says why a late one is admitted."""

    NAME: ClassVar[str] = "complaint.admit"
    complaint: str
    reason: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class RefuseComplaint(Command):
    NAME: ClassVar[str] = "complaint.refuse"
    complaint: str
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class DecideComplaint(Command, NewFigures):
    """Upheld: what changes in the claim, or `strike`; for a grade `corrects` names what is put right."""

    NAME: ClassVar[str] = "complaint.decide"
    complaint: str
    upheld: bool
    strike: bool = False
    corrects: str | None = None
    reason: Sealed
