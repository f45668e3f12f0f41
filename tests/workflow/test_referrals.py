"""Too few of the committee without a conflict: the branch refers the matter, and the upper unit decides it."""

from dataclasses import replace

import pytest

from ledger.errors import InvalidError, RefusedError
from tests.support import BRANCH, UPPER, House, opened, quarter
from tests.workflow.story import ALL, RECORD
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim
from workflow.state.cycle import Round
from workflow.state.objection import Objection
from workflow.state.veto import Veto

TWO = {"present": ALL, "favour": ["M01"]}


@pytest.fixture
def house() -> House:
    """M05 is kin of the secretary and of the recorder: of the committee only M03 may vote on M05's matters."""
    house = opened().on("2026-01-05")
    for person in ("M01", "M02"):
        house.do("member.kin", person, person=person, kin="M05")
    house.do("round.open", "M01", **quarter(1))
    return house.on("2026-03-20")


def registered(house: House, member: str = "M05") -> str:
    line = {"item": "daily.achievement", "on": "2026-03-20", "points": "18", "evidence": RECORD}
    claim = house.do("claim.apply", member, **line)[0].stream.removeprefix("claim/")
    house.do("claim.sign", "M04", claim=claim)
    house.do("claim.register", "M03" if member == "M05" else "M02", claim=claim)
    return claim


def referred(house: House, about: str) -> int:
    return house.do("matter.refer", "M01", about=about, reason="two of three are kin")[0].position


def test_a_session_cannot_review_what_only_one_of_it_may_vote_on(house):
    claim = registered(house)
    house.on("2026-04-01")
    assert house.refused("session.review", "M02", round="2026Q1", present=ALL, favour=ALL) == ["quorum"]
    referred(house, f"claim/{claim}")
    assert house.find(Claim, claim).state == "referred"


def test_what_two_may_vote_on_stays_in_the_branch(house):
    claim = registered(house, "M06")
    assert house.refused("matter.refer", "M01", about=f"claim/{claim}", reason="let them decide") == ["quorum"]


@pytest.mark.parametrize("points", ["18", "15"])
def test_a_referred_claim_comes_back_reviewed_at_the_same_points_or_fewer(house, points):
    claim = registered(house)
    house.upper("referral.decide", "U2", referred(house, f"claim/{claim}"), accepted=True, points=points, reason="so")
    found = house.find(Claim, claim)
    assert (found.state, str(found.line.points), found.decided_by) == ("reviewed", points, ())
    house.on("2026-04-01").do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert claim in house.find(Round, "2026Q1").claims
    house.do("publicity.open", "M01", subject="round/2026Q1", place="notice board", contact="M01")
    house.on("2026-04-09").do("clock.tick", "timer")
    assert house.find(Claim, claim).state == "final"
    assert replayed(house, BRANCH) == ()
    assert replayed(house, UPPER) == ()


def test_the_upper_unit_never_gives_more(house):
    request = house.carry(BRANCH, referred(house, f"claim/{registered(house)}"))
    more = {"request": request, "accepted": True, "points": "19", "reason": "deserves it"}
    assert house.refused("referral.decide", "U2", UPPER, **more) == ["never-more"]


def test_a_referred_claim_may_come_back_not_accepted_and_be_objected_to(house):
    claim = registered(house)
    house.upper("referral.decide", "U2", referred(house, f"claim/{claim}"), accepted=False, reason="not done")
    assert house.find(Claim, claim).state == "rejected"
    house.do("claim.tell", "M03", claim=claim)
    assert house.do("objection.lodge", "M05", about=f"claim/{claim}", text="it was done")
    assert replayed(house, BRANCH) == ()


def test_a_round_goes_on_without_what_is_still_above(house):
    claim = registered(house)
    position = referred(house, f"claim/{claim}")
    house.on("2026-04-01").do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert (house.find(Claim, claim).state, house.find(Claim, claim).round) == ("referred", None)
    house.do("round.open", "M01", **quarter(2))
    house.upper("referral.decide", "U2", position, accepted=True, reason="so")
    assert (house.find(Claim, claim).state, house.find(Claim, claim).round) == ("reviewed", "2026Q2")
    assert replayed(house, BRANCH) == ()


def test_nobody_concerned_decides_it_above(house):
    house.do("member.kin", "M01", person="M05", kin="U2")
    request = house.carry(BRANCH, referred(house, f"claim/{registered(house)}"))
    decision = {"request": request, "accepted": True, "reason": "so"}
    assert house.refused("referral.decide", "U2", UPPER, **decision) == ["own-claim"]
    house.do("referral.decide", "U3", UPPER, **decision)
    assert house.refused("referral.decide", "U3", UPPER, **decision) == ["ended"]
    assert house.refused("referral.decide", "M03", UPPER, **decision) == ["ended", "who-may"]


@pytest.mark.parametrize(("accepted", "state"), [(True, "decided"), (False, "dropped")])
def test_a_referred_veto_comes_back_carried_or_dropped(house, accepted, state):
    house.on("2026-09-01")
    veto = {"cycle": "2026", "member": "M05", "code": "veto.rules", "on": "2026-08-20", "document": "ab" * 32}
    key = house.do("veto.propose", "M03", **veto, ground="named in a notice")[0].stream.removeprefix("veto/")
    assert house.refused("matter.refer", "M01", about=f"veto/{key}", reason="kin") == ["heard"]
    house.do("hearing.invite", "M03", subject=f"veto/{key}", member="M05", until="2026-09-05")
    house.on("2026-09-06")
    house.upper("referral.decide", "U1", referred(house, f"veto/{key}"), accepted=accepted, reason="so")
    assert house.find(Veto, key).state == state
    assert replayed(house, BRANCH) == ()


def test_a_referred_objection_is_decided_as_an_appeal(house):
    claim = registered(house)
    house.upper("referral.decide", "U2", referred(house, f"claim/{claim}"), accepted=True, reason="so")
    house.on("2026-04-01").do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    house.do("publicity.open", "M01", subject="round/2026Q1", place="notice board", contact="M01")
    key = house.do("objection.lodge", "M07", about=f"claim/{claim}", text="not so")[0].stream.removeprefix("objection/")
    house.do("objection.admit", "M03", objection=key)
    request, appeal = house.do("matter.refer", "M01", about=f"objection/{key}", reason="kin")
    assert house.find(Objection, key).state == "appealed"
    decision = {"upheld": True, "points": "10", "reason": "partly done"}
    with pytest.raises(InvalidError, match=r"appeal\.decide"):
        house.do(
            "referral.decide", "U1", UPPER, request=house.carry(BRANCH, request.position), accepted=True, reason="so"
        )
    house.upper("appeal.decide", "U1", appeal.position, **decision)
    assert (house.find(Claim, claim).state, str(house.find(Claim, claim).line.points)) == ("confirmed", "10")
    assert replayed(house, BRANCH) == ()
    assert replayed(house, UPPER) == ()


@pytest.mark.parametrize(
    ("topic", "fields", "check"),
    [
        ("matter-referred", {"concerned": ("M05",)}, "own-claim"),
        ("matter-referred", {"free": ()}, "quorum"),
        ("claim-reviewed", {"favour": ("M01", "M02")}, "quorum"),
        ("claim-reviewed", {"session": "S001"}, "in-order"),
    ],
    ids=["kin left out", "nobody free", "votes of the branch", "another body"],
)
def test_the_verifier_names_a_referral_that_cannot_be(house, topic, fields, check):
    claim = registered(house)
    house.upper("referral.decide", "U2", referred(house, f"claim/{claim}"), accepted=True, reason="so")
    events = house.units[BRANCH].events
    at = next(e.position for e in events if e.topic == topic)
    events[at] = replace(events[at], payload=replace(events[at].payload, **fields))
    assert any(check in finding for finding in replayed(house, BRANCH))


def test_the_verifier_names_a_referral_of_what_two_could_decide(house):
    claim = registered(house)
    referred(house, f"claim/{claim}")
    unit = house.units[BRANCH]
    unit.events = [e for e in unit.events if not (e.topic == "kin-declared" and e.payload.person == "M02")]
    unit.events = [replace(e, position=n) for n, e in enumerate(unit.events)]
    assert any("quorum" in finding for finding in replayed(house, BRANCH))


def test_the_verifier_names_somebody_concerned_who_decided_above(house):
    claim = registered(house)
    decided = {"request": house.carry(BRANCH, referred(house, f"claim/{claim}")), "accepted": True, "reason": "so"}
    (event,) = house.do("referral.decide", "U2", UPPER, **decided)
    forged = replace(event, payload=replace(event.payload, concerned=("M05", "U2")))
    house.units[UPPER].events[event.position] = forged
    assert any("own-claim" in finding for finding in replayed(house, UPPER))


def test_an_objection_that_nobody_of_the_committee_may_admit_is_referred_at_once(house):
    claim = registered(house)
    house.upper("referral.decide", "U2", referred(house, f"claim/{claim}"), accepted=True, reason="so")
    house.on("2026-04-01").do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    house.do("publicity.open", "M01", subject="round/2026Q1", place="notice board", contact="M01")
    key = house.do("objection.lodge", "M07", about=f"claim/{claim}", text="not so")[0].stream.removeprefix("objection/")
    assert house.refused("objection.admit", "M01", objection=key) == ["own-claim"]
    _, appeal = house.do("matter.refer", "M01", about=f"objection/{key}", reason="kin")
    house.upper("appeal.decide", "U1", appeal.position, upheld=False, reason="it was done")
    assert house.find(Objection, key).state == "ended"
    assert replayed(house, BRANCH) == ()


def test_a_claim_that_is_still_above_goes_back_to_who_leaves(house):
    claim = registered(house)
    position = referred(house, f"claim/{claim}")
    house.do("member.leave", "M03", member="M05", day="2026-03-20", how="moved")
    assert house.find(Claim, claim).state == "given-back"
    with pytest.raises(RefusedError, match="has ended"):
        house.upper("referral.decide", "U2", position, accepted=True, reason="so")
    assert replayed(house, BRANCH) == ()
