"""What protects members: objections are answered, appeals decided above, vetoes heard first."""

import pytest

from tests.support import UPPER, House, opened, quarter
from tests.workflow.small_year import forged
from tests.workflow.story import ALL, applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim
from workflow.state.objection import Objection
from workflow.state.veto import Veto

STUDY = "2026Q1-022"  # M05's study points


@pytest.fixture
def house() -> House:
    return published(applied_and_observed(opened(), 1), 1).on("2026-04-02")


def test_the_story_has_m05s_study_where_the_tests_expect_it(house):
    claim = house.find(Claim, STUDY)
    assert (claim.member, claim.line.item) == ("M05", "daily.study")


def lodged(house: House, about: str = f"claim/{STUDY}", by: str = "M05", **more: str) -> str:
    return house.do("objection.lodge", by, about=about, text="I was there", **more)[0].stream.removeprefix("objection/")


def answered(house: House, objection: str, *, upheld: bool, **more: object) -> House:
    house.do("objection.admit", "M01", objection=objection)
    vote = {"present": ALL, "favour": ALL, "reason": "the sign-in sheet says so"}
    house.do("objection.answer", "M02", objection=objection, upheld=upheld, **vote, **more)
    house.do("objection.tell", "M02", objection=objection)
    return house


def test_an_objection_holds_its_claim_back_and_no_other(house):
    lodged(house)
    house.on("2026-04-09").do("clock.tick", "timer")
    assert house.find(Claim, STUDY).state == "contested"
    assert house.find(Claim, "2026Q1-021").state == "final"


def test_an_upheld_objection_may_raise_points_and_the_claim_is_published_again(house):
    answered(house, lodged(house), upheld=True, points="33")
    assert (house.find(Claim, STUDY).state, str(house.find(Claim, STUDY).worth)) == ("confirmed", "33.00")
    house.do("publicity.open", "M01", subject=f"claim/{STUDY}", place="notice board", contact="M01")
    house.on("2026-04-09", 23).do("clock.tick", "timer")
    assert house.find(Claim, STUDY).state == "public"
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert house.find(Claim, STUDY).state == "final"


def test_what_an_answer_gives_stays_in_range(house):
    objection = lodged(house)
    house.do("objection.admit", "M01", objection=objection)
    vote = {"present": ALL, "favour": ALL, "reason": "more"}
    assert house.refused("objection.answer", "M02", objection=objection, upheld=True, points="34", **vote) == [
        "in-range"
    ]


def test_the_objector_stays_unknown_to_the_log(house):
    event = house.do("objection.lodge", "M06", about=f"claim/{STUDY}", text="he was not there")[0]
    assert "M06" not in str(event.payload).replace("tag of M06", "").replace("box='M06'", "")


def test_objections_after_the_window_are_refused(house):
    house.on("2026-04-08", 0)
    assert "in-window" in house.refused("objection.lodge", "M05", about=f"claim/{STUDY}", text="late")


def test_a_rejected_claim_may_be_objected_to_by_the_day_it_was_told(house):
    other = applied_and_observed(opened(), 1)
    published(other, 1, exceptions=[{"claim": STUDY, "reject": True, "reason": "no record"}])
    other.on("2026-04-07", 23)
    objection = lodged(other)
    answered(other, objection, upheld=True)
    assert other.find(Claim, STUDY).state == "confirmed"


def test_a_claim_is_posted_by_itself_only_after_its_round(house):
    other = applied_and_observed(opened(), 1)
    other.on("2026-03-31").do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    posting = {"subject": f"claim/{STUDY}", "place": "notice board", "contact": "M01"}
    assert other.refused("publicity.open", "M01", **posting) == ["in-order"]


def test_a_rejected_claim_does_not_come_back_beside_the_one_that_took_its_place():
    other = applied_and_observed(opened(), 1)
    published(other, 1, exceptions=[{"claim": STUDY, "reject": True, "reason": "no record"}])
    other.on("2026-04-02").do("round.open", "M01", **quarter(2))
    line = {"item": "daily.study", "on": "2026-03-28", "points": "30"}
    again = other.do("claim.observe", "M02", member="M05", **line)[0].stream.removeprefix("claim/")
    objection = lodged(other)
    other.do("objection.admit", "M01", objection=objection)
    answer = {"objection": objection, "upheld": True, "present": ALL, "favour": ALL, "reason": "it was there"}
    assert other.refused("objection.answer", "M02", **answer) == ["once"]
    other.do("claim.withdraw", "M05", claim=again)
    assert other.do("objection.answer", "M02", **answer)


def test_a_dismissed_objection_ends_when_nobody_appeals(house):
    objection = lodged(house)
    answered(house, objection, upheld=False)
    house.on("2026-04-09", 23).do("clock.tick", "timer")
    assert house.find(Claim, STUDY).state == "contested"
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert (house.find(Objection, objection).state, house.find(Claim, STUDY).state) == ("ended", "final")


def test_time_to_appeal_runs_from_the_telling(house):
    objection = lodged(house)
    house.do("objection.admit", "M01", objection=objection)
    vote = {"present": ALL, "favour": ALL, "reason": "the sign-in sheet says so"}
    assert house.refused("objection.tell", "M02", objection=objection) == ["in-order"]
    house.do("objection.answer", "M02", objection=objection, upheld=False, **vote)
    house.on("2026-04-20").do("clock.tick", "timer")
    assert house.find(Objection, objection).state == "dismissed"
    assert house.refused("objection.end", "anyone", objection=objection) == ["in-window"]
    assert "own-claim" in house.refused("objection.tell", "M05", objection=objection)
    house.do("objection.tell", "M02", objection=objection, form="oral")
    assert house.refused("objection.tell", "M02", objection=objection) == ["in-order"]
    house.on("2026-04-27", 23).do("clock.tick", "timer")
    assert house.find(Claim, STUDY).state == "contested"
    house.on("2026-04-28", 0).do("clock.tick", "timer")
    assert house.find(Claim, STUDY).state == "final"


def appealed(house: House, objection: str) -> int:
    return house.do("appeal.lodge", "M05", objection=objection, text="once more")[0].position


def test_an_appeal_is_decided_above_and_ends_the_matter(house):
    objection = lodged(house)
    answered(house, objection, upheld=False)
    assert house.refused("appeal.lodge", "M06", objection=objection, text="I too") == ["who-may"]
    request = appealed(house, objection)
    house.upper("appeal.decide", "U1", request, upheld=False, reason="the sheet is right")
    assert (house.find(Objection, objection).state, house.find(Claim, STUDY).state) == ("ended", "final")
    assert "ended" in house.refused(
        "appeal.decide", "U2", UPPER, request=house.carry("B01", request), upheld=True, reason="no"
    )


def test_who_decided_does_not_decide_the_appeal(house):
    house.do("role.appoint", "U1", UPPER, person="M03", role="officer", since="2026-01-01")
    objection = lodged(house)
    answered(house, objection, upheld=False)
    request = house.carry("B01", appealed(house, objection))
    assert house.refused("appeal.decide", "M03", UPPER, request=request, upheld=True, reason="no") == ["same-hands"]


def test_kin_declared_in_the_branch_do_not_decide_the_appeal_above(house):
    house.do("member.kin", "M05", person="M05", kin="U1")
    objection = lodged(house)
    answered(house, objection, upheld=False)
    request = appealed(house, objection)
    carried = house.carry("B01", request)
    assert house.refused("appeal.decide", "U1", UPPER, request=carried, upheld=True, reason="no") == ["own-claim"]
    house.upper("appeal.decide", "U2", request, upheld=False, reason="it stands")
    assert [replayed(house, unit) for unit in ("B01", UPPER)] == [(), ()]
    forged(house, "appeal-decided", lambda said: {"concerned": ("U2",)}, UPPER)
    assert any("their kin" in finding for finding in replayed(house, UPPER))
    forged(house, "appeal-lodged", lambda said: {"concerned": ("M05",)})
    assert any("persons concerned" in finding for finding in replayed(house, "B01"))


def proposed(house: House) -> str:
    fields = {"cycle": "2026", "member": "M07", "code": "veto.rules", "on": "2026-03-01", "document": "d" * 64}
    return house.do("veto.propose", "M01", ground="a circular", **fields)[0].stream.removeprefix("veto/")


def test_a_veto_is_decided_after_the_member_was_heard_and_without_its_proposer(house):
    veto = proposed(house)
    vote = {"veto": veto, "present": ALL, "favour": ["M02", "M03"]}
    assert house.refused("veto.decide", "M02", **vote) == ["heard"]
    house.do("hearing.invite", "M02", subject=f"veto/{veto}", member="M07", until="2026-04-05")
    assert house.on("2026-04-05", 23).refused("veto.decide", "M02", **vote) == ["heard"]
    house.on("2026-04-06", 0)
    assert house.refused("veto.decide", "M02", veto=veto, present=ALL, favour=ALL) == ["same-hands"]
    house.do("veto.decide", "M02", **vote)
    assert house.find(Veto, veto).state == "decided"


def test_a_veto_takes_force_after_its_window_or_is_revoked_on_appeal(house):
    first, second = proposed(house), proposed(house)
    for veto in (first, second):
        house.do("hearing.invite", "M02", subject=f"veto/{veto}", member="M07", until="2026-04-05")
        house.do("hearing.hold", "M02", subject=f"veto/{veto}", member="M07", statement="it was not me")
        house.do("veto.decide", "M02", veto=veto, present=ALL, favour=["M02", "M03"])
        house.do("publicity.open", "M01", subject=f"veto/{veto}", place="notice board", contact="M01")
    objection = lodged(house, f"veto/{second}", "M07", ground="veto")
    answered(house, objection, upheld=False)
    request = house.do("appeal.lodge", "M07", objection=objection, text="look again")[0].position
    house.upper("appeal.decide", "U1", request, upheld=True, reason="another person")
    house.on("2026-04-20").do("clock.tick", "timer")
    assert (house.find(Veto, first).state, house.find(Veto, second).state) == ("in-force", "revoked")


def test_minutes_count_everybody_who_is_entitled(house):
    house.on("2026-04-09").do("clock.tick", "timer")
    counts = {"cycle": "2026", "entitled": 8, "present": 8, "favour": 8}
    assert "quorum" in house.refused("meeting.confirm-year", "M02", **counts)
    for present, favour in ((4, 4), (9, 4), (5, 6)):
        counts = {"cycle": "2026", "entitled": 9, "present": present, "favour": favour}
        assert "quorum" in house.refused("meeting.confirm-year", "M02", **counts)
