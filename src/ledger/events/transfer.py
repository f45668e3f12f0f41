"""A member goes from one branch to another: requested in the one, decided in the other, received in the first.

Source: spec/process.md §3 Member, §8, §10 Who else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ledger.events.exchange import Carried
from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class GradedYear:
    """A year that the branch graded, or that it had on record from before."""

    year: int
    grade: str | None = None
    total: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class YearSoFar:
    """What is final of a year that goes on, under the branch's own scheme.

    `total` is absent where the scheme can't tell before the year's end; `waiting` are the member's claims that
    don't count yet: they go back, but for deductions and what is objected to, which are decided here.
    """

    cycle: str
    year: int
    scheme: str
    digest: str
    total: Decimal | None = None
    components: Mapping[str, Decimal]
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferRequested(Payload):
    """In the ledger that the member leaves: how they stand, and the figures that the other branch reads."""

    TOPIC: ClassVar[str] = "transfer-requested"
    transfer: str
    member: str
    to: str
    standing: str
    under_watch: bool
    sandbox: bool
    years: tuple[GradedYear, ...] = ()
    so_far: tuple[YearSoFar, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferDecided(Payload):
    """In the ledger of the branch that takes the member in, or doesn't: with the request and its proof.

    `branch` asked at position `request`; the member belongs here from `since` on.
    """

    TOPIC: ClassVar[str] = "transfer-decided"
    branch: str
    request: int
    transfer: str
    member: str
    accepted: bool
    since: date | None = None
    carried: Carried
    reason: Sealed | None = None
