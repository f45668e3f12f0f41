"""What one may ask about an activity's sign-in sheet: one entry, many members."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ledger.events.claim import Line
from workflow.command import Command, command


@dataclass(frozen=True, kw_only=True)
class SignedLine:
    """One member's line on the sheet; figures only where the item asks for them."""

    member: str
    times: int = 1
    points: Decimal | None = None
    level: str | None = None
    quantity: Decimal | None = None


@command
@dataclass(frozen=True, kw_only=True)
class SignInActivity(Command):
    """`sheet` is the digest of the signed paper, `matter` what the activity is called where one counts once."""

    NAME: ClassVar[str] = "activity.sign-in"
    item: str
    on: date
    matter: str | None = None
    sheet: str
    members: tuple[SignedLine, ...]

    def line(self, signed: SignedLine) -> Line:
        """The line of points that one line of the sheet stands for."""
        return Line(
            item=self.item,
            on=self.on,
            times=signed.times,
            points=signed.points,
            level=signed.level,
            quantity=signed.quantity,
            matter=self.matter,
        )
