"""A bundle as the unit above takes it in: the request inside with its proof, and how it lies to what was seen before.

Nothing here is checked: `workflow.verifier` does that first. Source: spec/ledger.md §2 (filing is witnessing).
"""

from dataclasses import dataclass

from ledger.body import read_event
from ledger.bundle import read_bundle
from ledger.errors import InvalidError
from ledger.events.checkpoint import Seen
from ledger.events.exchange import Carried
from ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of


@dataclass(frozen=True)
class Shown:
    """The log that a bundle shows: its leaves, the request that it ends with, and the signed note."""

    unit: str
    leaves: tuple[bytes, ...]
    body: str
    checkpoint: str

    @property
    def request(self) -> Carried:
        """The countersigned filing, with its proof in the whole log."""
        size = len(self.leaves)
        return Carried(
            unit=self.unit,
            position=size - 1,
            body=self.body,
            size=size,
            root=root_of(self.leaves).hex(),
            path=tuple(step.hex() for step in inclusion_proof(size - 1, self.leaves)),
            checkpoint=self.checkpoint,
        )

    @property
    def seen(self) -> Seen:
        return Seen(size=len(self.leaves), root=root_of(self.leaves).hex(), checkpoint=self.checkpoint)

    @property
    def filing(self) -> str:
        """The filing that it was made for."""
        return str(getattr(read_event(self.body.encode()).payload, "filing", ""))

    def since(self, size: int) -> tuple[str, ...]:
        """The proof from the log's first so many events to the whole; empty where it is shorter."""
        if size > len(self.leaves):
            return ()
        return tuple(step.hex() for step in consistency_proof(size, self.leaves))

    def differs(self, kept: Seen) -> str | None:
        """The root of this log at the size that is kept, where it is another: two histories. None otherwise."""
        if kept.size > len(self.leaves):
            return None
        then = root_of(self.leaves[: kept.size]).hex()
        return then if then != kept.root else None


def shown(bundle: bytes) -> Shown:
    """What a bundle shows. InvalidError where it holds no log."""
    parts = read_bundle(bundle)
    bodies = parts.get("events.jsonl", b"").splitlines()
    if not bodies or "checkpoint.txt" not in parts:
        raise InvalidError("this bundle holds no log")
    note = parts["checkpoint.txt"].decode("utf-8", "replace")
    leaves = tuple(leaf_hash(body) for body in bodies)
    return Shown(read_event(bodies[-1]).unit, leaves, bodies[-1].decode("utf-8", "replace"), note)
