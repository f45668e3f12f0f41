"""What becomes of a claim: returned, amended, withdrawn, lowered, not accepted, held over."""

import pytest

from ledger.errors import NotFoundError
from tests.support import House, opened, quarter
from tests.workflow.story import ALL, RECORD, after_publicity, applied_and_observed, published
from workflow.state.claim import Claim
from workflow.state.cycle import Round


@pytest.fixture
def house() -> House:
    house = opened().on("2026-01-05")
    house.do("round.open", "M01", **quarter(1))
    return house.on("2026-03-20")


def applied(house: House, member: str = "M05", **more: object) -> str:
    fields = {"item": "daily.achievement", "on": "2026-03-20", "points": "18", "evidence": RECORD, **more}
    return house.do("claim.apply", member, **fields)[0].stream.removeprefix("claim/")


def registered(house: House, member: str = "M05") -> str:
    claim = applied(house, member)
    house.do("claim.sign", "M04", claim=claim)
    house.do("claim.register", "M02", claim=claim)
    return claim


def test_a_claim_that_was_returned_is_amended_and_applied_for_again(house):
    claim = applied(house)
    house.do("claim.return", "M02", claim=claim, reason="which task was it?")
    assert house.find(Claim, claim).state == "returned"
    house.do("claim.amend", "M05", claim=claim, item="daily.achievement", on="2026-03-20", points="16", evidence=RECORD)
    assert (house.find(Claim, claim).state, str(house.find(Claim, claim).line.points)) == ("applied", "16")


def test_a_claim_is_withdrawn_by_its_claimant_alone_and_until_the_review(house):
    claim = registered(house)
    assert house.refused("claim.withdraw", "M06", claim=claim) == ["who-may"]
    house.do("claim.withdraw", "M05", claim=claim)
    assert house.refused("claim.withdraw", "M05", claim=claim) == ["ended"]


def test_a_withdrawn_claim_stops_nobody_from_claiming_the_same_again(house):
    claim = applied(house)
    assert house.refused(
        "claim.apply", "M05", item="daily.achievement", on="2026-03-20", points="18", evidence=RECORD
    ) == ["once"]
    house.do("claim.withdraw", "M05", claim=claim)
    assert applied(house) != claim


def test_an_item_that_asks_for_a_signature_is_registered_only_with_it(house):
    claim = applied(house)
    assert house.refused("claim.register", "M02", claim=claim) == ["in-order"]


def test_nobody_signs_registers_or_reviews_their_own(house):
    own = applied(house, "M04")
    assert "own-claim" in house.refused("claim.sign", "M04", claim=own)
    house.do("claim.sign", "M01", claim=own)
    recorders = applied(house, "M02")
    house.do("claim.sign", "M04", claim=recorders)
    assert house.refused("claim.register", "M02", claim=recorders) == ["own-claim"]
    house.do("claim.register", "M03", claim=recorders)


def test_the_deputy_registers_only_what_the_recorder_may_not(house):
    claim = applied(house)
    house.do("claim.sign", "M04", claim=claim)
    assert house.refused("claim.register", "M03", claim=claim) == ["who-may"]


def test_declared_kin_are_conflicted_like_the_person(house):
    house.do("member.kin", "M02", person="M02", kin="M05")
    claim = applied(house)
    house.do("claim.sign", "M04", claim=claim)
    assert house.refused("claim.register", "M02", claim=claim) == ["own-claim"]
    house.do("claim.register", "M03", claim=claim)


def test_a_refusal_lists_every_guard_that_says_no(house):
    assert house.refused("claim.observe", "M05", member="M05", item="daily.study", on="2026-04-20", points="34") == [
        "in-order",
        "in-range",
        "own-claim",
        "who-may",
    ]


@pytest.mark.parametrize("points", ["20.01", "-1", "21"])
def test_points_outside_the_range_are_refused(house, points):
    assert house.refused(
        "claim.apply", "M05", item="daily.achievement", on="2026-03-20", points=points, evidence=RECORD
    ) == ["in-range"]


def test_a_date_outside_the_cycle_or_still_to_come_is_refused(house):
    for on in ("2025-12-31", "2027-01-01", "2026-03-21"):
        assert house.refused("claim.apply", "M05", item="daily.achievement", on=on, points="1", evidence=RECORD) == [
            "in-order"
        ]


def test_the_member_can_not_apply_for_what_the_recorder_enters(house):
    assert house.refused("claim.apply", "M05", item="daily.study", on="2026-03-20", points="30") == ["eligible"]


def test_no_points_are_kept_on_who_is_not_included(house):
    house.do(
        "member.change", "M01", member="M05", since="2026-03-01", inclusion="none", body="meeting", document="d" * 64
    )
    assert house.refused(
        "claim.apply", "M05", item="daily.achievement", on="2026-03-20", points="1", evidence=RECORD
    ) == ["eligible"]


def test_what_is_not_registered_by_the_review_moves_to_the_next_round_and_keeps_its_date(house):
    late = applied(house)
    house.on("2026-03-31")
    house.do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert house.find(Claim, late).round is None
    house.on("2026-04-02").do("round.open", "M01", **quarter(2))
    assert house.find(Claim, late).round == "2026Q2"
    assert str(house.find(Claim, late).line.on) == "2026-03-20"


def test_what_is_not_registered_by_the_review_goes_on_in_the_next_round_where_that_is_open_already(house):
    late = applied(house)
    house.on("2026-04-02").do("round.open", "M01", **quarter(2))
    house.do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert house.find(Claim, late).round == "2026Q2"
    house.do("claim.sign", "M04", claim=late)
    house.do("claim.register", "M02", claim=late)
    house.on("2026-06-30").do("session.review", "M02", round="2026Q2", present=ALL, favour=ALL)
    assert house.find(Claim, late).state == "reviewed"


def test_who_has_nothing_says_so_until_the_closing_date(house):
    house.on("2026-03-28", 23).do("claim.nothing", "M05", round="2026Q1")
    assert house.on("2026-03-29", 0).refused("claim.nothing", "M06", round="2026Q1") == ["in-order"]


@pytest.mark.parametrize("on", ["2025-12-31", "2026-03-21", "2027-01-01"])
def test_a_claim_is_not_amended_to_a_day_outside_the_cycle_or_still_to_come(house, on):
    claim = applied(house)
    house.do("claim.return", "M02", claim=claim, reason="which task was it?")
    line = {"item": "daily.achievement", "points": "16", "evidence": RECORD}
    assert house.refused("claim.amend", "M05", claim=claim, on=on, **line) == ["in-order"]


def test_the_deputy_enters_from_paper_only_what_the_recorder_may_not(house):
    line = {"item": "daily.achievement", "on": "2026-03-20", "points": "18", "evidence": RECORD}
    assert house.refused("claim.enter", "M03", member="M05", **line) == ["who-may"]
    house.do("claim.enter", "M03", member="M02", **line)


def test_what_is_not_ready_to_be_posted_is_said_beside_who_may_not_post_it(house):
    posting = {"subject": "round/2026Q1", "place": "notice board", "contact": "M01"}
    assert house.refused("publicity.open", "M05", **posting) == ["in-order", "who-may"]


def test_the_session_waits_for_the_closing_date(house):
    registered(house)
    assert house.on("2026-03-28", 23).refused("session.review", "M02", round="2026Q1", present=ALL, favour=ALL) == [
        "in-order"
    ]
    house.on("2026-03-29", 0).do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)


def test_the_review_lowers_and_rejects_but_never_raises():
    house = applied_and_observed(opened(), 1)
    house.on("2026-03-31")
    study, service = "2026Q1-002", "2026Q1-003"
    review = {"round": "2026Q1", "present": ALL, "favour": ALL}
    more = [{"claim": study, "points": "31", "reason": "more"}]
    assert house.refused("session.review", "M02", **review, exceptions=more) == ["never-more"]
    house.do(
        "session.review",
        "M02",
        **review,
        exceptions=[
            {"claim": study, "points": "28", "reason": "late twice"},
            {"claim": service, "reject": True, "reason": "no"},
        ],
    )
    assert (house.find(Claim, study).state, str(house.find(Claim, study).worth)) == ("reviewed", "28.00")
    assert house.find(Claim, service).state == "rejected"
    assert house.find(Round, "2026Q1").state == "reviewed"


def test_a_member_of_the_committee_is_left_out_of_the_vote_on_their_own_claim():
    house = published(applied_and_observed(opened(), 1), 1)
    claim = house.find(Claim, "2026Q1-001")
    assert (claim.member, claim.decided_by) == ("M01", ("M02", "M03"))


def test_a_session_without_quorum_decides_nothing():
    house = applied_and_observed(opened(), 1).on("2026-03-31")
    for present, favour, against in (
        (["M01"], ["M01"], []),
        (ALL, ["M01"], ["M02", "M03"]),
        (["M05", "M06"], ["M05", "M06"], []),
    ):
        assert "quorum" in house.refused(
            "session.review", "M02", round="2026Q1", present=present, favour=favour, against=against
        )


def test_publicity_closes_at_the_first_instant_after_its_last_day_and_not_before():
    house = published(applied_and_observed(opened(), 1), 1)
    assert house.on("2026-04-07", 23).refused("publicity.close", "M01", window="W001") == ["in-window"]
    house.on("2026-04-08", 0).do("publicity.close", "M09", window="W001")
    assert house.find(Claim, "2026Q1-001").state == "final"
    assert house.on(after_publicity(house, 1)).refused("publicity.close", "M01", window="W001") == ["ended"]


def test_an_unknown_claim_is_not_found(house):
    with pytest.raises(NotFoundError):
        house.do("claim.register", "M02", claim="2026Q1-999")
