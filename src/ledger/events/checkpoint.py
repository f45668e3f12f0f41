"""What a unit above keeps of the logs below it: checkpoints that it saw, and proof where one showed two histories.

Source: spec/ledger.md §2 (filing is witnessing).
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A log at `size` events: its root in hex, and the note that its key signed, empty where none was shown."""

    size: int
    root: str
    checkpoint: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckpointWitnessed(Payload):
    """With a filing that is acknowledged: the branch's log as it was then, an extension of what was seen before."""

    TOPIC: ClassVar[str] = "checkpoint-witnessed"
    branch: str
    filing: str
    seen: Seen


@dataclass(frozen=True, kw_only=True)
class ForkRecorded(Payload):
    """A branch showed a log that doesn't extend the one kept here: both checkpoints, as evidence.

    `root_then` is the root of the shown log's first `kept.size` events, and `path` (hex hashes, RFC 6962 §2.1.2)
    proves that against `shown.root`: with it anybody can see that the two are not one history.
    """

    TOPIC: ClassVar[str] = "fork-recorded"
    branch: str
    kept: Seen
    shown: Seen
    root_then: str
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LedgerRecovered(Payload):
    """The ledger was lost and made again from its last bundle, of `size` events; what came after them is gone."""

    TOPIC: ClassVar[str] = "ledger-recovered"
    size: int
    reason: Sealed
