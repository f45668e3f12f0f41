"""What one may ask about objections and appeals."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from ledger.events.claim import Line
from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import NewFigures, SessionVote, SingleCount


@dataclass(frozen=True, kw_only=True)
class Lodged(Command, NewFigures):
    """What every objection says; for an omission `item`, `on` and the figures say which line should be there."""

    about: str
    form: Literal["written", "oral"] = "written"
    objector: Sealed | None = None
    text: Sealed
    item: str | None = None
    on: date | None = None
    matter: str | None = None

    @property
    def line(self) -> Line | None:
        """The line that was left out; None where none is named."""
        if self.item is None or self.on is None:
            return None
        return Line(
            item=self.item,
            on=self.on,
            times=self.times or 1,
            points=self.points,
            level=self.level,
            quantity=self.quantity,
            matter=self.matter,
        )


@command
@dataclass(frozen=True, kw_only=True)
class LodgeObjection(Lodged):
    """`about` is claim/…, veto/…, grading/CYCLE/MEMBER or omission/ROUND/MEMBER; for an omission `item`, `on` and the
    figures say which line should be there. `ground`, if given, must be what the matter makes it. `objector` is who
    objects, if the office enters it for them; the event's `by` is the office either way, the objector is sealed."""

    NAME: ClassVar[str] = "objection.lodge"
    ground: Literal["claim", "rejection", "deduction", "omission", "veto", "grade"] | None = None


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


@dataclass(frozen=True, kw_only=True)
class Answered(NewFigures):
    """What a body answers. Upheld: the line as it now reads, or `strike`; for a grade, `corrects` names the claim/…
    or veto/… that is put right so."""

    objection: str
    upheld: bool
    strike: bool = False
    corrects: str | None = None
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class AnswerObjection(SessionVote, Answered):
    """The session's answer."""

    NAME: ClassVar[str] = "objection.answer"


@command
@dataclass(frozen=True, kw_only=True)
class TellObjector(Command):
    """The objector was told what became of it, today; from here the time to appeal runs."""

    NAME: ClassVar[str] = "objection.tell"
    objection: str
    form: Literal["written", "oral"] = "written"


@command
@dataclass(frozen=True, kw_only=True)
class AnswerByMeeting(SingleCount, Answered):
    """The answer of a branch without a committee."""

    NAME: ClassVar[str] = "meeting.answer"


@command
@dataclass(frozen=True, kw_only=True)
class AnnounceObjections(Command):
    """What became of these objections was announced at this meeting, held after their answer."""

    NAME: ClassVar[str] = "objection.announce"
    meeting: str
    objections: tuple[str, ...]


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
    """In the upper unit's ledger. The fields as in the branch's answer."""

    NAME: ClassVar[str] = "appeal.decide"
    request: Carried
    upheld: bool
    strike: bool = False
    corrects: str | None = None
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class TellClaimant(Command):
    """The claimant was told today that the claim was not accepted, or struck; from here the time to object runs."""

    NAME: ClassVar[str] = "claim.tell"
    claim: str
    form: Literal["written", "oral"] = "written"


@command
@dataclass(frozen=True, kw_only=True)
class AppealStrike(Command):
    """The claimant takes a strike (核查取消) to the upper unit; the office may enter it for them."""

    NAME: ClassVar[str] = "strike.appeal"
    claim: str
    objector: Sealed | None = None
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class RecordLead(Command):
    """Anonymous word: it holds nothing back. Whom it is about stands in the text, which is sealed."""

    NAME: ClassVar[str] = "lead.record"
    text: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class CloseLead(Command):
    """What looking into it came to."""

    NAME: ClassVar[str] = "lead.close"
    lead: str
    outcome: Literal["nothing", "taken-up", "passed-on"]
    note: Sealed
