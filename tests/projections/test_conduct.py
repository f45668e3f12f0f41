"""What is unusual is found, counted and placed; what is usual is not; nothing is called wrong."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ledger.event import Event
from projections.conduct.checks import conduct
from projections.conduct.table import BY_ID, CHECKS, THRESHOLDS, Unusual
from projections.conduct.watch import watch
from tests.projections.branch import graded_year
from tests.support import BRANCH, House, opened, quarter
from tests.workflow.story import ALL, applied_and_observed, published

NONE: Mapping[str, int] = dict.fromkeys(THRESHOLDS, 10_000)


def spread(events: list[Event], minutes: int = 3) -> list[Event]:
    """The same events with some minutes between commands, during office hours: no batch, no night."""
    made: list[Event] = []
    day, busy, command = None, 0, ""
    for event in events:
        busy = 0 if event.at.date() != day else busy + (event.command != command)
        day, command = event.at.date(), event.command
        at = datetime.combine(event.at.date(), datetime.min.time(), event.at.tzinfo) + timedelta(minutes=busy * minutes)
        made.append(replace(event, at=max(at, made[-1].at if made else at)))
    return made


def found(check: str, events: list[Event], **limits: int) -> list[Unusual]:
    wanted = {name: THRESHOLDS[name] for name in BY_ID[check].thresholds}
    return [each for each in conduct(BRANCH, events, {**NONE, **wanted, **limits}) if each.check == check]


def of(house: House) -> list[Event]:
    return house.units[BRANCH].events


@pytest.fixture(scope="module")
def year() -> list[Event]:
    return of(graded_year())


@pytest.fixture(scope="module")
def reviewed() -> House:
    return published(applied_and_observed(opened(), 1), 1)


def test_every_check_has_a_reason_and_names_its_thresholds():
    assert {name for check in CHECKS for name in check.thresholds} == THRESHOLDS.keys()
    assert all(check.why and check.says for check in CHECKS)
    assert len(BY_ID) == len(CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_no_sentence_calls_anybody_wrong(check: Any):
    said = f"{check.says} {check.why}".lower()
    assert not {"fraud", "wrong", "abuse", "guilty", "cheat", "violat", "illegal", "suspicious"} & set(said.split())


def test_reviewers_who_never_lowered_anything_are_named_with_their_votes(year):
    persons = {each.facts["person"]: each for each in found("never-lowers", year)}
    assert persons.keys() == {"M01", "M02", "M03"}
    mine = persons["M02"]
    assert mine.count == mine.of == len(mine.positions)
    assert all(year[position].topic == "claim-reviewed" for position in mine.positions)


def test_a_reviewer_who_lowered_once_is_not_named():
    house = applied_and_observed(opened(), 1)
    claim = next(e.payload.claim for e in of(house) if e.topic == "claim-observed" and e.payload.member == "M07")
    published(house, 1, exceptions=[{"claim": claim, "points": "1", "reason": "absent"}])
    assert found("never-lowers", of(house)) == []


def test_a_few_reviews_tell_nothing(reviewed):
    assert found("never-lowers", of(reviewed), reviews_least=1_000) == []


def test_decisions_of_one_person_within_a_second_are_counted(reviewed):
    hasty = {each.facts["person"]: each for each in found("in-a-second", of(reviewed))}
    assert "M02" in hasty
    assert hasty["M02"].count < hasty["M02"].of
    assert found("in-a-second", spread(of(reviewed))) == []


def test_a_window_over_days_off_is_found_by_the_recorded_calendar_or_else_by_weekends():
    house = applied_and_observed(opened(), 1).on("2026-03-31")
    days_off = [f"2026-04-{day:02}" for day in range(1, 6)]
    notice = {"year": 2026, "holidays": [day for day in days_off if day < "2026-04-04"], "document": "0" * 64}
    house.do("calendar.record", "M01", **notice)
    published(house, 1)
    (window,) = found("public-on-days-off", of(house))
    assert (window.count, window.of) == (5, 7)
    assert of(house)[window.positions[0]].topic == "publicity-opened"
    assert found("public-on-days-off", of(house), days_off_percent=80) == []


def test_a_usual_window_of_seven_days_with_a_weekend_is_not_found(reviewed):
    assert found("public-on-days-off", of(reviewed)) == []


def pairs(*present: list[str]) -> list[Event]:
    house = opened()
    for number, there in enumerate(present):
        fields = quarter(number + 1)
        house.on(fields["starts"], 12).do("round.open", "M01", **fields)
        house.on(fields["closes"], 9)
        for item, points in (("daily.study", "30"), ("daily.service", "7")):
            house.do("claim.observe", "M02", member="M05", item=item, on=fields["closes"], points=points)
        house.on(fields["ends"], 15).do("session.review", "M02", round=fields["round"], present=there, favour=there)
    return of(house)


def test_the_same_two_at_every_session_are_found_where_there_are_more():
    two = ["M01", "M02"]
    (pair,) = found("same-pair", pairs(two, two), sessions_least=2)
    assert pair.facts == {"persons": "M01, M02", "others": "0"}
    assert found("same-pair", pairs(two, two), sessions_least=3) == []
    assert found("same-pair", pairs(two, ALL), sessions_least=2, others_percent=40) == []
    assert found("same-pair", pairs(ALL, ALL), sessions_least=2) == []


def test_minutes_entered_at_night_are_found():
    house = applied_and_observed(opened(), 1).on("2026-03-31", 23)
    house.do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    (night,) = found("at-night", of(house))
    assert of(house)[night.positions[0]].topic == "session-held"
    day = applied_and_observed(opened(), 1).on("2026-03-31", 15)
    day.do("session.review", "M02", round="2026Q1", present=ALL, favour=ALL)
    assert found("at-night", of(day)) == []


def test_a_member_all_of_whose_lines_another_hand_entered_is_found():
    events = of(applied_and_observed(opened(), 1))
    events = [replace(event, by="M03") if _is_entry_for(events, event, "M06") else event for event in events]
    (one,) = found("one-recorder", events, claims_least=5)
    assert one.facts == {"member": "M06", "person": "M03"}
    assert all(events[position].by == "M03" for position in one.positions)


def _is_entry_for(events: list[Event], event: Event, member: str) -> bool:
    if event.topic == "claim-observed":
        return bool(event.payload.member == member)
    applied = {e.payload.claim for e in events if e.topic == "claim-applied" and e.payload.member == member}
    return event.topic == "claim-registered" and event.payload.claim in applied


def test_the_recorders_own_lines_by_the_deputy_are_usual(reviewed):
    assert found("one-recorder", of(reviewed), claims_least=5) == []


def test_repeated_reversals_of_one_members_claims_are_found():
    house = published(applied_and_observed(opened(), 1), 1).on("2026-04-02")
    claims = [e.payload.claim for e in of(house) if e.topic == "claim-observed" and e.payload.member == "M06"]
    votes = {"present": ALL, "favour": ALL}
    for claim in claims[:3]:
        lodged = house.do("objection.lodge", "M07", about=f"claim/{claim}", text="not so")[0].payload.objection
        house.do("objection.admit", "M01", objection=lodged)
        house.do("objection.answer", "M02", objection=lodged, upheld=True, points="5", reason="so", **votes)
    (again,) = found("reversed-again", of(house))
    assert (again.count, again.of, again.facts) == (3, 5, {"member": "M06"})
    assert found("reversed-again", of(house), reversals_least=4) == []


def test_answers_on_the_last_day_are_found_and_earlier_ones_are_not():
    def answered(day: str) -> list[Event]:
        house = published(applied_and_observed(opened(), 1), 1).on("2026-04-02")
        claims = [e.payload.claim for e in of(house) if e.topic == "claim-observed" and e.payload.member == "M06"]
        keys = []
        for claim in claims[:2]:
            keys.append(house.do("objection.lodge", "M07", about=f"claim/{claim}", text="no")[0].payload.objection)
            house.do("objection.admit", "M01", objection=keys[-1])
        house.on(day)
        for key in keys:
            house.do("objection.answer", "M02", objection=key, upheld=False, reason="so", present=ALL, favour=ALL)
        return of(house)

    due = next(e.payload.answer_by for e in answered("2026-04-03") if e.topic == "objection-lodged")
    (late,) = found("last-day", answered(due.isoformat()))
    assert (late.count, late.of) == (2, 2)
    assert found("last-day", answered("2026-04-03")) == []


def test_many_lines_entered_by_one_person_on_one_day_long_after_the_fact_are_found(reviewed):
    assert found("late-in-bulk", of(reviewed)) == []
    bulk = found("late-in-bulk", of(reviewed), late_days=0)
    assert {each.facts["person"] for each in bulk} >= {"M02"}
    assert all(each.count >= THRESHOLDS["bulk_least"] for each in bulk)


def test_a_clock_that_went_back_is_found_by_how_much(year):
    (back,) = found("clock-went-back", year)
    assert all(year[p].at < max(e.at for e in year[:p]) for p in back.positions)
    assert int(back.facts["most"]) >= THRESHOLDS["back_seconds"]
    assert found("clock-went-back", spread(year)) == []


def test_votes_that_are_always_unanimous_are_found_and_one_vote_against_ends_it(year):
    assert {each.facts["body"] for each in found("always-unanimous", year)} == {"session"}
    voted = next(event for event in year if event.topic == "claim-reviewed")
    apart = replace(voted, payload=replace(voted.payload, favour=("M01", "M02"), abstained=("M03",)))
    assert found("always-unanimous", [apart if event is voted else event for event in year]) == []


def test_an_item_always_at_its_most_is_found(year):
    most = {each.facts["item"]: each for each in found("always-the-most", year)}
    assert "daily.discipline" in most
    assert "daily.study" not in most
    assert most["daily.discipline"].facts["most"] == "8"


def test_a_finding_is_plain_data_with_its_reason_and_thresholds(year):
    plain = [json.loads(json.dumps(each.as_json())) for each in conduct(BRANCH, year)]
    assert plain
    for each in plain:
        assert each["why"]
        assert "{" not in each["message"]
        assert each["thresholds"].keys() <= THRESHOLDS.keys()
        assert 0 < each["count"] <= each["of"]
        assert each["positions"] == sorted(each["positions"])


def test_the_same_events_give_the_same_findings(year):
    assert conduct(BRANCH, year) == conduct(BRANCH, list(year))
    assert watch(BRANCH, []).events == 0
