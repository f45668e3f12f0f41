"""What one may ask about a claim. The round is the open one that `on` belongs to; ids are given by the ledger."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from ledger.events.claim import Evidence, Line
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import SessionVote, SingleCount


@dataclass(frozen=True, kw_only=True)
class WithLine(Command):
    """The fields of one line of points, as cases/FORMAT.md has them."""

    item: str
    on: date
    times: int = 1
    points: Decimal | None = None
    level: str | None = None
    quantity: Decimal | None = None
    matter: str | None = None
    evidence: tuple[Evidence, ...] = ()
    note: Sealed | None = None

    @property
    def line(self) -> Line:
        return Line(
            item=self.item,
            on=self.on,
            times=self.times,
            points=self.points,
            level=self.level,
            quantity=self.quantity,
            matter=self.matter,
        )


@command
@dataclass(frozen=True, kw_only=True)
class ApplyClaim(WithLine):
    NAME: ClassVar[str] = "claim.apply"


@command
@dataclass(frozen=True, kw_only=True)
class EnterClaim(WithLine):
    """代录: from paper that the member signed; or what a department, a group, the meeting, the unit above
    or others gave in writing. `source` says whose word it is; `reporter` is the id of who reported it, sealed."""

    NAME: ClassVar[str] = "claim.enter"
    member: str
    reporter: Sealed | None = None
    source: Literal["paper", "department", "reported", "group", "meeting", "upper", "host"] = "paper"


@command
@dataclass(frozen=True, kw_only=True)
class SupplyClaim(WithLine):
    """Facts from a department: its head gives them for the member."""

    NAME: ClassVar[str] = "claim.supply"
    member: str


@command
@dataclass(frozen=True, kw_only=True)
class ForwardClaims(Command):
    """By the leader of the members' party group."""

    NAME: ClassVar[str] = "claim.forward"
    claims: tuple[str, ...]


@command
@dataclass(frozen=True, kw_only=True)
class ObserveClaim(WithLine):
    NAME: ClassVar[str] = "claim.observe"
    member: str


@command
@dataclass(frozen=True, kw_only=True)
class AmendClaim(WithLine):
    """The whole line as it should read now."""

    NAME: ClassVar[str] = "claim.amend"
    claim: str


@command
@dataclass(frozen=True, kw_only=True)
class SupplementClaim(WithLine, SessionVote):
    """The committee's addition, with the session's vote on it."""

    NAME: ClassVar[str] = "claim.supplement"
    member: str


@command
@dataclass(frozen=True, kw_only=True)
class SupplementByMeeting(WithLine, SingleCount):
    """The addition of a branch without a committee."""

    NAME: ClassVar[str] = "meeting.supplement"
    member: str


@command
@dataclass(frozen=True, kw_only=True)
class ClaimNothing(Command):
    NAME: ClassVar[str] = "claim.nothing"
    round: str


@command
@dataclass(frozen=True, kw_only=True)
class SignClaim(Command):
    NAME: ClassVar[str] = "claim.sign"
    claim: str
    done: bool = True
    note: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class RegisterClaim(Command):
    NAME: ClassVar[str] = "claim.register"
    claim: str


@command
@dataclass(frozen=True, kw_only=True)
class ReturnClaim(Command):
    NAME: ClassVar[str] = "claim.return"
    claim: str
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class WithdrawClaim(Command):
    NAME: ClassVar[str] = "claim.withdraw"
    claim: str
