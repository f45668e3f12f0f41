"""What one may ask about forgetting a person."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from workflow.command import Command, command

Ground = Literal["request", "left", "deceased", "retention-over", "order"]


@command
@dataclass(frozen=True, kw_only=True)
class ForgetMember(Command):
    """Destroys the person's name and the keys of the texts about them, for good, in every ledger of the database."""

    NAME: ClassVar[str] = "member.forget"
    member: str
    ground: Ground
    document: str
