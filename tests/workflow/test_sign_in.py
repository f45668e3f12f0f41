"""A sign-in sheet: one entry, one claim for each member on it, all of them or none."""

from dataclasses import replace

import pytest

from ledger.errors import NotFoundError, RefusedError
from tests.support import BRANCH, House, opened, quarter
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.activity import Sheet
from workflow.state.claim import Claim

SHEET = "ab" * 32
DAY = {"item": "heart.activity", "on": "2026-01-20", "matter": "volunteering-01", "sheet": SHEET}
JANUARY = {"round": "2026-01", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-01-31", "closes": "2026-01-28"}
ALL = {"present": ["M01", "M02", "M03"], "favour": ["M01", "M02", "M03"]}


@pytest.fixture
def house() -> House:
    house = opened("heart-points").on("2026-01-02")
    house.do("round.open", "M01", **JANUARY)
    return house.on("2026-01-21")


def lines(*members: str, **more: object) -> list[dict[str, object]]:
    return [{"member": member, **more} for member in members]


def refusals(house: House, **fields: object) -> list[tuple[str, object, object]]:
    with pytest.raises(RefusedError) as refused:
        house.do("activity.sign-in", "M02", **{**DAY, **fields})
    return [(one.guard, one.facts.get("line"), one.facts.get("member")) for one in refused.value.refusals]


def test_one_sheet_makes_a_claim_for_each_member_on_it(house):
    done = house.do("activity.sign-in", "M02", **DAY, members=lines("M05", "M06", "M07"))
    assert [event.topic for event in done] == ["activity-signed-in", *["claim-applied"] * 3]
    claims = done[0].payload.claims
    assert claims == ("2026-01-001", "2026-01-002", "2026-01-003")
    found = [house.find(Claim, claim) for claim in claims]
    assert [(claim.member, claim.source, claim.state, claim.entered_by) for claim in found] == [
        ("M05", "sign-in", "applied", "M02"),
        ("M06", "sign-in", "applied", "M02"),
        ("M07", "sign-in", "applied", "M02"),
    ]
    assert {claim.line.matter for claim in found} == {"volunteering-01"}
    assert house.find(Sheet, f"{SHEET}/heart.activity").claims == claims
    assert replayed(house, BRANCH) == ()


def test_only_the_recorder_enters_a_sheet_and_the_deputy_what_is_the_recorder_s_own(house):
    assert house.refused("activity.sign-in", "M05", **DAY, members=lines("M05")) == ["who-may"]
    assert house.refused("activity.sign-in", "M03", **DAY, members=lines("M02", "M05")) == ["who-may"]
    assert house.do("activity.sign-in", "M03", **DAY, members=lines("M02"))


def test_the_recorder_enters_a_line_of_their_own_and_the_deputy_registers_it(house):
    own, other = house.do("activity.sign-in", "M02", **DAY, members=lines("M02", "M05"))[0].payload.claims
    assert house.refused("claim.register", "M02", claim=own) == ["own-claim"]
    house.do("claim.register", "M03", claim=own)
    house.do("claim.register", "M02", claim=other)
    assert replayed(house, BRANCH) == ()


def test_every_line_that_is_wrong_is_named_at_once_and_nothing_is_entered(house):
    house.do(
        "claim.enter",
        "M02",
        member="M06",
        **{k: v for k, v in DAY.items() if k != "sheet"},
        evidence=[{"kind": "sign-in"}],
    )
    house.do(
        "member.enrol", "M01", member="M20", since="2026-01-01", inclusion="none", body="meeting", document="d" * 64
    )
    before = len(house.units[BRANCH].events)
    wrong = [*lines("M05"), *lines("M06"), *lines("M07", times=0), *lines("M20"), *lines("M08"), *lines("M08")]
    assert refusals(house, members=wrong) == [
        ("eligible", 4, "M20"),
        ("in-range", 3, "M07"),
        ("once", None, None),
        ("once", 2, "M06"),
    ]
    assert len(house.units[BRANCH].events) == before


def test_a_member_who_is_not_here_stops_the_sheet(house):
    with pytest.raises(NotFoundError):
        house.do("activity.sign-in", "M02", **DAY, members=lines("M05", "M99"))


def test_a_sheet_of_nobody_or_of_a_day_to_come_is_none(house):
    assert refusals(house, members=[]) == [("in-order", None, None)]
    assert house.refused("activity.sign-in", "M02", **{**DAY, "on": "2026-01-25"}, members=lines("M05")) == ["in-order"]


def test_a_line_of_a_sheet_enters_once_and_again_only_after_it_was_withdrawn(house):
    claim = house.do("activity.sign-in", "M02", **DAY, members=lines("M05"))[0].payload.claims[0]
    other = {"matter": "another-name"}
    assert refusals(house, members=lines("M05", "M06"), **other) == [("once", 1, "M05")]
    house.do("claim.withdraw", "M05", claim=claim)
    assert house.do("activity.sign-in", "M02", **{**DAY, **other}, members=lines("M05", "M06"))
    assert replayed(house, BRANCH) == ()


def test_an_item_that_asks_for_another_paper_is_not_entered_from_a_sheet():
    house = opened().on("2026-01-05")
    house.do("round.open", "M01", **quarter(1))
    house.on("2026-03-21")
    line = {"item": "bonus.commendation", "on": "2026-03-20", "sheet": SHEET}
    assert house.refused("activity.sign-in", "M02", **line, members=lines("M05", level="group")) == ["in-range"]


def test_claims_of_a_sheet_go_through_the_whole_round(house):
    claims = house.do("activity.sign-in", "M02", **DAY, members=lines("M05", "M06"))[0].payload.claims
    for claim in claims:
        house.do("claim.register", "M02", claim=claim)
    house.on("2026-02-02").do("session.review", "M02", round="2026-01", **ALL)
    assert {house.find(Claim, claim).state for claim in claims} == {"reviewed"}
    assert replayed(house, BRANCH) == ()


@pytest.mark.parametrize(
    ("position", "fields", "check"),
    [
        (1, {"source": "paper"}, "in-order"),
        (1, {"evidence": ()}, "in-range"),
        (2, {"member": "M05"}, "once"),
        (0, {"activity": "A009"}, "in-order"),
        (0, {"matter": "another"}, "in-order"),
    ],
    ids=["not from the sheet", "without the paper", "one member twice", "another number", "another matter"],
)
def test_the_verifier_names_what_no_sheet_could_have_made(house, position, fields, check):
    first = house.do("activity.sign-in", "M02", **DAY, members=lines("M05", "M06"))[0].position
    events = house.units[BRANCH].events
    forged = events[first + position]
    events[first + position] = replace(forged, payload=replace(forged.payload, **fields))
    assert any(check in finding for finding in replayed(house, BRANCH))


def test_the_verifier_names_a_deputy_who_entered_what_was_the_recorder_s(house):
    done = house.do("activity.sign-in", "M02", **DAY, members=lines("M05"))
    for event in done:
        house.units[BRANCH].events[event.position] = replace(event, by="M03")
    assert any("is the deputy" in finding for finding in replayed(house, BRANCH))
