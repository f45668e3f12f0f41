"""一票否决, guard by guard: who proposes, who is heard, who votes, what is posted, when it takes force."""

from dataclasses import replace
from typing import Any

import pytest

from projections.board import board
from projections.runner import catch_up
from tests.projections.branch import store
from tests.support import BRANCH, UPPER, House, opened
from tests.workflow.small_year import forged
from tests.workflow.story import ALL
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.veto import Veto

KEY = "V01-2026"
PROPOSAL: dict[str, Any] = {
    "cycle": "2026",
    "member": "M05",
    "code": "veto.law",
    "on": "2026-03-01",
    "ground": "the verdict",
    "document": "0" * 64,
}
REQUEST = {"branch": BRANCH, **PROPOSAL}
POSTED = {"place": "notice board", "contact": "M01"}


@pytest.fixture
def house() -> House:
    return opened().on("2026-04-02")


def asked_above(house: House) -> House:
    """U1 proposes it in the upper unit's ledger, the branch's secretary takes the receipt."""
    position = house.do("veto.request", "U1", UPPER, **REQUEST)[0].position
    house.do("receipt.take", "M01", decision=house.carry(UPPER, position))
    return house


def proposed(house: House, by: str = "M01") -> House:
    house.do("veto.propose", by, **PROPOSAL)
    return house


def heard(house: House) -> House:
    house.do("hearing.invite", "M02", subject=f"veto/{KEY}", member="M05", until="2026-04-10")
    house.do("hearing.hold", "M02", subject=f"veto/{KEY}", member="M05", statement="I regret it")
    return house


def decided(house: House, favour: tuple[str, ...] = ("M02", "M03")) -> House:
    house.do("veto.decide", "M02", veto=KEY, present=ALL, favour=list(favour))
    return house


def public(house: House) -> House:
    house.do("publicity.open", "M01", subject=f"veto/{KEY}", **POSTED)
    return house


def veto(house: House) -> Veto:
    return house.find(Veto, KEY)


@pytest.mark.parametrize("by", ["M01", "M02", "M03"], ids=["secretary", "recorder", "committee"])
def test_committee_and_recorder_propose(house, by):
    assert veto(proposed(house, by)).proposed_by == by


@pytest.mark.parametrize(("by", "guards"), [("M06", "who-may"), ("M04", "who-may"), ("U1", "who-may")])
def test_nobody_else_proposes_in_the_branch(house, by, guards):
    assert guards in house.refused("veto.propose", by, **PROPOSAL)


def test_nobody_proposes_it_against_themselves_or_their_kin(house):
    assert house.refused("veto.propose", "M01", **{**PROPOSAL, "member": "M01"}) == ["own-claim"]
    house.do("member.kin", "M01", person="M01", kin="M05")
    assert house.refused("veto.propose", "M01", **PROPOSAL) == ["own-claim"]


def test_only_a_veto_that_the_scheme_knows_on_a_day_of_the_cycle(house):
    assert house.refused("veto.propose", "M01", **{**PROPOSAL, "code": "veto.none"}) == ["in-range"]
    assert house.refused("veto.propose", "M01", **{**PROPOSAL, "on": "2026-12-01"}) == ["in-range"]


def test_it_is_decided_only_after_the_hearing_or_its_time(house):
    vote = {"veto": KEY, "present": ALL, "favour": ["M02", "M03"]}
    assert proposed(house).refused("veto.decide", "M02", **vote) == ["heard"]
    house.do("hearing.invite", "M02", subject=f"veto/{KEY}", member="M05", until="2026-04-10")
    assert house.refused("veto.decide", "M02", **vote) == ["heard"]
    house.on("2026-04-11").do("veto.decide", "M02", **vote)
    assert veto(house).state == "decided"


def test_the_proposer_does_not_vote(house):
    heard(proposed(house))
    assert house.refused("veto.decide", "M02", veto=KEY, present=ALL, favour=["M01", "M02"]) == ["same-hands"]


def test_it_takes_a_quorum(house):
    heard(proposed(house))
    assert house.refused("veto.decide", "M02", veto=KEY, present=ALL, favour=["M02"]) == ["quorum"]
    assert house.refused("veto.decide", "M02", veto=KEY, present=["M02"], favour=["M02"]) == ["quorum"]


def test_a_proposal_without_a_majority_is_dropped_and_posted_nowhere(house):
    heard(proposed(house))
    house.do("veto.decide", "M02", veto=KEY, carried=False, present=ALL, favour=["M02"], against=["M03"])
    assert veto(house).state == "dropped"
    assert house.refused("publicity.open", "M01", subject=f"veto/{KEY}", **POSTED) != []


def test_what_is_posted_says_that_there_is_one_and_not_why(house, sqlite_database):
    public(decided(heard(proposed(house))))
    catch_up(store(sqlite_database, house))
    (posting,) = board(sqlite_database, BRANCH)
    shown = repr(posting)
    assert KEY in shown
    assert "the verdict" not in shown
    assert "veto.law" not in shown


def test_it_takes_force_at_the_first_instant_after_its_window(house):
    public(decided(heard(proposed(house))))
    house.on("2026-04-09", 23).do("clock.tick", "timer")
    assert veto(house).state == "public"
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert veto(house).state == "in-force"
    assert replayed(house, BRANCH) == ()


def objected(house: House) -> House:
    public(decided(heard(proposed(house))))
    house.do("objection.lodge", "M05", about=f"veto/{KEY}", text="it was annulled")
    house.do("objection.admit", "M01", objection="O001")
    return house


@pytest.mark.parametrize(("upheld", "state"), [(True, "revoked"), (False, "contested")])
def test_an_objection_is_answered(house, upheld, state):
    objected(house)
    vote = {"present": ALL, "favour": ["M02", "M03"], "reason": "so"}
    house.do("objection.answer", "M02", objection="O001", upheld=upheld, **vote)
    assert veto(house).state == state
    assert replayed(house, BRANCH) == ()


@pytest.mark.parametrize(("upheld", "state"), [(True, "revoked"), (False, "in-force")])
def test_the_appeal_ends_it(house, upheld, state):
    objected(house)
    vote = {"present": ALL, "favour": ["M02", "M03"], "reason": "so"}
    house.do("objection.answer", "M02", objection="O001", upheld=False, **vote)
    house.do("objection.tell", "M02", objection="O001")
    appeal = house.do("appeal.lodge", "M05", objection="O001", text="once more")[0].position
    house.on("2026-05-20").do("clock.tick", "timer")
    assert veto(house).state == "contested", "not before the appeal has ended"
    house.upper("appeal.decide", "U1", appeal, upheld=upheld, reason="so")
    assert veto(house).state == state
    assert replayed(house, BRANCH) == ()


# The upper unit proposes one


def test_the_upper_unit_proposes_and_the_branch_hears_decides_and_publishes(house):
    asked_above(house)
    assert (veto(house).state, veto(house).hands) == ("proposed", ("U1",))
    public(decided(heard(house), ("M01", "M02")))
    house.on("2026-04-20").do("clock.tick", "timer")
    assert veto(house).state == "in-force"
    assert [replayed(house, unit) for unit in (BRANCH, UPPER)] == [(), ()]


def test_whoever_proposed_it_above_does_not_decide_it_below(house):
    house.do("role.appoint", "M01", person="U1", role="committee", since="2026-01-01")
    heard(asked_above(house))
    vote = {"veto": KEY, "present": [*ALL, "U1"]}
    assert house.refused("veto.decide", "M02", favour=["M01", "M02", "U1"], **vote) == ["same-hands"]
    house.do("veto.decide", "M02", favour=["M01", "M02", "M03"], **vote)


def test_above_only_the_upper_units_own_propose_and_no_branch_does(house):
    assert house.refused("veto.request", "M06", UPPER, **REQUEST) == ["who-may"]
    assert "in-order" in house.refused("veto.request", "M01", **REQUEST)


def test_above_nobody_proposes_it_against_their_kin(house):
    house.do("member.enrol", "U1", UPPER, member="U1", since="2020-01-01")
    assert house.refused("veto.request", "U1", UPPER, **{**REQUEST, "member": "U1"}) == ["own-claim"]


def test_a_proposal_that_the_scheme_does_not_know_is_not_received(house):
    position = house.do("veto.request", "U1", UPPER, **{**REQUEST, "code": "veto.none"})[0].position
    assert house.refused("receipt.take", "M01", decision=house.carry(UPPER, position)) == ["in-range"]


def test_a_proposal_is_received_once(house):
    position = house.do("veto.request", "U1", UPPER, **REQUEST)[0].position
    house.do("receipt.take", "M01", decision=house.carry(UPPER, position))
    assert house.refused("receipt.take", "M01", decision=house.carry(UPPER, position)) == ["ended"]


@pytest.mark.parametrize("forgery", [{"member": "M06"}, {"proposers": ("U2",)}, {"order": "veto/P01/0"}])
def test_the_verifier_finds_a_proposal_that_is_not_the_upper_units(house, forgery):
    asked_above(house)
    assert replayed(house, BRANCH) == ()
    forged(house, "veto-proposed", lambda said: forgery)
    assert replayed(house, BRANCH) != ()


def test_the_verifier_finds_a_proposal_of_ones_own_put_in_anothers_name(house):
    proposed(house)
    forged(house, "veto-proposed", lambda said: {"proposers": ("M09",), "order": "veto/P01/3"})
    assert any("other proposers" in finding for finding in replayed(house, BRANCH))


def test_the_verifier_finds_a_proposal_against_oneself_above(house):
    house.do("veto.request", "U1", UPPER, **REQUEST)
    assert replayed(house, UPPER) == ()
    events = house.units[UPPER].events
    events[-1] = replace(events[-1], payload=replace(events[-1].payload, member="U1"))
    assert any("themselves" in finding for finding in replayed(house, UPPER))
