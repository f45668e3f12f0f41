"""A person is forgotten: their name, and the keys of the texts about them. What was decided stays.

Source: spec/ledger.md §1 (keys and the directory lie outside the log); spec/process.md §1 person.
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.payload import Payload


@dataclass(frozen=True, kw_only=True)
class MemberForgotten(Payload):
    """`ground` is the legal ground, `document` the digest of the request, order or list that asks for it."""

    TOPIC: ClassVar[str] = "member-forgotten"
    member: str
    ground: str
    document: str
