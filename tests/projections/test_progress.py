"""Where the cycle stands, step by step, and who took part in which role."""

import pytest

from ledger.errors import NotFoundError
from ledger.events import topics
from projections.progress import STATES, STEPS, progress
from projections.runner import catch_up
from projections.steps import rows_of, step_of
from tests.projections.branch import filed_round, graded_year, posted_round, store
from tests.support import BRANCH, UPPER, founded, opened
from workflow.process.table import table


@pytest.fixture
def steps(sqlite_database):
    def stand(house):
        catch_up(store(sqlite_database, house))
        return {each.step: each for each in progress(sqlite_database, BRANCH, "2026")}

    return stand


@pytest.mark.parametrize("house", [filed_round(), graded_year()])
@pytest.mark.parametrize("unit", [BRANCH, UPPER])
def test_every_event_belongs_to_a_step_that_the_table_gives_its_topic(house, unit):
    for event in house.units[unit].events:
        assert step_of(event) in {row.step for row in rows_of(event.topic)} | {0}, event.topic


def test_every_topic_of_the_house_is_left_by_some_row_of_the_table():
    ours = {topic for topic in topics() if not topic.startswith("test-")}
    unnamed = {topic for topic in ours if not rows_of(topic)}
    assert unnamed == set(), "the table's column `events` doesn't name these"


def test_the_eleven_steps_are_called_as_in_the_specification():
    assert list(STEPS) == list(range(1, 12))
    assert {row.step for row in table().rows} == {0, *STEPS}


def test_a_planned_cycle_has_begun_with_its_rules(steps):
    house = founded().on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    stand = steps(house)
    assert [stand[n].state for n in STEPS] == ["in-progress", "in-progress", *["not-yet"] * 9]
    assert dict(stand[2].events) == {"role-appointed": 2}


def test_a_round_in_publicity_has_its_steps_in_progress(steps):
    stand = steps(posted_round())
    assert {n: stand[n].state for n in STEPS} == {
        1: "done",
        2: "done",
        **dict.fromkeys((3, 4, 5, 7), "in-progress"),
        **dict.fromkeys((6, 8, 9, 10, 11), "not-yet"),
    }
    assert (stand[5].note, stand[7].note) == ("1/4", "0/4")
    assert {each.state for each in stand.values()} <= set(STATES)


def test_a_graded_year_has_everything_behind_it_but_publicity_and_filing(steps):
    stand = steps(graded_year())
    states = {n: stand[n].state for n in STEPS}
    assert states == {**dict.fromkeys((1, 2, 3, 4, 5, 6, 7, 9), "done"), **dict.fromkeys((8, 10, 11), "in-progress")}


def test_each_step_names_who_took_part_in_the_role_that_the_table_asks_for(steps):
    stand = steps(filed_round())

    def acted(step):
        return {(each.unit, each.person): each.roles for each in stand[step].actors}

    assert acted(3)["B01", "M04"] == ("department-head", "member")
    assert acted(4) == {("B01", "M02"): ("recorder",), ("B01", "M03"): ("deputy-recorder",)}
    assert acted(5) == {
        ("B01", "M01"): ("committee",),
        ("B01", "M02"): ("committee", "recorder"),
        ("B01", "M03"): ("committee",),
    }
    assert acted(8)["P01", "U1"] == ("upper",)
    assert acted(11)["P01", "U2"] == ("upper",)


def test_a_step_says_when_it_began_and_when_it_was_last_taken(steps):
    house = filed_round()
    stand = steps(house)
    events = house.units[BRANCH].events
    for each in stand.values():
        if each.first_position is not None and each.last_position is not None:
            assert each.first == events[each.first_position].at
            assert each.last == events[each.last_position].at


def test_a_cycle_that_is_not_there_has_no_steps(steps, sqlite_database):
    steps(opened())
    with pytest.raises(NotFoundError):
        progress(sqlite_database, BRANCH, "2025")
