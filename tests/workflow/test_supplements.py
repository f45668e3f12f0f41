"""What was contested when a year was filed comes later, as a supplement; a year with anything open isn't closed."""

import pytest

from tests.support import BRANCH, House
from tests.workflow.small_year import POSTED, forged, graded, signed, year_filed
from tests.workflow.verifier.test_honest_histories import replayed

POINTS = {f"M{n:02}": str(points) for n, points in enumerate((95, 92, 80, 75, 70, 65, 61, 60, 90), 1)}


@pytest.fixture
def house() -> House:
    """The year is filed; then an order has one claim corrected and posted again."""
    house = graded(year_filed(POINTS)).on("2027-03-01")
    order = {"branch": BRANCH, "cycle": "2026", "subject": "round/2026", "mend": "twice", "until": "2027-03-20"}
    position = house.do("check.spot", "U2", "P01", **order)[0].position
    house.do("receipt.take", "M01", decision=house.carry("P01", position))
    claim = next(e.payload.claim for e in house.units[BRANCH].events if e.topic == "claim-observed")
    house.do("claim.correct", "M02", claim=claim, order="K001", points="93", reason="twice")
    return house


def test_nothing_is_supplemented_before_it_has_come_to_its_end(house):
    assert house.refused("filing.file", "M01", subject="supplement/2026") == ["in-order"]
    assert house.refused("cycle.close", "M01", cycle="2026") == ["in-order"]


def test_what_changed_after_the_years_filing_is_filed_as_a_supplement(house):
    claim = next(e.payload.claim for e in house.units[BRANCH].events if e.topic == "claim-observed")
    house.do("publicity.open", "M01", subject=f"claim/{claim}", **POSTED)
    house.on("2027-03-12").do("clock.tick", "timer")
    house.upper("filing.acknowledge", "U1", signed(house, "supplement/2026"))
    filed = next(e.payload for e in reversed(house.units[BRANCH].events) if e.topic == "filing-made")
    assert (filed.subject, filed.changes) == ("supplement/2026", (f"claim/{claim}",))
    assert house.refused("filing.file", "M01", subject="supplement/2026") == ["in-order"]
    assert replayed(house, BRANCH) == ()


def test_before_the_year_is_filed_its_filing_takes_up_what_was_left_out():
    house = year_filed(POINTS)
    assert house.refused("filing.file", "M01", subject="supplement/2026") == ["in-order"]


def test_the_verifier_finds_a_supplement_of_nothing():
    house = graded(year_filed(POINTS))
    forged(house, "filing-made", lambda said: {"subject": "supplement/2026"})
    assert any("waited for a supplement" in finding for finding in replayed(house, BRANCH))
