"""The tree of RFC 6962, straight from its definitions: the root of a list, and what its proofs show.

Written apart from the writer's, which keeps an edge and climbs bit by bit; here lists are halved, and proofs are
read from their end, as the definitions go. Hashes are 32 bytes. Source: RFC 6962 §2.1, §2.1.1, §2.1.2.
"""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
SIZE_MAX = 2**53


def leaf(body: bytes) -> bytes:
    return sha256(b"\x00" + body).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH(D[n])."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = _half(len(leaves))
    return _node(root(leaves[:half]), root(leaves[half:]))


def included(one: bytes, position: int, size: int, path: Sequence[bytes], whole: bytes) -> bool:
    """Whether PATH(position, D[size]) leads from this leaf to the root `whole`."""
    if not 0 <= position < size <= SIZE_MAX or not _hashes(path):
        return False
    steps = list(path)
    try:
        return _climbed(one, position, size, steps) == whole and not steps
    except IndexError:  # the path is too short
        return False


def extended(old: int, new: int, path: Sequence[bytes], before: bytes, after: bytes) -> bool:
    """Whether PROOF(old, D[new]) shows that the tree of root `after` extends the one of root `before`."""
    if not 0 < old <= new <= SIZE_MAX or not _hashes(path):
        return False
    steps = list(path)
    try:
        found = _both(old, new, steps, before)
    except IndexError:
        return False
    return not steps and found == (before, after)


def _climbed(one: bytes, position: int, size: int, steps: list[bytes]) -> bytes:
    if size == 1:
        return one
    half, beside = _half(size), steps.pop()
    if position < half:
        return _node(_climbed(one, position, half, steps), beside)
    return _node(beside, _climbed(one, position - half, size - half, steps))


def _both(old: int, new: int, steps: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Old and new root of a subtree; `known` is the old root where the subtree is the whole old tree."""
    if old == new:
        same = known if known is not None else steps.pop()
        return same, same
    half, beside = _half(new), steps.pop()
    if old <= half:
        before, after = _both(old, half, steps, known)
        return before, _node(after, beside)
    before, after = _both(old - half, new - half, steps, None)
    return _node(beside, before), _node(beside, after)


def _half(size: int) -> int:
    """The largest power of two smaller than `size`."""
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _hashes(path: Sequence[bytes]) -> bool:
    return len(path) <= 64 and all(len(step) == HASH_BYTES for step in path)
