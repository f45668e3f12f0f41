"""What time does by itself: what is due is closed on the way of the next command, by the clock, once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.database import Database, open_database
from ledger.errors import RefusedError
from ledger.event import Event
from ledger.events.deliberation import ClockRecorded
from tests.support import House, opened
from tests.workflow.story import applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.app import Caller, examine, handle
from workflow.fold import fold
from workflow.record import state_key
from workflow.state.claim import Claim
from workflow.state.cycle import Round
from workflow.state.deliberation import LastInstant
from workflow.state.objection import Objection
from workflow.state.publicity import Window

STUDY = "2026Q1-022"  # M05's study points


@pytest.fixture
def house() -> House:
    return published(applied_and_observed(opened(members=5), 1, members=5), 1)


def enrolled(house: House, member: str = "M20") -> list[Event]:
    return house.do("member.enrol", "M01", member=member, since="2026-01-01")


def test_the_next_command_finds_what_was_due_closed(house):
    deadline = house.find(Window, "W001").deadline
    house.now = deadline
    size = len(house.units["B01"].events)
    enrolled(house)
    clock, closed = house.units["B01"].events[size : size + 2]
    assert (clock.by, clock.door, clock.command) == ("clock", "clock", f"clock/{size}")
    assert clock.payload == ClockRecorded(
        source="on the way of member.enrol",
        jump_seconds=(deadline - house.units["B01"].events[size - 1].at).days * 86_400
        + (deadline - house.units["B01"].events[size - 1].at).seconds,
    )
    assert (closed.topic, closed.by) == ("publicity-closed", "clock")
    assert house.find(Claim, STUDY).state == "final"
    assert house.find(Round, "2026Q1").state == "posted"
    assert replayed(house, "B01") == ()


def test_a_microsecond_before_the_deadline_nothing_is_closed(house):
    house.now = house.find(Window, "W001").deadline - timedelta(microseconds=1)
    size = len(house.units["B01"].events)
    enrolled(house)
    assert [e.topic for e in house.units["B01"].events[size:]] == ["member-enrolled"]
    assert house.find(Window, "W001").state == "open"


def test_an_objection_after_the_deadline_is_told_to_turn_to_the_upper_unit(house):
    house.now = house.find(Window, "W001").deadline
    assert house.refused("objection.lodge", "M05", about=f"claim/{STUDY}", text="late") == ["in-window"]


def test_who_closes_a_window_by_a_command_of_their_own_is_not_forestalled(house):
    house.now = house.find(Window, "W001").deadline
    assert [e.by for e in house.do("publicity.close", "M03", window="W001")][:1] == ["M03"]
    assert replayed(house, "B01") == ()


def _settled(house: House) -> dict[str, Any]:
    """The state, but for the instant at which it was last looked at."""
    return {
        key: record for key, record in house.units["B01"].state.records.items() if key != state_key(LastInstant, "")
    }


@pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1), timedelta(days=40)])
def test_closing_by_tick_by_command_or_late_comes_to_the_same(late):
    states = []
    for way in ("tick", "close", "command"):
        house = published(applied_and_observed(opened(members=5), 1, members=5), 1)
        house.now = house.find(Window, "W001").deadline + late
        if way == "tick":
            house.do("clock.tick", "timer")
        elif way == "close":
            house.do("publicity.close", "M01", window="W001")
        enrolled(house)
        states.append(_settled(house))
    assert states[0] == states[1] == states[2]


def test_a_time_to_appeal_that_is_over_ends_the_objection(house):
    house.on("2026-04-02")
    house.do("objection.lodge", "M05", about=f"claim/{STUDY}", text="I was there")
    house.do("objection.admit", "M01", objection="O001")
    vote = {"present": ["M01", "M02", "M03"], "favour": ["M01", "M02", "M03"], "reason": "the sheet says so"}
    house.do("objection.answer", "M02", objection="O001", upheld=False, **vote)
    house.do("objection.tell", "M02", objection="O001")
    house.now = house.find(Objection, "O001").appealable_until
    assert house.refused("appeal.lodge", "M05", objection="O001", text="once more") != []
    enrolled(house)
    assert house.find(Objection, "O001").state == "ended"
    assert house.find(Claim, STUDY).state == "final"
    assert replayed(house, "B01") == ()


def test_a_clock_that_ran_backwards_is_recorded_and_closes_nothing(house):
    house.now = house.find(Window, "W001").deadline - timedelta(hours=1)
    enrolled(house)
    house.now -= timedelta(days=2)
    size = len(house.units["B01"].events)
    enrolled(house, "M21")
    clock, command = house.units["B01"].events[size:]
    assert (clock.by, clock.payload.backwards, clock.payload.jump_seconds) == ("clock", True, -2 * 86_400)
    assert command.topic == "member-enrolled"
    assert house.find(Window, "W001").state == "open"
    assert replayed(house, "B01") == ()


def test_what_a_fast_clock_closed_stays_closed_when_it_is_put_right(house):
    right = house.now
    house.now = house.find(Window, "W001").deadline + timedelta(days=1)
    enrolled(house)
    house.now = right + timedelta(days=1)
    assert house.refused("objection.lodge", "M05", about=f"claim/{STUDY}", text="in time") == ["in-order"]
    enrolled(house, "M21")
    assert house.find(Window, "W001").state == "closed"
    assert replayed(house, "B01") == ()


def test_commands_that_race_one_another_by_moments_leave_no_clock_behind(house):
    enrolled(house)
    house.now -= timedelta(seconds=2)
    size = len(house.units["B01"].events)
    enrolled(house, "M21")
    assert len(house.units["B01"].events) == size + 1
    assert replayed(house, "B01") == ()


# Through the one door, on a real database.

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ENROL = {"command": "member.enrol", "id": "e1", "unit": "B01", "by": "M01", "member": "M20", "since": "2026-01-01"}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    from tests.projections.branch import store

    told = published(applied_and_observed(opened(members=5), 1, members=5), 1)
    return store(open_database(str(tmp_path / "ledger.db"), create=True), told)


def do(database: Database, **body: Any) -> Any:
    return handle(database, body, Caller(None, NOW))


def by_of(database: Database, size: int) -> list[tuple[str, str]]:
    return [(event.topic, event.by) for event in database.ledger("B01").follow(after=size - 1)]


def test_the_door_records_the_clock_before_the_command_and_once(database):
    size = database.ledger("B01").head().size
    at = {"at": "2026-04-09T04:00:00Z"}
    first = do(database, **ENROL, **at)
    found = by_of(database, size)
    assert [topic for topic, by in found if by == "clock"][:2] == ["clock-recorded", "publicity-closed"]
    assert found[-1] == ("member-enrolled", "M01")
    assert [topic for _, topic, _ in first.events] == ["member-enrolled"]
    again = do(database, **ENROL, **at)
    assert again.repeated
    assert by_of(database, size) == found
    with database.ledger("B01").reading() as rows:
        folded = fold(None, database.ledger("B01").follow()).records
        assert rows.keys() == tuple(sorted(folded))


def test_a_command_that_is_refused_has_recorded_nothing_on_its_way(database):
    size = database.ledger("B01").head().size
    with pytest.raises(RefusedError):
        do(database, **{**ENROL, "by": "M04", "at": "2026-04-09T04:00:00Z"})
    assert database.ledger("B01").head().size == size


def test_asking_ahead_answers_as_though_the_window_were_closed_and_records_nothing(database):
    size = database.ledger("B01").head().size
    filing = {"command": "filing.file", "id": "f", "unit": "B01", "by": "M01", "subject": "round/2026Q1"}
    caller = Caller(None, NOW)
    assert examine(database, {**filing, "at": "2026-04-06T04:00:00Z"}, caller)
    assert examine(database, {**filing, "at": "2026-04-09T04:00:00Z"}, caller) == ()
    assert database.ledger("B01").head().size == size


def test_nobody_speaks_in_the_name_of_the_clock(database):
    with pytest.raises(RefusedError) as refused:
        do(database, command="clock.tick", id="t", unit="B01", by="clock", at="2026-04-09T04:00:00Z")
    assert [r.guard for r in refused.value.refusals] == ["who-may"]


def test_in_a_sandbox_a_time_before_the_last_is_taken_and_the_clock_says_so(database):
    size = database.ledger("B01").head().size
    do(database, **{**ENROL, "at": "2026-03-01T04:00:00Z"})
    clock, command = list(database.ledger("B01").follow(after=size - 1))
    assert (clock.topic, clock.payload.backwards, command.topic) == ("clock-recorded", True, "member-enrolled")
    do(database, **{**ENROL, "id": "e2", "member": "M21", "at": "2026-03-01T04:00:00Z"})
    assert database.ledger("B01").head().size == size + 3
