"""What crosses ledgers: a decision of another unit, received with its proof.

The receipt carries the other ledger's stored bytes, its inclusion proof and the checkpoint that the
proof leads to; guards read only the receipt. Source: spec/process.md §8.
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.payload import Payload


@dataclass(frozen=True, kw_only=True)
class Carried:
    """One stored event of another ledger with the proof that it stands there.

    `body` is the stored bytes as text (they are UTF-8 JSON), `path` the audit path as hex hashes,
    `root` hex at `size` events, `checkpoint` the signed note, empty where no key was at hand.
    """

    unit: str
    position: int
    body: str
    size: int
    root: str
    path: tuple[str, ...]
    checkpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptTaken(Payload):
    TOPIC: ClassVar[str] = "receipt-taken"
    topic: str
    about: str
    carried: Carried
