"""Who may be forgotten, by whom, and when: nothing of theirs may be under way."""

from datetime import date

from ledger.events.forgetting import MemberForgotten
from tests.support import BRANCH, House, opened, quarter
from tests.workflow.story import applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.forgetting import Forgotten, under_way

ASKED = {"ground": "request", "document": "0" * 64}


def at_the_start() -> House:
    house = opened()
    return house.on("2026-01-20")


def through_publicity() -> House:
    house = published(applied_and_observed(opened(), 1), 1)
    return house.on("2026-04-09")


def test_a_person_with_nothing_under_way_is_forgotten_and_the_event_says_why():
    house = at_the_start()
    (event,) = house.do("member.forget", "M01", member="M06", **ASKED)
    assert event.stream == "member/M06"
    assert event.payload == MemberForgotten(member="M06", ground="request", document="0" * 64)
    assert house.find(Forgotten, "M06") == Forgotten("M06", "request", event.position)
    assert replayed(house, BRANCH) == ()


def test_it_may_be_asked_again_since_more_may_have_been_written_since():
    house = at_the_start()
    for _ in range(2):
        house.do("member.forget", "M01", member="M06", **ASKED)
    assert replayed(house, BRANCH) == ()


def test_only_the_committee_or_the_secretary_forgets_and_nobody_in_their_own_matter():
    house = at_the_start()
    assert house.refused("member.forget", "M06", member="M07", **ASKED) == ["who-may"]
    house.do("role.end", "M01", person="M03", role="deputy-recorder", until="2026-01-10")
    assert "own-claim" in house.refused("member.forget", "M03", member="M03", **ASKED)
    house.do("member.kin", "M01", person="M01", kin="M07")
    assert house.refused("member.forget", "M01", member="M07", **ASKED) == ["own-claim"]
    house.do("member.forget", "M02", member="M07", **ASKED)


def test_whoever_holds_a_post_is_not_forgotten():
    house = at_the_start()
    assert house.refused("member.forget", "M01", member="M04", **ASKED) == ["in-order"]
    house.do("role.end", "M01", person="M04", role="department-head", until="2026-01-19")
    house.do("member.forget", "M01", member="M04", **ASKED)


def test_an_open_claim_stands_in_the_way_until_it_is_final_or_withdrawn():
    house = at_the_start()
    house.do("round.open", "M01", **quarter(1))
    claim = house.do("claim.apply", "M06", item="daily.achievement", on="2026-01-19", points="18",
                     evidence=[{"kind": "record"}])[0].payload.claim  # fmt: skip
    assert house.refused("member.forget", "M01", member="M06", **ASKED) == ["in-order"]
    assert tuple(under_way(house.view(), "M06", date(2026, 1, 20), house.now)) == (f"claim/{claim}",)
    house.do("claim.withdraw", "M06", claim=claim)
    house.do("member.forget", "M01", member="M06", **ASKED)


def test_an_objection_about_a_person_stands_in_the_way_until_it_has_ended():
    house = published(applied_and_observed(opened(), 1), 1).on("2026-04-02")
    claim = next(event.payload.claim for event in house.units[BRANCH].events
                 if event.topic == "claim-observed" and event.payload.member == "M06")  # fmt: skip
    lodged = house.do("objection.lodge", "M07", about=f"claim/{claim}", text="not so")[0].payload.objection
    house.on("2026-04-09").do("clock.tick", "timer")
    assert house.refused("member.forget", "M01", member="M06", **ASKED) == ["in-order"]
    open_now = tuple(under_way(house.view(), "M06", date(2026, 4, 9), house.now))
    assert open_now == (f"claim/{claim}", f"objection/{lodged}")


def test_the_objector_is_not_forgotten_while_the_objection_is_open():
    house = published(applied_and_observed(opened(), 1), 1).on("2026-04-02")
    claim = next(event.payload.claim for event in house.units[BRANCH].events
                 if event.topic == "claim-observed" and event.payload.member == "M06")  # fmt: skip
    lodged = house.do("objection.lodge", "M07", about=f"claim/{claim}", text="not so")[0].payload
    house.on("2026-04-09").do("clock.tick", "timer")
    day = date(2026, 4, 9)
    assert tuple(under_way(house.view(), "M07", day, house.now)) == ()
    assert tuple(under_way(house.view(), "M07", day, house.now, lodged.tag)) == (f"objection/{lodged.objection}",)


def test_a_rejection_can_still_be_objected_to_for_a_while():
    house = applied_and_observed(opened(), 1)
    claim = next(event.payload.claim for event in house.units[BRANCH].events
                 if event.topic == "claim-applied" and event.payload.member == "M06")  # fmt: skip
    published(house, 1, exceptions=[{"claim": claim, "reject": True, "reason": "not done"}])
    about = f"claim/{claim}"
    assert about in open_for_m06(house)  # nobody has told the claimant yet
    house.on("2026-04-03").do("claim.tell", "M02", claim=claim, form="written")
    assert about in open_for_m06(house)
    house.on("2026-05-09").do("clock.tick", "timer")
    assert about not in open_for_m06(house)


def open_for_m06(house: House) -> tuple[str, ...]:
    return tuple(under_way(house.view(), "M06", house.now.date(), house.now))


def test_a_veto_that_is_being_decided_stands_in_the_way():
    house = at_the_start()
    made = house.do("veto.propose", "M02", cycle="2026", member="M06", code=_a_veto(house), on="2026-01-10",
                    ground="a notice", document="0" * 64)  # fmt: skip
    assert tuple(under_way(house.view(), "M06", date(2026, 1, 20), house.now)) == (f"veto/{made[0].payload.veto}",)
    assert house.refused("member.forget", "M01", member="M06", **ASKED) == ["in-order"]


def _a_veto(house: House) -> str:
    from workflow.schemes.library import scheme_text
    from workflow.scoring.read import read_scheme

    return read_scheme(scheme_text("pipeline")).vetoes[0].id


def test_a_transfer_without_an_answer_stands_in_the_way():
    house = at_the_start()
    house.do("transfer.request", "M01", member="M06", to="B02")
    assert house.refused("member.forget", "M01", member="M06", **ASKED) == ["in-order"]


def test_after_publicity_a_member_is_forgotten_and_the_replay_finds_nothing():
    house = through_publicity()
    house.do("clock.tick", "timer")
    house.do("member.forget", "M01", member="M06", **ASKED)
    assert replayed(house, BRANCH) == ()
