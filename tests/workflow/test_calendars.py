"""Working days are counted by the calendar that the ledger holds; a replay needs no library and no clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from ledger.events.calendar import CalendarRecorded
from tests.support import House, opened
from tests.workflow.story import applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.schemes.library import scheme_text
from workflow.state.calendar import Calendar
from workflow.state.objection import Objection
from workflow.state.publicity import Window

STUDY = "claim/2026Q1-022"
NOTICE = "0" * 64
# The days off around 清明 and 劳动节 of 2026, as a notice might have them: Sunday 26 April is worked.
DAYS = {"year": 2026, "holidays": ["2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05"], "workdays": ["2026-04-26"]}


@pytest.fixture
def house() -> House:
    return published(applied_and_observed(opened(members=5), 1, members=5), 1)


def lodged(house: House) -> Objection:
    house.do("objection.lodge", "M05", about=STUDY, text="I was there")
    return house.find(Objection, "O001")


def shanghai(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_recorded_holiday_is_left_out_of_an_answers_days(house):
    house.on("2026-04-02").do("calendar.record", "M01", **DAYS, document=NOTICE)
    objection = lodged(house)  # Thursday: Friday 3, Tuesday 7, Wednesday 8; Monday 6 is a day off
    assert objection.answer_by == date(2026, 4, 8)
    assert objection.deadline == shanghai("2026-04-09")
    assert house.units["B01"].events[-1].payload.without_calendar == ()
    assert replayed(house, "B01") == ()


def test_without_a_calendar_monday_to_friday_count_and_the_event_says_so(house):
    objection = lodged(house.on("2026-04-02"))
    assert objection.answer_by == date(2026, 4, 7)
    assert house.units["B01"].events[-1].payload.without_calendar == (2026,)
    assert replayed(house, "B01") == ()


def test_a_calendar_recorded_later_moves_no_deadline(house):
    before = lodged(house.on("2026-04-02"))
    house.do("calendar.record", "M01", **DAYS, document=NOTICE)
    assert house.find(Objection, "O001") == before
    assert replayed(house, "B01") == ()


def test_a_later_record_of_the_year_takes_the_earlier_ones_place(house):
    house.do("calendar.record", "M01", **DAYS, document=NOTICE)
    house.do("calendar.record", "M01", year=2026, document=NOTICE)
    assert house.find(Calendar, "2026").holidays == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"holidays": ["2027-01-01"]},
        {"workdays": ["2026-04-27"]},  # a Monday
        {"holidays": ["2026-04-26"], "workdays": ["2026-04-26"]},
    ],
)
def test_days_that_are_no_calendar_are_refused(house, wrong):
    assert house.refused("calendar.record", "M01", **{"year": 2026, "document": NOTICE, **wrong}) == ["in-range"]


def test_a_member_records_no_calendar(house):
    assert house.refused("calendar.record", "M05", **DAYS, document=NOTICE) == ["who-may"]


def test_what_a_calendar_holds_is_sorted_and_once(house):
    days = ["2026-10-02", "2026-10-01", "2026-10-02"]
    said = house.do("calendar.record", "M01", year=2026, holidays=days, document=NOTICE)[0].payload
    assert said == CalendarRecorded(year=2026, holidays=(date(2026, 10, 1), date(2026, 10, 2)), document=NOTICE)


def test_every_deadline_is_counted_as_the_profile_says():
    """A scheme that posts for five working days, and gives as many for an appeal."""
    kinds = 'publicity_days = 5\npublicity_days_kind = "working"\nappeal_days = 5\nappeal_days_kind = "working"\n'
    text = scheme_text("pipeline").replace("[process]\n", f"[process]\n{kinds}", 1)
    house = opened(members=5, text=text)
    house.do("calendar.record", "M01", **DAYS, document=NOTICE)
    published(applied_and_observed(house, 1, members=5), 1)  # posted on Tuesday 31 March
    window = house.find(Window, "W001")
    assert window.until == date(2026, 4, 8)  # 1, 2, 3, 7, 8 April
    lodged(house.on("2026-04-02"))
    house.do("objection.refuse", "M01", objection="O001", reason="not signed")
    house.on("2026-04-24")
    house.do("objection.tell", "M02", objection="O001")  # Friday: 26 (worked), 27, 28, 29, 30 April
    assert house.find(Objection, "O001").appealable_until == shanghai("2026-05-01")
    assert replayed(house, "B01") == ()
