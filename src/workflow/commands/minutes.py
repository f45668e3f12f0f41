"""What minutes hold, whatever they decide: a meeting's counts, a session's named voters, a changed figure.

Source: spec/process.md §4 quorum, §10 Votes.
"""

from dataclasses import dataclass
from decimal import Decimal

from workflow.command import Command


@dataclass(frozen=True, kw_only=True)
class MeetingCount(Command):
    """Numbers only: `entitled` is 应到."""

    entitled: int
    present: int
    favour: int
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True, kw_only=True)
class SingleCount(MeetingCount):
    """On one person's matter: `recused` are those concerned who were in the room and stood back."""

    recused: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SessionVote(Command):
    """By person, so that each matter's conflicts can be checked."""

    present: tuple[str, ...]
    favour: tuple[str, ...]
    against: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewFigures:
    """What changes in a line; what is absent stays."""

    points: Decimal | None = None
    times: int | None = None
    level: str | None = None
    quantity: Decimal | None = None
