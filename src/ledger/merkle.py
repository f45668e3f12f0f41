"""How a log is proved: the Merkle tree of RFC 6962 and RFC 9162, pure.

A leaf is hashed as SHA-256(00 ‖ entry), a node as SHA-256(01 ‖ left ‖ right). `Edge` is the right edge
of a tree, all that an append needs: a hash for each perfect subtree, log2(size) of them at most.
Hashes are 32 bytes. Source: RFC 9162 §2.1.1 to §2.1.5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import InvalidError

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a stored body."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree: its size, and the roots of its perfect subtrees, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise InvalidError(
                "an edge of {size} leaves has not {count} hashes", size=self.size, count=len(self.hashes)
            )

    def append(self, leaf: bytes) -> "Edge":
        """The edge after one more leaf hash."""
        hashes, left = self.hashes, self.size
        while left & 1:
            leaf = node_hash(hashes[-1], leaf)
            hashes, left = hashes[:-1], left >> 1
        return Edge(self.size + 1, (*hashes, leaf))

    def root(self) -> bytes:
        """The root of the whole tree; of no leaves, the hash of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        found = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            found = node_hash(left, found)
        return found

    def to_text(self) -> str:
        """`3 <hex> <hex>`: the size, then the hashes."""
        return " ".join([str(self.size), *(one.hex() for one in self.hashes)])

    @classmethod
    def from_text(cls, text: str) -> "Edge":
        """The edge that `to_text` wrote.

        Raises:
            InvalidError: anything else.
        """
        first, *rest = text.split(" ")
        try:
            edge = cls(int(first), tuple(bytes.fromhex(one) for one in rest))
        except ValueError:
            edge = None
        if edge is None or edge.to_text() != text or any(len(one) != 32 for one in edge.hashes):
            raise InvalidError("{text} is no right edge of a tree", text=repr(text[:80]))
        return edge


def edge_of(leaves: Iterable[bytes]) -> Edge:
    """The edge of a tree of these leaf hashes."""
    edge = Edge()
    for leaf in leaves:
        edge = edge.append(leaf)
    return edge


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaf hashes."""
    return edge_of(leaves).root()


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """The hashes that lead from leaf `index` to the root of these leaf hashes, the lowest first.

    Raises:
        InvalidError: no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise InvalidError("a log of {size} has no position {position}", size=len(leaves), position=index)
    proof: list[bytes] = []
    level, at = list(leaves), index
    while len(level) > 1:
        if at ^ 1 < len(level):
            proof.append(level[at ^ 1])
        level, at = _parents(level), at >> 1
    return tuple(proof)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether leaf hash `leaf` stands at `index` in the tree of that size and root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    found, at, last = leaf, index, size - 1
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(one, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(old: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """The hashes that show that the tree of these leaf hashes extends the tree of its first `old`.

    Raises:
        InvalidError: `old` is more than there are.
    """
    if not 0 <= old <= len(leaves):
        raise InvalidError("a log of {size} does not extend one of {old}", size=len(leaves), old=old)
    if old in (0, len(leaves)):
        return ()
    return tuple(_subproof(old, leaves, whole=True))


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of size `new` extends the tree of size `old` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old, found_new = node_hash(one, found_old), node_hash(one, found_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _parents(level: Sequence[bytes]) -> list[bytes]:
    """The level above; a last one without a sibling rises as it is."""
    pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return pairs if len(level) % 2 == 0 else [*pairs, level[-1]]


def _subproof(old: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 9162 §2.1.4.1; `whole`: the old tree's root is known to who asks."""
    size = len(leaves)
    if old == size:
        return [] if whole else [root_of(leaves)]
    split = 1 << (size - 1).bit_length() - 1  # the largest power of two below size
    if old <= split:
        return [*_subproof(old, leaves[:split], whole=whole), root_of(leaves[split:])]
    return [*_subproof(old - split, leaves[split:], whole=False), root_of(leaves[:split])]
