"""Omissions, several objections on one matter, late answers, who may object in what form, and what is listed."""

import pytest

from ledger.errors import InvalidError
from tests.support import UPPER, House, opened, quarter
from tests.workflow.story import ALL, applied_and_observed, filed, published, rounds_done
from tests.workflow.test_whole_year import evaluated
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest
from workflow.state.claim import Claim
from workflow.state.contest import contest
from workflow.state.cycle import Round
from workflow.state.lead import Lead
from workflow.state.objection import Objection, Objections

STUDY = "2026Q1-022"  # M05's study points
OMISSION = "omission/2026Q1/M05"
LEFT_OUT = {"item": "bonus.article.house", "on": "2026-03-10"}
VOTE = {"present": ALL, "favour": ALL, "reason": "looked up"}


@pytest.fixture
def house() -> House:
    return published(applied_and_observed(opened(), 1), 1).on("2026-04-02")


def lodged(house: House, about: str = f"claim/{STUDY}", by: str = "M05", **more: object) -> str:
    return house.do("objection.lodge", by, about=about, text="I was there", **more)[0].payload.objection


def admitted(house: House, about: str = f"claim/{STUDY}", by: str = "M05", **more: object) -> str:
    objection = lodged(house, about, by, **more)
    house.do("objection.admit", "M01", objection=objection)
    return objection


def answered(house: House, objection: str, *, upheld: bool, **more: object) -> str:
    house.do("objection.answer", "M02", objection=objection, upheld=upheld, **VOTE, **more)
    house.do("objection.tell", "M02", objection=objection)
    return objection


def appeal(house: House, objection: str, by: str = "M05", *, upheld: bool, **more: object) -> None:
    request = house.do("appeal.lodge", by, objection=objection, text="once more")[0].position
    house.upper("appeal.decide", "U1", request, upheld=upheld, reason="looked at again", **more)


def claim(house: House, key: str = STUDY) -> Claim:
    return house.find(Claim, key)


def honest(house: House) -> House:
    """What the workflow accepted, the verifier finds no fault with."""
    assert replayed(house, "B01") == ()
    assert replayed(house, UPPER) == ()
    return house


# Omissions (漏记)


def test_an_upheld_omission_enters_and_is_published_for_the_full_window(house):
    numbered = house.find(Round, "2026Q1").numbered
    objection = admitted(house, OMISSION, **LEFT_OUT)
    assert house.find(Objection, objection).ground == "omission"
    answered(house, objection, upheld=True)
    entered = f"2026Q1-{numbered + 1:03}"
    assert (claim(house, entered).state, claim(house, entered).member) == ("confirmed", "M05")
    house.on("2026-04-09").do("clock.tick", "timer")
    house.do("publicity.open", "M01", subject=f"claim/{entered}", place="notice board", contact="M01")
    house.on("2026-04-16", 23).do("clock.tick", "timer")
    assert claim(house, entered).state == "public"
    house.on("2026-04-17", 0).do("clock.tick", "timer")
    assert claim(house, entered).state == "final"
    honest(house)


def test_a_dismissed_omission_enters_nothing_unless_the_appeal_is_upheld(house):
    numbered = house.find(Round, "2026Q1").numbered
    objection = answered(house, admitted(house, OMISSION, "M06", **LEFT_OUT), upheld=False)
    assert house.find(Round, "2026Q1").numbered == numbered
    appeal(house, objection, "M06", upheld=True)
    assert claim(house, f"2026Q1-{numbered + 1:03}").state == "confirmed"
    honest(house)


def test_an_omission_names_its_line_and_nothing_else_does(house):
    assert house.refused("objection.lodge", "M05", about=OMISSION, text="x") == ["in-order"]
    assert house.refused("objection.lodge", "M05", about=f"claim/{STUDY}", text="x", **LEFT_OUT) == ["in-order"]
    assert "in-range" in house.refused("objection.lodge", "M05", about=OMISSION, text="x", **LEFT_OUT, points="9")


def test_what_stands_in_the_ledger_was_not_left_out(house):
    line = {"item": "daily.study", "on": "2026-03-28", "points": "30"}
    assert house.refused("objection.lodge", "M05", about=OMISSION, text="x", **line) == ["once"]


def test_an_omission_is_claimed_within_the_rounds_window(house):
    house.on("2026-04-07", 23)
    lodged(house, OMISSION, **LEFT_OUT)
    house.on("2026-04-08", 0)
    assert "in-window" in house.refused("objection.lodge", "M05", about=OMISSION, text="x", **LEFT_OUT)
    later = {"about": OMISSION.replace("Q1", "Q2"), "text": "x", **LEFT_OUT}
    house.do("round.open", "M01", **quarter(2))
    assert "in-order" in house.refused("objection.lodge", "M05", **later)


# Several objections on one matter


def test_a_matter_is_held_until_every_objection_to_it_has_ended(house):
    first, second = admitted(house), admitted(house, by="M06")
    assert contest(house.view(), f"claim/{STUDY}").open == (first, second)
    answered(house, first, upheld=False)
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert (house.find(Objection, first).state, claim(house).state) == ("ended", "contested")
    answered(house, second, upheld=False)
    house.on("2026-04-18", 0).do("clock.tick", "timer")
    assert claim(house).state == "final"
    honest(house)


def test_two_that_end_together_release_the_matter_once(house):
    for by in ("M05", "M06"):
        answered(house, admitted(house, by=by), upheld=False)
    events = house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert [e.topic for e in events if e.stream == f"claim/{STUDY}"] == ["claim-entered"]
    honest(house)


def test_a_change_waits_for_the_other_objections_and_is_then_published_again(house):
    first, second = admitted(house), admitted(house, by="M06")
    answered(house, first, upheld=True, points="32")
    assert (claim(house).state, str(claim(house).line.points)) == ("contested", "32")
    answered(house, second, upheld=False)
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert claim(house).state == "confirmed"
    house.do("publicity.open", "M01", subject=f"claim/{STUDY}", place="notice board", contact="M01")
    honest(house)


def test_a_second_that_is_upheld_changes_the_line_once_more(house):
    first, second = admitted(house), admitted(house, by="M06")
    answered(house, first, upheld=True, points="32")
    answered(house, second, upheld=True, points="33")
    assert (claim(house).state, str(claim(house).line.points)) == ("confirmed", "33")
    honest(house)


def test_what_was_struck_stays_struck_whatever_the_others_say(house):
    first, second = admitted(house), admitted(house, by="M06")
    answered(house, first, upheld=True, strike=True)
    answered(house, second, upheld=False)
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    assert (claim(house).state, house.find(Objection, second).state) == ("struck", "ended")
    honest(house)


def test_what_the_upper_unit_has_taken_the_branch_does_not_change(house):
    first, second = admitted(house), admitted(house, by="M06")
    answered(house, first, upheld=False)
    request = house.do("appeal.lodge", "M05", objection=first, text="once more")[0].position
    yes = {"objection": second, "upheld": True, "points": "33", **VOTE}
    assert house.refused("objection.answer", "M02", **yes) == ["ended"]
    house.upper("appeal.decide", "U1", request, upheld=False, reason="looked at again")
    assert house.refused("objection.answer", "M02", **yes) == ["ended"]
    assert claim(house).state == "contested"
    answered(house, second, upheld=False)
    house.on("2026-04-12", 0).do("clock.tick", "timer")
    assert claim(house).state == "final"
    honest(house)


# Late answers (逾期未答复)


def test_a_late_answer_never_becomes_a_yes_and_stays_on_record(house):
    objection = admitted(house)
    house.on("2026-04-20").do("clock.tick", "timer")
    assert claim(house).state == "contested"
    assert house.find(Objection, objection).overdue(house.now)
    answered(house, objection, upheld=True, points="33")
    assert (house.find(Objection, objection).late, claim(house).state) == (True, "confirmed")
    honest(house)


def test_who_waits_too_long_for_an_answer_may_turn_to_the_upper_unit(house):
    objection = admitted(house)
    deadline = house.find(Objection, objection).deadline
    assert "in-window" in house.refused("appeal.lodge", "M05", objection=objection, text="x")
    house.now = deadline
    request = house.do("appeal.lodge", "M05", objection=objection, text="no answer")[0].position
    assert "in-order" in house.refused("objection.answer", "M02", objection=objection, upheld=False, **VOTE)
    house.upper("appeal.decide", "U1", request, upheld=True, points="33", reason="right")
    assert (claim(house).state, str(claim(house).line.points)) == ("confirmed", "33")
    honest(house)


# Who, and in what form


def test_only_the_claimant_objects_to_a_rejection():
    house = applied_and_observed(opened(), 1)
    published(house, 1, exceptions=[{"claim": STUDY, "reject": True, "reason": "no record"}])
    about = {"about": f"claim/{STUDY}", "text": "it was there"}
    assert house.refused("objection.lodge", "M06", **about) == ["who-may"]
    assert house.refused("objection.lodge", "M02", objector="M06", **about) == ["who-may"]
    assert house.do("objection.lodge", "M02", objector="M05", **about)


def test_what_was_said_by_word_of_mouth_is_entered_by_the_office(house):
    about = {"about": f"claim/{STUDY}", "text": "he was not there"}
    assert house.refused("objection.lodge", "M06", form="oral", **about) == ["who-may"]
    assert house.refused("objection.lodge", "M06", objector="M07", **about) == ["who-may"]
    objection = house.do("objection.lodge", "M02", form="oral", objector="passer-by", **about)[0]
    assert (objection.by, objection.payload.form) == ("B01#office", "oral")


def test_the_ground_is_what_the_matter_makes_it(house):
    about = {"about": f"claim/{STUDY}", "text": "x"}
    assert house.refused("objection.lodge", "M05", ground="veto", **about) == ["in-order"]
    assert house.do("objection.lodge", "M05", ground="claim", **about)


# Told, announced, listed


def meeting_held(house: House) -> House:
    """The members met: on the scheme of the next year."""
    house.do("cycle.plan", "M01", cycle="2027", starts="2027-01-01", ends="2027-12-31")
    text = f"{scheme_text('pipeline')}\n# for 2027\n"
    house.do("scheme.propose", "M01", text=text)
    house.do("scheme.adopt", "M02", scheme=digest(text), entitled=9, present=9, favour=9)
    return house


def test_what_became_of_it_is_announced_at_a_meeting_held_since(house):
    objection, waiting = answered(house, admitted(house), upheld=False), admitted(house, by="M06")
    for meeting in ("G001", "G002"):  # held before the answer; not held yet
        assert house.refused("objection.announce", "M02", meeting=meeting, objections=[objection]) == ["in-order"]
    meeting_held(house)
    assert house.refused("objection.announce", "M02", meeting="G002", objections=[waiting]) == ["in-order"]
    assert house.refused("objection.announce", "M02", meeting="G002", objections=[]) == ["in-order"]
    house.do("objection.announce", "M02", meeting="G002", objections=[objection])
    assert house.find(Objection, objection).announced == "G002"
    assert house.refused("objection.announce", "M02", meeting="G002", objections=[objection]) == ["in-order"]
    honest(house)


def test_open_and_answered_objections_stand_in_the_next_filing(house):
    dismissed = answered(house, admitted(house), upheld=False)
    other = admitted(house, "claim/2026Q1-021", "M06")
    house.on("2026-04-10", 0).do("clock.tick", "timer")
    house.on("2026-04-14")
    made = house.do("filing.file", "M01", subject="round/2026Q1")[0].payload
    assert [(o.objection, o.state, o.outcome, o.late) for o in made.objections] == [
        (dismissed, "ended", "dismissed", False),
        (other, "admitted", "", True),
    ]
    assert house.find(Objections).unlisted == ()
    answered(house, other, upheld=False)
    house.on("2026-04-25").do("clock.tick", "timer")
    assert house.find(Objections).unlisted == (other,)
    honest(house)


def test_a_round_with_objections_is_filed_and_verified_above(house):
    answered(house, admitted(house), upheld=True, points="32")
    answered(house, admitted(house, OMISSION, **LEFT_OUT), upheld=True)
    house.on("2026-04-09").do("clock.tick", "timer")
    honest(filed(house, "round/2026Q1"))


# Rejections: from the day of the telling


def rejecting() -> House:
    house = applied_and_observed(opened(), 1)
    return published(house, 1, exceptions=[{"claim": STUDY, "reject": True, "reason": "no record"}])


def test_the_time_to_object_to_a_rejection_runs_from_the_telling():
    house = rejecting()
    house.on("2026-05-20").do("clock.tick", "timer")
    assert "own-claim" in house.refused("claim.tell", "M05", claim=STUDY)
    house.do("claim.tell", "M02", claim=STUDY, form="oral")
    assert house.refused("claim.tell", "M02", claim=STUDY) == ["in-order"]
    house.on("2026-05-28", 0)
    assert house.refused("objection.lodge", "M05", about=f"claim/{STUDY}", text="late") == ["in-window"]
    house.on("2026-05-27", 23)
    objection = admitted(house)
    assert house.find(Objection, objection).ground == "rejection"
    answered(house, objection, upheld=False)
    house.on("2026-06-10").do("clock.tick", "timer")
    assert claim(house).state == "rejected"
    honest(house)


def test_a_rejection_that_nobody_told_may_still_be_objected_to():
    house = rejecting().on("2026-08-01")
    answered(house, admitted(house), upheld=True)
    assert claim(house).state == "confirmed"
    assert house.refused("claim.tell", "M02", claim=STUDY) == ["in-order"]
    honest(house)


def test_an_upheld_appeal_does_not_revive_a_claim_beside_the_one_that_took_its_place():
    house = rejecting().on("2026-04-02")
    house.do("round.open", "M01", **quarter(2))
    line = {"item": "daily.study", "on": "2026-03-28", "points": "30"}
    again = house.do("claim.observe", "M02", member="M05", **line)[0].payload.claim
    objection = answered(house, admitted(house), upheld=False)
    request = house.do("appeal.lodge", "M05", objection=objection, text="once more")[0].position
    carried = house.carry("B01", request)
    decided = house.do("appeal.decide", "U1", UPPER, request=carried, upheld=True, reason="it was there")[0].position
    receipt = {"decision": house.carry(UPPER, decided)}
    assert house.refused("receipt.take", "M01", **receipt) == ["once"]
    house.do("claim.withdraw", "M05", claim=again)
    house.do("receipt.take", "M01", **receipt)
    assert claim(house).state == "confirmed"
    honest(house)


# After 核查取消


def verified(house: House) -> House:
    """The round is filed; the verification above strikes M05's study points."""
    house.on("2026-04-09").do("clock.tick", "timer")
    house.do("filing.file", "M01", subject="round/2026Q1")
    request = house.do("filing.countersign", "M02", filing="F001")[0].position
    house.upper("filing.acknowledge", "U1", request)
    house.upper("check.record", "U2", request, strike=[STUDY])
    return house


def test_a_struck_claim_is_taken_to_the_upper_unit_and_comes_back(house):
    verified(house).do("claim.tell", "M02", claim=STUDY)
    assert house.refused("strike.appeal", "M06", claim=STUDY, text="x") == ["who-may"]
    assert house.refused("strike.appeal", "M05", claim="2026Q1-021", text="x") == ["in-order"]
    house.on("2026-04-16", 23)
    lodged_ = house.do("strike.appeal", "M05", claim=STUDY, text="the sheet was there")
    assert [event.topic for event in lodged_] == ["objection-lodged", "appeal-lodged"]
    assert claim(house).state == "struck"
    assert house.refused("strike.appeal", "M05", claim=STUDY, text="again") == ["in-order"]
    request = house.carry("B01", lodged_[-1].position)
    decision = {"request": request, "upheld": True, "reason": "it was there"}
    assert house.refused("appeal.decide", "U2", UPPER, **decision) == ["same-hands"]
    house.upper("appeal.decide", "U1", lodged_[-1].position, upheld=True, reason="it was there")
    assert (claim(house).state, claim(house).filing) == ("confirmed", None)
    house.do("publicity.open", "M01", subject=f"claim/{STUDY}", place="notice board", contact="M01")
    house.on("2026-04-25").do("clock.tick", "timer")
    assert claim(house).state == "final"
    honest(house)


def test_a_strike_is_appealed_against_in_time_and_a_decided_appeal_ends_it(house):
    verified(house).do("claim.tell", "M02", claim=STUDY)
    house.on("2026-04-17", 0)
    assert house.refused("strike.appeal", "M05", claim=STUDY, text="late") == ["in-window"]
    house.on("2026-04-12")
    request = house.do("strike.appeal", "M05", claim=STUDY, text="it was there")[-1].position
    house.upper("appeal.decide", "U1", request, upheld=False, reason="it was not")
    assert claim(house).state == "struck"
    honest(house)


# Grades


def graded() -> House:
    house = rounds_done().on("2027-01-12")
    evaluated(house, "2026-06-30")
    evaluated(house, "2026-12-31")
    people = {"entitled": 9, "present": 9, "favour": 9}
    house.do("meeting.confirm-year", "M02", cycle="2026", **people)
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", **people)
    house.do("publicity.open", "M01", subject="grading/2026", place="notice board", contact="M01")
    return house


def test_an_upheld_objection_to_a_grade_puts_right_what_the_grade_rests_on():
    house = graded()
    objection = admitted(house, "grading/2026/M05", "M06")
    yes = {"objection": objection, "upheld": True, **VOTE}
    for wrong in ({}, {"corrects": "claim/2026Q1-021"}, {"corrects": "veto/V01-2026"}, {"corrects": "nothing"}):
        with pytest.raises(InvalidError):
            house.do("objection.answer", "M02", **yes, **wrong)
    with pytest.raises(InvalidError):
        house.do("objection.answer", "M02", **yes, corrects=f"claim/{STUDY}")
    answered(house, objection, upheld=True, corrects=f"claim/{STUDY}", points="29")
    assert (claim(house).state, str(claim(house).line.points), claim(house).filing) == ("confirmed", "29", None)
    house.do("publicity.open", "M01", subject=f"claim/{STUDY}", place="notice board", contact="M01")
    house.on("2027-01-25").do("clock.tick", "timer")
    assert claim(house).state == "final"
    revised = house.do("grade.revise", "M01", cycle="2026", order=f"objection/{objection}")[0]
    house.do("publicity.open", "M01", subject=revised.stream, place="notice board", contact="M01")
    house.on("2027-02-05").do("clock.tick", "timer")
    made = house.do("filing.file", "M01", subject="grading/2026")[0].payload
    assert STUDY in {one.claim for one in made.claims}
    assert [(o.objection, o.outcome) for o in made.objections] == [(objection, "upheld")]
    honest(house)


def test_a_dismissed_objection_to_a_grade_goes_above_and_may_strike_what_it_rests_on():
    house = graded()
    objection = answered(house, admitted(house, "grading/2026/M05", "M06"), upheld=False)
    request = house.do("appeal.lodge", "M06", objection=objection, text="once more")[0].position
    yes = {"request": house.carry("B01", request), "upheld": True, "reason": "not earned"}
    with pytest.raises(InvalidError):
        house.do("appeal.decide", "U1", UPPER, **yes)
    house.upper(
        "appeal.decide", "U1", request, upheld=True, corrects=f"claim/{STUDY}", strike=True, reason="not earned"
    )
    assert claim(house).state == "struck"
    honest(house)


# Leads (线索登记)


def test_a_lead_is_looked_into_and_holds_nothing_back(house):
    lead = house.do("lead.record", "M02", text="somebody says that M05 was not there")[0]
    assert "M05" not in str(lead.payload).replace("M05 was not there", "")
    assert house.refused("lead.record", "M06", text="x") == ["who-may"]
    house.on("2026-04-09").do("clock.tick", "timer")
    assert claim(house).state == "final"
    house.do("lead.close", "M01", lead="N001", outcome="nothing", note="looked into")
    assert (house.find(Lead, "N001").state, house.find(Lead, "N001").outcome) == ("closed", "nothing")
    assert house.refused("lead.close", "M01", lead="N001", outcome="nothing", note="again") == ["ended"]
    honest(house)


# Straight to the upper unit, and late ones


def complained(house: House, by: str = "M06", about: str = f"claim/{STUDY}", **more: object) -> str:
    said = {"about": about, "branch": "B01", "member": "M05", "text": "he was not there", **more}
    return house.do("complaint.lodge", by, UPPER, **said)[0].payload.complaint


def taken(house: House, command: str, by: str = "U1", **fields: object) -> list[str]:
    """The upper unit does this, and the branch takes the receipt: the topics recorded there."""
    done = house.do(command, by, UPPER, **fields)[-1].position
    return [event.topic for event in house.do("receipt.take", "M01", decision=house.carry(UPPER, done))]


def test_what_is_lodged_above_holds_the_claim_from_the_receipt_and_is_decided_above(house):
    complaint = complained(house)
    assert claim(house).state == "public"
    taken(house, "complaint.admit", complaint=complaint)
    known = house.find(Objection, "P01-K001")
    assert (claim(house).state, known.state, known.member) == ("contested", "appealed", "M05")
    house.on("2026-04-09").do("clock.tick", "timer")
    assert claim(house).state == "contested"
    taken(house, "complaint.decide", complaint=complaint, upheld=True, points="20", reason="right")
    assert (claim(house).state, str(claim(house).line.points)) == ("confirmed", "20")
    assert house.refused(
        "complaint.lodge", "M06", UPPER, branch="B01", member="M05", about=f"claim/{STUDY}", text="x"
    ) == ["ended"]
    honest(house)


def test_a_claim_in_the_register_is_held_once_a_late_complaint_is_admitted_with_its_reason(house):
    house.on("2026-04-09").do("clock.tick", "timer")
    filed(house, "round/2026Q1")
    house.on("2026-04-20")
    complaint = complained(house)
    late = house.do("complaint.admit", "U1", UPPER, complaint=complaint)[0].position
    assert house.refused("receipt.take", "M01", decision=house.carry(UPPER, late)) == ["in-window"]
    other = complained(house, "M07")
    taken(house, "complaint.admit", complaint=other, reason="she was in hospital")
    assert claim(house).state == "contested"
    topics = taken(house, "complaint.decide", complaint=other, upheld=False, reason="no")
    assert (topics, claim(house).state) == (["receipt-taken", "claim-entered"], "final")
    assert contest(house.view(), f"claim/{STUDY}").above == "appeal/P01/" + str(len(house.units[UPPER].events) - 1)
    honest(house)


def test_a_late_appeal_goes_the_same_way_and_changes_what_was_filed(house):
    answered(house, admitted(house), upheld=False)
    house.on("2026-04-12").do("clock.tick", "timer")
    assert claim(house).state == "final"
    complaint = complained(house, "M05")
    taken(house, "complaint.admit", complaint=complaint, reason="the letter came late")
    taken(house, "complaint.decide", complaint=complaint, upheld=True, points="33", reason="right")
    assert (claim(house).state, str(claim(house).line.points), claim(house).filing) == ("confirmed", "33", None)
    honest(house)


def test_an_omission_may_be_lodged_above_and_enters_by_the_decision(house):
    complaint = complained(house, about=OMISSION, **LEFT_OUT)
    taken(house, "complaint.admit", complaint=complaint)
    topics = taken(house, "complaint.decide", complaint=complaint, upheld=True, reason="right")
    assert topics == ["receipt-taken", "claim-brought-in"]
    honest(house)


def test_what_is_not_admitted_above_holds_nothing(house):
    complaint = complained(house)
    house.do("complaint.refuse", "U1", UPPER, complaint=complaint, reason="nothing new")
    assert "ended" in house.refused("complaint.decide", "U1", UPPER, complaint=complaint, upheld=False, reason="x")
    house.on("2026-04-09").do("clock.tick", "timer")
    assert claim(house).state == "final"
    honest(house)


def test_who_may_complain_admit_and_decide(house):
    about = {"branch": "B01", "member": "M05", "about": f"claim/{STUDY}", "text": "x"}
    assert house.refused("complaint.lodge", "M06", **about) == ["in-order"]
    assert house.refused("complaint.lodge", "M06", UPPER, form="oral", **about) == ["who-may"]
    assert house.refused("complaint.lodge", "M06", UPPER, **about, **LEFT_OUT) == ["in-order"]
    said = house.do("complaint.lodge", "U2", UPPER, form="oral", objector="M06", **about)[0]
    assert (said.by, "M06" in str(said.payload).replace("box='M06'", "").replace("tag of M06", "")) == (
        "P01#office",
        False,
    )
    house.do("member.kin", "U2", UPPER, person="U2", kin="M05")
    assert house.refused("complaint.admit", "U2", UPPER, complaint="K001") == ["own-claim"]
    assert "who-may" in house.refused("complaint.admit", "M06", UPPER, complaint="K001")


def test_what_is_received_fits_the_matter_that_it_names(house):
    complaint = complained(house, member="M07")
    wrong = house.do("complaint.admit", "U1", UPPER, complaint=complaint)[0].position
    assert house.refused("receipt.take", "M01", decision=house.carry(UPPER, wrong)) == ["in-order"]
