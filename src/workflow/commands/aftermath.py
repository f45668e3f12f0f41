"""What one may ask after the grades: comments, and following up what they lead to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class CommentOnGrade(Command):
    """Without a member: on the branch's year."""

    NAME: ClassVar[str] = "grade.comment"
    cycle: str
    member: str | None = None
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class PlanFollowUp(Command):
    """`outcome` is one of those that the member's grade led to; `person` sees to it until the day."""

    NAME: ClassVar[str] = "outcome.follow-up"
    cycle: str
    member: str
    outcome: str
    measure: Literal["talk", "helper", "measures", "re-check"]
    person: str
    until: date
    note: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class FinishFollowUp(Command):
    NAME: ClassVar[str] = "outcome.done"
    follow_up: str
    on: date
    note: Sealed | None = None
