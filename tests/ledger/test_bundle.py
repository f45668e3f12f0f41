"""A bundle is the same bytes for the same parts, opens with any ZIP tool, and can't hurt who reads it."""

import contextlib
import subprocess
import sys
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import bundle
from ledger.bundle import read_bundle, write_bundle
from ledger.errors import InvalidError

PARTS = {"events/000001.json": b'{"a":1}', "checkpoint.txt": "支部\n".encode(), "events/000000.json": b""}


def test_the_same_parts_are_the_same_bytes_in_any_order():
    assert write_bundle(PARTS) == write_bundle(dict(reversed(PARTS.items())))
    assert read_bundle(write_bundle(PARTS)) == PARTS
    assert list(read_bundle(write_bundle(PARTS))) == sorted(PARTS)


def test_the_bytes_are_pinned():
    assert sha256(write_bundle(PARTS)).hexdigest() == "596a07d14eb1b82d513e2fa99445d532e222be10c50d3cae515e729ee7689790"


def test_a_deflated_bundle_reads_alike_and_is_smaller():
    parts = {"a": b"x y z " * 200}
    assert read_bundle(write_bundle(parts, deflated=True)) == parts
    assert len(write_bundle(parts, deflated=True)) < len(write_bundle(parts))


def test_any_zip_tool_opens_it(tmp_path):
    path = tmp_path / "filing.zip"
    path.write_bytes(write_bundle(PARTS))
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(path), str(tmp_path / "out")], check=True)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in PARTS} == PARTS


@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_whatever_do_more_than_be_refused(noise, at):
    data = write_bundle(PARTS)
    with contextlib.suppress(InvalidError):
        read_bundle(data[:at] + noise + data[at + len(noise) :])


names = st.from_regex(r"\A[a-z0-9]{1,5}(/[a-z0-9]{1,5}\.json)?\Z")


@given(st.dictionaries(names, st.binary(max_size=50), max_size=5), st.booleans())
def test_any_parts_come_back_as_they_were(parts, deflated):
    assert read_bundle(write_bundle(parts, deflated=deflated)) == parts


BAD_NAMES = [
    "",
    "/a",
    "../a",
    "a/../b",
    "a//b",
    "a/",
    "a\\b",
    "c:a",
    ".a",
    "a.",
    "a\nb",
    "支部",
    "a b",
    "-a",
    "a" * 201,
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_not_every_system_can_unpack_is_refused(name):
    with pytest.raises(InvalidError):
        write_bundle({name: b""})
    if name:
        with pytest.raises(InvalidError):
            read_bundle(zipped([(name, b"")]))


def zipped(parts, kind=zipfile.ZIP_STORED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a", "a"), ("a", "A")])
def test_two_parts_of_one_name_are_refused(names):
    with pytest.raises(InvalidError, match="two parts"):
        read_bundle(zipped([(name, b"") for name in names]))


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(InvalidError, match="unpacks to too much"):
        read_bundle(zipped([("a", bytes(10_000_000))], zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("PARTS_MAX", 2, "at most 2 parts"),
        ("PART_BYTES_MAX", 6, "larger than 6"),
        ("TOTAL_BYTES_MAX", 13, "at most 13"),
    ],
)
def test_every_limit_holds_in_writing_and_in_reading(monkeypatch, limit, value, message):
    data = write_bundle(PARTS)
    monkeypatch.setattr(bundle, limit, value + 1)
    assert read_bundle(data) == PARTS
    monkeypatch.setattr(bundle, limit, value)
    with pytest.raises(InvalidError, match=message):
        write_bundle(PARTS)
    with pytest.raises(InvalidError, match=message):
        read_bundle(data)


def test_other_ways_of_packing_are_refused():
    with pytest.raises(InvalidError, match="packed in a way"):
        read_bundle(zipped([("a", b"x")], zipfile.ZIP_LZMA))
    encrypted = bytearray(zipped([("a", b"x")]))
    encrypted[encrypted.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InvalidError):
        read_bundle(bytes(encrypted))


def test_a_damaged_bundle_is_refused():
    data = write_bundle(PARTS)
    for at in range(len(data)):
        for bit in (1, 0x10, 0x80):
            broken = bytearray(data)
            broken[at] ^= bit
            with contextlib.suppress(InvalidError):  # a date, or a flag that nobody reads, harms nothing
                assert set(read_bundle(bytes(broken)).values()) <= set(PARTS.values())
    for end in (0, 10, len(data) - 1):
        with pytest.raises(InvalidError):
            read_bundle(data[:end])
    changed = data.replace(b'{"a":1}', b'{"a":2}')
    with pytest.raises(InvalidError):
        read_bundle(changed)


def test_overlapping_parts_are_refused():
    data = zipped([("a", b"x" * 1000)])
    central = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[central:end]
    twice = bytearray(data[:central] + entry + entry.replace(b"a", b"b", 1) + data[end:])
    tail = twice.rindex(b"PK\x05\x06")
    twice[tail + 8 : tail + 12] = (2).to_bytes(2, "little") * 2
    twice[tail + 12 : tail + 16] = (2 * len(entry)).to_bytes(4, "little")
    with pytest.raises(InvalidError, match="overlap"):
        read_bundle(bytes(twice))
