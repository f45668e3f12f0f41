"""A signed sheet that was entered: one activity, many members (活动登记).

Source: spec/process.md §1 claim (from an activity's sign-in sheet), §9 F2.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload


@dataclass(frozen=True, kw_only=True)
class ActivitySignedIn(Payload):
    """A sheet of one activity under one item; each line's claim follows as an event of its own, in this order.

    `sheet` is the SHA-256 of the signed paper; `claims` are the claims that its lines became.
    """

    TOPIC: ClassVar[str] = "activity-signed-in"
    activity: str
    cycle: str
    item: str
    on: date
    matter: str | None = None
    sheet: str
    claims: tuple[str, ...]
