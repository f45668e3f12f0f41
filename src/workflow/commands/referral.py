"""What one may ask where a committee has too few voters without a conflict."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import NewFigures


@command
@dataclass(frozen=True, kw_only=True)
class ReferMatter(Command):
    """`about` is claim/…, veto/… or objection/…"""

    NAME: ClassVar[str] = "matter.refer"
    about: str
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class DecideReferral(Command, NewFigures):
    """In the upper unit's ledger; a claim at the same points or fewer. An objection is decided as an appeal."""

    NAME: ClassVar[str] = "referral.decide"
    request: Carried
    accepted: bool
    reason: Sealed
