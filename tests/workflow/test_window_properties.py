"""Windows and clocks, for every value: a microsecond around the deadline, days without a midnight, clocks that jump."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.events.calendar import CalendarRecorded
from ledger.events.publicity import PublicityOpened
from tests.support import BRANCH, House, Unit, opened
from tests.workflow.story import applied_and_observed, published
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.ask import Ask
from workflow.days import end_of, local_day
from workflow.fold import fold
from workflow.guards.timing import over, still_open
from workflow.record import Overlay
from workflow.state.calendar import Calendar, term
from workflow.state.claim import Claim
from workflow.state.cycle import Round
from workflow.state.due import windows_due
from workflow.state.publicity import Window, Windows

MICROSECOND = timedelta(microseconds=1)
# Summer time, days without a midnight (São Paulo, Beirut), an hour that comes twice before it, a day left out (Apia).
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Pacific/Apia")
DAYS = st.dates(min_value=date(1995, 1, 2), max_value=date(2060, 12, 30))
TICKS = st.integers(min_value=-2, max_value=2)


@given(day=DAYS, zone=st.sampled_from(ZONES))
@example(day=date(2018, 11, 3), zone="America/Sao_Paulo")  # 4 November began at 01:00
@example(day=date(2018, 2, 17), zone="America/Sao_Paulo")  # 23:00 to 24:00 came twice
@example(day=date(2011, 12, 29), zone="Pacific/Apia")  # no 30 December
@example(day=date(2028, 2, 28), zone="Europe/Berlin")
@example(day=date(2028, 2, 29), zone="Asia/Shanghai")
def test_a_day_is_over_at_the_first_instant_that_is_on_no_such_day_any_more(day, zone):
    end = end_of(day, zone)
    assert local_day(end - MICROSECOND, zone) <= day < local_day(end, zone)


@given(day=DAYS, count=st.integers(min_value=1, max_value=30), zone=st.sampled_from(ZONES), ticks=TICKS)
@example(day=date(2028, 2, 22), count=7, zone="Asia/Shanghai", ticks=-1)  # the leap day is the last
@example(day=date(2018, 10, 27), count=7, zone="America/Sao_Paulo", ticks=0)
def test_around_a_deadline_objecting_ends_where_closing_begins(day, count, zone, ticks):
    """At each microsecond one of the two is refused, never both, never neither."""
    runs = term(Overlay(), day, count, "calendar", zone)
    assert runs.until == day + timedelta(days=count)
    now = runs.deadline + ticks * MICROSECOND
    state = Overlay()
    window = Window("W001", "round/R", "2026", (), runs.until, runs.deadline, "open", opened=now, position=0)
    state.put("publicity/W001", (window, Windows(1, ("W001",))))
    ask: Ask = House(now=now).ask("clock.tick", "timer")
    closable = not list(over(ask, runs.deadline, "publicity W001"))
    objectable = not list(still_open(ask, runs.deadline, "publicity W001"))
    assert closable is (ticks >= 0)
    assert objectable is (ticks < 0)
    assert [found.window for found in windows_due(state, now)] == (["W001"] if ticks >= 0 else [])


NEAR = st.integers(min_value=0, max_value=40)


@given(
    day=st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 11, 1)),
    count=st.integers(min_value=1, max_value=15),
    off=st.sets(NEAR, max_size=12),
    worked=st.sets(NEAR, max_size=12),
)
def test_working_days_are_those_of_the_recorded_calendar(day, count, off, worked):
    holidays = frozenset(day + timedelta(days=n) for n in off)
    weekend = frozenset(d for n in worked if (d := day + timedelta(days=n)).isoweekday() > 5) - holidays
    state = Overlay()
    said = CalendarRecorded(year=2026, holidays=tuple(holidays), workdays=tuple(weekend), document="0" * 64)
    state.put("calendar/2026", (Calendar(said.year, said.holidays, said.workdays, said.document),))
    runs = term(state, day, count, "working", "Asia/Shanghai")

    def works(each: date) -> bool:
        return each in weekend or (each.isoweekday() <= 5 and each not in holidays)

    counted = [day + timedelta(days=n) for n in range(1, (runs.until - day).days + 1)]
    assert sum(map(works, counted)) == count
    assert works(runs.until)
    assert runs.without_calendar == (() if runs.until.year == 2026 else (2027,))
    assert runs.deadline == end_of(runs.until, "Asia/Shanghai")


@pytest.fixture(scope="module")
def told() -> House:
    return published(applied_and_observed(opened(members=3), 1, members=3), 1)


def again(told: House) -> House:
    """The same house, to be gone on with."""
    units = {key: Unit(list(unit.events), fold(unit.state, ())) for key, unit in told.units.items()}
    return House(units, told.now, told.commands)


def outcome(house: House) -> tuple[object, ...]:
    """What became of the round, its window and its claims."""
    round_ = house.find(Round, "2026Q1")
    claims = tuple(house.find(Claim, key).state for key in round_.claims)
    return round_.state, house.find(Window, "W001").state, claims


STEPS = st.lists(
    st.tuples(
        st.one_of(
            st.integers(min_value=-3 * 86_400, max_value=20 * 86_400).map(lambda s: timedelta(seconds=s)),
            st.sampled_from([n * MICROSECOND for n in (-1, 0, 1)]),
        ),
        st.sampled_from(["clock.tick", "member.enrol"]),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_whoever_closes_it_and_however_late_the_outcome_is_the_same(told, steps):
    """A window is closed once an instant that is no step back has come to its deadline; never before, never undone."""
    house = again(told)
    deadline = house.find(Window, "W001").deadline
    last, closed = house.units[BRANCH].events[-1].at, False
    for number, (offset, command) in enumerate(steps):
        house.now = deadline + offset
        fields = {} if command == "clock.tick" else {"member": f"X{number}", "since": "2020-01-01"}
        house.do(command, "M01", **fields)
        closed = closed or (house.now >= deadline and house.now >= last)
        last = house.now
        assert (house.find(Window, "W001").state == "closed") is closed
    assert replayed(house, BRANCH) == ()
    house.now = max(last, deadline)
    house.do("clock.tick", "timer")
    at_once = again(told)
    at_once.now = deadline
    at_once.do("publicity.close", "M01", window="W001")
    assert outcome(house) == outcome(at_once)
    assert replayed(house, BRANCH) == ()


@given(jump=st.integers(min_value=-10 * 86_400, max_value=10 * 86_400))
def test_a_clock_is_recorded_with_its_jump_and_whether_it_ran_back(told, jump):
    house = again(told)
    house.now = datetime(2026, 4, 1, tzinfo=UTC)
    house.do("member.enrol", "M01", member="X1", since="2020-01-01")
    house.now += timedelta(seconds=jump)
    (said, *_) = house.do("clock.tick", "timer")
    assert (said.payload.jump_seconds, said.payload.backwards) == (jump, jump < 0)


def test_an_opening_names_the_deadline_that_is_kept(told):
    (said,) = (e.payload for e in told.units[BRANCH].events if isinstance(e.payload, PublicityOpened))
    assert said.deadline == end_of(said.until, "Asia/Shanghai")
