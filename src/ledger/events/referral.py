"""What a committee can't decide for want of voters without a conflict: asked above, and decided there.

Source: spec/process.md §4 quorum (the upper unit decides), §8.
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.claim import Line
from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class MatterReferred(Payload):
    """A request to the upper unit: `about` is claim/…, veto/… or objection/…, `line` how the claim reads.

    `concerned` are the member and declared kin: none of them decides on it above. `free` are those of the committee
    who could have voted: fewer than two.
    """

    TOPIC: ClassVar[str] = "matter-referred"
    about: str
    member: str
    concerned: tuple[str, ...]
    free: tuple[str, ...]
    line: Line | None = None
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class ReferralDecided(Payload):
    """In the upper unit's ledger: the claim stands at `line` or is not accepted; the veto is carried or dropped."""

    TOPIC: ClassVar[str] = "referral-decided"
    branch: str
    request: int
    about: str
    concerned: tuple[str, ...]
    accepted: bool
    line: Line | None = None
    reason: Sealed
