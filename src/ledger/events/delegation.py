"""代办: who stands in for whom, on which days.

Source: spec/process.md §4 delegated.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload


@dataclass(frozen=True, kw_only=True)
class DelegationGranted(Payload):
    """`person` stands in for `principal` from `since` to `until`, both days included."""

    TOPIC: ClassVar[str] = "delegation-granted"
    person: str
    principal: str
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class DelegationEnded(Payload):
    """Whatever `person` had from `principal` ends with the day `until`."""

    TOPIC: ClassVar[str] = "delegation-ended"
    person: str
    principal: str
    until: date
