"""处分 and 立案: recorded from the competent body's notice, and lifted when that body has decided.

Source: spec/process.md §3 Sanction and investigation. What one means for the year is the scheme's; an
investigation is a sanction that the scheme calls provisional.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class SanctionRecorded(Payload):
    """`code` is the scheme's sanction id, `document` the digest of the notice or decision."""

    TOPIC: ClassVar[str] = "sanction-recorded"
    sanction: str
    cycle: str
    member: str
    code: str
    on: date
    document: str
    note: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class SanctionLifted(Payload):
    """The competent body withdrew it, or decided the case otherwise; `document` is its decision."""

    TOPIC: ClassVar[str] = "sanction-lifted"
    sanction: str
    document: str
    note: Sealed | None = None
