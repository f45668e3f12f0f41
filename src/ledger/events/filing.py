"""上报备案 and 积分核查: what was filed, by which two, and what the upper unit made of it.

Source: spec/process.md §2 steps 8 and 11, §8.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ledger.events.evaluation import Figure
from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class FiledClaim:
    """`late_for`: the round of its own date, where that had been filed when the claim came (补报)."""

    claim: str
    member: str
    worth: Decimal | None = None
    late_for: str | None = None


@dataclass(frozen=True, kw_only=True)
class FiledObjection:
    """How an objection stood when it was filed; `late`: it was answered late, or its day to answer was over.

    `outcome` is empty, upheld, dismissed or not-admitted; where the upper unit decided, appeal-upheld or
    appeal-dismissed.
    """

    objection: str
    about: str
    ground: str
    state: str
    outcome: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class FilingMade(Payload):
    """The secretary's filing of a round or a year, at `size` events of the log.

    `contested` (异议未决清单) is left out and listed; `silent` are the members who said nothing. `objections` are
    those not ended, and those that came to their end and stood in no filing as ended before; `changes` are claims and
    grades (claim/…, revision/…) that were filed before and changed since. `not_included` are members without points.
    """

    TOPIC: ClassVar[str] = "filing-made"
    filing: str
    subject: str
    cycle: str
    digest: str
    size: int
    claims: tuple[FiledClaim, ...] = ()
    contested: tuple[str, ...] = ()
    objections: tuple[FiledObjection, ...] = ()
    silent: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    vetoes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    not_included: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilingCountersigned(Payload):
    """The second signer: with this the filing is a request to the upper unit.

    `signed_for` are the persons in whose name the signers signed, where they stood in for them.
    """

    TOPIC: ClassVar[str] = "filing-countersigned"
    filing: str
    subject: str
    cycle: str
    made_at: int
    signers: tuple[str, ...]
    signed_for: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    sandbox: bool = False


@dataclass(frozen=True, kw_only=True)
class FilingDecided(Payload):
    """In the upper unit's ledger: 予以备案, or 退回 with a reason."""

    TOPIC: ClassVar[str] = "filing-decided"
    branch: str
    request: int
    filing: str
    subject: str
    acknowledged: bool
    signers: tuple[str, ...]
    signed_for: tuple[str, ...] = ()
    root: str
    size: int
    reason: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class FilingPassedOn(Payload):
    """In the upper unit's ledger: a filing went on to the unit above it; `document` is its bundle's digest."""

    TOPIC: ClassVar[str] = "filing-passed-on"
    branch: str
    request: int
    filing: str
    to: str
    document: str


@dataclass(frozen=True, kw_only=True)
class CheckRecorded(Payload):
    """In the upper unit's ledger: 积分核查 of a filed round or year, with its findings."""

    TOPIC: ClassVar[str] = "check-recorded"
    branch: str
    request: int
    filing: str
    subject: str
    findings: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
