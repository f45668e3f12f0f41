"""Sessions and meetings that decided nothing, and claims that the meeting votes on alone."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.errors import RefusedError
from tests.support import BRANCH, House, opened
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim, said_nothing
from workflow.state.cycle import Round
from workflow.state.deliberation import Lapses

MEMBERS = ["M04", "M05", "M06"]
ALL = {"present": ["M01", "M02", "M03"], "favour": ["M01", "M02", "M03"]}
FULL = {"entitled": 9, "present": 9, "favour": 9}
ROUND = {"round": "2026-01", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-01-31", "closes": "2026-01-28"}
SUBJECT = {"subject": "round/2026-01"}


@pytest.fixture
def house() -> House:
    """Three claims of a volunteers' day, registered; the meeting comes by round, before the posting."""
    house = opened("heart-points").on("2026-01-04")
    house.do("round.open", "M01", **ROUND)
    house.do("claim.nothing", "M07", round="2026-01")
    house.on("2026-01-21")
    for number, member in enumerate(MEMBERS, 1):
        line = {"item": "heart.activity", "on": "2026-01-20", "matter": "volunteering-01"}
        house.do("claim.apply", member, **line, evidence=[{"kind": "sign-in"}])
        house.do("claim.register", "M02", claim=f"2026-01-00{number}")
    return house.on("2026-02-02")


@pytest.fixture
def reviewed(house: House) -> House:
    house.do("session.review", "M02", round="2026-01", **ALL)
    return house


def remedies(house: House, command: str, by: str, **fields: Any) -> str:
    with pytest.raises(RefusedError) as refused:
        house.do(command, by, **fields)
    return " ".join(refusal.remedy for refusal in refused.value.refusals)


# Sittings that decided nothing


def test_a_meeting_without_quorum_is_recorded_and_called_again(reviewed):
    short = {"entitled": 9, "present": 4, "favour": 4}
    assert "meeting.record-lapse" in remedies(reviewed, "meeting.confirm", "M02", round="2026-01", **short)
    (event,) = reviewed.do("meeting.record-lapse", "M02", **SUBJECT, entitled=9, present=4)
    assert (event.payload.meeting, event.payload.outcome, event.payload.favour) == ("G002", "no-quorum", 0)
    assert reviewed.find(Round, "2026-01").state == "reviewed"
    reviewed.do("meeting.confirm", "M02", round="2026-01", **FULL)
    assert reviewed.find(Round, "2026-01").meeting == "G003"
    assert reviewed.find(Lapses, "round/2026-01").held == ("G002",)
    assert replayed(reviewed, BRANCH) == ()


def test_exactly_half_present_is_a_meeting_and_half_in_favour_is_no_majority():
    house = opened("heart-points", members=8).on("2026-01-04")
    house.do("round.open", "M01", **ROUND)
    house.on("2026-02-02").do("session.review", "M02", round="2026-01", **ALL)
    half = {"entitled": 8, "present": 4, "favour": 4}
    assert house.refused("meeting.confirm", "M02", round="2026-01", **half) == ["quorum"]
    assert house.do("meeting.record-lapse", "M02", **SUBJECT, **half)[0].payload.outcome == "not-carried"
    assert replayed(house, BRANCH) == ()


def test_counts_that_carry_or_cannot_be_are_no_lapse(reviewed):
    for counts in (
        FULL,
        {"entitled": 9, "present": 4, "favour": 5},
        {"entitled": 8, "present": 4},
        {"entitled": 9, "present": 10},
    ):
        assert reviewed.refused("meeting.record-lapse", "M02", **SUBJECT, **counts) == ["quorum"]


def test_a_session_that_was_too_small_split_or_without_voters_is_recorded(house):
    said = []
    for votes, way_out in (
        ({"present": ["M01"], "favour": ["M01"]}, "session.record-lapse"),
        ({"present": ["M01", "M02"], "favour": ["M01"], "against": ["M02"]}, "session.record-lapse"),
        ({"present": ["M01", "M02"], "favour": ["M01"]}, "matter.refer"),
    ):
        assert way_out in remedies(house, "session.review", "M02", round="2026-01", **votes)
        said.append(house.do("session.record-lapse", "M02", **SUBJECT, **votes)[0].payload.outcome)
    assert said == ["no-quorum", "not-carried", "too-few"]
    house.do("session.review", "M02", round="2026-01", **ALL)
    assert house.find(Round, "2026-01").session == "S004"
    assert replayed(house, BRANCH) == ()


def test_a_session_that_carried_or_named_strangers_is_no_lapse(house):
    assert house.refused("session.record-lapse", "M02", **SUBJECT, **ALL) == ["quorum"]
    assert house.refused("session.record-lapse", "M02", **SUBJECT, present=["M01", "M09"], favour=[]) == ["quorum"]


def test_nobody_votes_on_their_own_in_a_session_that_decides_nothing_either(house):
    house.do("member.kin", "M01", person="M01", kin="M04")
    votes = {"present": ["M01", "M02", "M03"], "favour": ["M01"], "against": ["M02", "M03"]}
    assert house.refused("session.record-lapse", "M02", subject="claim/2026-01-001", **votes) == ["own-claim"]


def test_a_lapse_is_recorded_of_what_waits_for_that_body_alone(house):
    assert house.refused("meeting.record-lapse", "M02", **SUBJECT, entitled=9, present=4) == ["in-order"]
    assert house.refused("meeting.record-lapse", "M05", subject="cycle/2026", entitled=9, present=4) == ["who-may"]
    assert house.do("meeting.record-lapse", "M02", subject="cycle/2026", entitled=9, present=4)


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"outcome": "not-carried"}, "quorum"),
        ({"present": 9, "favour": 9}, "quorum"),
        ({"meeting": "G009"}, "in-order"),
    ],
    ids=["another outcome", "it carried", "another number"],
)
def test_the_verifier_names_a_lapse_that_was_none(reviewed, fields, check):
    (event,) = reviewed.do("meeting.record-lapse", "M02", **SUBJECT, entitled=9, present=4)
    reviewed.units[BRANCH].events[-1] = replace(event, payload=replace(event.payload, **fields))
    assert any(check in finding for finding in replayed(reviewed, BRANCH))


# One claim voted on alone


def singly(claim: str = "2026-01-001", *, reject: bool = False, **counts: Any) -> dict[str, Any]:
    vote = {"present": 9, "favour": 8, **counts}
    return {"exceptions": [{"claim": claim, "reason": "asked for by three members", "reject": reject, "singly": vote}]}


def confirm(house: House, **fields: Any) -> None:
    house.do("meeting.confirm", "M02", round="2026-01", **FULL, **fields)


def test_a_claim_is_voted_singly_and_who_is_concerned_stands_back(reviewed):
    confirm(reviewed, **singly(recused=["M04"]))
    assert {reviewed.find(Claim, f"2026-01-00{n}").state for n in (1, 2, 3)} == {"confirmed"}
    said = next(e.payload for e in reviewed.units[BRANCH].events if e.topic == "claim-confirmed")
    assert (said.singly.favour, said.singly.recused) == (8, ("M04",))
    assert replayed(reviewed, BRANCH) == ()


def test_a_single_vote_may_reject(reviewed):
    confirm(reviewed, **singly(reject=True, recused=["M04"], favour=5, against=3))
    assert reviewed.find(Claim, "2026-01-001").state == "rejected"
    assert replayed(reviewed, BRANCH) == ()


def test_standing_back_shortens_nothing(reviewed):
    """Eight vote, five of them in favour: more than half of nine; four would be half of the eight that vote."""
    refused = reviewed.refused(
        "meeting.confirm", "M02", round="2026-01", **FULL, **singly(recused=["M04"], favour=4, against=4)
    )
    assert refused == ["quorum"]
    confirm(reviewed, **singly(recused=["M04"], favour=5, against=3))


@pytest.mark.parametrize(
    "vote",
    [
        {"recused": []},
        {"recused": ["M04"], "favour": 9},
        {"recused": ["M05"]},
        {"recused": ["M04", "M05"], "favour": 7},
    ],
    ids=["nobody is named and all were there", "all nine voted", "a stranger for the claimant", "a stranger besides"],
)
def test_whoever_is_concerned_doesn_t_vote_singly(reviewed, vote):
    assert "own-claim" in reviewed.refused("meeting.confirm", "M02", round="2026-01", **FULL, **singly(**vote))


def test_kin_stand_back_too_and_who_is_not_named_was_not_there(reviewed):
    reviewed.do("member.kin", "M01", person="M09", kin="M04")
    assert reviewed.refused("meeting.confirm", "M02", round="2026-01", **FULL, **singly(recused=["M04"], favour=7)) == [
        "own-claim"
    ]
    confirm(reviewed, **singly(recused=["M04"], present=8, favour=7))
    assert replayed(reviewed, BRANCH) == ()


@pytest.mark.parametrize(
    ("fields", "check"),
    [({"recused": ()}, "own-claim"), ({"favour": 9}, "own-claim"), ({"favour": 4}, "quorum")],
    ids=["nobody stood back", "the claimant voted", "no majority"],
)
def test_the_verifier_names_a_single_vote_that_cannot_be(reviewed, fields, check):
    confirm(reviewed, **singly(recused=["M04"]))
    events = reviewed.units[BRANCH].events
    at = next(e.position for e in events if e.topic == "claim-confirmed")
    said: Any = events[at].payload
    events[at] = replace(events[at], payload=replace(said, singly=replace(said.singly, **fields)))
    assert any(check in finding for finding in replayed(reviewed, BRANCH))


# Who said nothing


def test_who_neither_claimed_nor_said_that_there_is_nothing_is_listed(house):
    house.on("2026-01-28", 23)
    assert said_nothing(house.view(), house.find(Round, "2026-01")) == ("M01", "M02", "M03", "M08", "M09")
    house.do("claim.nothing", "M08", round="2026-01")
    assert said_nothing(house.view(), house.find(Round, "2026-01")) == ("M01", "M02", "M03", "M09")
    house.on("2026-01-29", 0)
    assert house.refused("claim.nothing", "M09", round="2026-01") == ["in-order"]
