"""The rules of a branch's year, the year, and its rounds.

Source: spec/process.md §2, steps 1, 2 and the cycle machine.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class CyclePlanned(Payload):
    TOPIC: ClassVar[str] = "cycle-planned"
    cycle: str
    starts: date
    ends: date


@dataclass(frozen=True, kw_only=True)
class SchemeProposed(Payload):
    """The committee's proposal, with the whole text: the ledger alone can rebuild any year."""

    TOPIC: ClassVar[str] = "scheme-proposed"
    digest: str
    scheme: str
    edition: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SchemeAdopted(Payload):
    """The members' meeting adopted it; from here on it asks for the upper unit's approval."""

    TOPIC: ClassVar[str] = "scheme-adopted"
    digest: str
    scheme: str
    entitled: int
    present: int
    favour: int
    against: int
    abstained: int


@dataclass(frozen=True, kw_only=True)
class SchemeDecided(Payload):
    """In the upper unit's ledger: the approval of a branch's scheme, or its refusal."""

    TOPIC: ClassVar[str] = "scheme-decided"
    branch: str
    request: int
    digest: str
    approved: bool
    reason: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class CycleOpened(Payload):
    """The pins: scheme, process table and rule engine that serve this cycle to its end."""

    TOPIC: ClassVar[str] = "cycle-opened"
    cycle: str
    scheme: str
    digest: str
    table: int
    engine: int
    no_committee: bool = False


@dataclass(frozen=True, kw_only=True)
class RoundOpened(Payload):
    """A month, quarter or half-year: applications are taken through the day `closes`.

    `held_over` are the claims that were not registered in time for the round before.
    """

    TOPIC: ClassVar[str] = "round-opened"
    round: str
    cycle: str
    starts: date
    ends: date
    closes: date
    held_over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StepSkipped(Payload):
    """A step that the profile leaves out, said where it would have come: `step` is its name, `subject` round/…"""

    TOPIC: ClassVar[str] = "step-skipped"
    subject: str
    step: str


@dataclass(frozen=True, kw_only=True)
class CycleClosed(Payload):
    TOPIC: ClassVar[str] = "cycle-closed"
    cycle: str
