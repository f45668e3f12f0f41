"""What one may ask about decisions of another unit."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.exchange import Carried
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class TakeReceipt(Command):
    NAME: ClassVar[str] = "receipt.take"
    decision: Carried
