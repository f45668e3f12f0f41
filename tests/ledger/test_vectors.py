"""Others' vectors, through both of our readers: the writer's, and the verifier's own. See vectors/NOTICE.md."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.checkpoint import Checkpoint
from ledger.errors import InvalidError
from ledger.merkle import verify_consistency, verify_inclusion
from ledger.note import Verifier, open_note
from workflow.verifier import tree
from workflow.verifier.signature import UnsignedError, read_checkpoint, read_key, read_note

FOLDER = Path(__file__).parent / "vectors"


def vectors(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def name_of(vector: Any) -> str:
    return str(vector["file"])


@pytest.mark.parametrize("case", vectors("merkle-inclusion.json"), ids=name_of)
def test_upstreams_inclusion_proofs_hold_or_do_not(case):
    leaf, root, path = b64decode(case["leafHash"]), b64decode(case["root"]), list(map(b64decode, case["proof"]))
    holds = not case["wantErr"]
    assert verify_inclusion(leaf, case["leafIdx"], case["treeSize"], path, root) is holds
    assert tree.included(leaf, case["leafIdx"], case["treeSize"], path, root) is holds


@pytest.mark.parametrize("case", vectors("merkle-consistency.json"), ids=name_of)
def test_upstreams_consistency_proofs_hold_or_do_not(case):
    before, after = b64decode(case["root1"]), b64decode(case["root2"])
    path, holds = list(map(b64decode, case["proof"])), not case["wantErr"]
    assert verify_consistency(case["size1"], case["size2"], path, before, after) is holds
    assert tree.extended(case["size1"], case["size2"], path, before, after) is holds


@pytest.mark.parametrize("case", vectors("notes.json")["verifier_keys"], ids=lambda case: case["key"][:20])
def test_upstreams_verifier_keys_are_read_or_refused(case):
    if case["wantErr"]:
        with pytest.raises(InvalidError):
            Verifier.from_text(case["key"])
        with pytest.raises(UnsignedError):
            read_key(case["key"])
        return
    found = Verifier.from_text(case["key"])
    assert found.to_text() == case["key"]
    if found.kind == 1:  # the verifier takes keys of logs and persons alone
        assert (read_key(case["key"]).name, read_key(case["key"]).id) == (found.name, found.key_id)


@pytest.mark.parametrize("case", vectors("notes.json")["cosignature_times"], ids=name_of)
def test_upstreams_cosignature_carries_its_time(case):
    raw = b64decode(case["signature"])
    assert len(raw) == 4 + 72
    assert datetime.fromtimestamp(int.from_bytes(raw[4:12], "big"), UTC).timestamp() == case["time"]


@pytest.mark.parametrize("case", vectors("notes.json")["specifications"], ids=name_of)
def test_the_specifications_examples_are_notes_in_both_readers(case):
    text, signatures = read_note(case["note"].encode())
    assert ([name for name, _, _ in signatures], [len(body) for _, _, body in signatures]) == (
        case["names"],
        case["sizes"],
    )
    with pytest.raises(InvalidError, match="no key that is trusted"):
        open_note(case["note"], [])
    if case["file"].startswith("tlog-"):
        said, _, _ = read_checkpoint(case["note"].encode())
        ours = Checkpoint.from_text(text)
        assert (said.origin, said.size, said.root) == (ours.origin, ours.size, ours.root)
