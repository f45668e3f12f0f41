"""What waits is in the list of those who may take it further, until it is done."""

from datetime import timedelta

import pytest

from projections.runner import catch_up
from projections.worklist import worklist
from tests.projections.branch import ALL, STUDY, filed_round, posted_round, store
from tests.support import BRANCH, UPPER, House, founded, opened, quarter
from tests.workflow.story import RECORD, applied_and_observed, published, rounds_done
from workflow.command import read_instant
from workflow.schemes.library import scheme_text


@pytest.fixture
def ask(sqlite_database):
    """The list after everything in the house was followed."""

    def listed(house: House, unit: str = BRANCH, **more):
        catch_up(store(sqlite_database, house))
        return worklist(sqlite_database, unit, at=more.pop("at", house.now), **more)

    return listed


def todo(items):
    return [(item.subject, item.command, item.persons) for item in items]


def test_before_the_year_opens_the_rules_are_waited_for(ask):
    house = founded().on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    assert todo(ask(house)) == [("cycle/2026", "scheme.propose", ("M01", "M02", "M03"))]
    proposed = house.do("scheme.propose", "M01", text=scheme_text("pipeline"))[0]
    assert todo(ask(house)) == [(proposed.stream, "scheme.adopt", ("M01", "M02"))]


def test_a_request_waits_above_until_it_is_decided_and_then_for_its_receipt(ask):
    house = founded().on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    proposed = house.do("scheme.propose", "M01", text=scheme_text("pipeline"))[0]
    counts = {"entitled": 9, "present": 9, "favour": 9}
    adopted = house.do("scheme.adopt", "M02", scheme=proposed.payload.digest, **counts)[-1]
    (below,) = (item for item in ask(house) if item.command == "scheme.approve")
    (above,) = ask(house, UPPER, role="upper")
    assert below == above
    assert (above.unit, above.ledger, above.request, above.persons) == (
        BRANCH,
        UPPER,
        adopted.position,
        ("U1", "U2", "U3"),
    )
    decided = house.do("scheme.approve", "U1", UPPER, request=house.carry(BRANCH, adopted.position))[0]
    assert ask(house, UPPER) == ()
    (receipt,) = (item for item in ask(house) if item.command == "receipt.take")
    assert (receipt.subject, receipt.answered_by, receipt.decided) == (adopted.stream, UPPER, decided.position)
    house.do("receipt.take", "M01", decision=house.carry(UPPER, decided.position))
    assert todo(ask(house)) == [("cycle/2026", "cycle.open", ("M01", "M02", "M03"))]


def test_a_claim_goes_from_the_head_of_department_to_the_recorder(ask):
    house = opened().on("2026-01-05")
    house.do("round.open", "M01", **quarter(1))
    for member in ("M02", "M04", "M05"):
        house.do("claim.apply", member, item="daily.achievement", on="2026-01-05", points="18", evidence=RECORD)
    signing = [item for item in ask(house) if item.command == "claim.sign"]
    # A department head's own claim is signed by the secretary, the recorder's own is registered by the deputy.
    assert [(item.member, item.persons) for item in signing] == [
        ("M02", ("M04",)),
        ("M04", ("M01",)),
        ("M05", ("M04",)),
    ]
    house.do("claim.sign", "M04", claim="2026Q1-001")
    house.do("claim.sign", "M04", claim="2026Q1-003")
    registering = [item for item in ask(house) if item.command == "claim.register"]
    assert [(item.member, item.persons) for item in registering] == [("M02", ("M03",)), ("M05", ("M02",))]
    house.do("claim.return", "M02", claim="2026Q1-003", reason="which meeting?")
    (returned,) = (item for item in ask(house, person="M05"))
    assert (returned.subject, returned.command) == ("claim/2026Q1-003", "claim.amend")


def test_a_round_waits_for_its_session_from_the_day_after_its_closing_date(ask):
    house = applied_and_observed(opened(), 1)
    (review,) = (item for item in ask(house) if item.command == "session.review")
    assert review.not_before == read_instant("2026-03-28T16:00:00Z")
    published(house, 1)
    assert "session.review" not in {item.command for item in ask(house)}


def test_a_window_waits_for_its_deadline_and_is_overdue_after_it(ask):
    house = posted_round()
    (window,) = (item for item in ask(house) if item.command == "publicity.close")
    assert (window.subject, window.due, window.overdue) == (
        "publicity/W001",
        read_instant("2026-04-07T16:00:00Z"),
        False,
    )
    late = ask(house, at=house.now + timedelta(days=30))
    assert (late[0].subject, late[0].overdue) == ("publicity/W001", True)


def test_an_objection_is_admitted_then_answered_in_time_then_ended(ask):
    house = posted_round()
    lodged = house.do("objection.lodge", "M05", about=f"claim/{STUDY}", text="I was there")[0]
    (item,) = (item for item in ask(house) if item.subject == lodged.stream)
    assert (item.command, item.due, item.member) == ("objection.admit", lodged.payload.deadline, "M05")
    house.do("objection.admit", "M01", objection=lodged.payload.objection)
    answer = next(i for i in ask(house, at=house.now + timedelta(days=20)) if i.subject == lodged.stream)
    assert (answer.command, answer.overdue) == ("objection.answer", True)
    vote = {"present": ALL, "favour": ALL, "reason": "the sign-in sheet says so"}
    house.do("objection.answer", "M02", objection=lodged.payload.objection, upheld=False, **vote)
    (tell,) = (item for item in ask(house) if item.subject == lodged.stream)
    assert tell.command == "objection.tell"
    house.do("objection.tell", "M02", objection=lodged.payload.objection)
    appeal, end = (item for item in ask(house) if item.subject == lodged.stream)
    assert (appeal.command, appeal.due, appeal.persons) == ("appeal.lodge", end.not_before, ())
    assert (end.command, end.not_before) == ("objection.end", read_instant("2026-04-09T16:00:00Z"))
    house.do("appeal.lodge", "M05", objection=lodged.payload.objection, text="once more")
    (appeal,) = ask(house, UPPER)
    assert (appeal.command, appeal.subject, appeal.unit) == ("appeal.decide", lodged.stream, BRANCH)


def test_a_veto_waits_for_the_hearing_then_for_the_session_then_for_the_board(ask):
    house = posted_round()
    document = {"code": "veto.discipline", "on": "2026-03-20", "ground": "the notice", "document": "0" * 64}
    veto = house.do("veto.propose", "M01", cycle="2026", member="M05", **document)[0].payload.veto

    def next_step():
        return [item.command for item in ask(house) if veto in item.subject]

    assert next_step() == ["hearing.invite"]
    house.do("hearing.invite", "M01", subject=f"veto/{veto}", member="M05", until="2026-04-06")
    assert sorted(next_step()) == ["hearing.hold", "veto.decide"]
    house.on("2026-04-06").do("hearing.hold", "M01", subject=f"veto/{veto}", member="M05", statement="I see")
    assert next_step() == ["veto.decide"]
    pair = {"present": ALL, "favour": ["M02", "M03"]}
    house.do("veto.decide", "M02", veto=veto, **pair)
    assert next_step() == ["publicity.open"]


def test_a_filed_and_verified_round_leaves_the_next_round_and_what_is_contested(ask):
    house = filed_round()
    assert {(item.subject, item.command) for item in ask(house)} == {
        ("cycle/2026", "round.open"),
        ("cycle/2026", "evaluation.open"),
        ("objection/O001", "objection.admit"),
    }
    assert ask(house, UPPER) == ()


def test_a_filing_waits_for_its_second_signer_and_then_above(ask):
    house = posted_round().on("2026-04-09")
    house.do("clock.tick", "timer")
    assert ("round/2026Q1", "filing.file", ("M01",)) in todo(ask(house))
    made = house.do("filing.file", "M01", subject="round/2026Q1")[0]
    assert "filing.countersign" in {item.command for item in ask(house, person="M02")}
    request = house.do("filing.countersign", "M02", filing=made.payload.filing)[0].position
    assert [(i.command, i.request) for i in ask(house, UPPER)] == [("filing.acknowledge", request)]
    house.upper("filing.acknowledge", "U1", request)
    assert [(i.command, i.request) for i in ask(house, UPPER)] == [("check.record", request)]


def test_nothing_waits_where_nothing_was_followed(sqlite_database):
    store(sqlite_database, filed_round())
    assert worklist(sqlite_database, BRANCH, at=filed_round().now) == ()


def test_who_faces_the_lowest_grade_is_heard_before_the_meeting(ask):
    house = rounds_done().on("2027-01-12")
    for on in ("2026-06-30", "2026-12-31"):
        key = house.do("evaluation.open", "M01", cycle="2026", code="review", on=on, tellers=["M05", "M06"])[0]
        bands = {"M08": "unqualified", "M09": "unqualified"}
        results = [
            {"member": f"M{n:02}", "band": bands.get(f"M{n:02}", "excellent")}
            | ({} if f"M{n:02}" in bands else {"points": "24"})
            for n in range(1, 10)
        ]
        evaluation = key.payload.evaluation
        house.do("evaluation.tally", "M01", evaluation=evaluation, ballots=9, tellers=["M05", "M06"], results=results)
        house.assessed(evaluation)
    document = {"code": "veto.law", "on": "2026-12-20", "ground": "the verdict", "document": "0" * 64}
    house.do("meeting.confirm-year", "M02", cycle="2026", entitled=9, present=9, favour=9)
    for member in ("M08", "M09"):
        veto = house.do("veto.propose", "M01", cycle="2026", member=member, **document)[0].payload.veto
        house.do("hearing.invite", "M01", subject=f"veto/{veto}", member=member, until="2027-01-20")
        house.do("hearing.hold", "M01", subject=f"veto/{veto}", member=member, statement="I see")
        house.do("veto.decide", "M02", veto=veto, present=ALL, favour=["M02", "M03"])
        house.do("publicity.open", "M01", subject=f"veto/{veto}", place="notice board", contact="M01")
    house.on("2027-01-25").do("clock.tick", "timer")
    house.do("grade.propose", "M01", cycle="2026")

    def waiting():
        return [(i.command, i.member) for i in ask(house) if i.subject == "grading/2026"]

    assert waiting() == [("hearing.invite", "M08"), ("hearing.invite", "M09")]
    for member in ("M08", "M09"):
        house.do("hearing.invite", "M01", subject="grading/2026", member=member, until="2027-01-30")
    assert waiting() == [("grade.confirm", None)]
