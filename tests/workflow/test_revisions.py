"""A graded year changes only by what was decided since: each change a new event, posted again, listed, replayed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.support import UPPER, House
from tests.workflow.small_year import COUNT, PAPER, POSTED, forged, graded, signed, year_filed
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim
from workflow.state.evaluation import Grading
from workflow.state.revision import Revision, to_list

POINTS = {f"M{n:02}": str(points) for n, points in enumerate((95, 92, 80, 75, 70, 65, 61, 60, 90), 1)}
CYCLE = {"cycle": "2026"}
OPEN = {**CYCLE, "member": "M05", "code": "open", "on": "2026-11-01", "document": PAPER}
WARNED = {**OPEN, "code": "warned"}
PROVISIONAL = "sanction/S01-2026"


def figure(house: House, member: str):
    return next(figure for figure in house.find(Grading, "2026").figures if figure.member == member)


@pytest.fixture
def investigated() -> House:
    """M05 was under investigation when the year was graded and filed."""
    house = year_filed(POINTS)
    house.do("sanction.record", "M01", **OPEN)
    return graded(house)


@pytest.fixture
def house() -> House:
    return graded(year_filed(POINTS))


def test_under_investigation_the_grade_is_provisional_and_the_filing_says_so(investigated):
    assert (figure(investigated, "M05").grade, figure(investigated, "M05").provisional) == ("mid", True)
    assert not figure(investigated, "M06").provisional
    filed = next(e.payload for e in reversed(investigated.units["B01"].events) if e.topic == "filing-made")
    assert [one.member for one in filed.figures if one.provisional] == ["M05"]


def test_a_dropped_investigation_settles_the_grade_by_a_new_event(investigated):
    house = investigated.on("2027-03-01")
    assert house.refused("grade.revise", "M01", **CYCLE, order=PROVISIONAL) == ["in-order"]
    house.do("sanction.lift", "M03", sanction="S01-2026", document=PAPER)
    assert house.refused("cycle.close", "M01", **CYCLE) == ["in-order"]
    house.do("grade.revise", "M01", **CYCLE, order=PROVISIONAL)
    assert (figure(house, "M05").grade, figure(house, "M05").provisional) == ("mid", False)
    assert house.find(Revision, "R01-2026").members == ("M05",)
    assert replayed(house, "B01") == ()


def test_a_sanction_decided_after_filing_changes_the_grade_once_the_member_was_heard(house):
    house.on("2027-03-01").do("sanction.record", "M01", **WARNED)
    assert house.refused("grade.revise", "M01", **CYCLE, order=PROVISIONAL) == ["heard"]
    house.do("hearing.invite", "M01", subject="grading/2026", member="M05", until="2027-03-05")
    house.on("2027-03-06").do("grade.revise", "M01", **CYCLE, order=PROVISIONAL)
    assert (figure(house, "M05").grade, figure(house, "M05").outcomes) == ("low", ("talk",))
    assert to_list(house.view()) == (), "it is listed once it was posted again"
    house.do("publicity.open", "M01", subject="revision/R01-2026", **POSTED)
    house.do("objection.lodge", "M05", about="grading/2026/M05", ground="grade", text="not so")
    house.on("2027-03-20").do("clock.tick", "timer")
    assert house.find(Revision, "R01-2026").state == "posted"
    assert to_list(house.view()) == ("revision/R01-2026",)
    assert replayed(house, "B01") == ()


def test_a_sanction_between_meeting_and_filing_keeps_the_old_grades_from_being_filed():
    house = year_filed(POINTS)
    house.do("grade.propose", "M01", **CYCLE)
    house.do("grade.confirm", "M02", **CYCLE, **COUNT)
    house.do("publicity.open", "M01", subject="grading/2026", **POSTED)
    house.on("2027-01-29").do("clock.tick", "timer")
    house.do("sanction.record", "M01", **OPEN)
    assert house.refused("filing.file", "M01", subject="grading/2026") == ["in-order"]
    house.do("grade.revise", "M01", **CYCLE, order=PROVISIONAL)
    house.do("publicity.open", "M01", subject="revision/R01-2026", **POSTED)
    house.on("2027-02-10").do("clock.tick", "timer")
    filed = house.do("filing.file", "M01", subject="grading/2026")[0].payload
    assert filed.changes == ("revision/R01-2026",)
    assert replayed(house, "B01") == ()


@pytest.mark.parametrize(
    "order", ["sanction/S09-2026", "check/P01/3", "appeal/P01/3", "veto/V01", "whim", "member/M05"]
)
def test_grades_change_by_nothing_else(house, order):
    house.on("2027-03-01").do("sanction.record", "M01", **OPEN)
    assert house.refused("grade.revise", "M01", **CYCLE, order=order) == ["in-order"]


def test_nobody_changes_their_own_grade(house):
    house.on("2027-03-01").do("sanction.record", "M03", **{**OPEN, "member": "M01"})
    assert house.refused("grade.revise", "M01", **CYCLE, order=PROVISIONAL) == ["own-claim"]
    house.do("grade.revise", "M03", **CYCLE, order=PROVISIONAL)


def test_a_claim_that_the_verification_strikes_moves_the_grade_and_stands_in_the_next_filing(house):
    request = next(e.position for e in reversed(house.units["B01"].events) if e.topic == "filing-countersigned")
    claim = next(
        e.payload.claim
        for e in house.units["B01"].events
        if getattr(e.payload, "member", "") == "M01" and e.topic == "claim-observed"
    )
    house.on("2027-03-01").upper("check.record", "U2", request, strike=[claim])
    assert house.find(Claim, claim).state == "struck"
    position = house.units[UPPER].events[-1].position
    order = f"check/{UPPER}/{position}"
    house.do("hearing.invite", "M02", subject="grading/2026", member="M01", until="2027-03-05")
    house.on("2027-03-06").do("grade.revise", "M02", **CYCLE, order=order)
    assert (figure(house, "M01").total, figure(house, "M01").grade) == (Decimal(0), "low")
    assert to_list(house.view()) == (f"claim/{claim}",)
    assert replayed(house, "B01") == ()


def test_what_a_returned_filing_held_is_filed_again(house):
    house = year_filed(POINTS)
    house.do("grade.propose", "M01", **CYCLE)
    house.do("grade.confirm", "M02", **CYCLE, **COUNT)
    house.do("publicity.open", "M01", subject="grading/2026", **POSTED)
    house.on("2027-01-29").do("clock.tick", "timer")
    house.do("sanction.record", "M01", **OPEN)
    house.do("grade.revise", "M01", **CYCLE, order=PROVISIONAL)
    house.do("publicity.open", "M01", subject="revision/R01-2026", **POSTED)
    house.on("2027-02-10").do("clock.tick", "timer")
    house.upper("filing.return", "U1", signed(house, "grading/2026"), reason="unreadable")
    assert to_list(house.view()) == ("revision/R01-2026",)
    house.upper("filing.acknowledge", "U1", signed(house, "grading/2026"))
    assert to_list(house.view()) == ()
    assert replayed(house, "B01") == ()


def test_a_filing_that_was_returned_is_verified_only_once_it_was_filed_again():
    house = year_filed(POINTS)
    house.do("grade.propose", "M01", **CYCLE)
    house.do("grade.confirm", "M02", **CYCLE, **COUNT)
    house.do("publicity.open", "M01", subject="grading/2026", **POSTED)
    house.on("2027-01-29").do("clock.tick", "timer")
    returned = signed(house, "grading/2026")
    house.upper("filing.return", "U1", returned, reason="unreadable")
    request = house.carry("B01", returned)
    assert house.refused("check.record", "U2", UPPER, request=request) == ["in-order"]
    again = signed(house, "grading/2026")
    house.upper("filing.acknowledge", "U1", again)
    house.upper("check.record", "U2", again)
    assert replayed(house, UPPER) == ()
    forged(house, "check-recorded", lambda said: {"filing": "F002"}, UPPER)
    assert any("was not acknowledged" in finding for finding in replayed(house, UPPER))


@pytest.mark.parametrize(
    ("forge", "check"),
    [
        (lambda said: {"order": "sanction/S09-2026"}, "in-order"),
        (lambda said: {"figures": (replace(said.figures[0], grade="top"),)}, "grades"),
        (lambda said: {"figures": ()}, "grades"),
        (lambda said: {"posted": False}, "in-order"),
    ],
    ids=["an order that isn't there", "another grade", "nobody", "kept off the board"],
)
def test_the_verifier_finds_a_forged_change_of_grades(house, forge, check):
    house.on("2027-03-01").do("sanction.record", "M01", **OPEN)
    house.do("grade.revise", "M01", **CYCLE, order=PROVISIONAL)
    forged(house, "grades-revised", forge)
    assert any(check in finding for finding in replayed(house, "B01"))
