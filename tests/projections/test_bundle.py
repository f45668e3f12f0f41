"""A filing as one file: the same bytes whenever it is made, readable with any tool, and only of what is filed."""

import json
import zipfile
from hashlib import sha256
from io import BytesIO
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.database import Database
from ledger.errors import InvalidError, NotFoundError
from ledger.mapper import event_bytes
from ledger.note import verifier_key
from ledger.store import Ledger
from projections.bundle import make_bundle, origin_of
from tests.projections.branch import filed_round, store
from tests.support import BRANCH, House
from tests.workflow.verifier.filings import Paper
from workflow.verifier import verify_bundle, write_trust

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = origin_of(BRANCH)


@pytest.fixture
def branch(sqlite_database: Database) -> tuple[Database, House]:
    house = filed_round()
    for event in house.units[BRANCH].events:
        if event.topic == "objection-lodged":
            object.__setattr__(event, "by", f"{BRANCH}#office")
    return store(sqlite_database, house), house


def made(database: Database, **more: int) -> bytes:
    return make_bundle(database.ledger(BRANCH), "F001", key=KEY, origin=ORIGIN, **more)


def parts(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_filing_gives_the_same_bytes_whatever_has_happened_since(branch):
    database, house = branch
    before = made(database)
    house.on("2026-05-01").do("clock.tick", "timer")
    store(database, house)
    assert made(database) == before


def test_any_zip_tool_opens_it_and_all_of_it_is_text(branch):
    found = parts(made(branch[0]))
    assert list(found) == sorted(found)
    assert "上报" in found["README.txt"].decode()
    assert found["checkpoint.txt"].decode().splitlines()[0] == "jifen/B01"


def test_it_holds_every_event_up_to_the_second_signature_as_stored(branch):
    database, _ = branch
    found = parts(made(database))
    bodies = [body for _, body in database.ledger(BRANCH).bodies()]
    lines = found["events.jsonl"].splitlines()
    assert lines == bodies[: len(lines)]
    assert json.loads(lines[-1])["topic"] == "filing-countersigned"
    assert f"\n{len(lines)}\n" in found["checkpoint.txt"].decode()


def test_it_says_what_was_filed_and_what_was_left_out(branch):
    found = parts(made(branch[0]))
    filing = json.loads(found["filing.json"])
    assert (filing["subject"], filing["signers"], filing["sandbox"]) == ("round/2026Q1", ["M01", "M02"], True)
    assert len(filing["claims"]) == 44
    assert filing["claims"][0] == {
        "claim": "2026Q1-001",
        "member": "M01",
        "item": "daily.achievement",
        "on": "2026-03-28",
        "worth": "18",
    }
    assert filing["contested"] == ["2026Q1-022"]
    assert filing["scheme"]["digest"] == sha256(found["scheme.toml"]).hexdigest()


def test_the_manifest_lists_every_other_part_with_its_digest(branch):
    found = parts(made(branch[0], since=30))
    manifest = json.loads(found["manifest.json"])
    assert manifest["parts"] == {
        name: {"bytes": len(part), "sha256": sha256(part).hexdigest()}
        for name, part in found.items()
        if name != "manifest.json"
    }
    assert "consistency.json" in manifest["parts"]
    assert (manifest["origin"], manifest["filing"]) == (ORIGIN, "F001")


def test_it_is_verified(branch):
    verdict = verify_bundle(made(branch[0]), write_trust({ORIGIN: [verifier_key(ORIGIN, KEY)]}))
    assert verdict.findings == ()


def test_only_a_filing_with_both_signatures_is_bundled(branch):
    database, house = branch
    signed = next(e.position for e in house.units[BRANCH].events if e.topic == "filing-countersigned")
    signed_once = Paper(BRANCH, [event_bytes(event) for event in house.units[BRANCH].events if event.position < signed])
    with pytest.raises(InvalidError):
        make_bundle(cast(Ledger, signed_once), "F001", key=KEY, origin=ORIGIN)
    with pytest.raises(NotFoundError):
        make_bundle(database.ledger(BRANCH), "F009", key=KEY, origin=ORIGIN)
    with pytest.raises(InvalidError):
        made(database, since=10_000)
    with pytest.raises(InvalidError):
        origin_of("B 01")
