"""What one may ask about evaluations and grades."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from ledger.events.evaluation import Tally
from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import MeetingCount


@command
@dataclass(frozen=True, kw_only=True)
class OpenEvaluation(Command):
    """`code` is the scheme's evaluation id, `on` the day of the ballot; two tellers at least, if there is a ballot.

    `representatives` are mass representatives (群众代表), where the profile has them take part.
    """

    NAME: ClassVar[str] = "evaluation.open"
    cycle: str
    code: str
    on: date
    tellers: tuple[str, ...] = ()
    representatives: tuple[str, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class TakePart(Command):
    """A part that needs no counting has taken place: who gave an account of themselves, or rated each other."""

    NAME: ClassVar[str] = "evaluation.take-part"
    evaluation: str
    part: Literal["self", "mutual"]
    present: tuple[str, ...]


@command
@dataclass(frozen=True, kw_only=True)
class GiveOpinion(Command):
    """The committee's opinion on one member, after the ballots are counted."""

    NAME: ClassVar[str] = "evaluation.opinion"
    evaluation: str
    member: str
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class TallyEvaluation(Command):
    """Tallies only: nobody's ballot. `tellers` sign with their ids; `invalid` ballots hold no votes."""

    NAME: ClassVar[str] = "evaluation.tally"
    evaluation: str
    ballots: int
    issued: int | None = None
    invalid: int = 0
    tellers: tuple[str, ...]
    results: tuple[Tally, ...]


@dataclass(frozen=True, kw_only=True)
class ProposedDeparture:
    """Another grade than the computed one; without a grade: none at all."""

    member: str
    grade: str | None = None
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class ProposeGrades(Command):
    """`departures` are put to the meeting one by one, where the scheme gives leave."""

    NAME: ClassVar[str] = "grade.propose"
    cycle: str
    departures: tuple[ProposedDeparture, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CountedDeparture:
    """The meeting's vote on one departure."""

    member: str
    favour: int
    against: int = 0
    abstained: int = 0


@command
@dataclass(frozen=True, kw_only=True)
class ConfirmGrades(MeetingCount):
    """The counts are those on the grades as a whole; each departure proposed has its own."""

    NAME: ClassVar[str] = "grade.confirm"
    cycle: str
    departures: tuple[CountedDeparture, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ReviseGrades(Command):
    """After they were confirmed, by what was decided since. `order` names it: sanction/…, check/UNIT/POSITION …"""

    NAME: ClassVar[str] = "grade.revise"
    cycle: str
    order: str


@command
@dataclass(frozen=True, kw_only=True)
class SettleGrades(Command):
    """In the upper unit's ledger, on the year's filing."""

    NAME: ClassVar[str] = "grade.settle"
    request: Carried
