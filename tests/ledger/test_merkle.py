"""The tree is that of RFC 6962 and RFC 9162: upstream's vectors, and any tree against the plain definition."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InvalidError
from ledger.merkle import (
    EMPTY_ROOT,
    Edge,
    consistency_proof,
    edge_of,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# From transparency-dev/merkle, proof/verify_test.go (Apache License 2.0): leaves, the roots of the first
# 1 to 8 of them, inclusion proofs by (leaf from 1, size) and consistency proofs by (old, new).
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}

leaves_of_any_log = st.lists(st.binary(max_size=4).map(leaf_hash), max_size=70)


def plain_root(leaves):
    """RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def unhex(texts):
    return tuple(bytes.fromhex(text) for text in texts)


def test_upstreams_roots_come_out():
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    assert [root_of(leaves[: size + 1]).hex() for size in range(8)] == ROOTS
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(("leaf", "size"), INCLUSION)
def test_upstreams_inclusion_proofs_come_out_and_hold(leaf, size):
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    proof = unhex(INCLUSION[leaf, size])
    assert inclusion_proof(leaf - 1, leaves[:size]) == proof
    assert verify_inclusion(leaves[leaf - 1], leaf - 1, size, proof, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_upstreams_consistency_proofs_come_out_and_hold(old, new):
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    proof = unhex(CONSISTENCY[old, new])
    assert consistency_proof(old, leaves[:new]) == proof
    assert verify_consistency(old, new, proof, *unhex([ROOTS[old - 1], ROOTS[new - 1]]))


@given(leaves_of_any_log)
def test_any_tree_is_the_plain_definitions(leaves):
    edge = edge_of(leaves)
    assert edge.root() == plain_root(leaves)
    assert (edge.size, len(edge.hashes)) == (len(leaves), len(leaves).bit_count())
    assert Edge.from_text(edge.to_text()) == edge


@given(leaves_of_any_log, st.binary(min_size=32, max_size=32))
def test_an_append_needs_the_edge_alone(leaves, leaf):
    assert Edge.from_text(edge_of(leaves).to_text()).append(leaf).root() == plain_root([*leaves, leaf])


@given(st.data())
def test_an_inclusion_proof_holds_for_its_leaf_place_and_tree_alone(data):
    leaves = data.draw(leaves_of_any_log.filter(bool))
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = plain_root(leaves), inclusion_proof(index, leaves)
    assert verify_inclusion(leaves[index], index, len(leaves), proof, root)
    for other in range(-1, len(leaves) + 1):
        if other != index and (other in (-1, len(leaves)) or leaves[other] != leaves[index]):
            assert not verify_inclusion(leaves[index], other, len(leaves), proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, len(leaves), proof, root)
    assert not verify_inclusion(leaves[index], index, len(leaves), proof, leaf_hash(b"another"))
    for wrong in corrupted(proof):
        assert not verify_inclusion(leaves[index], index, len(leaves), wrong, root)


@given(st.data())
def test_a_consistency_proof_holds_for_its_two_trees_alone(data):
    leaves = data.draw(leaves_of_any_log)
    old = data.draw(st.integers(0, len(leaves)))
    roots = plain_root(leaves[:old]), plain_root(leaves)
    proof = consistency_proof(old, leaves)
    assert verify_consistency(old, len(leaves), proof, *roots)
    assert not verify_consistency(old, len(leaves), proof, leaf_hash(b"another"), roots[1])
    if old:
        assert not verify_consistency(old, len(leaves), proof, roots[0], leaf_hash(b"another"))
        for wrong in corrupted(proof):
            assert not verify_consistency(old, len(leaves), wrong, *roots)


def corrupted(proof):
    """A hash more, a hash less, a bit flipped, two swapped."""
    yield (*proof, leaf_hash(b"more"))
    yield (leaf_hash(b"more"), *proof)
    if proof:
        yield proof[:-1]
        yield proof[1:]
    for at, one in enumerate(proof):
        yield (*proof[:at], bytes([one[0] ^ 8]) + one[1:], *proof[at + 1 :])
    for at, (one, two) in enumerate(pairwise(proof)):
        if one != two:
            yield (*proof[:at], two, one, *proof[at + 2 :])


def test_no_log_extends_a_longer_one():
    assert not verify_consistency(2, 1, (), EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(1, 2, (), leaf_hash(b"a"), leaf_hash(b"b"))
    assert not verify_consistency(-1, 0, (), EMPTY_ROOT, EMPTY_ROOT)
    with pytest.raises(InvalidError):
        consistency_proof(2, [leaf_hash(b"a")])


@pytest.mark.parametrize("position", [-1, 1, 9])
def test_a_position_that_is_not_there_has_no_proof(position):
    with pytest.raises(InvalidError):
        inclusion_proof(position, [leaf_hash(b"a")])


HASH = "00" * 32


@pytest.mark.parametrize(
    "text", ["", "1", "0 ", f"2 {HASH} {HASH}", f"01 {HASH}", f"1 {HASH[:-2]}", f"1  {HASH}", f"1 {HASH}\n", "-1", "x"]
)
def test_what_is_no_edge_is_refused(text):
    with pytest.raises(InvalidError):
        Edge.from_text(text)
