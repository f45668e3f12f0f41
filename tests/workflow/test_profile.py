"""Profiles differ: what a scheme's profile skips or gives another period is skipped or waits, and nobody decides it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.support import House, founded, opened
from tests.workflow.long_way import LongWay
from tests.workflow.test_long_way import cases
from workflow.course import Course
from workflow.periods import expected_rounds
from workflow.schemes import library
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Grading
from workflow.year import branch_year, year_of

STAFF = ["M01", "M02", "M03"]
COUNTS = {"entitled": 9, "present": 9, "favour": 9}
POSTED = {"place": "notice board", "contact": "M01"}


def course(scheme: str, *, above: bool = True) -> Course:
    return Course(library.scheme(scheme).profile, above=above)


@pytest.mark.parametrize(
    ("scheme", "meets", "confirms_year", "files_rounds", "grades"),
    [
        ("fuxing-town", True, False, True, True),
        ("pipeline", False, True, True, True),
        ("county-wide", True, False, False, True),
        ("state-organ", True, False, False, True),
        ("hezhang", True, False, False, True),
        ("heart-points", True, False, True, False),
        ("employee-ab", False, False, False, False),
    ],
)
def test_the_profile_says_which_steps_there_are(scheme, meets, confirms_year, files_rounds, grades):
    known = course(scheme)
    said = (known.meets_before_posting, known.confirms_year, known.files_rounds, known.grades)
    assert said == (meets, confirms_year, files_rounds, grades)


def test_a_unit_with_nobody_above_it_files_to_nobody():
    assert not course("fuxing-town", above=False).files
    assert "posted" in course("fuxing-town", above=False).through
    assert course("rural-town", above=False).posts_first


def month(number: int, *, closes: int = 28) -> dict[str, str]:
    first, last = expected_rounds(date(2026, 1, 1), date(2026, 12, 31), "month")[number - 1]
    closing = str(last.replace(day=closes))
    return {
        "round": f"2026-{number:02}",
        "cycle": "2026",
        "starts": str(first),
        "ends": str(last),
        "closes": closing,
    }


def reviewed(house: House, *months: int) -> House:
    for number in months:
        fields = month(number)
        house.on(fields["starts"], 12).do("round.open", "M01", **fields)
        house.on(month(number + 1)["starts"])
        house.do("session.review", "M02", round=fields["round"], present=STAFF, favour=STAFF)
    return house


def test_a_quarterly_meeting_waits_for_every_month_of_its_quarter():
    house = reviewed(opened("county-wide"), 1, 2)
    assert house.refused("meeting.confirm", "M02", round="2026-01", **COUNTS) == ["in-order"]
    reviewed(house, 3)
    for name in ("2026-01", "2026-02", "2026-03"):
        house.do("meeting.confirm", "M02", round=name, **COUNTS)
    assert house.find(Round, "2026-03").state == "confirmed"


def test_a_quarterly_posting_waits_for_every_month_of_its_quarter_and_for_the_meeting():
    house = reviewed(opened("pioneer-index"), 1)
    subject = {"subject": "round/2026-01", **POSTED}
    assert house.refused("publicity.open", "M01", **subject) == ["in-order"]
    house.do("meeting.confirm", "M02", round="2026-01", **COUNTS)
    assert house.refused("publicity.open", "M01", **subject) == ["in-order"], "the quarter has not ended"
    reviewed(house, 2, 3)
    assert house.do("publicity.open", "M01", **subject)
    assert house.refused("publicity.open", "M01", subject="round/2026-02", **POSTED) == ["in-order"], "no meeting yet"


def test_where_the_meeting_comes_after_the_posting_no_round_is_confirmed_by_itself():
    house = reviewed(opened("handan"), 1)
    assert house.refused("meeting.confirm", "M02", round="2026-01", **COUNTS) == ["in-order"]
    assert house.do("publicity.open", "M01", subject="round/2026-01", **POSTED)
    assert house.refused("meeting.confirm-year", "M02", cycle="2026", **COUNTS) == ["in-order"]


def test_where_the_meeting_confirms_each_round_the_year_is_not_confirmed_again():
    house = reviewed(opened("heart-points"), 1)
    assert house.refused("meeting.confirm-year", "M02", cycle="2026", **COUNTS) == ["in-order"]


def observed(house: House, **line: str) -> str:
    fields = {"member": "M05", "on": "2026-01-20", **line}
    return house.do("claim.observe", "M02", **fields)[0].stream.removeprefix("claim/")


@pytest.fixture
def employees() -> House:
    """Under employee-ab: M05 is an employee, the others are not covered; a claim of M05 is observed."""
    house = opened("employee-ab")
    house.do("member.enrol", "M01", member="M10", standing="employee", since="2020-01-01")
    house.on("2026-01-02", 12).do("round.open", "M01", **month(1))
    return house.on("2026-01-20")


def praised(house: House, member: str = "M10") -> str:
    item = next(
        item for item in library.scheme("employee-ab").items if item.rule == "levels" and "recorder" in item.entered_by
    )
    level = next(level for level in item.level if level.points > 0)
    return observed(house, member=member, item=item.id, level=level.id)


def test_without_meeting_and_publicity_what_was_reviewed_enters_the_register_and_the_log_says_why(employees):
    claim = praised(employees)
    employees.on("2026-02-01")
    events = employees.do("session.review", "M02", round="2026-01", present=STAFF, favour=STAFF)
    skipped = [(e.payload.step, e.payload.subject) for e in events if e.topic == "step-skipped"]
    assert skipped == [("meeting", "round/2026-01"), ("publicity", "round/2026-01")]
    assert (employees.find(Claim, claim).state, employees.find(Round, "2026-01").state) == ("final", "posted")


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("meeting.confirm", {"round": "2026-01", **COUNTS}),
        ("publicity.open", {"subject": "round/2026-01", **POSTED}),
        ("filing.file", {"subject": "round/2026-01"}),
        ("meeting.confirm-year", {"cycle": "2026", **COUNTS}),
        ("grade.propose", {"cycle": "2026"}),
        ("evaluation.open", {"cycle": "2026", "code": "year-end", "on": "2026-01-31", "tellers": ["M05", "M06"]}),
    ],
)
def test_a_step_that_the_profile_skips_is_taken_by_nobody(employees, command, fields):
    employees.on("2026-02-01").do("session.review", "M02", round="2026-01", present=STAFF, favour=STAFF)
    by = "M02" if command.startswith("meeting") else "M01"
    assert "in-order" in employees.refused(command, by, **fields)


def test_points_of_whom_the_scheme_does_not_cover_are_refused(employees):
    with pytest.raises(Exception, match="doesn't score M05"):
        praised(employees, "M05")


def test_after_the_closing_date_what_the_recorder_saw_enters_its_round_and_an_application_the_next(employees):
    employees.on("2026-01-31")
    claim = praised(employees)
    assert employees.find(Claim, claim).round == "2026-01"
    line = {"item": employees.find(Claim, claim).line.item, "level": employees.find(Claim, claim).line.level}
    late = employees.do("claim.apply", "M10", on="2026-01-20", **line)
    assert [event.topic for event in late] == ["claim-applied", "claim-held-over"]


def test_a_year_that_is_filed_before_it_is_posted_goes_that_way():
    """rural-town files its year before it posts it."""
    way = LongWay(House(), next(case for case in cases() if case.scheme == "rural-town"))
    way.play()
    house = way.house
    about = [
        (event.topic, event.payload.subject)
        for event in house.units["B01"].events
        if event.topic in ("publicity-opened", "filing-made")
    ]
    assert about[-2:] == [("filing-made", f"grading/{way.cycle}"), ("publicity-opened", f"grading/{way.cycle}")]
    assert house.find(Grading, way.cycle).state == "verified"


def test_an_evaluation_that_brings_no_points_is_held_but_not_scored():
    house = opened("county-wide").on("2026-01-20")
    tellers = {"tellers": ["M05", "M06"]}
    house.do("evaluation.open", "M01", cycle="2026", code="year-end", on="2026-01-20", **tellers)
    results = [{"member": "M05", "band": "good", "points": "9"}]
    fields = {"evaluation": "E01-2026", "ballots": 9, **tellers}
    assert house.refused("evaluation.tally", "M01", results=results, **fields) == ["in-range"]
    house.do("evaluation.tally", "M01", results=[{"member": "M05", "votes": {"good": 8, "fair": 1}}], **fields)
    years = branch_year(house.units["B01"].state, house.find(Cycle, "2026"))
    assert [year.facts for year in years if year.facts] == []


@pytest.mark.parametrize("votes", [{"good": 10}, {"good": 10, "fair": -1}], ids=str)
def test_no_more_votes_are_counted_than_ballots_were_cast(votes):
    house = opened("county-wide").on("2026-01-20")
    tellers = {"tellers": ["M05", "M06"]}
    house.do("evaluation.open", "M01", cycle="2026", code="year-end", on="2026-01-20", **tellers)
    results = [{"member": "M05", "votes": votes}]
    fields = {"evaluation": "E01-2026", "ballots": 9, **tellers}
    assert house.refused("evaluation.tally", "M01", results=results, **fields) == ["in-range"]


def test_a_grade_waits_for_as_many_evaluations_as_the_profile_has():
    house = opened("county-wide").on("2026-01-20")
    with pytest.raises(Exception, match="the evaluation \\(1 of 1\\)"):
        house.do("grade.propose", "M01", cycle="2026")


def test_a_cycle_may_begin_before_the_calendar_year_and_its_first_points_count():
    """district-bureau's year runs from evaluation to evaluation."""
    house = founded().on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2025-12-01", ends="2026-11-30")
    text = scheme_text("district-bureau")
    house.do("scheme.propose", "M01", text=text)
    adopted = house.do("scheme.adopt", "M02", scheme=digest(text), **COUNTS)
    house.upper("scheme.approve", "U1", adopted[-1].position)
    house.do("cycle.open", "M01", cycle="2026", scheme=digest(text))
    days = {"starts": "2025-12-01", "ends": "2026-02-28", "closes": "2026-02-28"}
    house.do("round.open", "M01", round="first", cycle="2026", **days)
    scheme = library.scheme("district-bureau")
    item = next(item for item in scheme.items if item.rule == "per-occurrence")
    papers = [{"kind": kind} for kind in item.evidence]
    house.do("claim.apply", "M05", item=item.id, on="2025-12-20", evidence=papers)
    cycle = house.find(Cycle, "2026")
    years = branch_year(house.units["B01"].state, cycle, counted=frozenset({"applied"}))
    scores = {score.member: score.total for score in score_branch(scheme, year_of(cycle), years)}
    assert Fraction(scores["M05"] - scores["M06"]) == item.points * item_weight(scheme, item.component)


def item_weight(scheme: Scheme, component: str) -> Fraction:
    return scheme.by_component[component].weight.of("default")


def test_a_change_of_category_takes_no_points_away_that_were_right_when_they_were_made():
    house = opened("county-wide").on("2026-01-02", 12)
    house.do("member.enrol", "M01", member="M10", category="in-post", since="2020-01-01")
    house.do("round.open", "M01", **month(1))
    observed(house.on("2026-01-20"), member="M10", item="duty.post-tasks", points="3")
    house.do("member.change", "M01", member="M10", since="2026-02-01", category="no-post")
    cycle = house.find(Cycle, "2026")
    years = branch_year(house.units["B01"].state, cycle, counted=frozenset({"registered"}))
    [score] = score_branch(library.scheme("county-wide"), 2026, years)
    assert dict(score.components)["duty"] == Decimal("3.00")
