"""What is late, due today, due soon, and when to remind whom of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from projections.due import group_of, grouped, reminders
from projections.runner import catch_up
from projections.worklist import WorkItem, worklist
from tests.projections.branch import STUDY, posted_round, store
from tests.support import BRANCH, House, opened, quarter

DEADLINE = datetime(2026, 4, 9, 16, tzinfo=UTC)  # the end of 9 April in Shanghai


def item(**more: object) -> WorkItem:
    fields = {
        "unit": BRANCH,
        "ledger": BRANCH,
        "subject": "objection/O001",
        "command": "objection.answer",
        "roles": ("secretary",),
        "persons": ("M01",),
        "since": datetime(2026, 4, 2, 2, tzinfo=UTC),
        "not_before": None,
        "due": DEADLINE,
        "overdue": False,
        "member": None,
        "request": None,
        "what": "answer",
        "what_zh": "答复",
        "zone": "Asia/Shanghai",
    }
    return WorkItem(**{**fields, **more})


@pytest.mark.parametrize(
    ("before", "group"),
    [
        (timedelta(microseconds=1), "today"),
        (timedelta(days=1), "today"),
        (timedelta(days=1, microseconds=1), "soon"),
        (timedelta(days=8), "soon"),
        (timedelta(days=8, microseconds=1), "open"),
    ],
)
def test_the_last_day_is_today_until_its_last_microsecond(before, group):
    assert group_of(item(), DEADLINE - before, 7) == group


def test_what_is_overdue_is_late_and_what_has_not_come_is_left_out():
    assert group_of(item(overdue=True), DEADLINE, 7) == "late"
    far = item(due=None, not_before=DEADLINE + timedelta(days=30))
    assert group_of(far, DEADLINE, 7) is None
    assert group_of(far, DEADLINE, 31) == "soon"
    assert group_of(item(due=None), DEADLINE, 7) == "open"


def test_reminders_come_three_days_before_the_day_before_and_on_the_last_day():
    (one,) = reminders([item()], DEADLINE - timedelta(days=6))
    assert one.days == (date(2026, 4, 6), date(2026, 4, 8), date(2026, 4, 9))
    assert one.id == "B01/objection/O001/objection.answer"


def test_nobody_is_reminded_before_it_is_their_turn():
    (one,) = reminders([item(since=datetime(2026, 4, 7, 2, tzinfo=UTC))], DEADLINE - timedelta(days=2))
    assert one.days == (date(2026, 4, 8), date(2026, 4, 9))


def test_of_what_is_late_one_is_reminded_every_day():
    late = item(overdue=True)
    days = [reminders([late], DEADLINE + timedelta(days=n))[0].days for n in (0, 1)]
    assert days == [(date(2026, 4, 10),), (date(2026, 4, 11),)]


@pytest.fixture
def ask(sqlite_database):
    def found(house: House, at: datetime | None = None, **more: str):
        catch_up(store(sqlite_database, house))
        return worklist(sqlite_database, BRANCH, at=at or house.now, **more)

    return found


def test_an_answer_that_is_overdue_stays_in_everyones_list_until_it_is_given(ask):
    house = posted_round()
    house.do("objection.lodge", "M05", about=f"claim/{STUDY}", text="I was there")
    house.do("objection.admit", "M01", objection="O001")
    later = house.now + timedelta(days=300)
    for person in ("M01", "M07"):
        (late,) = (each for each in ask(house, later, person=person) if each.subject == "objection/O001")
        assert (late.command, late.everyones) == ("objection.answer", True)
    assert "objection/O001" in {each.subject for each in grouped(ask(house, later), later)["late"]}
    vote = {"present": ["M01", "M02", "M03"], "favour": ["M01", "M02", "M03"], "reason": "late, but so it is"}
    house.on("2027-01-20").do("objection.answer", "M02", objection="O001", upheld=False, **vote)
    assert not any(each.everyones for each in ask(house, later))


def test_who_has_said_nothing_is_reminded_until_the_closing_date_and_not_after_it(ask):
    house = opened(members=5).on("2026-01-05")
    house.do("round.open", "M01", **quarter(1))
    house.do("claim.nothing", "M04", round="2026Q1")
    (apply,) = (each for each in ask(house) if each.command == "claim.apply")
    assert (apply.persons, apply.day) == (("M01", "M02", "M03", "M05"), date(2026, 3, 28))
    assert not any(each.command == "claim.apply" for each in ask(house, apply.due))
