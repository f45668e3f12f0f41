"""An event has one form in the log, for ever, and old payloads are still read."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import pytest
import rfc8785
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from ledger.body import read_event
from ledger.errors import InvalidError, NotFoundError, TamperedError
from ledger.integrity import canonical_text, is_canonical
from ledger.mapper import EventMapper, event_bytes
from ledger.payload import Payload, from_plain, to_plain, topic_class, topics
from tests.ledger.sample import AT, Noted, noted


@dataclass(frozen=True, slots=True)
class Renamed(Payload):
    TOPIC: ClassVar[str] = "test-renamed"
    VERSION: ClassVar[int] = 3
    UPCAST: ClassVar = {
        1: lambda old: {"first": old["name"]},
        2: lambda old: {**old, "second": "none"},
    }

    first: str
    second: str


def test_an_event_is_one_json_object_in_rfc_8785_form():
    assert (
        event_bytes(noted(7))
        == (
            '{"at":"2026-03-29T08:00:00.000000Z","by":"person-1","command":"command-7","data":{"points":"2.5","text":"好"},'
            '"door":"sandbox","position":7,"stream":"note/7","topic":"test-noted","topic_version":1,"unit":"branch-1",'
            '"version":1}'
        ).encode()
    )


def test_who_stands_in_for_whom_is_written_as_for():
    event = replace(noted(0), on_behalf="person-2")
    assert b'"for":"person-2"' in event_bytes(event)
    assert read_event(event_bytes(event)) == event


def test_the_stored_event_is_read_back():
    mapper = EventMapper()
    stored = mapper.to_stored_event(noted(7))
    assert (stored.originator_id, stored.originator_version, stored.topic) == ("note/7", 1, "test-noted")
    assert mapper.to_domain_event(stored) == noted(7)


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_body_beside_wrong_columns_is_not_read(column):
    beside = ["note/7", 1, "test-noted"]
    beside[column] = 2 if column == 1 else "test-renamed"
    with pytest.raises(TamperedError):
        EventMapper().to_domain_event(StoredEvent(*beside, event_bytes(noted(7))))


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (b'"test-noted"', b'"test-nothing"', NotFoundError),
        (b'"topic_version":1', b'"topic_version":2', InvalidError),
        (b'"topic_version":1', b'"topic_version":0', InvalidError),
        (b'"by"', b'"from"', InvalidError),
        (b'"2.5"', b"2.5", InvalidError),
        (b'"text":', b'"texts":', InvalidError),
        (b"}", b"", InvalidError),
        (b'"version":1', b'"version":0', InvalidError),
        (b'"person-1"', b'" "', InvalidError),
    ],
)
def test_a_body_that_this_program_does_not_know_is_refused(old, new, error):
    with pytest.raises(error):
        read_event(event_bytes(noted(7)).replace(old, new))


def test_an_old_payload_is_brought_up_step_by_step():
    now = Renamed("a", "none")
    assert from_plain(Renamed, {"name": "a"}, 1) == now
    assert from_plain(Renamed, {"first": "a"}, 2) == now
    assert from_plain(Renamed, to_plain(now), 3) == from_plain(Renamed, to_plain(now)) == now
    with pytest.raises(InvalidError):
        from_plain(Renamed, to_plain(now), 4)


def test_a_topic_leads_to_its_class_and_to_one_alone():
    assert topic_class("test-noted") is Noted
    assert {"test-noted", "test-renamed"} <= set(topics())
    with pytest.raises(NotFoundError):
        topic_class("test-nothing")
    with pytest.raises(TypeError):

        class Other(Payload):
            TOPIC: ClassVar[str] = "test-noted"


@pytest.mark.parametrize(
    "change",
    [{"at": datetime(2026, 3, 29)}, {"position": -1}, {"version": 0}, {"unit": ""}, {"by": "a\nb"}, {"command": ""}],
)
def test_an_event_with_a_wrong_envelope_is_a_bug(change):
    with pytest.raises((ValueError, TypeError)):
        replace(noted(0), **change)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(json_values)
def test_the_checkers_own_canonical_form_is_rfc_8785s(value):
    assert canonical_text(value).encode() == rfc8785.dumps(value)
    assert is_canonical(rfc8785.dumps(value), value)
    assert not is_canonical(b" " + rfc8785.dumps(value), value)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.none() | st.integers(-(10**8), 10**8).map(Decimal))
def test_any_payload_survives_the_log(text, points):
    event = replace(noted(0), payload=Noted(text, points), at=AT)
    assert read_event(event_bytes(event)) == event
