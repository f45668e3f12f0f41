"""What one may ask about evaluations and grades."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.events.evaluation import Tally
from ledger.events.exchange import Carried
from workflow.command import Command, command
from workflow.commands.minutes import MeetingCount


@command
@dataclass(frozen=True, kw_only=True)
class OpenEvaluation(Command):
    """`code` is the scheme's evaluation id, `on` the day of the ballot; two tellers at least."""

    NAME: ClassVar[str] = "evaluation.open"
    cycle: str
    code: str
    on: date
    tellers: tuple[str, ...]


@command
@dataclass(frozen=True, kw_only=True)
class TallyEvaluation(Command):
    """Tallies only: nobody's ballot. `tellers` sign with their ids."""

    NAME: ClassVar[str] = "evaluation.tally"
    evaluation: str
    ballots: int
    tellers: tuple[str, ...]
    results: tuple[Tally, ...]


@command
@dataclass(frozen=True, kw_only=True)
class ProposeGrades(Command):
    NAME: ClassVar[str] = "grade.propose"
    cycle: str


@command
@dataclass(frozen=True, kw_only=True)
class ConfirmGrades(MeetingCount):
    NAME: ClassVar[str] = "grade.confirm"
    cycle: str


@command
@dataclass(frozen=True, kw_only=True)
class SettleGrades(Command):
    """In the upper unit's ledger, on the year's filing."""

    NAME: ClassVar[str] = "grade.settle"
    request: Carried
