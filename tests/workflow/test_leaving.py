"""Who leaves: the day, what goes back to them, what ends, and what stays theirs."""

from datetime import date

import pytest

from ledger.errors import InvalidError
from tests.support import BRANCH, House, opened, quarter
from tests.workflow.story import ALL, RECORD, after_publicity, applied_and_observed, published, rounds_done
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle
from workflow.state.membership import Member, Posts
from workflow.state.presence import entitled
from workflow.year import branch_year

MOVED = {"member": "M05", "day": "2026-03-20", "how": "moved"}


@pytest.fixture
def house() -> House:
    house = opened().on("2026-01-05", 12)
    house.do("round.open", "M01", **quarter(1))
    return house.on("2026-03-10")


def applied(house: House, member: str = "M05", **more: str) -> str:
    line = {"item": "daily.achievement", "on": "2026-03-10", "points": "18", "evidence": RECORD, **more}
    return house.do("claim.apply", member, **line)[0].stream.removeprefix("claim/")


def test_who_left_is_not_counted_after_the_last_day_and_holds_nothing(house):
    house.do("role.appoint", "M01", person="M05", role="teller", since="2026-01-01")
    house.on("2026-03-25").do("member.leave", "M01", **MOVED)
    view = house.view()
    assert (entitled(view, date(2026, 3, 20)), entitled(view, date(2026, 3, 21))) == (9, 8)
    assert house.find(Posts).roles("M05", date(2026, 3, 20)) == {"teller"}
    assert house.find(Posts).roles("M05", date(2026, 3, 21)) == frozenset()
    assert replayed(house, BRANCH) == ()


def test_open_claims_go_back_to_the_member(house):
    claims = [applied(house)]
    house.do("claim.sign", "M04", claim=claims[0])
    sheet = {"member": "M05", "on": "2026-03-10"}
    kept = house.do("claim.observe", "M02", item="daily.study", points="30", **sheet)[0].payload.claim
    house.on("2026-03-25").do("member.leave", "M01", **MOVED)
    assert {house.find(Claim, claim).state for claim in (*claims, kept)} == {"given-back"}
    assert house.refused("claim.withdraw", "M05", claim=claims[0]) == ["ended", "who-may"]
    assert replayed(house, BRANCH) == ()


def test_a_deduction_stays_and_may_still_come_for_a_day_of_membership():
    house = opened("handan").on("2026-01-05", 12)
    month = {"cycle": "2026", "starts": "2026-01-01", "ends": "2026-01-31", "closes": "2026-01-28"}
    house.do("round.open", "M01", round="2026-01", **month)
    heard(house.on("2026-01-07"), "2026-01-06")
    kept = house.do("claim.observe", "M02", **violation("2026-01-06"))[0].payload.claim
    open_claim = house.do("claim.apply", "M05", item="points.contribution", on="2026-01-06", points="3")[
        0
    ].payload.claim
    house.on("2026-01-15").do("member.leave", "M01", member="M05", day="2026-01-12", how="moved")
    assert (house.find(Claim, kept).state, house.find(Claim, open_claim).state) == ("registered", "given-back")
    heard(house, "2026-01-11")
    late = house.do("claim.observe", "M02", **violation("2026-01-11"))[0].payload.claim
    assert "eligible" in house.refused("claim.observe", "M02", **violation("2026-01-13"))
    house.on("2026-02-01").do("session.review", "M02", round="2026-01", present=ALL, favour=ALL)
    assert {house.find(Claim, claim).state for claim in (kept, late)} == {"reviewed"}
    assert replayed(house, BRANCH) == ()


def violation(on: str) -> dict[str, str]:
    return {"member": "M05", "item": "points.violation", "on": on, "points": "2"}


def heard(house: House, on: str) -> None:
    subject = f"item/points.violation/{on}"
    house.do("hearing.invite", "M02", subject=subject, member="M05", until="2026-01-20")
    house.do("hearing.hold", "M02", subject=subject, member="M05", statement="so it was")


def test_what_waited_for_the_next_round_goes_back_and_waits_no_more(house):
    claim = applied(house)
    house.on("2026-03-31", 15).do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert house.find(Claim, claim).round is None
    house.do("member.leave", "M01", **{**MOVED, "day": "2026-03-31"})
    [begun] = house.on("2026-04-02").do("round.open", "M01", **quarter(2))
    assert begun.payload.held_over == ()
    assert replayed(house, BRANCH) == ()


def test_what_is_public_goes_back_and_what_is_contested_is_decided_first():
    house = published(applied_and_observed(opened(), 1), 1)
    mine = [claim.claim for claim in claims_of(house.view(), "2026", "M05")]
    house.on("2026-04-02").do("objection.lodge", "M05", about=f"claim/{mine[0]}", text="that is not so")
    house.do("member.leave", "M01", **{**MOVED, "day": "2026-04-02"})
    assert [house.find(Claim, claim).state for claim in mine] == ["contested", *["given-back"] * (len(mine) - 1)]
    house.do("objection.admit", "M01", objection="O001")
    upheld = {"objection": "O001", "upheld": True, "points": "19", "reason": "so it is"}
    house.do("objection.answer", "M02", present=ALL, favour=ALL, **upheld)
    house.do("publicity.open", "M01", subject=f"claim/{mine[0]}", place="notice board", contact="M01")
    house.on(after_publicity(house, 1), 12).do("clock.tick", "timer")
    house.on("2026-04-12").do("clock.tick", "timer")
    assert house.find(Claim, mine[0]).state == "final"
    assert replayed(house, BRANCH) == ()


def test_who_left_may_still_object_to_what_was_refused_them():
    house = applied_and_observed(opened(), 1)
    mine = claims_of(house.view(), "2026", "M05")[0].claim
    published(house, 1, exceptions=[{"claim": mine, "reject": True, "reason": "not done"}])
    house.on("2026-04-02").do("member.leave", "M01", **{**MOVED, "day": "2026-04-02"})
    house.on("2026-04-03").do("objection.lodge", "M05", about=f"claim/{mine}", text="it was")
    assert house.find(Claim, mine).state == "contested"


def test_nothing_is_added_for_who_left(house):
    house.on("2026-03-22").do("member.leave", "M01", **MOVED)
    line = {"item": "daily.achievement", "on": "2026-03-10", "points": "18", "evidence": RECORD}
    assert "who-may" in house.refused("claim.apply", "M05", **line)
    late = house.refused("claim.observe", "M02", member="M05", item="daily.study", on="2026-03-10", points="30")
    assert late == ["eligible"]


def test_the_last_day_has_come_and_nobody_leaves_twice_or_records_their_own(house):
    assert house.refused("member.leave", "M01", **MOVED) == ["in-order"], "still to come"
    house.on("2026-03-25")
    assert house.refused("member.leave", "M01", **{**MOVED, "day": "2019-12-31"}) == ["in-order"]
    assert house.refused("member.leave", "M01", **{**MOVED, "member": "M01"}) == ["own-claim"]
    assert house.refused("member.leave", "M06", **MOVED) == ["who-may"]
    house.do("member.leave", "M01", **MOVED)
    assert house.refused("member.leave", "M01", **MOVED) == ["in-order"]


def test_who_comes_back_is_enrolled_anew(house):
    house.on("2026-03-25").do("member.leave", "M01", **MOVED)
    with pytest.raises(InvalidError):
        house.do("member.enrol", "M01", member="M05", since="2026-03-20")
    house.on("2026-06-01").do("member.enrol", "M01", member="M05", since="2026-06-01", standing="probationary")
    member = house.find(Member, "M05")
    assert member.left is None
    assert (member.on(date(2026, 3, 1)).standing, member.on(date(2026, 7, 1)).standing) == ("full", "probationary")
    assert replayed(house, BRANCH) == ()


def test_the_year_grades_who_belonged_at_its_end():
    house = rounds_done().on("2027-01-05")
    cycle = house.find(Cycle, "2026")
    house.do("member.leave", "M01", member="M05", day="2026-12-30", how="expelled")
    house.do("member.leave", "M01", member="M06", day="2026-12-31", how="moved")
    graded = [year.member for year in branch_year(house.view(), cycle)]
    assert "M05" not in graded
    assert "M06" in graded


def test_a_delegation_ends_with_either_persons_last_day(house):
    house.do("delegation.grant", "M01", person="M06", principal="M05", since="2026-03-01", until="2026-12-31")
    house.on("2026-03-25").do("member.leave", "M01", **MOVED)
    assert house.refused("claim.nothing", "M06", round="2026Q1", **{"for": "M05"}) == ["delegated", "who-may"]
