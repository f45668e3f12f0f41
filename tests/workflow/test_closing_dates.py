"""An application after the closing date enters the next round at once, and keeps the period of its own date."""

import pytest

from tests.support import House, opened, quarter
from tests.workflow.story import RECORD, applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim
from workflow.state.cycle import HeldOver, Round

LINE = {"item": "daily.achievement", "on": "2026-03-27", "points": "18", "evidence": RECORD}


@pytest.fixture
def house() -> House:
    """The first quarter's closing date, 28 March, has passed; no other round is open."""
    house = opened(members=5).on("2026-01-05")
    house.do("round.open", "M01", **quarter(1))
    return house.on("2026-03-29", 0)


def test_it_waits_for_the_next_round_and_enters_it_when_that_is_opened(house):
    applied, held = house.do("claim.apply", "M05", **LINE)
    claim = applied.stream.removeprefix("claim/")
    assert (applied.topic, held.topic) == ("claim-applied", "claim-held-over")
    assert (house.find(Claim, claim).state, house.find(Claim, claim).round) == ("applied", None)
    assert house.find(HeldOver).claims == (claim,)
    assert claim not in house.find(Round, "2026Q1").claims
    house.on("2026-04-01").do("round.open", "M01", **quarter(2))
    assert house.find(Claim, claim).round == "2026Q2"
    assert str(house.find(Claim, claim).line.on) == "2026-03-27"
    assert replayed(house, "B01") == ()


def test_the_session_of_the_closed_round_decides_nothing_on_it(house):
    claim = house.do("claim.apply", "M05", **LINE)[0].stream.removeprefix("claim/")
    house.on("2026-03-31").do(
        "session.review", "M02", round="2026Q1", present=["M01", "M02", "M03"], favour=["M01", "M02", "M03"]
    )
    assert (house.find(Claim, claim).state, house.find(Claim, claim).round) == ("applied", None)
    assert replayed(house, "B01") == ()


def test_a_claim_of_a_round_that_was_reviewed_waits_as_well():
    house = published(applied_and_observed(opened(members=6), 1, members=5), 1).on("2026-04-02")
    claim = house.do("claim.apply", "M06", **LINE)[0].stream.removeprefix("claim/")
    assert house.find(Claim, claim).round is None
    assert replayed(house, "B01") == ()


def test_a_sign_in_sheet_after_the_closing_date_waits_whole(house):
    names = [{"member": "M04", "points": "30"}, {"member": "M05", "points": "30"}]
    sheet = {"item": "daily.study", "on": "2026-03-27", "matter": "day 3", "sheet": "ab" * 32}
    said = house.do("activity.sign-in", "M02", **sheet, members=names)
    assert [event.topic for event in said] == ["activity-signed-in", *["claim-applied"] * 2, *["claim-held-over"] * 2]
    assert replayed(house, "B01") == ()


def test_a_day_whose_round_is_still_to_be_opened_is_claimed_once_it_is(house):
    house.on("2026-04-02")
    assert house.refused("claim.apply", "M05", **{**LINE, "on": "2026-04-01"}) == ["in-order"]


def test_after_the_last_round_none_follows_and_the_refusal_says_so():
    house = opened(members=5)
    for number in (1, 2, 3, 4):
        house.on(quarter(number)["starts"], 12).do("round.open", "M01", **quarter(number))
    house.on("2026-12-29")
    assert house.refused("claim.apply", "M05", **{**LINE, "on": "2026-12-27"}) == ["in-order"]


def test_what_the_recorder_observes_still_enters_its_own_round(house):
    said = house.do("claim.observe", "M02", member="M05", item="daily.study", on="2026-03-27", points="30")
    assert [event.topic for event in said] == ["claim-observed"]
    assert said[0].payload.round == "2026Q1"
