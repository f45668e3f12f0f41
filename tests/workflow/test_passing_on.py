"""A town passes an acknowledged filing on to the county: recorded once, by the unit above, with the bundle's digest."""

import pytest

from projections.runner import catch_up
from projections.worklist import worklist
from tests.projections.branch import store
from tests.support import BRANCH, UPPER, House
from tests.workflow.small_year import COUNT, POSTED, SCHEME, forged, graded, signed, year_filed
from tests.workflow.verifier.test_honest_histories import replayed

COUNTY = {"to": "C01", "document": "d" * 64}
POINTS = {f"M{number:02}": "70" for number in range(1, 10)}
TEXT = SCHEME.replace("LEAVE", "pass_on_days = 40")


@pytest.fixture
def house() -> House:
    return graded(year_filed(POINTS, text=TEXT))


def request(house: House) -> int:
    return next(e.position for e in reversed(house.units[BRANCH].events) if e.topic == "filing-countersigned")


def passed_on(house: House) -> None:
    house.do("filing.pass-on", "U1", UPPER, request=house.carry(BRANCH, request(house)), **COUNTY)


def test_it_is_recorded_once(house):
    carried = house.carry(BRANCH, request(house))
    passed_on(house)
    assert house.refused("filing.pass-on", "U1", UPPER, request=carried, **COUNTY) == ["ended"]
    assert [replayed(house, unit) for unit in (BRANCH, UPPER)] == [(), ()]


def test_only_the_upper_units_own_record_it_and_only_to_a_unit_above(house):
    carried = house.carry(BRANCH, request(house))
    assert house.refused("filing.pass-on", "M05", UPPER, request=carried, **COUNTY) == ["who-may"]
    fields = {**COUNTY, "to": BRANCH}
    assert house.refused("filing.pass-on", "U1", UPPER, request=carried, **fields) == ["in-order"]


def test_what_was_not_acknowledged_is_not_passed_on():
    house = year_filed(POINTS, text=TEXT)
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", **COUNT)
    house.do("publicity.open", "M01", subject="grading/2026", **POSTED)
    house.on("2027-01-29").do("clock.tick", "timer")
    carried = house.carry(BRANCH, signed(house, "grading/2026"))
    assert house.refused("filing.pass-on", "U1", UPPER, request=carried, **COUNTY) == ["in-order"]


def test_it_waits_for_the_upper_unit_until_the_profiles_day(house, sqlite_database):
    catch_up(store(sqlite_database, house))
    waiting = [item for item in worklist(sqlite_database, UPPER, at=house.now) if item.command == "filing.pass-on"]
    assert [(item.subject, str(item.day)) for item in waiting] == [("filing/F002", "2027-02-09")]


def test_once_passed_on_it_waits_for_nobody(house, sqlite_database):
    passed_on(house)
    catch_up(store(sqlite_database, house))
    items = (*worklist(sqlite_database, UPPER, at=house.now), *worklist(sqlite_database, BRANCH, at=house.now))
    assert not [item for item in items if item.command in ("filing.pass-on", "receipt.take")]


@pytest.mark.parametrize("forgery", [{"to": BRANCH}, {"filing": "F009"}])
def test_the_verifier_finds_what_could_not_be_passed_on(house, forgery):
    passed_on(house)
    forged(house, "filing-passed-on", lambda said: forgery, UPPER)
    assert replayed(house, UPPER) != ()
