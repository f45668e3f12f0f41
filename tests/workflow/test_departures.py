"""Another grade than the computed one: with the scheme's leave, a reason, and a vote of its own."""

from dataclasses import replace

import pytest

from tests.support import House
from tests.workflow.small_year import COUNT, PAPER, forged, year_filed
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.evaluation import Grading

POINTS = {f"M{n:02}": str(points) for n, points in enumerate((95, 92, 80, 75, 70, 65, 61, 60, 90), 1)}
CYCLE = {"cycle": "2026"}


@pytest.fixture
def house() -> House:
    return year_filed(POINTS)


def departure(member: str, grade: str | None) -> dict[str, object]:
    return {"member": member, "reason": "tied at the quota"} | ({"grade": grade} if grade else {})


def grades(house: House) -> dict[str, str | None]:
    return {figure.member: figure.grade for figure in house.find(Grading, "2026").figures}


def test_a_departure_that_is_carried_takes_the_computed_grades_place_with_its_outcomes(house):
    house.do("grade.propose", "M01", **CYCLE, departures=[departure("M09", "mid"), departure("M03", "top")])
    assert grades(house)["M09"] == "top", "until the meeting has voted the computed grade stands"
    votes = [{"member": "M09", "favour": 5, "against": 4}, {"member": "M03", "favour": 4, "against": 5}]
    house.do("grade.confirm", "M02", **CYCLE, **COUNT, departures=votes)
    grading = house.find(Grading, "2026")
    assert (grades(house)["M09"], grades(house)["M03"]) == ("mid", "mid"), "4 of 9 is no majority of 应到"
    assert grading.departed == ("M09",)
    assert [figure.outcomes for figure in grading.figures if figure.member in ("M01", "M09")] == [("praise",), ()]
    assert replayed(house, "B01") == ()


def test_without_the_schemes_leave_nobody_departs():
    house = year_filed(POINTS, leave=False)
    assert house.refused("grade.propose", "M01", **CYCLE, departures=[departure("M09", "mid")]) == ["departure"]
    house.do("grade.propose", "M01", **CYCLE)


@pytest.mark.parametrize(
    "departures",
    [
        [departure("M99", "mid")],
        [departure("M09", "splendid")],
        [departure("M09", "top")],
        [departure("M09", "mid"), departure("M09", "low")],
    ],
    ids=["nobody's", "unknown grade", "the computed one", "twice"],
)
def test_a_departure_leads_one_member_to_another_of_the_schemes_grades(house, departures):
    assert house.refused("grade.propose", "M01", **CYCLE, departures=departures) == ["departure"]


def test_a_grade_that_a_sanction_forces_is_not_departed_from(house):
    house.do("sanction.record", "M01", **CYCLE, member="M05", code="warned", on="2026-11-01", document=PAPER)
    assert house.refused("grade.propose", "M01", **CYCLE, departures=[departure("M05", "mid")]) == ["departure"]


def test_every_departure_proposed_is_voted_and_no_other(house):
    house.do("grade.propose", "M01", **CYCLE, departures=[departure("M09", "mid")])
    assert house.refused("grade.confirm", "M02", **CYCLE, **COUNT) == ["departure"]
    both = [{"member": "M09", "favour": 9}, {"member": "M01", "favour": 9}]
    assert house.refused("grade.confirm", "M02", **CYCLE, **COUNT, departures=both) == ["departure"]
    many = [{"member": "M09", "favour": 9, "against": 1}]
    assert house.refused("grade.confirm", "M02", **CYCLE, **COUNT, departures=many) == ["departure"]


def test_who_would_fall_to_the_lowest_grade_by_a_departure_is_heard_first(house):
    house.do("grade.propose", "M01", **CYCLE, departures=[departure("M08", "low")])
    lost, carried = ([{"member": "M08", "favour": favour}] for favour in (4, 9))
    assert house.refused("grade.confirm", "M02", **CYCLE, **COUNT, departures=carried) == ["heard"]
    house.do("hearing.invite", "M01", subject="grading/2026", member="M08", until="2027-01-24")
    assert house.refused("grade.confirm", "M02", **CYCLE, **COUNT, departures=carried) == ["heard"]
    house.on("2027-01-25").do("grade.confirm", "M02", **CYCLE, **COUNT, departures=carried)
    assert grades(house)["M08"] == "low"
    assert lost != carried


def test_a_member_computed_to_the_lowest_grade_is_heard_first():
    house = year_filed(POINTS | {"M08": "59"})
    house.do("grade.propose", "M01", **CYCLE)
    assert house.refused("grade.confirm", "M02", **CYCLE, **COUNT) == ["heard"]
    house.do("hearing.invite", "M01", subject="grading/2026", member="M08", until="2027-01-24")
    house.do("hearing.hold", "M01", subject="grading/2026", member="M08", statement="I was ill")
    house.do("grade.confirm", "M02", **CYCLE, **COUNT)
    assert replayed(house, "B01") == ()


@pytest.mark.parametrize(
    ("topic", "forge"),
    [
        ("grades-confirmed", lambda said: {"departures": (replace(said.departures[0], carried=True),)}),
        ("grades-confirmed", lambda said: {"departures": ()}),
        ("grades-proposed", lambda said: {"departures": (replace(said.departures[0], grade="splendid"),)}),
        ("grades-proposed", lambda said: {"departures": (replace(said.departures[0], outcomes=("praise",)),)}),
    ],
    ids=["a lost vote called carried", "a vote left out", "a grade that isn't there", "outcomes that don't follow"],
)
def test_the_verifier_finds_a_forged_departure(house, topic, forge):
    house.do("grade.propose", "M01", **CYCLE, departures=[departure("M09", "mid")])
    house.do("grade.confirm", "M02", **CYCLE, **COUNT, departures=[{"member": "M09", "favour": 4, "against": 5}])
    forged(house, topic, forge)
    assert any("departure" in finding for finding in replayed(house, "B01"))
