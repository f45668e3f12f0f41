"""JSON as it is read here: strictly, so that no two readers see two things, and in one form.

Two forms are written: RFC 8785 for stored bodies, two spaces of indent and sorted names for the parts that people
read. Source: spec/ledger.md §1; RFC 8259, RFC 8785.
"""

import json
from typing import Any

DEPTH_MAX = 60


class UnreadableError(Exception):
    """It is no JSON that is read here; the message says why, in words for people."""


def read_json(data: bytes) -> Any:
    """The value of these bytes.

    Raises:
        UnreadableError: not UTF-8, no JSON, a name twice in one object, a fraction, or nested too deep.
    """
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_float=_whole, parse_constant=_whole)
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableError(str(error)[:120] or "it is no JSON") from error
    _check_depth(found)
    return found


def one_form(value: Any) -> bytes:
    """RFC 8785 of a value without fractions: names by UTF-16 units, no spaces, least escaping."""
    return _one_form(value).encode("utf-8", "surrogatepass")


def for_people(value: Any) -> bytes:
    """The one form of the parts that people read."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def first_difference(found: Any, expected: Any, place: str = "") -> str:
    """Where two values differ first, as a path such as `claims[3].worth`; empty if they don't."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in sorted(found.keys() | expected.keys()):
            below = f"{place}.{name}" if place else str(name)
            if name not in found or name not in expected:
                return below
            if where := first_difference(found[name], expected[name], below):
                return where
        return ""
    if isinstance(found, list) and isinstance(expected, list):
        for number, (one, other) in enumerate(zip(found, expected, strict=False)):
            if where := first_difference(one, other, f"{place}[{number}]"):
                return where
        return "" if len(found) == len(expected) else f"{place}[{min(len(found), len(expected))}]"
    return "" if type(found) is type(expected) and found == expected else place or "the whole"


def _one_form(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_quoted(name)}:{_one_form(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_one_form, value)) + "]"
    return _quoted(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("a name stands twice in one object")
    return found


def _whole(text: str) -> Any:
    raise UnreadableError(f"{text[:40]} is a fraction: figures are decimal strings")


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        depth += 1
        if depth > DEPTH_MAX:
            raise UnreadableError(f"it is nested deeper than {DEPTH_MAX}")
