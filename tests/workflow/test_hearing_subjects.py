"""One is invited to be heard on something that is there, and is one's own."""

from dataclasses import replace

import pytest

from tests.support import House, opened, quarter
from tests.workflow.story import RECORD
from tests.workflow.verifier.test_honest_histories import replayed


@pytest.fixture
def house() -> House:
    """M05 has applied for a claim; the first quarter is open."""
    house = opened().on("2026-01-20")
    house.do("round.open", "M01", **quarter(1))
    line = {"item": "daily.achievement", "on": "2026-01-20", "points": "18", "evidence": RECORD}
    house.do("claim.apply", "M05", **line)
    return house


SUBJECTS = ["claim/2026Q1-001", "grading/2026", "item/daily.study/2026-01-20"]
NOTHING = [
    "claim/2026Q1-009",
    "veto/V009",
    "objection/O009",
    "grading/2020",
    "item/nothing/2026-01-20",
    "item/daily.study/2020-01-20",
    "item/daily.study/soon",
    "tea",
]


def invitation(subject: str, member: str = "M05") -> dict[str, str]:
    return {"subject": subject, "member": member, "until": "2026-01-30"}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_member_is_invited_on_what_is_there(house, subject):
    house.do("hearing.invite", "M02", **invitation(subject))
    assert replayed(house, "B01") == ()


@pytest.mark.parametrize("subject", NOTHING)
def test_nobody_is_invited_on_what_is_not_there(house, subject):
    assert house.refused("hearing.invite", "M02", **invitation(subject)) == ["in-order"]


def test_nobody_is_invited_on_another_members_claim(house):
    assert house.refused("hearing.invite", "M02", **invitation("claim/2026Q1-001", "M06")) == ["in-order"]


def test_the_verifier_finds_an_invitation_on_what_is_not_there(house):
    (event,) = house.do("hearing.invite", "M02", **invitation("claim/2026Q1-001"))
    forged = replace(event, payload=replace(event.payload, member="M06"))
    house.units["B01"].events[event.position] = forged
    assert any("nothing of theirs" in finding for finding in replayed(house, "B01"))


def test_who_is_unknown_here_is_told_that_they_may_not_apply(house):
    line = {"item": "daily.study", "on": "2026-01-20", "points": "1"}
    assert "who-may" in house.refused("claim.apply", "X9", **line)
