"""What one may ask about objections and appeals."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import NewFigures, SessionVote


@command
@dataclass(frozen=True, kw_only=True)
class LodgeObjection(Command):
    """`about` is claim/…, veto/… or grading/CYCLE/MEMBER. `objector` is who objects, if the office
    enters it for them; the event's `by` is the office either way, the objector is sealed."""

    NAME: ClassVar[str] = "objection.lodge"
    about: str
    ground: Literal["claim", "rejection", "deduction", "veto", "grade"] = "claim"
    form: Literal["written", "oral"] = "written"
    objector: Sealed | None = None
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class AdmitObjection(Command):
    NAME: ClassVar[str] = "objection.admit"
    objection: str


@command
@dataclass(frozen=True, kw_only=True)
class RefuseObjection(Command):
    NAME: ClassVar[str] = "objection.refuse"
    objection: str
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class AnswerObjection(SessionVote, NewFigures):
    """The session's answer. Upheld: the line as it now reads, or `strike`."""

    NAME: ClassVar[str] = "objection.answer"
    objection: str
    upheld: bool
    strike: bool = False
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class EndObjection(Command):
    NAME: ClassVar[str] = "objection.end"
    objection: str


@command
@dataclass(frozen=True, kw_only=True)
class LodgeAppeal(Command):
    NAME: ClassVar[str] = "appeal.lodge"
    objection: str
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class DecideAppeal(Command, NewFigures):
    """In the upper unit's ledger. `line` fields as in the branch's answer."""

    NAME: ClassVar[str] = "appeal.decide"
    request: Carried
    upheld: bool
    strike: bool = False
    reason: Sealed
