"""How far a ledger has come: its size, its root, and the right edge that the next append needs.

Source: spec/ledger.md §1.
"""

from dataclasses import dataclass

from ledger.merkle import Edge


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a log after `size` events.

    Attributes:
        size: events, so the next position.
        root: of the Merkle tree over their stored bodies, 32 bytes.
        edge: right edge of that tree.
    """

    size: int
    root: bytes
    edge: Edge

    @classmethod
    def of(cls, edge: Edge) -> "Head":
        return cls(edge.size, edge.root(), edge)
