"""What one may ask about spot checks and orders to mend."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import NewFigures


@command
@dataclass(frozen=True, kw_only=True)
class InspectOnTheSpot(Command):
    """`subject` is claim/…, round/…, grading/… or cycle/…; `mend` makes it an order, with the day to answer by."""

    NAME: ClassVar[str] = "check.spot"
    branch: str
    cycle: str
    subject: str
    findings: tuple[str, ...] = ()
    strike: tuple[str, ...] = ()
    mend: Sealed | None = None
    until: date | None = None


@command
@dataclass(frozen=True, kw_only=True)
class AnswerOrder(Command):
    NAME: ClassVar[str] = "order.answer"
    order: str
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class AcceptOrder(Command):
    """In the upper unit's ledger: what was mended suffices."""

    NAME: ClassVar[str] = "order.accept"
    request: Carried


@command
@dataclass(frozen=True, kw_only=True)
class DeclineOrder(Command):
    """In the upper unit's ledger: it is to be mended again."""

    NAME: ClassVar[str] = "order.decline"
    request: Carried
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class CorrectClaim(NewFigures, Command):
    """A claim on record gets other figures because an order to mend says so; what is absent stays."""

    NAME: ClassVar[str] = "claim.correct"
    claim: str
    order: str
    reason: Sealed
