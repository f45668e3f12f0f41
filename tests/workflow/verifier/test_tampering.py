"""Whatever is done to a filing, by chance or by hand, is found, with its place; nothing stops the one who checks."""

import json
import random
import struct
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from ledger.bundle import read_bundle, write_bundle
from ledger.mapper import event_bytes
from tests.workflow.verifier.filings import (
    KEY,
    ORIGIN,
    OTHER_KEY,
    at,
    bundle_of,
    checked,
    events_in,
    ids,
    put_right,
    repacked,
    root_at,
    said,
    trust,
    where,
)
from workflow.verifier import verify_bundle

PARTS = ["README.txt", "checkpoint.txt", "events.jsonl", "filing.json", "manifest.json", "scheme.toml"]


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def test_no_flipped_bit_goes_unnoticed(bundle):
    known, dice = trust(), random.Random(2026)
    # Anywhere, and each byte of the structure: headers, the list of parts, its end.
    places = [dice.randrange(len(bundle)) for _ in range(150)]
    structure = [place for sign in (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06") for place in _around(bundle, sign)]
    for place in [*places, *structure]:
        verdict = verify_bundle(flipped(bundle, place, dice.randrange(8)), known)
        assert not verdict.ok, place
        assert all(finding.check and (finding.part or finding.message) for finding in verdict.findings), place


@pytest.mark.parametrize("name", [*PARTS, "consistency.json"])
def test_a_flipped_bit_in_a_part_is_named_by_the_part_and_in_the_log_by_the_event_too(quarter, name):
    made, known, dice = bundle_of(quarter, since=40), trust(), random.Random(11)
    start = made.index(read_bundle(made)[name])
    part = read_bundle(made)[name]
    for _ in range(12):
        place, bit = dice.randrange(len(part)), dice.randrange(8)
        verdict = verify_bundle(flipped(made, start + place, bit), known)
        assert name in {finding.part for finding in verdict.findings if finding.check == "container"}
        assert "stumbled" not in ids(verdict)
        hurt = [finding.position for finding in verdict.findings if finding.position is not None]
        if name == "events.jsonl" and hurt:
            command = quarter[part[:place].count(b"\n")].command
            first = next(event.position for event in quarter if event.command == command)
            assert min(hurt) >= first, (place, bit)


def test_every_byte_of_the_structure_is_one_that_counts(bundle):
    """The headers, the list of parts, its end: each byte flipped once."""
    held = [(bundle.index(part), len(part)) for part in read_bundle(bundle).values()]
    inside = {byte for start, length in held for byte in range(start, start + length)}
    known, dice = trust(), random.Random(12)
    for place in sorted(set(range(len(bundle))) - inside):
        verdict = verify_bundle(flipped(bundle, place, dice.randrange(8)), known)
        assert "container" in ids(verdict), place


def _around(bundle: bytes, sign: bytes) -> range:
    start = bundle.index(sign)
    return range(start, min(start + 50, len(bundle)))


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_was_changed_and_hashed_anew_is_named(bundle, name):
    known, dice = trust(), random.Random(7)
    part = read_bundle(bundle)[name]
    for _ in range(12):
        other = flipped(part, dice.randrange(len(part)), dice.randrange(8))
        verdict = verify_bundle(repacked(bundle, {name: other}), known)
        assert not verdict.ok
        assert any(finding.part == name or finding.position is not None for finding in verdict.findings)


def test_an_event_that_was_changed_in_place_is_named_by_its_position(bundle):
    lines = read_bundle(bundle)["events.jsonl"].split(b"\n")
    lines[70] = lines[70].replace(b'"by":"', b'"by": "')
    verdict = verify_bundle(repacked(bundle, {"events.jsonl": b"\n".join(lines)}), trust())
    assert at(verdict, "events") == [70]
    assert "root" in ids(verdict)


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_tail_that_was_dropped_is_missed(bundle, cut):
    lines = read_bundle(bundle)["events.jsonl"].splitlines(keepends=True)
    verdict = verify_bundle(repacked(bundle, {"events.jsonl": b"".join(lines[:-cut])}), trust())
    assert "root" in ids(verdict)


def test_events_swapped_left_out_or_repeated_are_named_where_the_order_breaks(bundle):
    lines = read_bundle(bundle)["events.jsonl"].splitlines(keepends=True)
    swapped = [*lines[:50], lines[51], lines[50], *lines[52:]]
    left_out = [*lines[:50], *lines[51:]]
    repeated = [*lines[:50], lines[49], *lines[50:]]
    for other in (swapped, left_out, repeated):
        verdict = verify_bundle(repacked(bundle, {"events.jsonl": b"".join(other)}), trust())
        assert 50 in at(verdict, "events")


def test_a_filing_signed_with_a_key_that_is_not_trusted_is_refused(quarter):
    verdict = verify_bundle(bundle_of(quarter, key=OTHER_KEY), trust())
    assert ids(verdict) == {"signature"}


def test_a_filing_of_another_unit_is_refused_even_with_a_trusted_key(quarter):
    known = trust(origin="jifen/B02")
    assert "signature" in ids(verify_bundle(bundle_of(quarter), known))
    signed_as_another = [replace(event, unit="B02") for event in quarter]
    assert "origin" in ids(verify_bundle(bundle_of(signed_as_another), trust()))


def test_points_changed_before_the_review_and_signed_anew_are_found_by_what_followed(quarter):
    position = where(quarter, "claim-observed", 4)
    line = replace(quarter[position].payload.line, points=Decimal("1"))
    verdict = checked(said(quarter, position, line=line))
    assert at(verdict, "worth") == [position]
    verdict = checked(said(quarter, position, line=line, worth=Decimal("1")))
    claim = quarter[position].payload.claim
    reviewed = [e.position for e in quarter if e.topic == "claim-reviewed" and e.payload.claim == claim]
    assert at(verdict, "never-more") == reviewed


def test_a_filed_figure_changed_and_signed_anew_is_found(quarter):
    position = where(quarter, "filing-made")
    filed = quarter[position].payload.claims
    verdict = checked(said(quarter, position, claims=(replace(filed[0], worth=Decimal("99")), *filed[1:])))
    assert at(verdict, "filing") == [position]
    assert filed[0].claim in str(verdict.findings[0])


def test_grades_changed_and_signed_anew_are_found(year):
    from projections.bundle import make_bundle

    events = events_in(make_bundle(year.ledger("B01"), "F005", key=KEY, origin=ORIGIN))
    position = where(events, "grades-proposed")
    figures = events[position].payload.figures
    other = (replace(figures[0], total=figures[0].total + 1), *figures[1:])
    verdict = checked(said(events, position, figures=other), "F005")
    assert at(verdict, "grades") == [position]
    assert "M01" in str(verdict.findings[0])


def test_a_history_rewritten_throughout_with_the_key_is_found_by_the_last_checkpoint_alone(quarter):
    """Every event of one claim, and the filing, say other points: nothing inside contradicts it."""
    claim = quarter[where(quarter, "claim-observed", 6)].payload.claim
    rewritten = []
    for event in quarter:
        payload = event.payload
        if getattr(payload, "claim", None) == claim and hasattr(payload, "line"):
            line = replace(payload.line, points=Decimal("3"))
            payload = replace(payload, line=line, worth=Decimal("3"))
        if event.topic == "filing-made":
            filed = (replace(one, worth=Decimal("3")) if one.claim == claim else one for one in payload.claims)
            payload = replace(payload, claims=tuple(filed))
        rewritten.append(replace(event, payload=payload))
    assert checked(rewritten).ok
    assert any("rewritten together" in str(fault) for fault in checked(rewritten).not_checked)
    size = len(quarter) - 10
    assert ids(checked(rewritten, last=(size, root_at(quarter, size)))) == {"extends"}


def test_a_tail_cut_off_and_signed_anew_is_found_by_the_last_checkpoint(quarter):
    known = {"last": (len(quarter) + 8, bytes(32))}
    verdict = checked(quarter, **known)
    assert at(verdict, "extends") == [len(quarter)]


def test_another_scheme_in_the_bundle_is_not_the_pinned_one(bundle):
    text = read_bundle(bundle)["scheme.toml"].replace(b"points", b"p0ints", 1)
    assert "scheme" in ids(verify_bundle(repacked(bundle, {"scheme.toml": text}), trust()))


def test_a_scheme_text_changed_in_the_log_is_not_the_one_that_its_digest_names(quarter):
    position = where(quarter, "scheme-proposed")
    text = quarter[position].payload.text + "# changed\n"
    verdict = checked(said(quarter, position, text=text))
    assert position in at(verdict, "scheme")


def test_a_receipt_whose_proof_does_not_hold_is_named(quarter):
    position = where(quarter, "receipt-taken")
    carried = quarter[position].payload.carried
    other = said(quarter, position, carried=replace(carried, body=carried.body.replace("U1", "U2")))
    bodies = b"".join(event_bytes(event) + b"\n" for event in other)
    verdict = verify_bundle(repacked(bundle_of(quarter), {"events.jsonl": bodies}), trust())
    assert at(verdict, "receipt") == [position]


def test_what_the_parts_for_people_say_is_what_the_events_give(bundle):
    filing = json.loads(read_bundle(bundle)["filing.json"])
    filing["claims"][3]["worth"] = "99"
    text = f"{json.dumps(filing, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()
    verdict = verify_bundle(repacked(bundle, {"filing.json": text}), trust())
    assert [str(finding) for finding in verdict.findings if finding.part == "filing.json"] == [
        "filing: filing.json: claims[3].worth is not what the events give"
    ]


def test_a_proof_of_extension_that_does_not_hold_is_named(quarter):
    made = bundle_of(quarter, since=40)
    said_ = json.loads(read_bundle(made)["consistency.json"])
    for other in ({"path": said_["path"][:-1]}, {"old_size": 41}, {"old_root": "0" * 64}, {"old_size": "40"}):
        text = f"{json.dumps(said_ | other, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()
        assert "extends" in ids(verify_bundle(repacked(made, {"consistency.json": text}), trust()))


def test_parts_that_are_missing_or_unknown_are_named(bundle):
    assert "parts" in ids(verify_bundle(repacked(bundle, {"filing.json": None}), trust()))
    verdict = verify_bundle(repacked(bundle, {"more.txt": b"see also"}), trust())
    assert [finding.part for finding in verdict.findings] == ["more.txt"]


def _bomb() -> bytes:
    return write_bundle({"manifest.json": b"0" * 20_000_000}, deflated=True)


def _lying_size(bundle: bytes) -> bytes:
    return bundle[:18] + struct.pack("<LL", 2**31, 2**31) + bundle[26:]


HOSTILE = {
    "nothing": b"",
    "no zip": b"hello",
    "a zip bomb": _bomb(),
    "only an end": b"PK\x05\x06" + bytes(18),
    "deep JSON": write_bundle({"manifest.json": b"[" * 500_000, "events.jsonl": b'{"a":' * 300_000}),
    "a float": write_bundle({"manifest.json": b'{"format":1.0}'}),
    "a name twice": write_bundle({"manifest.json": b'{"format":1,"format":1,"parts":{}}'}),
    "no UTF-8": write_bundle({"manifest.json": b"\xff\xfe", "events.jsonl": b"\xff\n"}),
    "a huge number": write_bundle({"manifest.json": b"9" * 100_000, "events.jsonl": b"9" * 100_000}),
    "many lines": write_bundle({"manifest.json": b'{"format":1,"parts":{}}', "events.jsonl": b"\n" * 3_000_000}),
    "other types": write_bundle({"manifest.json": b'{"format":[],"parts":{}}'}),
    "a list of parts": write_bundle({"manifest.json": b'{"format":1,"filing":{},"parts":[1]}'}),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_a_finding_in_little_time(data):
    start = time.monotonic()
    verdict = verify_bundle(data, trust())
    assert not verdict.ok
    assert verdict.findings
    assert time.monotonic() - start < 3


def test_a_bundle_that_lies_about_its_sizes_or_was_cut_is_a_finding(bundle):
    for other in (_lying_size(bundle), bundle[:-1], bundle[: len(bundle) // 2], bundle + b"\0", b"\0" + bundle):
        assert ids(verify_bundle(other, trust())) == {"container"}


def test_values_that_no_decision_writes_are_findings_and_stop_nobody(quarter):
    """Unknown zones, dates out of range, matters that aren't there: each is some event's fault."""
    odd = [
        said(quarter, 0, zone="Nowhere/At-All"),
        said(quarter, where(quarter, "cycle-planned"), cycle="2027"),
        said(quarter, where(quarter, "claim-signed"), claim="none"),
        said(quarter, where(quarter, "round-opened"), cycle="none"),
        said(quarter, where(quarter, "publicity-closed"), window="none"),
        said(quarter, where(quarter, "filing-made"), subject="round/none"),
        put_right(quarter[1:]),
    ]
    for events in odd:
        bodies = b"".join(event_bytes(event) + b"\n" for event in events)
        verdict = verify_bundle(repacked(bundle_of(quarter), {"events.jsonl": bodies}), trust())
        assert any(finding.position is not None for finding in verdict.findings)
        assert "stumbled" not in ids(verdict)


def test_a_trust_file_that_makes_no_sense_says_all_that_is_wrong(bundle):
    verdict = verify_bundle(bundle, '{"format": 2, "origins": {"a b": []}, "more": 1}')
    assert ids(verdict) == {"trust"}
    assert len(verdict.findings) >= 4
    assert not verify_bundle(bundle, "").ok
    assert not verify_bundle(bundle, "[" * 100_000).ok
