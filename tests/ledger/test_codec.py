"""JSON and frozen dataclasses stand for each other, strictly, and every fault is told at once."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NewType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.codec import read_json
from ledger.errors import InvalidError
from ledger.payload import decode, encode
from ledger.scalar import INT_MAX, parse_instant
from ledger.sealed import Sealed


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


Name = NewType("Name", str)


@dataclass(frozen=True)
class Inner:
    name: Name
    days: tuple[int, ...] = ()
    more: "Inner | None" = None  # refers to itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    text: str
    count: int
    sure: bool
    points: Decimal
    on: date
    at: datetime
    colour: Colour
    kind: Literal["a", "b", 3]
    pair: tuple[str, Decimal]
    by_name: dict[str, Inner]
    by_colour: Mapping[Colour, int]
    reason: Sealed | None = None
    note: str | None = None
    stands_in: str | None = field(default=None, metadata={"json": "for"})
    holes: tuple[int | None, ...] = ()


WHOLE = Outer(
    text="好",
    count=3,
    sure=True,
    points=Decimal("2.50"),
    on=date(2026, 3, 29),
    at=datetime(2026, 3, 29, 8, 0, 0, 5, tzinfo=UTC),
    colour=Colour.RED,
    kind="a",
    pair=("x", Decimal("-0")),
    by_name={"会": Inner(Name("n"), (1, 2), Inner(Name("m")))},
    by_colour={Colour.GREEN: 1},
    reason=Sealed("1" * 32, "AA=="),
    stands_in="p2",
    holes=(1, None),
)
PLAIN = {
    "text": "好",
    "count": 3,
    "sure": True,
    "points": "2.5",
    "on": "2026-03-29",
    "at": "2026-03-29T08:00:00.000005Z",
    "colour": "red",
    "kind": "a",
    "pair": ["x", "0"],
    "by_name": {"会": {"name": "n", "days": [1, 2], "more": {"name": "m", "days": []}}},
    "by_colour": {"green": 1},
    "reason": {"id": "1" * 32, "box": "AA=="},
    "for": "p2",
    "holes": [1, None],
}


def test_a_value_is_written_by_its_type_hints_and_read_back():
    assert encode(WHOLE) == PLAIN
    assert decode(Outer, json.loads(json.dumps(PLAIN))) == WHOLE


def test_what_is_none_is_left_out_and_what_has_a_default_may_be():
    short = {name: value for name, value in PLAIN.items() if name not in ("reason", "note", "for", "holes")}
    read = decode(Outer, short)
    assert (read.reason, read.note, read.stands_in, read.holes) == (None, None, None, ())
    assert "note" not in encode(read)


def faults(kind, plain):
    with pytest.raises(InvalidError) as refusal:
        decode(kind, plain)
    return {fault.place: fault.message for fault in refusal.value.faults}


def test_every_fault_is_told_at_once_with_its_place():
    plain = {**PLAIN, "count": "3", "points": 2, "unknown": 1, "by_name": {"会": {"days": [1, True]}}, "note": None}
    del plain["text"]
    assert set(faults(Outer, plain)) == {
        "text",
        "count",
        "points",
        "unknown",
        "by_name.会.name",
        "by_name.会.days[1]",
        "note",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 1),
        ("text", "\ud800"),
        ("count", 1.0),
        ("count", True),
        ("count", INT_MAX + 1),
        ("count", "1"),
        ("sure", 1),
        ("points", 1.5),
        ("points", "1e3"),
        ("points", "NaN"),
        ("points", "٣"),
        ("points", "+1"),
        ("points", "01"),
        ("points", ".5"),
        ("points", "1" * 41),
        ("on", "20260329"),
        ("on", "2026-W13-7"),
        ("on", "2026-02-30"),
        ("at", "2026-03-29T08:00:00"),
        ("at", "2026-03-29T08:00:00+08:00"),
        ("at", "2026-03-29 08:00:00Z"),
        ("at", "2026-03-29T25:00:00Z"),
        ("colour", "blue"),
        ("colour", ["red"]),
        ("kind", "c"),
        ("kind", True),
        ("kind", {}),
        ("pair", ["x"]),
        ("pair", "xy"),
        ("by_name", []),
        ("by_colour", {"blue": 1}),
        ("holes", {}),
        ("reason", "x"),
        ("for", 5),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(name, value):
    found = faults(Outer, {**PLAIN, name: value})
    assert len(found) == 1
    assert next(iter(found)).startswith(name)


def test_a_shorter_instant_means_the_same():
    assert decode(Outer, {**PLAIN, "at": "2026-03-29T08:00:00Z"}).at == datetime(2026, 3, 29, 8, tzinfo=UTC)
    assert parse_instant("2026-03-29T08:00:00.5Z").microsecond == 500_000
    with pytest.raises(InvalidError):
        parse_instant("2026-03-29")


@pytest.mark.parametrize("plain", [None, [], "x", 1])
def test_what_is_no_object_is_refused(plain):
    assert set(faults(Outer, plain)) == {""}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 1.5),
        ("text", Colour.RED),
        ("text", "\ud800"),
        ("count", True),
        ("count", INT_MAX + 1),
        ("sure", 1),
        ("points", 1.5),
        ("points", Decimal("NaN")),
        ("points", Decimal("1e99")),
        ("points", Decimal("1." + "1" * 41)),
        ("on", datetime(2026, 3, 29, tzinfo=UTC)),
        ("at", datetime(2026, 3, 29)),
        ("at", datetime(2026, 3, 29, tzinfo=timezone(timedelta(hours=8)))),
        ("colour", "red"),
        ("kind", "c"),
        ("pair", ("x",)),
        ("holes", [1]),
        ("by_name", ()),
        ("by_name", {1: Inner(Name("n"))}),
        ("reason", "x"),
    ],
)
def test_writing_a_wrong_value_is_a_bug(name, value):
    wrong = Outer(**{**{field: getattr(WHOLE, field) for field in Outer.__slots__}, name: value})
    with pytest.raises((TypeError, ValueError)):
        encode(wrong)


@dataclass
class Melting:
    text: str


@dataclass(frozen=True)
class Either:
    value: str | int


@dataclass(frozen=True)
class Floating:
    value: float


@dataclass(frozen=True)
class Misleading:
    value: str | None = "something"


@pytest.mark.parametrize("kind", [Melting, Either, Floating, Misleading, list[str]])
def test_a_type_that_has_no_one_form_is_a_bug(kind):
    with pytest.raises(TypeError):
        decode(kind, {})


@pytest.mark.parametrize(
    "text", ["", "{", b"\xff", '{"a": 1.5}', '{"a": 1e3}', '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000, "-Infinity"]
)
def test_json_that_two_readers_could_read_in_two_ways_is_refused(text):
    with pytest.raises(InvalidError):
        read_json(text)


def test_threads_that_meet_a_type_at_once_all_get_it_whole():
    kinds = [dataclass(frozen=True)(type(f"Kind{n}", (), {"__annotations__": {"x": Outer}})) for n in range(50)]
    plain = {"x": encode(WHOLE)}
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda kind: decode(kind, plain).x, [kind for kind in kinds for _ in range(8)])
    assert all(one == WHOLE for one in found)


inner = st.recursive(
    st.builds(Inner, st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.integers(-9, 9)).map(tuple)),
    lambda children: st.builds(Inner, st.just("n"), st.just(()), children),
    max_leaves=3,
)


@given(
    st.builds(
        Outer,
        text=st.text(st.characters(exclude_categories=["Cs"])),
        count=st.integers(-INT_MAX, INT_MAX),
        sure=st.booleans(),
        points=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
        on=st.dates(),
        at=st.datetimes(timezones=st.just(UTC)),
        colour=st.sampled_from(Colour),
        kind=st.sampled_from(["a", "b", 3]),
        pair=st.tuples(st.just("x"), st.just(Decimal(1))),
        by_name=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3),
        by_colour=st.dictionaries(st.sampled_from(Colour), st.integers(0, 9)),
        note=st.none() | st.just("n"),
        holes=st.lists(st.none() | st.integers(0, 9)).map(tuple),
    )
)
def test_any_value_comes_back_as_it_was(value):
    assert decode(Outer, read_json(json.dumps(encode(value)))) == value
