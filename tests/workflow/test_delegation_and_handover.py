"""代办 and 交接: who stands in for whom on which days, whose conflicts then count, and posts that change hands."""

from datetime import date

import pytest

from ledger.errors import InvalidError, NotFoundError
from tests.support import BRANCH, UPPER, House, founded, opened, quarter
from tests.workflow.story import RECORD, after_publicity, applied_and_observed, published, rounds_done
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim, claims_of
from workflow.state.filing import Filing
from workflow.state.membership import Posts

MAY = {"since": "2026-03-01", "until": "2026-03-31"}


@pytest.fixture
def house() -> House:
    """The first quarter is open; M06 stands in for the recorder M02 through March."""
    house = opened().on("2026-01-05", 12)
    house.do("round.open", "M01", **quarter(1))
    house.do("delegation.grant", "M01", person="M06", principal="M02", **MAY)
    return house.on("2026-03-10")


def applied(house: House, member: str, **fields: str) -> str:
    line = {"item": "daily.achievement", "on": "2026-03-10", "points": "18", "evidence": RECORD}
    return house.do("claim.apply", member, **line, **fields)[0].stream.removeprefix("claim/")


def signed(house: House, member: str) -> str:
    claim = applied(house, member)
    house.do("claim.sign", "M04", claim=claim)
    return claim


def test_who_stands_in_does_what_the_principals_post_allows_and_the_event_carries_both(house):
    claim = signed(house, "M05")
    [event] = house.do("claim.register", "M06", claim=claim, **{"for": "M02"})
    assert (event.by, event.on_behalf) == ("M06", "M02")
    assert house.find(Claim, claim).hands == ("M04", "M06", "M02")
    assert replayed(house, BRANCH) == ()


def test_without_the_delegation_or_outside_its_days_it_is_refused(house):
    claim = signed(house, "M05")
    assert house.refused("claim.register", "M06", claim=claim) == ["who-may"]
    assert house.refused("claim.register", "M07", claim=claim, **{"for": "M02"}) == ["delegated"]
    house.on("2026-02-28")
    assert house.refused("claim.register", "M06", claim=claim, **{"for": "M02"}) == ["delegated"]
    house.on("2026-03-31", 23).do("claim.register", "M06", claim=claim, **{"for": "M02"})


def test_a_delegation_ends_with_its_last_day(house):
    house.do("delegation.end", "M01", person="M06", principal="M02", until="2026-03-09")
    claim = signed(house, "M05")
    assert house.refused("claim.register", "M06", claim=claim, **{"for": "M02"}) == ["delegated"]
    with pytest.raises(NotFoundError):
        house.do("delegation.end", "M01", person="M07", principal="M02", until="2026-03-09")
    assert replayed(house, BRANCH) == ()


def test_the_conflicts_of_either_count(house):
    own, principals, kins = signed(house, "M06"), signed(house, "M02"), signed(house, "M08")
    house.do("member.kin", "M06", person="M06", kin="M08")
    for claim in (own, principals, kins):
        assert house.refused("claim.register", "M06", claim=claim, **{"for": "M02"}) == ["own-claim"]


def test_a_members_own_matter_stays_theirs_when_another_files_it(house):
    house.do("delegation.grant", "M01", person="M06", principal="M07", **MAY)
    claim = applied(house, "M06", **{"for": "M07"})
    assert house.find(Claim, claim).member == "M07"
    assert house.refused("claim.withdraw", "M06", claim=claim) == ["who-may"]
    house.do("claim.withdraw", "M06", claim=claim, **{"for": "M07"})
    [nothing] = house.do("claim.nothing", "M06", round="2026Q1", **{"for": "M07"})
    assert nothing.payload.member == "M07"
    assert replayed(house, BRANCH) == ()


def test_who_objects_through_another_stays_unknown():
    house = published(applied_and_observed(opened(), 1), 1).on("2026-04-02")
    claim = claims_of(house.view(), "2026", "M07")[0].claim
    april = {"since": "2026-04-01", "until": "2026-04-30"}
    house.do("delegation.grant", "M01", person="M06", principal="M07", **april)
    lodged = house.do("objection.lodge", "M06", about=f"claim/{claim}", text="that is not so", **{"for": "M07"})
    assert {(event.by, event.on_behalf) for event in lodged} == {(f"{BRANCH}#office", None)}
    assert replayed(house, BRANCH) == ()


def test_the_deputy_stands_in_for_a_recorder_who_is_only_away(house):
    claim = signed(house, "M05")
    assert house.refused("claim.register", "M03", claim=claim) == ["who-may"]
    house.do("delegation.grant", "M01", person="M03", principal="M02", **MAY)
    house.do("claim.register", "M03", claim=claim, **{"for": "M02"})


def test_nobody_grants_a_delegation_to_themselves_nor_hands_one_on(house):
    for by in ("M01", "M03"):
        given = {"person": by, "principal": "M02", **MAY}
        assert house.refused("delegation.grant", by, **given) == ["operator-no-business"]
    house.do("delegation.grant", "M03", person="M06", principal="M01", **MAY)
    given = {"person": "M07", "principal": "M02", "for": "M01", **MAY}
    assert house.refused("delegation.grant", "M06", **given) == ["delegated"]
    assert house.refused("delegation.grant", "M05", person="M07", principal="M02", **MAY) == ["who-may"]


def test_who_stands_in_appoints_neither_themselves_nor_the_principal(house):
    house.do("delegation.grant", "M03", person="M06", principal="M01", **MAY)
    for person in ("M06", "M01"):
        appointed = {"person": person, "role": "teller", "since": "2026-03-10", "for": "M01"}
        assert house.refused("role.appoint", "M06", **appointed) == ["operator-no-business"]
    house.do("role.appoint", "M06", person="M08", role="teller", since="2026-03-10", **{"for": "M01"})


def test_an_operator_as_such_stands_in_for_nobody(house):
    house.do("role.appoint", "M01", person="X1", role="operator", since="2026-01-01")
    house.do("delegation.grant", "M03", person="X1", principal="M01", **MAY)
    appointed = {"person": "M08", "role": "teller", "since": "2026-03-10", "for": "M01"}
    assert house.refused("role.appoint", "X1", **appointed) == ["operator-no-business"]


def test_days_run_forwards_and_the_principal_is_known(house):
    with pytest.raises(InvalidError):
        house.do("delegation.grant", "M01", person="M06", principal="M06", **MAY)
    with pytest.raises(InvalidError):
        house.do("delegation.grant", "M01", person="M06", principal="M02", since="2026-03-02", until="2026-03-01")
    with pytest.raises(NotFoundError):
        house.do("delegation.grant", "M01", person="M06", principal="X9", **MAY)


def test_ballots_are_counted_by_the_tellers_themselves():
    house = rounds_done().on("2027-01-05")
    house.do("delegation.grant", "M01", person="M06", principal="M02", since="2027-01-01", until="2027-01-31")
    house.do("evaluation.open", "M01", cycle="2026", code="review", on="2026-12-31", tellers=["M02", "M08"])
    tally = {"evaluation": "E01-2026", "ballots": 9, "tellers": ["M02", "M08"], "results": [], "for": "M02"}
    assert "delegated" in house.refused("evaluation.tally", "M06", **tally)


def test_nobody_votes_for_another_in_a_session(house):
    sat = ["M01", "M02", "M06"]
    minutes = {"round": "2026Q1", "present": sat, "favour": sat, "for": "M02"}
    assert house.on("2026-03-31", 15).refused("session.review", "M06", **minutes) == ["quorum"]


def test_the_two_signers_of_a_filing_differ_on_both_sides():
    house = published(applied_and_observed(opened(), 1), 1)
    house.on(after_publicity(house, 1)).do("clock.tick", "timer")
    april = {"since": "2026-04-01", "until": "2026-04-30"}
    house.do("delegation.grant", "M01", person="M06", principal="M03", **april)
    house.do("delegation.grant", "M03", person="M06", principal="M01", **april)
    made = house.do("filing.file", "M06", subject="round/2026Q1", **{"for": "M01"})
    filing = made[0].stream.removeprefix("filing/")
    assert house.refused("filing.countersign", "M01", filing=filing) == ["same-hands"]
    assert house.refused("filing.countersign", "M06", filing=filing, **{"for": "M03"}) == ["same-hands"]
    request = house.do("filing.countersign", "M02", filing=filing)[0].position
    assert house.find(Filing, filing).hands == ("M06", "M02", "M01")
    house.do("role.appoint", "U1", UPPER, person="M01", role="officer", since="2026-01-01")
    carried = house.carry(BRANCH, request)
    assert house.refused("filing.acknowledge", "M01", UPPER, request=carried) == ["same-hands"]
    house.upper("filing.acknowledge", "U1", request)
    assert replayed(house, BRANCH) == () == replayed(house, UPPER)


def test_a_post_is_handed_over_from_one_day_to_the_next():
    house = founded().on("2026-03-01")
    house.do("role.hand-over", "M01", person="M02", to="M05", role="recorder", on="2026-03-15")
    posts = house.find(Posts)
    assert posts.holders(date(2026, 3, 14), "recorder") == ("M02",)
    assert posts.holders(date(2026, 3, 15), "recorder") == ("M05",)
    assert "committee" in posts.roles("M02", date(2026, 3, 15)), "a committee member stays one"
    assert replayed(house, BRANCH) == ()


def test_a_department_goes_with_its_head_and_the_last_day_stays():
    house = founded().on("2026-03-01")
    house.do("role.appoint", "M01", person="M06", role="liaison-leader", since="2026-01-01", until="2026-06-30")
    house.do("role.hand-over", "M01", person="M06", to="M07", role="liaison-leader", on="2026-03-15")
    house.do("role.hand-over", "M01", person="M04", to="M05", role="department-head", on="2026-03-15")
    taken = [post for post in house.find(Posts).posts if post.since == date(2026, 3, 15)]
    assert [(post.person, post.department, str(post.until)) for post in taken] == [
        ("M07", None, "2026-06-30"),
        ("M05", "D1", "None"),
    ]


def test_nobody_hands_a_post_to_themselves_or_one_that_is_not_theirs_to_give():
    house = founded().on("2026-03-01")
    given = {"person": "M02", "role": "recorder", "on": "2026-03-15"}
    assert house.refused("role.hand-over", "M03", to="M03", **given) == ["operator-no-business"]
    assert house.refused("role.hand-over", "M05", to="M06", **given) == ["who-may"]
    assert house.refused("role.hand-over", "M01", to="M06", **{**given, "person": "M05"}) == ["in-order"]
    assert house.refused("role.hand-over", "M01", to="M06", **{**given, "on": "2026-01-01"}) == ["in-order"]
    house.do("role.appoint", "M01", person="M06", role="recorder", since="2026-01-01")
    assert house.refused("role.hand-over", "M01", to="M06", **given) == ["in-order"]
    assert house.refused("role.hand-over", "M01", to="M02", **given) == ["in-order"]
