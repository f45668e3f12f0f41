"""What holds for every value: folds, windows, votes, amounts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.claim import Line
from tests.support import House, opened
from tests.workflow.story import applied_and_observed, published
from workflow.ask import Ask, Votes
from workflow.days import days_after, end_of, local_day, on_weekday
from workflow.fold import fold
from workflow.guards.points import grows
from workflow.guards.votes import committee_vote
from workflow.periods import expected_rounds

ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe")
DAYS = st.dates(min_value=date(1995, 1, 2), max_value=date(2099, 12, 30))


@pytest.fixture(scope="module")
def house() -> House:
    return published(applied_and_observed(opened(members=5), 1, members=5), 1)


@given(cut=st.integers(min_value=0, max_value=80))
def test_folding_in_two_parts_gives_what_folding_at_once_gives(house, cut):
    events = house.units["B01"].events
    first = fold(None, events[:cut])
    both = fold(first, events[cut:])
    whole = fold(None, events)
    assert {**first.records, **both.records} == whole.records


@given(day=DAYS, zone=st.sampled_from(ZONES))
def test_a_day_ends_at_the_first_instant_of_the_next(day, zone):
    end = end_of(day, zone)
    assert local_day(end - timedelta(microseconds=1), zone) == day
    assert local_day(end, zone) == day + timedelta(days=1)
    assert end.astimezone(ZoneInfo(zone)).date() == day + timedelta(days=1)


@given(day=DAYS, count=st.integers(min_value=1, max_value=60))
def test_working_days_skip_weekends_and_calendar_days_skip_nothing(day, count):
    assert days_after(day, count) == day + timedelta(days=count)
    last = days_after(day, count, works=on_weekday)
    between = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert sum(d.weekday() < 5 for d in between) == count
    assert last.weekday() < 5


@given(day=DAYS, holidays=st.sets(st.integers(min_value=1, max_value=10), max_size=5))
def test_a_holiday_is_no_working_day(day, holidays):
    off = frozenset(day + timedelta(days=n) for n in holidays)
    assert days_after(day, 3, works=lambda each: on_weekday(each) and each not in off) not in off


@given(
    year=st.integers(min_value=2000, max_value=2090), cadence=st.sampled_from(("month", "quarter", "half-year", "year"))
)
def test_the_rounds_of_a_year_cover_it_without_gap_or_overlap(year, cadence):
    spans = expected_rounds(date(year, 1, 1), date(year, 12, 31), cadence)
    assert len(spans) == {"month": 12, "quarter": 4, "half-year": 2, "year": 1}[cadence]
    assert (spans[0][0], spans[-1][1]) == (date(year, 1, 1), date(year, 12, 31))
    for (_, last), (first, _) in pairwise(spans):
        assert first == last + timedelta(days=1)


POINTS = st.decimals(min_value=-100, max_value=100, places=2)


@given(before=POINTS, after=POINTS)
def test_an_amount_grows_when_it_is_larger_in_size_or_on_the_other_side(before, after):
    line = Line(item="i", on=date(2026, 1, 1))
    expected = abs(after) > abs(before) or (before > 0 > after) or (before < 0 < after)
    assert grows(line, before, line, after) == expected
    assert not grows(line, before, line, before)
    assert not grows(line, before, line, Decimal(0))


PEOPLE = ("M01", "M02", "M03", "M04", "M05")


@given(ballots=st.lists(st.sampled_from(("favour", "against", "abstained", "away", "recused")), min_size=5, max_size=5))
def test_a_committee_decides_with_half_present_two_voters_and_a_majority_of_the_voting(ballots):
    cast = dict(zip(PEOPLE, ballots, strict=True))
    groups = {kind: tuple(p for p, b in cast.items() if b == kind) for kind in ("favour", "against", "abstained")}
    present = tuple(p for p, b in cast.items() if b != "away")
    votes = Votes(present, **groups)
    voting = len(votes.voters)
    expected = 2 * len(present) >= 5 and voting >= 2 and 2 * len(groups["favour"]) > voting
    assert (not list(committee_vote(_five(), votes, "claim/x"))) == expected


def _five() -> Ask:
    class Five:
        committee = PEOPLE

    return Five()  # type: ignore[return-value]


def test_the_clock_may_stand_on_a_leap_day():
    assert end_of(date(2028, 2, 29), "Asia/Shanghai") == datetime(2028, 2, 29, 16, tzinfo=UTC)
