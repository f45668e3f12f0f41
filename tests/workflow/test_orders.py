"""Spot checks any time, orders to mend and their answers: across both ledgers, by none who filed."""

from decimal import Decimal

import pytest

from tests.support import BRANCH, UPPER, House
from tests.workflow.small_year import POSTED, forged, graded, year_filed
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim
from workflow.state.order import Order
from workflow.state.revision import to_list

POINTS = {f"M{n:02}": str(points) for n, points in enumerate((95, 92, 80, 75, 70, 65, 61, 60, 90), 1)}
SPOT = {"branch": BRANCH, "cycle": "2026", "subject": "round/2026"}
ORDER = {**SPOT, "mend": "M03 was counted twice", "until": "2027-03-20"}


@pytest.fixture
def house() -> House:
    return graded(year_filed(POINTS)).on("2027-03-01")


def given(house: House, member: str) -> str:
    events = house.units[BRANCH].events
    return next(e.payload.claim for e in events if e.topic == "claim-observed" and e.payload.member == member)


def issued(house: House, **fields: object) -> House:
    position = house.do("check.spot", "U2", UPPER, **(ORDER | fields))[0].position
    house.do("receipt.take", "M01", decision=house.carry(UPPER, position))
    return house


def answer(house: House) -> int:
    return house.do("order.answer", "M01", order="K001", text="corrected and posted")[0].position


def test_an_order_is_answered_declined_answered_again_and_accepted(house):
    issued(house)
    assert house.find(Order, "K001").state == "received"
    first = answer(house)
    house.upper("order.decline", "U2", first, reason="not posted")
    assert house.find(Order, "K001").state == "received"
    house.upper("order.accept", "U2", answer(house))
    assert house.find(Order, "K001").state == "mended"
    assert house.refused("order.answer", "M01", order="K001", text="once more") == ["ended"]
    assert [replayed(house, unit) for unit in (BRANCH, UPPER)] == [(), ()]


def test_a_claim_is_corrected_on_an_open_order_posted_again_and_listed(house):
    claim = given(issued(house), "M03")
    house.do("claim.correct", "M02", claim=claim, order="K001", points="70", reason="counted twice")
    assert (house.find(Claim, claim).state, house.find(Claim, claim).worth) == ("confirmed", Decimal(70))
    assert to_list(house.view()) == ()
    house.do("publicity.open", "M01", subject=f"claim/{claim}", **POSTED)
    house.on("2027-03-12").do("clock.tick", "timer")
    assert to_list(house.view()) == (f"claim/{claim}",)
    house.do("grade.revise", "M01", cycle="2026", order="order/K001")
    assert replayed(house, BRANCH) == ()


@pytest.mark.parametrize(
    ("change", "by", "guards"),
    [
        ({"points": "80"}, "M02", ["in-order"]),
        ({"points": "-70"}, "M02", ["in-range"]),
        ({"points": "70"}, "M07", ["who-may"]),
    ],
    ids=["nothing changes", "out of range", "no post"],
)
def test_a_correction_keeps_to_the_order_and_the_scheme(house, change, by, guards):
    claim = given(issued(house), "M03")
    assert house.refused("claim.correct", by, claim=claim, order="K001", reason="why", **change) == guards


def test_nobody_corrects_their_own_claim_and_nobody_without_an_open_order(house):
    claim = given(issued(house), "M02")
    fields = {"claim": claim, "order": "K001", "points": "70", "reason": "why"}
    assert house.refused("claim.correct", "M02", **fields) == ["own-claim"]
    house.upper("order.accept", "U2", answer(house))
    assert house.refused("claim.correct", "M01", **fields) == ["in-order"]


def test_a_spot_check_without_an_order_is_noted_and_may_strike(house):
    claim = given(house, "M05")
    position = house.do("check.spot", "U3", UPPER, **SPOT, findings=["no-paper"], strike=[claim])[0].position
    house.do("receipt.take", "M01", decision=house.carry(UPPER, position))
    assert (house.find(Order, "K001").state, house.find(Claim, claim).state) == ("noted", "struck")
    assert replayed(house, BRANCH) == ()


def test_the_cycle_is_not_closed_while_an_order_is_open(house):
    request = next(e.position for e in reversed(house.units[BRANCH].events) if e.topic == "filing-countersigned")
    house.upper("check.record", "U2", request)
    other = next(e.position for e in house.units[BRANCH].events if e.topic == "filing-countersigned")
    house.upper("check.record", "U2", other)
    issued(house)
    assert house.refused("cycle.close", "M01", cycle="2026") == ["in-order"]
    house.upper("order.accept", "U2", answer(house))
    house.do("cycle.close", "M01", cycle="2026")
    assert replayed(house, BRANCH) == ()


@pytest.mark.parametrize(
    "fields",
    [{"subject": "weather"}, {"until": "2027-03-01"}, {"until": None}, {"mend": None}],
    ids=["nothing inspected", "a day that has come", "no day", "no order"],
)
def test_an_order_names_a_matter_and_a_day_to_come(house, fields):
    body = {name: value for name, value in (ORDER | fields).items() if value is not None}
    assert house.refused("check.spot", "U2", UPPER, **body) == ["in-order"]


def test_a_branch_inspects_nobody_and_who_signed_for_it_neither(house):
    assert "who-may" in house.refused("check.spot", "M01", **ORDER)
    house.do("role.appoint", "U1", UPPER, person="M02", role="inspector", since="2027-01-01")
    assert house.refused("check.spot", "M02", UPPER, **ORDER) == ["same-hands"]


def test_the_verifier_finds_a_correction_that_no_order_asked_for(house):
    claim = given(issued(house), "M03")
    house.do("claim.correct", "M02", claim=claim, order="K001", points="70", reason="counted twice")
    forged(house, "claim-corrected", lambda said: {"order": "order/K009"})
    assert any("asked for no change" in finding for finding in replayed(house, BRANCH))


def test_the_verifier_finds_an_order_without_a_day(house):
    house.do("check.spot", "U2", UPPER, **ORDER)
    forged(house, "inspection-recorded", lambda said: {"until": None}, UPPER)
    assert any("order to mend" in finding for finding in replayed(house, UPPER))
