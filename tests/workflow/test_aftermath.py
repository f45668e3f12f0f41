"""After the grades: comments, and follow-ups that are planned, due and done; nobody's own."""

from dataclasses import replace

import pytest

from tests.support import House
from tests.workflow.small_year import COUNT, forged, year_filed
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.aftermath import FollowUp, aftermath_of
from workflow.state.membership import Member

POINTS = {f"M{n:02}": str(points) for n, points in enumerate((95, 92, 80, 75, 70, 65, 61, 40, 90), 1)}
CYCLE = {"cycle": "2026"}
TALK = {**CYCLE, "member": "M08", "outcome": "talk", "measure": "talk", "person": "M01", "until": "2027-03-31"}


@pytest.fixture
def house() -> House:
    house = year_filed(POINTS)
    house.do("grade.propose", "M01", **CYCLE)
    house.do("hearing.invite", "M01", subject="grading/2026", member="M08", until="2027-01-24")
    house.on("2027-01-25").do("grade.confirm", "M02", **CYCLE, **COUNT)
    return house


def test_an_outcome_is_followed_up_and_changes_no_standing(house):
    before = house.find(Member, "M08")
    house.do("outcome.follow-up", "M01", **TALK, note="about attendance")
    assert house.find(FollowUp, "N01-2026").state == "planned"
    assert house.refused("outcome.done", "M01", follow_up="N01-2026", on="2027-02-20") == ["in-order"]
    house.on("2027-02-20").do("outcome.done", "M01", follow_up="N01-2026", on="2027-02-20")
    assert house.find(FollowUp, "N01-2026").state == "done"
    assert house.refused("outcome.done", "M01", follow_up="N01-2026", on="2027-02-20") == ["ended"]
    assert house.find(Member, "M08") == before
    assert replayed(house, "B01") == ()


def test_only_what_the_year_led_to_is_followed_up_and_never_ones_own(house):
    assert house.refused("outcome.follow-up", "M01", **{**TALK, "outcome": "praise"}) == ["in-order"]
    assert house.refused("outcome.follow-up", "M01", **{**TALK, "member": "M01", "outcome": "praise"}) == ["own-claim"]
    assert house.refused("outcome.follow-up", "M07", **TALK) == ["who-may"]


def test_the_secretary_comments_on_everybody_and_another_on_the_secretary(house):
    house.do("grade.comment", "M01", **CYCLE, member="M05", text="steady")
    house.do("grade.comment", "M01", **CYCLE, text="a good year")
    assert house.refused("grade.comment", "M01", **CYCLE, member="M01", text="myself") == ["own-claim"]
    house.do("grade.comment", "M03", **CYCLE, member="M01", text="diligent")
    assert aftermath_of(house.view(), "2026").commented == ("M01", "M05")
    assert replayed(house, "B01") == ()


def test_nothing_is_said_of_grades_that_are_only_proposed():
    house = year_filed(POINTS)
    house.do("grade.propose", "M01", **CYCLE)
    assert house.refused("grade.comment", "M01", **CYCLE, member="M05", text="steady") == ["in-order"]
    assert house.refused("outcome.follow-up", "M01", **TALK) == ["in-order"]


def test_the_verifier_finds_a_follow_up_of_an_outcome_that_never_followed(house):
    house.do("outcome.follow-up", "M01", **TALK)
    forged(house, "follow-up-planned", lambda said: {"outcome": "praise"})
    assert any("didn't lead" in finding for finding in replayed(house, "B01"))


def test_a_committee_member_comments_on_nobody_but_the_secretary(house):
    assert house.refused("grade.comment", "M03", **CYCLE, member="M05", text="steady") == ["who-may"]
    assert house.refused("grade.comment", "M03", **CYCLE, text="a good year") == ["who-may"]


def test_the_verifier_finds_a_comment_by_another_than_the_secretary(house):
    (event,) = house.do("grade.comment", "M01", **CYCLE, member="M05", text="steady")
    house.units["B01"].events[event.position] = replace(event, by="M03")
    assert any("is not the secretary" in finding for finding in replayed(house, "B01"))
