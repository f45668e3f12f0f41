"""What one may ask where a log below doesn't go on from what was seen of it."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.checkpoint import Seen
from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class RecordFork(Command):
    """In the upper unit's ledger: `checkpoint` is the signed note that was shown, of `size` events with this `root`;
    `root_then` and `path` are the shown log's at the size that is kept here."""

    NAME: ClassVar[str] = "fork.record"
    branch: str
    size: int
    root: str
    checkpoint: str
    root_then: str
    path: tuple[str, ...] = ()

    @property
    def shown(self) -> Seen:
        return Seen(size=self.size, root=self.root, checkpoint=self.checkpoint)


@command
@dataclass(frozen=True, kw_only=True)
class RecoverLedger(Command):
    """Right after the events of the last bundle were put back: `size` of them."""

    NAME: ClassVar[str] = "ledger.recover"
    size: int
    reason: Sealed
