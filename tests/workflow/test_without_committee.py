"""A branch without a committee (不设支委会): the meeting takes its part, and names the second signer."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.support import BRANCH, UPPER, House, quarter
from tests.workflow.story import RECORD, SHEET, after_publicity
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Grading
from workflow.state.objection import Objection
from workflow.state.veto import Veto

MEMBERS = ("M01", "M02", "M03", "M04", "M05")
FULL = {"entitled": 5, "present": 5, "favour": 5}
# On one member's matter: four vote, the member stands back.
FOUR = {"entitled": 5, "present": 5, "favour": 4}
SESSION = {"present": ["M01"], "favour": ["M01"]}


def small(*, members: int = 5) -> House:
    """A secretary and no committee; recorder M02, deputy M03, department head M04; M05 signs second."""
    house = House().on("2026-01-02")
    house.do("unit.found", "root", UPPER, kind="committee", sandbox=True, secretary="U1", committee=["U1", "U2"])
    house.do(
        "unit.found", "U1", kind="branch", parent=UPPER, sandbox=True, secretary="M01", committee=[], no_committee=True
    )
    for number in range(1, members + 1):
        house.do("member.enrol", "M01", member=f"M{number:02}", since="2020-01-01", department="D1")
    for person, role in (("M02", "recorder"), ("M03", "deputy-recorder"), ("M04", "department-head")):
        department = {"department": "D1"} if role == "department-head" else {}
        house.do("role.appoint", "M01", person=person, role=role, since="2026-01-01", body="meeting", **department)
    house.do("role.appoint", "M01", person="M05", role="second-signer", since="2026-01-01", body="meeting")
    return house


def approved(house: House, *, members: int = 5, scheme: str = "pipeline") -> str:
    house.on("2026-01-03").do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    text = scheme_text(scheme)
    house.do("scheme.propose", "M01", text=text)
    counts = {"entitled": members, "present": members, "favour": members}
    adopted = house.do("scheme.adopt", "M02", scheme=digest(text), **counts)
    house.upper("scheme.approve", "U1", adopted[-1].position)
    return digest(text)


@pytest.fixture
def house() -> House:
    house = small()
    house.do("cycle.open", "M01", cycle="2026", scheme=approved(house))
    return house


def entered(house: House, number: int) -> None:
    """Everybody applied, was signed and registered; the recorder's sheet is entered."""
    fields = quarter(number)
    house.on(fields["starts"], 12).do("round.open", "M01", **fields)
    house.on(fields["closes"], 9)
    for member in MEMBERS:
        recorder, signer = "M03" if member == "M02" else "M02", "M01" if member == "M04" else "M04"
        line = {"item": "daily.achievement", "on": fields["closes"], "points": "18", "evidence": RECORD}
        claim = house.do("claim.apply", member, **line)[0].stream.removeprefix("claim/")
        house.do("claim.sign", signer, claim=claim)
        house.do("claim.register", recorder, claim=claim)
        for item, points in SHEET:
            house.do("claim.observe", recorder, member=member, item=item, on=fields["closes"], points=points)
    house.on(fields["ends"], 15)


def published(house: House, number: int, **review: Any) -> None:
    house.do("meeting.review", "M02", round=f"2026Q{number}", **FULL, **review)
    house.do("publicity.open", "M01", subject=f"round/2026Q{number}", place="notice board", contact="M01")


def filed(house: House, subject: str) -> int:
    filing = house.do("filing.file", "M01", subject=subject)[0].stream.removeprefix("filing/")
    request = house.do("filing.countersign", "M05", filing=filing)[0].position
    house.upper("filing.acknowledge", "U1", request)
    house.upper("check.record", "U2", request)
    return request


def test_a_whole_year_of_a_small_branch(house):
    for number in (1, 2, 3, 4):
        entered(house, number)
        published(house, number)
        house.on(after_publicity(house, number)).do("clock.tick", "timer")
        filed(house, f"round/2026Q{number}")
    house.on("2027-01-12")
    for on in ("2026-06-30", "2026-12-31"):
        opened = house.do("evaluation.open", "M01", cycle="2026", code="review", on=on, tellers=["M04", "M05"])
        key = opened[0].stream.removeprefix("evaluation/")
        results = [{"member": member, "band": "excellent", "points": "24"} for member in MEMBERS]
        house.do("evaluation.tally", "M01", evaluation=key, ballots=5, tellers=["M04", "M05"], results=results)
        house.assessed(key, "M01", "M05")
    house.do("meeting.confirm-year", "M02", cycle="2026", **FULL)
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", **FULL)
    house.do("publicity.open", "M01", subject="grading/2026", place="notice board", contact="M01")
    house.on("2027-01-20").do("clock.tick", "timer")
    house.upper("grade.settle", "U1", filed(house, "grading/2026"))
    house.do("cycle.close", "M01", cycle="2026")
    assert [(f.total, f.grade) for f in house.find(Grading, "2026").figures] == [(Decimal("93.00"), "excellent")] * 5
    assert replayed(house, BRANCH) == ()
    assert replayed(house, UPPER) == ()


def test_the_meeting_reviews_lowers_and_rejects(house):
    entered(house, 1)
    assert house.refused("session.review", "M02", round="2026Q1", **SESSION) == ["quorum", "who-may"]
    exceptions = [
        {"claim": "2026Q1-002", "points": "25", "reason": "absent once"},
        {
            "claim": "2026Q1-001",
            "reject": True,
            "reason": "not done",
            "singly": {"present": 5, "favour": 4, "recused": ["M01"]},
        },
    ]
    more = [{"claim": "2026Q1-002", "points": "33", "reason": "more"}]
    assert house.refused("meeting.review", "M02", round="2026Q1", **FULL, exceptions=more) == ["never-more"]
    published(house, 1, exceptions=exceptions)
    assert house.find(Round, "2026Q1").session == "G002"
    assert str(house.find(Claim, "2026Q1-002").line.points) == "25"
    assert house.find(Claim, "2026Q1-001").state == "rejected"
    assert replayed(house, BRANCH) == ()


def test_a_meeting_that_cannot_review_lapses_and_is_called_again(house):
    entered(house, 1)
    short = {"entitled": 5, "present": 2}
    assert house.refused("meeting.review", "M02", round="2026Q1", **short, favour=2) == ["quorum"]
    house.do("meeting.record-lapse", "M02", subject="round/2026Q1", **short)
    published(house, 1)
    assert replayed(house, BRANCH) == ()


def test_the_meeting_adds_a_claim_and_the_member_stands_back(house):
    house.on("2026-01-05").do("round.open", "M01", **quarter(1))
    house.on("2026-03-20")
    line = {"member": "M05", "item": "daily.service", "on": "2026-03-20", "points": "8"}
    assert house.refused("claim.supplement", "M02", **line, **SESSION) == ["quorum", "who-may"]
    assert house.refused("meeting.supplement", "M02", **line, **FULL) == ["own-claim"]
    _, said = house.do("meeting.supplement", "M02", **line, **FOUR, recused=["M05"])
    assert house.find(Claim, said.payload.claim).state == "reviewed"
    assert replayed(house, BRANCH) == ()


def test_the_meeting_answers_an_objection(house):
    entered(house, 1)
    published(house, 1)
    house.on("2026-04-02")
    for about, upheld in (("claim/2026Q1-022", True), ("claim/2026Q1-023", False)):
        key = house.do("objection.lodge", "M05", about=about, text="not so")[0].stream.removeprefix("objection/")
        house.do("objection.admit", "M01", objection=key)
        answer = {"objection": key, "upheld": upheld, "reason": "looked up", **({"points": "33"} if upheld else {})}
        assert house.refused("objection.answer", "M02", **answer, **SESSION) == ["quorum", "who-may"]
        assert house.refused("meeting.answer", "M02", **answer, **FULL, recused=["M05"]) == ["own-claim"]
        house.do("meeting.answer", "M02", **answer, **FOUR, recused=["M05"])
    assert [house.find(Objection, key).state for key in ("O001", "O002")] == ["upheld", "dismissed"]
    assert str(house.find(Claim, "2026Q1-022").line.points) == "33"
    house.on("2026-04-20").do("clock.tick", "timer")
    assert replayed(house, BRANCH) == ()


@pytest.mark.parametrize("carried", [True, False])
def test_the_meeting_decides_a_veto_without_the_member_and_the_proposer(house, carried):
    house.on("2026-09-01")
    veto = {"cycle": "2026", "member": "M05", "code": "veto.rules", "on": "2026-08-20", "document": "ab" * 32}
    key = house.do("veto.propose", "M02", **veto, ground="named in a notice")[0].stream.removeprefix("veto/")
    house.do("hearing.invite", "M02", subject=f"veto/{key}", member="M05", until="2026-09-05")
    house.on("2026-09-06")
    counts = {"entitled": 5, "present": 5, "favour": 3 if carried else 1, "against": 0 if carried else 2}
    assert house.refused("veto.decide", "M02", veto=key, **SESSION) != []
    assert house.refused("meeting.decide-veto", "M02", veto=key, **counts, recused=["M05"])[0] == "own-claim"
    house.do("meeting.decide-veto", "M02", veto=key, carried=carried, **counts, recused=["M02", "M05"])
    assert house.find(Veto, key).state == ("decided" if carried else "dropped")
    assert replayed(house, BRANCH) == ()


def test_a_branch_of_seven_full_members_has_a_committee():
    house = small(members=7)
    scheme = approved(house, members=7)
    assert house.refused("cycle.open", "M01", cycle="2026", scheme=scheme) == ["in-order"]
    house.do(
        "member.change", "M01", member="M07", since="2026-01-03", standing="probationary", reason="entered wrongly"
    )
    assert house.do("cycle.open", "M01", cycle="2026", scheme=scheme)[0].payload.no_committee


def test_a_branch_that_elected_a_committee_since_has_one(house):
    other = small(members=7)
    scheme = approved(other, members=7)
    for person in ("M06", "M07"):
        other.do("role.appoint", "M01", person=person, role="committee", since="2026-01-03", body="meeting")
    assert not other.do("cycle.open", "M01", cycle="2026", scheme=scheme)[0].payload.no_committee
    assert other.do("round.open", "M01", **quarter(1))
    other.on("2026-04-01")
    assert other.refused("meeting.review", "M02", round="2026Q1", entitled=7, present=7, favour=7) == ["who-may"]
    three = ["M01", "M06", "M07"]
    other.do("session.review", "M02", round="2026Q1", present=three, favour=three)
    assert replayed(other, BRANCH) == ()


def test_having_none_holds_for_the_cycle_even_if_the_branch_grows(house):
    for number in (6, 7, 8):
        house.do("member.enrol", "M01", member=f"M{number:02}", since="2020-01-01", department="D1")
    assert house.find(Cycle, "2026").no_committee
    entered(house, 1)
    house.do("meeting.review", "M02", round="2026Q1", entitled=8, present=8, favour=8)
    assert replayed(house, BRANCH) == ()


def test_the_second_signer_is_named_by_the_meeting(house):
    post = {"person": "M04", "role": "second-signer", "since": "2026-02-01"}
    assert house.refused("role.appoint", "M01", **post) == ["who-may"]
    assert house.do("role.appoint", "M01", **post, body="meeting")


def test_the_verifier_names_a_review_by_a_committee_that_isn_t_there(house):
    entered(house, 1)
    published(house, 1)
    events = house.units[BRANCH].events
    opened = next(e for e in events if e.topic == "cycle-opened")
    events[opened.position] = replace(opened, payload=replace(opened.payload, no_committee=False))
    assert any("who-may" in finding for finding in replayed(house, BRANCH))


def test_the_verifier_names_a_member_who_voted_on_their_own_matter(house):
    house.on("2026-01-05").do("round.open", "M01", **quarter(1))
    house.on("2026-03-20")
    line = {"member": "M05", "item": "daily.service", "on": "2026-03-20", "points": "8"}
    minutes, _ = house.do("meeting.supplement", "M02", **line, **FOUR, recused=["M05"])
    forged = replace(minutes.payload, recused=(), favour=5)
    house.units[BRANCH].events[minutes.position] = replace(minutes, payload=forged)
    assert any("own-claim" in finding for finding in replayed(house, BRANCH))


def test_an_objection_that_the_secretary_may_not_admit_goes_straight_to_the_meeting(house):
    entered(house, 1)
    published(house, 1)
    house.on("2026-04-02")
    lodged = house.do("objection.lodge", "M05", about="claim/2026Q1-002", text="not so")
    key = lodged[0].stream.removeprefix("objection/")
    assert house.refused("objection.admit", "M01", objection=key) == ["own-claim"]
    house.do("meeting.answer", "M02", objection=key, upheld=False, reason="looked up", **FOUR, recused=["M01"])
    assert house.find(Objection, key).state == "dismissed"
    assert replayed(house, BRANCH) == ()
