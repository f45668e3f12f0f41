"""Which key may have signed a log: the trust file's, or what it was handed on to; never one that was handed on from."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.bundle import read_bundle
from ledger.event import Event
from ledger.events.keys import LogKeyRotated
from ledger.mapper import event_bytes
from ledger.note import sign_note, verifier_key
from projections.receipt import carried, receipt_text
from tests.workflow.verifier.filings import (
    KEY,
    ORIGIN,
    OTHER_KEY,
    Paper,
    bundle_of,
    changed,
    ids,
    inserted,
    trust,
    where,
)
from workflow.verifier import verify_bundle, verify_receipt, write_trust
from workflow.verifier.__main__ import main

THIRD_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))


def rotation(old: Ed25519PrivateKey, new: Ed25519PrivateKey, *, by: Ed25519PrivateKey | None = None) -> LogKeyRotated:
    first, second = verifier_key(ORIGIN, old), verifier_key(ORIGIN, new)
    return LogKeyRotated(old=first, key=second, note=sign_note(f"{second}\n", ORIGIN, by or old))


@pytest.fixture(scope="module")
def rotated(quarter: list[Event]) -> list[Event]:
    """The quarter, with the ledger's key handed on by the secretary before the round was open."""
    return handed_on(quarter, rotation(KEY, OTHER_KEY))


def handed_on(events: list[Event], said: LogKeyRotated) -> list[Event]:
    before = where(events, "round-opened")
    return inserted(events, before, ("log-key/B01", said), by="M01")


def test_the_new_key_is_believed_because_the_old_one_signed_it(rotated):
    assert verify_bundle(bundle_of(rotated, key=OTHER_KEY), trust()).ok
    assert verify_bundle(bundle_of(rotated, key=OTHER_KEY), trust(key=OTHER_KEY)).ok


def test_the_old_key_signs_nothing_behind_the_rotation(rotated):
    assert ids(verify_bundle(bundle_of(rotated, key=KEY), trust())) == {"signature"}


def test_a_chain_is_followed_over_every_rotation(rotated):
    again = handed_on(rotated, rotation(OTHER_KEY, THIRD_KEY))
    assert verify_bundle(bundle_of(again, key=THIRD_KEY), trust()).ok
    assert not verify_bundle(bundle_of(again, key=OTHER_KEY), trust()).ok


def test_a_successor_that_nobody_signed_is_named(quarter):
    for said in (rotation(KEY, OTHER_KEY, by=OTHER_KEY), rotation(THIRD_KEY, OTHER_KEY)):
        events = handed_on(quarter, said)
        assert "signature" in ids(verify_bundle(bundle_of(events, key=OTHER_KEY), trust()))


def test_a_withdrawn_key_is_believed_up_to_its_size(quarter):
    bundle, key_id = bundle_of(quarter), verifier_key(ORIGIN, KEY).split("+")[1]
    for size, holds in ((len(quarter), True), (len(quarter) - 1, False)):
        known = write_trust({ORIGIN: [verifier_key(ORIGIN, KEY)]}, withdrawn={ORIGIN: {key_id: size}})
        assert verify_bundle(bundle, known).ok is holds


def receipt_of(events: list[Event], position: int) -> str:
    paper = Paper(events[0].unit, [event_bytes(event) for event in events])
    return receipt_text(carried(paper, position, KEY))  # type: ignore[arg-type]


def test_a_receipt_is_held_against_a_bundle(quarter):
    position = where(quarter, "claim-applied", 2)
    receipt = receipt_of(quarter, position)
    verdict = verify_receipt(receipt, trust(), bundle=bundle_of(quarter))
    assert (verdict.findings, verdict.checked["events"]) == ((), len(quarter))


def test_a_rewritten_history_is_named_by_a_receipt_from_before(quarter):
    position = where(quarter, "claim-applied", 2)
    receipt = receipt_of(quarter, position)
    rewritten = changed(quarter, position, at=quarter[position].at + timedelta(seconds=1))
    verdict = verify_receipt(receipt, trust(), bundle=bundle_of(rewritten))
    assert ids(verdict) == {"receipt", "extends"}
    assert position in [found.position for found in verdict.findings]
    later = receipt_of(quarter, len(quarter) - 1)
    assert "receipt" in ids(verify_receipt(later, trust(), bodies=[event_bytes(event) for event in quarter[:9]]))


def test_a_stolen_key_names_no_successor(rotated):
    """The thief hands the key on: the trust file says up to where its signatures stand, and that ends before."""
    key_id, before = verifier_key(ORIGIN, KEY).split("+")[1], where(rotated, "log-key-rotated")
    for size, holds in ((before, False), (before + 1, True)):
        known = write_trust({ORIGIN: [verifier_key(ORIGIN, KEY)]}, withdrawn={ORIGIN: {key_id: size}})
        assert verify_bundle(bundle_of(rotated, key=OTHER_KEY), known).ok is holds


def test_the_verifier_alone_takes_receipts_and_checkpoints_too(quarter, tmp_path, capsys):
    files = {
        "trust": trust().encode(),
        "receipt": receipt_of(quarter, 40).encode(),
        "bundle": bundle_of(quarter),
        "note": read_bundle(bundle_of(quarter))["checkpoint.txt"],
        "none": b"no file of ours",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    def run(name: str, *more: str) -> int:
        return main([str(tmp_path / name), "--trust", str(tmp_path / "trust"), *more])

    assert [run("receipt"), run("receipt", "--bundle", str(tmp_path / "bundle")), run("note")] == [0, 0, 0]
    assert [run("none"), run("trust"), run("receipt", "--bundle", str(tmp_path / "none"))] == [7, 7, 7]
    assert run("absent") == 3
    assert "receipts" in capsys.readouterr().out
