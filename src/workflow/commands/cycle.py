"""What one may ask about the rules, the cycle and its rounds.

Minutes of a members' meeting are counts (spec/process.md §10 Votes): `entitled` is 应到.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import MeetingCount


@command
@dataclass(frozen=True, kw_only=True)
class PlanCycle(Command):
    NAME: ClassVar[str] = "cycle.plan"
    cycle: str
    starts: date
    ends: date


@command
@dataclass(frozen=True, kw_only=True)
class ProposeScheme(Command):
    """`text` is the whole scheme document (TOML)."""

    NAME: ClassVar[str] = "scheme.propose"
    text: str


@command
@dataclass(frozen=True, kw_only=True)
class AdoptScheme(MeetingCount):
    NAME: ClassVar[str] = "scheme.adopt"
    scheme: str


@command
@dataclass(frozen=True, kw_only=True)
class ApproveScheme(Command):
    NAME: ClassVar[str] = "scheme.approve"
    request: Carried


@command
@dataclass(frozen=True, kw_only=True)
class RefuseScheme(Command):
    NAME: ClassVar[str] = "scheme.refuse"
    request: Carried
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class OpenCycle(Command):
    """`scheme` is the digest of the approved scheme that the cycle pins."""

    NAME: ClassVar[str] = "cycle.open"
    cycle: str
    scheme: str


@command
@dataclass(frozen=True, kw_only=True)
class OpenRound(Command):
    """`closes` is the last day for applications."""

    NAME: ClassVar[str] = "round.open"
    round: str
    cycle: str
    starts: date
    ends: date
    closes: date


@command
@dataclass(frozen=True, kw_only=True)
class CloseCycle(Command):
    NAME: ClassVar[str] = "cycle.close"
    cycle: str
