"""书记点评 and 结果运用: what was said after the grades, and how each outcome was followed up.

An outcome is a proposal (建议): no standing changes by it; that takes an event of its own.
Source: spec/process.md §2 step 10 and last sentence.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class GradeCommented(Payload):
    """The secretary's comment on a member's year, or without a member on the branch's."""

    TOPIC: ClassVar[str] = "grade-commented"
    cycle: str
    member: str | None = None
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class FollowUpPlanned(Payload):
    """What is done about an outcome (`measure`: talk, helper, measures or re-check), by whom and until when."""

    TOPIC: ClassVar[str] = "follow-up-planned"
    follow_up: str
    cycle: str
    member: str
    outcome: str
    measure: str
    person: str
    until: date
    note: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpDone(Payload):
    """It was done on this day."""

    TOPIC: ClassVar[str] = "follow-up-done"
    follow_up: str
    on: date
    note: Sealed | None = None
