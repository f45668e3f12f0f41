"""抽查, 整改通知 and 回执: what the upper unit found on the spot, what it orders to mend, and the branch's answer.

Source: spec/process.md §2 step 11, §3 Correction, §8.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class InspectionRecorded(Payload):
    """In the upper unit's ledger: a spot check of anything of a branch's cycle, at any time, asked for by nobody.

    With `mend` it is an order to mend (整改通知), to be answered by `until`; `struck` are claims that it cancels.
    """

    TOPIC: ClassVar[str] = "inspection-recorded"
    request: ClassVar[int] = -1
    order: str
    branch: str
    cycle: str
    subject: str
    findings: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    mend: Sealed | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class OrderAnswered(Payload):
    """The branch says what it did (整改回执): a request to the upper unit."""

    TOPIC: ClassVar[str] = "order-answered"
    order: str
    cycle: str
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class OrderDecided(Payload):
    """In the upper unit's ledger: what was mended suffices, or is to be mended again."""

    TOPIC: ClassVar[str] = "order-decided"
    branch: str
    request: int
    order: str
    accepted: bool
    reason: Sealed | None = None
