"""Histories in which one step was not allowed: who entered, to which day it was amended, what was posted alone."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support import BRANCH, House, opened, quarter
from tests.workflow.story import ALL, RECORD
from tests.workflow.verifier.test_honest_histories import replayed

LINE = {"item": "daily.achievement", "on": "2026-01-20", "points": "18", "evidence": RECORD}


@pytest.fixture
def house() -> House:
    house = opened().on("2026-01-20")
    house.do("round.open", "M01", **quarter(1))
    return house


def forge(house: House, position: int, *, by: str | None = None, **payload: Any) -> None:
    """The event at this position says otherwise; nothing else is touched."""
    events = house.units[BRANCH].events
    event = events[position]
    events[position] = replace(event, by=by or event.by, payload=replace(event.payload, **payload))


def found(house: House, words: str) -> bool:
    return any(words in finding for finding in replayed(house, BRANCH))


def test_the_deputy_enters_nothing_on_which_the_recorder_has_no_conflict(house):
    (event,) = house.do("claim.enter", "M02", member="M05", **LINE)
    assert replayed(house, BRANCH) == ()
    forge(house, event.position, by="M03")
    assert found(house, "M03 is the deputy")


@pytest.mark.parametrize("on", ["2026-01-22", "2025-12-31"], ids=["still to come", "in no cycle"])
def test_an_amended_claim_keeps_its_date_in_its_cycle_and_in_the_past(house, on):
    made = house.do("claim.apply", "M05", **LINE)
    claim = made[0].stream.removeprefix("claim/")
    house.do("claim.return", "M02", claim=claim, reason="which day?")
    (event,) = house.do("claim.amend", "M05", claim=claim, **LINE)
    assert replayed(house, BRANCH) == ()
    forge(house, event.position, line=replace(event.payload.line, on=type(event.payload.line.on).fromisoformat(on)))
    assert found(house, "outside its cycle or still to come")


def test_no_claim_is_posted_by_itself_before_its_round(house):
    made = house.do("claim.apply", "M05", **LINE)
    claim = made[0].stream.removeprefix("claim/")
    house.do("claim.sign", "M04", claim=claim)
    house.do("claim.register", "M02", claim=claim)
    house.on("2026-04-01").do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert house.refused("publicity.open", "M01", subject=f"claim/{claim}", place="board", contact="M01") == [
        "in-order"
    ]
    opening = house.do("publicity.open", "M01", subject="round/2026Q1", place="board", contact="M01")
    assert replayed(house, BRANCH) == ()
    forge(house, opening[0].position, subject=f"claim/{claim}")
    assert found(house, "was posted by itself before its round was")


def test_what_others_wrote_is_amended_by_the_recorder_who_entered_it(house):
    """A department's word on a deduction was returned: the member couldn't enter such an item at all."""
    line = {"item": "daily.discipline", "on": "2026-01-20", "points": "8"}
    made = house.do("claim.enter", "M02", member="M05", source="department", **line)
    claim = made[0].stream.removeprefix("claim/")
    house.do("claim.return", "M02", claim=claim, reason="which day?")
    for by in ("M05", "M03", "M06"):
        assert house.refused("claim.amend", by, claim=claim, **line)[-1] == "who-may"
    (event,) = house.do("claim.amend", "M02", claim=claim, **line)
    assert replayed(house, BRANCH) == ()
    forge(house, event.position, by="M05")
    assert found(house, "to amend")


def test_what_the_member_applied_for_the_recorder_does_not_amend(house):
    made = house.do("claim.apply", "M05", **LINE)
    claim = made[0].stream.removeprefix("claim/")
    house.do("claim.return", "M02", claim=claim, reason="which day?")
    assert house.refused("claim.amend", "M02", claim=claim, **LINE) == ["who-may"]
