"""What one may ask about publicity."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.exchange import Carried
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class OpenPublicity(Command):
    """`subject` is round/…, grading/…, veto/… or claim/… (published again by itself).

    `place` is where it is posted, `contact` to whom objections go, `proof` the scan's digest.
    """

    NAME: ClassVar[str] = "publicity.open"
    subject: str
    place: str
    contact: str
    proof: str | None = None


@command
@dataclass(frozen=True, kw_only=True)
class ClosePublicity(Command):
    NAME: ClassVar[str] = "publicity.close"
    window: str


@command
@dataclass(frozen=True, kw_only=True)
class WitnessWindow(Command):
    """In the upper unit's ledger. `request` is the branch's opening of the window."""

    NAME: ClassVar[str] = "window.witness"
    request: Carried
