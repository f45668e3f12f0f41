"""What one may ask about sanctions and investigations."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class RecordSanction(Command):
    """From the competent body's notice. `code` is the scheme's sanction id; `document` the notice's digest."""

    NAME: ClassVar[str] = "sanction.record"
    cycle: str
    member: str
    code: str
    on: date
    document: str
    note: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class LiftSanction(Command):
    """The competent body withdrew it, or decided the case otherwise; `document` is its decision's digest."""

    NAME: ClassVar[str] = "sanction.lift"
    sanction: str
    document: str
    note: Sealed | None = None
