"""The opening of publicity seen from above: an instant by another clock, which a filing is held against."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ledger.errors import InvalidError
from tests.support import BRANCH, UPPER, House, opened
from tests.workflow.story import applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.publicity import Window, Witnessed


@pytest.fixture
def house() -> House:
    return published(applied_and_observed(opened(members=5), 1, members=5), 1)


def witnessed(house: House) -> int:
    """The position of the upper unit's event."""
    request = house.carry(BRANCH, house.find(Window, "W001").position)
    return house.do("window.witness", "U1", UPPER, request=request)[0].position


def filed(house: House) -> int:
    """The position of the request."""
    house.do("filing.file", "M01", subject="round/2026Q1")
    return house.do("filing.countersign", "M02", filing="F001")[0].position


def test_the_branch_learns_by_receipt_when_its_opening_was_seen(house):
    house.now += timedelta(hours=5)
    seen = house.now
    decision = house.carry(UPPER, witnessed(house))
    said = house.do("receipt.take", "M01", decision=decision)
    assert [(event.topic, event.stream) for event in said] == [("receipt-taken", "publicity/W001")]
    assert house.find(Window, "W001").witnessed == seen
    assert house.refused("receipt.take", "M01", decision=decision) == ["ended"]
    for unit in (BRANCH, UPPER):
        assert replayed(house, unit) == ()


def test_a_receipt_may_come_after_the_window_was_closed(house):
    at = witnessed(house)
    house.now = house.find(Window, "W001").deadline
    house.do("clock.tick", "timer")
    house.do("receipt.take", "M01", decision=house.carry(UPPER, at))
    assert (house.find(Window, "W001").state, house.find(Window, "W001").witnessed is not None) == ("closed", True)
    assert replayed(house, BRANCH) == ()


def test_an_opening_is_seen_once(house):
    witnessed(house)
    request = house.carry(BRANCH, house.find(Window, "W001").position)
    assert house.refused("window.witness", "U2", UPPER, request=request) == ["ended"]


def test_an_opening_of_a_clock_that_is_ahead_is_not_seen(house):
    house.now -= timedelta(hours=1)
    request = house.carry(BRANCH, house.find(Window, "W001").position)
    assert house.refused("window.witness", "U1", UPPER, request=request) == ["in-window"]


def test_only_an_opening_can_be_seen(house):
    with pytest.raises(InvalidError):
        house.do("window.witness", "U1", UPPER, request=house.carry(BRANCH, 3))


def test_a_filing_made_by_a_fast_clock_is_not_acknowledged_before_the_window_is_over_above(house):
    witnessed(house)
    assert house.find(Witnessed, f"{BRANCH}/round/2026Q1", UPPER).window == "W001"
    really = house.now + timedelta(days=2)
    house.now = house.find(Window, "W001").deadline + timedelta(days=1)  # the branch moves its clock forward
    request = house.carry(BRANCH, filed(house))
    house.now = really
    assert house.refused("filing.acknowledge", "U1", UPPER, request=request) == ["in-window"]
    house.now = house.find(Window, "W001").deadline
    assert house.do("filing.acknowledge", "U1", UPPER, request=request)


def test_where_nothing_was_sent_up_the_filing_is_taken_as_it_is(house):
    house.now = house.find(Window, "W001").deadline + timedelta(days=1)
    request = house.carry(BRANCH, filed(house))
    assert house.do("filing.acknowledge", "U1", UPPER, request=request)


def test_a_history_in_which_the_window_was_not_over_above_is_found_out(house):
    """The upper unit's event is forged: it acknowledges at an instant before the deadline that it had seen."""
    house.do("receipt.take", "M01", decision=house.carry(UPPER, witnessed(house)))
    early = house.now + timedelta(days=2)
    deadline = house.find(Window, "W001").deadline
    house.now = deadline + timedelta(days=1)
    request = filed(house)
    decided = house.do("filing.acknowledge", "U1", UPPER, request=house.carry(BRANCH, request))[0]
    upper = house.units[UPPER].events
    upper[decided.position] = replace(decided, at=early)
    house.do("receipt.take", "M01", decision=house.carry(UPPER, decided.position))
    assert any("ran until" in fault for fault in replayed(house, BRANCH))
    assert any("was to run until" in fault for fault in replayed(house, UPPER))
