"""The verifier stands apart: what it imports, what it reads by itself, and that it runs alone."""

import ast
import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rfc8785 import dumps

from ledger import merkle
from ledger.bundle import write_bundle
from ledger.checkpoint import sign_checkpoint
from ledger.errors import InvalidError
from ledger.head import Head
from ledger.note import cosign_note, verifier_key
from tests.workflow.verifier.filings import KEY, ORIGIN, OTHER_KEY, checked, trust
from workflow.verifier import Last, read_trust, tree, write_trust
from workflow.verifier.container import BrokenError, read_parts
from workflow.verifier.reading import UnreadableError, one_form, read_json
from workflow.verifier.signature import UnsignedError, read_checkpoint, read_key, signed_by

FOLDER = Path(__file__).parents[3] / "src" / "workflow" / "verifier"
MODULES = sorted(FOLDER.rglob("*.py"))
NEVER = [
    *(f"ledger.{name}" for name in ("store", "database", "merkle", "note", "checkpoint", "bundle", "keys", "mapper")),
    *(f"workflow.{name}" for name in ("judge", "ask", "decide", "guards", "app", "commands")),
    *("eventsourcing", "sqlalchemy", "transitions", "rfc8785", "click", "structlog"),
    *("sqlite3", "socket", "urllib", "http"),
]
# The shared fold reads receipts with the writer's tree; the verifier reads each of them again with its own.
NOT_EVEN_BY_WAY_OF_OTHERS = [name for name in NEVER if name not in ("ledger.merkle", "urllib")]


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_module_imports_what_the_writer_reads_with(path):
    names = imported(path)
    assert not {name for name in names for never in NEVER if name == never or name.startswith(f"{never}.")}
    assert path.name == "signature.py" or not any(name.startswith("cryptography") for name in names)


def test_nothing_of_the_machinery_is_loaded_by_way_of_others():
    said = subprocess.run(
        [sys.executable, "-c", "import sys, workflow.verifier; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(FOLDER.parents[1]), "PATH": ""},
    )
    loaded = said.stdout.split()
    assert "workflow.verifier.check" in loaded
    for never in NOT_EVEN_BY_WAY_OF_OTHERS:
        assert not [name for name in loaded if name == never or name.startswith(f"{never}.")]


def test_it_runs_alone_and_its_exit_code_says_the_verdict(bundle, tmp_path):
    filed, known, other = tmp_path / "filing.jifen", tmp_path / "trust.json", tmp_path / "other.json"
    filed.write_bytes(bundle)
    known.write_text(trust(), encoding="utf-8")
    other.write_text(trust(key=OTHER_KEY), encoding="utf-8")

    def run(*words: str) -> tuple[int, str]:
        line = [sys.executable, "-m", "workflow.verifier", *words]
        done = subprocess.run(line, capture_output=True, text=True, env={"PYTHONPATH": str(FOLDER.parents[1])})
        return done.returncode, done.stdout

    code, said = run(str(filed), "--trust", str(known), "--json")
    assert (code, json.loads(said)["ok"]) == (0, True)
    code, said = run(str(filed), "--trust", str(other))
    assert code == 7
    assert said.startswith("NOT verified")
    assert run(str(filed), "--trust", str(tmp_path / "none"))[0] == 3


@given(st.integers(1, 70), st.data())
def test_its_tree_and_proofs_are_those_of_the_writer(size, data):
    bodies = [b"%d" % number for number in range(size)]
    leaves = [merkle.leaf_hash(body) for body in bodies]
    assert [tree.leaf(body) for body in bodies] == leaves
    root = merkle.root_of(leaves)
    assert tree.root(leaves) == root
    position = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_proof(position, leaves)
    assert tree.included(leaves[position], position, size, path, root)
    assert not tree.included(leaves[position], position, size, [*path, root], root)
    assert not tree.included(bytes(32), position, size, path, root)
    old = data.draw(st.integers(1, size))
    proof, before = merkle.consistency_proof(old, leaves), merkle.root_of(leaves[:old])
    assert tree.extended(old, size, proof, before, root)
    assert not tree.extended(old, size, proof, bytes(32), root)
    assert old == size or not tree.extended(old, size, [*proof[:-1]], before, root)


def test_proofs_of_absurd_sizes_end_at_once():
    assert not tree.included(bytes(32), 5, 2**53, [bytes(32)] * 64, bytes(32))
    assert not tree.extended(3, 2**53, [bytes(32)] * 64, bytes(32), bytes(32))
    assert not tree.included(bytes(32), 0, 10**4000, [], bytes(32))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200)
@given(JSON)
def test_its_one_form_is_that_of_the_writer(value):
    assert one_form(value) == dumps(value)
    assert read_json(one_form(value)) == value


@pytest.mark.parametrize("text", [b'{"a":1,"a":1}', b"1.5", b"NaN", b"1e3", b"\xff", b"[" * 90 + b"]" * 90, b"", b"{"])
def test_what_two_readers_could_read_in_two_ways_is_not_read(text):
    with pytest.raises(UnreadableError):
        read_json(text)


def test_it_reads_the_parts_that_the_writer_packs_and_no_other_form():
    parts = {"a.txt": b"one", "b/c.json": b"{}", "z": b""}
    packed = write_bundle(parts)
    assert read_parts(packed) == parts
    assert zipfile.ZipFile(BytesIO(packed)).testzip() is None
    with pytest.raises(BrokenError):
        read_parts(write_bundle(parts, deflated=True))
    stranger = BytesIO()
    with zipfile.ZipFile(stranger, "w") as archive:
        archive.writestr("a.txt", b"one")
    with pytest.raises(BrokenError):
        read_parts(stranger.getvalue())


def test_it_opens_the_checkpoints_that_the_writer_signs():
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(5)]
    note = sign_checkpoint(Head.of(merkle.edge_of(leaves)), ORIGIN, KEY)
    said, text, signatures = read_checkpoint(note.encode())
    assert (said.origin, said.size, said.root) == (ORIGIN, 5, merkle.root_of(leaves))
    key = read_key(verifier_key(ORIGIN, KEY))
    assert signed_by(text, signatures, [key]) == key
    with pytest.raises(UnsignedError):
        signed_by(text, signatures, [read_key(verifier_key(ORIGIN, OTHER_KEY))])
    with pytest.raises(UnsignedError):
        signed_by(text.replace("5", "6"), signatures, [key])
    for broken in (b"", b"\n\n", note.encode()[:-3], note.replace("5\n", "05\n").encode(), b"\xff" + note.encode()):
        with pytest.raises(UnsignedError):
            read_checkpoint(broken)


def test_a_witness_may_have_signed_too():
    from datetime import UTC, datetime

    note = sign_checkpoint(Head.of(merkle.edge_of([bytes(32)])), ORIGIN, KEY)
    seen = cosign_note(note, "jifen/P01", OTHER_KEY, datetime(2026, 4, 10, tzinfo=UTC))
    _, text, signatures = read_checkpoint(seen.encode())
    assert signed_by(text, signatures, [read_key(verifier_key(ORIGIN, KEY))]).name == ORIGIN
    assert len(signatures) == 2


def test_a_trust_file_comes_back_as_it_was_written():
    key = verifier_key(ORIGIN, KEY)
    above = verifier_key("jifen/P01", OTHER_KEY)
    text = write_trust(
        {ORIGIN: [key], "jifen/P01": [above]}, {ORIGIN: "jifen/P01"}, {ORIGIN: Last(7, bytes(range(32)))}
    )
    found = read_trust(text)
    assert [one.name for one in found.origins[ORIGIN]] == [ORIGIN]
    assert found.parents == {ORIGIN: "jifen/P01"}
    assert found.last == {ORIGIN: Last(7, bytes(range(32)))}


def test_a_trust_file_is_refused_with_every_fault_at_its_place():
    key = verifier_key(ORIGIN, KEY)
    with pytest.raises(InvalidError) as refused:
        read_trust(
            json.dumps(
                {
                    "format": 1,
                    "origins": {ORIGIN: [key, key, "nonsense"], "jifen/B02": [key]},
                    "parents": {"jifen/B07": ORIGIN},
                    "last": {ORIGIN: {"size": 0, "root": "00"}},
                    "colour": "red",
                }
            )
        )
    places = [fault.place for fault in refused.value.faults]
    assert places == [
        "colour",
        f"origins.{ORIGIN}[1]",
        f"origins.{ORIGIN}[2]",
        "origins.jifen/B02[0]",
        f"last.{ORIGIN}",
        "parents.jifen/B07",
    ]


def test_a_trusted_parent_is_the_one_that_the_genesis_names(quarter):
    from tests.workflow.verifier.filings import bundle_of
    from workflow.verifier import verify_bundle

    keys = {ORIGIN: [verifier_key(ORIGIN, KEY)]}
    good = {**keys, "jifen/P01": [verifier_key("jifen/P01", OTHER_KEY)]}
    bad = {**keys, "jifen/P02": [verifier_key("jifen/P02", OTHER_KEY)]}
    assert verify_bundle(bundle_of(quarter), write_trust(good, {ORIGIN: "jifen/P01"})).ok
    verdict = verify_bundle(bundle_of(quarter), write_trust(bad, {ORIGIN: "jifen/P02"}))
    assert [finding.check for finding in verdict.findings] == ["genesis"]
    assert checked(quarter).ok
