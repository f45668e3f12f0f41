"""What one event says, for a document that leaves the house: its payload without whatever is nobody else's business.

Source: spec/ledger.md §1 (free text), spec/process.md §3 (the objector's name).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.event import Event
from projections.history import shown

# Written by hand, or of use to this program alone: a scheme's text has its digest beside it.
WITHHELD = frozenset({"text", "place", "objector", "tag", "checkpoint"})
# Fields that hold persons, by what the person has to do with the event.
PERSONS = frozenset(
    [
        *("member", "person", "kin", "silent", "members", "tellers", "signers", "present", "contact"),
        *("favour", "against", "abstained", "secretary", "committee", "decided_by"),
    ]
)


def said(event: Event) -> dict[str, Any]:
    """The payload as plain data: nothing sealed at any depth, nothing withheld."""
    return {name: _open(value) for name, value in shown(event, "").items() if name not in WITHHELD and not _shut(value)}


def _open(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _open(each) for name, each in value.items() if name not in WITHHELD and not _shut(each)}
    if isinstance(value, list):
        return [_open(each) for each in value if not _shut(each)]
    return value


def _shut(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"id", "box"}


def scalars(plain: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | int | bool]]:
    """The single values, those of an inner object under `outer.inner`; lists are told by their length."""
    for name, value in plain.items():
        if isinstance(value, dict):
            yield from scalars(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}.count", len(value)
        elif value is not None:
            yield f"{prefix}{name}", value


def persons(plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each person that the event names, and the field that says what they have to do with it."""
    for name, value in plain.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from persons(each)
            elif name in PERSONS and isinstance(each, str):
                yield name, each
