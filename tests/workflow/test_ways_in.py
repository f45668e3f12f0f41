"""Claims through the group, from a department, reported by others; hearings and limits on every way."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledger.errors import InvalidError
from tests.support import BRANCH, House, founded
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest
from workflow.state.claim import Claim

JANUARY = {"round": "2026-01", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-01-31", "closes": "2026-01-28"}
LINE = {"item": "heart.activity", "on": "2026-01-20", "evidence": [{"kind": "sign-in"}]}
FULL = {"entitled": 9, "present": 9, "favour": 9}
ALL = ["M01", "M02", "M03"]
# A deduction and an amount that a body may lower, for the scheme that has neither.
MORE = """
[[item]]
id = "heart.absent"
label = { zh = "无故缺席", en = "Absent without leave" }
clause = "一"
component = "heart"
rule = "discretionary"
most = "10"
takes = true
entered_by = ["recorder", "member"]

[[item]]
id = "heart.deed"
label = { zh = "好人好事", en = "A good deed" }
clause = "一"
component = "heart"
rule = "discretionary"
most = "10"
entered_by = ["recorder", "member", "department", "others"]
"""


def branch(*flags: str) -> House:
    """The volunteers' scheme with those flags in its profile and two items more; M04 to M06 are the group G1."""
    text = scheme_text("heart-points").replace("[process]\n", "[process]\n" + "".join(f"{f} = true\n" for f in flags))
    text = text.replace("\n[total]\n", f"{MORE}\n[total]\n")
    house = founded().on("2026-01-03")
    for member in ("M05", "M06", "M07"):
        house.do("member.change", "M01", member=member, since="2026-01-03", group="G1", reason="the groups were formed")
    house.do("role.appoint", "M01", person="M07", role="group-leader", since="2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    house.do("scheme.propose", "M01", text=text)
    adopted = house.do("scheme.adopt", "M02", scheme=digest(text), **FULL)
    house.upper("scheme.approve", "U1", adopted[-1].position)
    house.do("cycle.open", "M01", cycle="2026", scheme=digest(text))
    house.do("round.open", "M01", **JANUARY)
    return house.on("2026-01-21")


def began(house: House, command: str, by: str, **fields: Any) -> str:
    claim = next(event.payload.claim for event in house.do(command, by, **fields) if hasattr(event.payload, "claim"))
    return str(claim)


# Through the group


def test_the_leader_forwards_what_the_group_applied_for():
    house = branch("through_group")
    claims = [began(house, "claim.apply", member, **LINE) for member in ("M05", "M06")]
    assert house.refused("claim.register", "M02", claim=claims[0]) == ["in-order"]
    house.do("claim.forward", "M07", claims=claims)
    assert house.find(Claim, claims[0]).forwarded_by == "M07"
    for claim in claims:
        house.do("claim.register", "M02", claim=claim)
    assert replayed(house, BRANCH) == ()


def test_a_leader_forwards_their_own_group_s_claims_and_each_once():
    house = branch("through_group")
    own, other = (began(house, "claim.apply", member, **LINE) for member in ("M05", "M09"))
    assert house.refused("claim.forward", "M05", claims=[own]) == ["who-may"]
    assert house.refused("claim.forward", "M07", claims=[own, other]) == ["who-may"]
    house.do("claim.forward", "M07", claims=[own])
    assert house.refused("claim.forward", "M07", claims=[own]) == ["in-order"]
    assert house.refused("claim.forward", "M07", claims=[]) == ["in-order"]
    assert house.do("claim.register", "M02", claim=other), "who is in no group needs no leader"
    assert replayed(house, BRANCH) == ()


def test_what_was_amended_is_forwarded_again():
    house = branch("through_group")
    claim = began(house, "claim.apply", "M05", **LINE)
    house.do("claim.forward", "M07", claims=[claim])
    house.do("claim.return", "M02", claim=claim, reason="which activity?")
    house.do("claim.amend", "M05", claim=claim, **LINE, matter="volunteering-01")
    assert house.refused("claim.register", "M02", claim=claim) == ["in-order"]
    house.do("claim.forward", "M07", claims=[claim])
    assert replayed(house, BRANCH) == ()


def test_where_the_scheme_asks_for_no_leader_none_is_needed_and_forwarding_is_noted():
    house = branch()
    claim = began(house, "claim.apply", "M05", **LINE)
    house.do("claim.forward", "M07", claims=[claim])
    house.do("claim.register", "M02", claim=claim)
    assert replayed(house, BRANCH) == ()


# From a department, and reported by others


def test_a_department_supplies_facts_and_the_recorder_registers_them():
    house = branch()
    deed = {"member": "M05", "item": "heart.deed", "on": "2026-01-20", "points": "3"}
    assert house.refused("claim.supply", "M05", **deed) == ["who-may"]
    assert house.refused("claim.supply", "M04", **{**deed, "item": "heart.absent"}) == ["eligible"]
    claim = began(house, "claim.supply", "M04", **deed)
    assert (house.find(Claim, claim).source, house.find(Claim, claim).entered_by) == ("supplied", "M04")
    house.do("claim.register", "M02", claim=claim)
    assert replayed(house, BRANCH) == ()


def test_who_reported_a_deed_is_sealed():
    house = branch()
    deed = {"member": "M05", "item": "heart.deed", "on": "2026-01-20", "points": "3", "reporter": "M09"}
    with pytest.raises(InvalidError, match="names a reporter"):
        house.do("claim.enter", "M02", **deed, source="paper")
    (event,) = house.do("claim.enter", "M02", **deed, source="reported")
    assert event.payload.reporter is not None
    assert "M09" not in str(replace(event.payload, reporter=None))
    assert replayed(house, BRANCH) == ()


# Heard before a deduction, whichever way it came


@pytest.mark.parametrize("way", ["entered", "signed in"])
def test_a_deduction_is_heard_before_it_is_registered(way):
    house = branch()
    line = {"item": "heart.absent", "on": "2026-01-20"}
    if way == "entered":
        claim = began(house, "claim.enter", "M02", member="M05", points="2", **line)
    else:
        lines = [{"member": "M05", "points": "2"}]
        claim = house.do("activity.sign-in", "M02", **line, sheet="ab" * 32, members=lines)[0].payload.claims[0]
    hearing = {"subject": f"claim/{claim}", "member": "M05"}
    assert house.refused("claim.register", "M02", claim=claim) == ["heard"]
    assert house.refused("hearing.invite", "M02", until="2026-01-23", **hearing) == ["heard"]
    house.do("hearing.invite", "M02", until="2026-01-24", **hearing)
    assert house.refused("claim.register", "M02", claim=claim) == ["heard"]
    house.on("2026-01-25").do("claim.register", "M02", claim=claim)
    assert replayed(house, BRANCH) == ()


def test_an_observed_deduction_is_heard_before_it_is_entered():
    house = branch()
    line = {"member": "M05", "item": "heart.absent", "on": "2026-01-20", "points": "2"}
    assert house.refused("claim.observe", "M02", **line) == ["heard"]
    house.do("hearing.invite", "M02", subject="item/heart.absent/2026-01-20", member="M05", until="2026-01-24")
    house.on("2026-01-25").do("claim.observe", "M02", **line)
    assert replayed(house, BRANCH) == ()


# Never more: review and meeting keep an amount or make it smaller


@pytest.fixture(params=["heart.deed", "heart.absent"], ids=["an addition", "a deduction"])
def amount(request: pytest.FixtureRequest) -> tuple[House, str]:
    house = branch()
    claim = began(house, "claim.apply", "M05", item=request.param, on="2026-01-20", points="5")
    house.do("hearing.invite", "M02", subject=f"claim/{claim}", member="M05", until="2026-01-24")
    house.on("2026-01-25").do("claim.register", "M02", claim=claim)
    return house.on("2026-02-02"), claim


def to(claim: str, points: str, **more: Any) -> dict[str, Any]:
    return {"round": "2026-01", "exceptions": [{"claim": claim, "points": points, "reason": "so", **more}]}


def test_an_amount_may_shrink_at_review_meeting_and_single_vote_and_never_grows(amount):
    house, claim = amount
    session = {"present": ALL, "favour": ALL}
    singly = {"singly": {"present": 9, "favour": 8, "recused": ["M05"]}}
    for more in ("6", "-1"):
        assert set(house.refused("session.review", "M02", **session, **to(claim, more))) & {"never-more", "in-range"}
    house.do("session.review", "M02", **session, **to(claim, "4"))
    for vote in ({}, singly):
        assert house.refused("meeting.confirm", "M02", **FULL, **to(claim, "5", **vote)) == ["never-more"]
    house.do("meeting.confirm", "M02", **FULL, **to(claim, "3", **singly))
    assert abs(house.find(Claim, claim).worth or 0) == Decimal(3)
    assert replayed(house, BRANCH) == ()


# Same hands: strict only where the profile says so


@pytest.mark.parametrize("strict", [False, True])
def test_who_registered_a_claim_is_left_out_of_its_vote_only_where_the_scheme_is_strict(strict):
    house = branch(*(("same_hands",) if strict else ()))
    claim = began(house, "claim.apply", "M05", **LINE)
    house.do("claim.register", "M02", claim=claim)
    house.on("2026-02-02").do("session.review", "M02", round="2026-01", present=ALL, favour=ALL)
    assert ("M02" in house.find(Claim, claim).decided_by) == (not strict)
    assert replayed(house, BRANCH) == ()


# What the verifier finds


def test_the_verifier_names_a_claim_that_no_leader_forwarded():
    house = branch("through_group")
    claim = began(house, "claim.apply", "M05", **LINE)
    house.do("claim.forward", "M07", claims=[claim])
    house.do("claim.register", "M02", claim=claim)
    events = [event for event in house.units[BRANCH].events if event.topic != "claims-forwarded"]
    house.units[BRANCH].events = [replace(event, position=number) for number, event in enumerate(events)]
    assert any("group leader" in finding for finding in replayed(house, BRANCH))


@pytest.mark.parametrize(
    ("fields", "check"), [({"group": "G9"}, "who-may"), ({"claims": ()}, "in-order")], ids=["another group", "nothing"]
)
def test_the_verifier_names_a_forwarding_that_cannot_be(fields, check):
    house = branch()
    claim = began(house, "claim.apply", "M05", **LINE)
    (event,) = house.do("claim.forward", "M07", claims=[claim])
    house.units[BRANCH].events[event.position] = replace(event, payload=replace(event.payload, **fields))
    assert any(check in finding for finding in replayed(house, BRANCH))
