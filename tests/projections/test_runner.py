"""Answers follow the ledgers: to the end, once, together, whatever happens in between."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.database import Database, open_database
from ledger.errors import NotFoundError, StorageError
from projections import runner
from projections.picture import Picture
from projections.runner import Rows, catch_up, fold_in, lag, live_rows, rebuild, settle
from projections.scores import claim_rows
from tests.projections.branch import filed_round, posted_round, store
from tests.support import BRANCH, UPPER, opened

HOUSE = filed_round()
EVENTS = HOUSE.units[BRANCH].events


def rows_in(database: Database, unit: str = BRANCH) -> Rows:
    with database.snapshot() as connection:
        return live_rows(connection, unit)


def rows_of(batches: list[int]) -> Rows:
    """The rows after following the branch's events in batches of these sizes, and then the rest."""
    picture, rows, start = Picture(BRANCH), Rows(), 0
    for size in [*batches, len(EVENTS)]:
        fold_in(picture, EVENTS[start : start + size])
        rows.apply(settle(picture))
        start += size
    return rows


ALL_AT_ONCE = rows_of([])


def test_every_ledger_is_followed_to_its_end_and_no_event_twice(database):
    store(database, HOUSE)
    assert lag(database, BRANCH) == len(EVENTS)
    assert catch_up(database) == {BRANCH: len(EVENTS), UPPER: len(HOUSE.units[UPPER].events)}
    assert catch_up(database) == {BRANCH: 0, UPPER: 0}
    assert lag(database, BRANCH) == 0
    assert rows_in(database) == ALL_AT_ONCE


def test_one_ledger_can_be_followed_alone(sqlite_database):
    store(sqlite_database, HOUSE)
    assert catch_up(sqlite_database, [UPPER]) == {UPPER: len(HOUSE.units[UPPER].events)}
    assert claim_rows(sqlite_database, BRANCH, "2026") == ()
    assert lag(sqlite_database, BRANCH) == len(EVENTS)


def test_a_unit_without_a_ledger_is_not_followed(sqlite_database):
    with pytest.raises(NotFoundError):
        catch_up(sqlite_database, ["B99"])


def test_answers_are_not_worked_out_in_a_database_opened_for_reading(sqlite_path):
    store(open_database(str(sqlite_path), create=True), HOUSE)
    with pytest.raises(StorageError):
        catch_up(open_database(str(sqlite_path), readonly=True))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 60), max_size=8))
def test_it_does_not_matter_how_events_are_batched(batches):
    assert rows_of(batches) == ALL_AT_ONCE


@pytest.mark.parametrize("batch", [7, 50])
def test_following_step_by_step_ends_in_the_same_rows(database, batch):
    store(database, HOUSE)
    catch_up(database, batch=batch)
    assert rows_in(database) == ALL_AT_ONCE


def test_new_events_are_folded_onto_what_was_stored(sqlite_database):
    house = opened()
    catch_up(store(sqlite_database, house))
    house = posted_round()
    catch_up(store(sqlite_database, house))
    house.on("2026-04-09").do("clock.tick", "timer")
    catch_up(store(sqlite_database, house))
    assert rebuild(sqlite_database).differences == ()


class PowerCutError(Exception):
    """The machine stops."""


def test_a_crash_before_the_commit_repeats_nothing_and_skips_nothing(database, monkeypatch):
    store(database, HOUSE)
    commit, left = Database._commit, [3]

    def cut(self, connection):
        left[0] -= 1
        if not left[0]:
            raise PowerCutError
        commit(self, connection)

    monkeypatch.setattr(Database, "_commit", cut)
    with pytest.raises(PowerCutError):
        catch_up(database, [BRANCH], batch=40)
    monkeypatch.undo()
    assert lag(database, BRANCH) == len(EVENTS) - 40
    half = Rows()
    picture = Picture(BRANCH)
    fold_in(picture, EVENTS[:40])
    half.apply(settle(picture))
    assert rows_in(database) == half
    assert catch_up(database, [BRANCH]) == {BRANCH: len(EVENTS) - 40}
    assert rows_in(database) == ALL_AT_ONCE


def test_a_process_killed_between_rows_and_commit_leaves_no_trace(sqlite_path):
    database = store(open_database(str(sqlite_path), create=True), HOUSE)
    command = [sys.executable, "-m", "tests.projections.killed", str(sqlite_path), BRANCH, "30"]
    for _ in range(3):
        assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 9
    assert lag(database, BRANCH) == len(EVENTS) - 3 * 30
    catch_up(database)
    assert rows_in(database) == ALL_AT_ONCE


def test_who_comes_second_does_not_follow_the_same_events_again(database, monkeypatch):
    store(database, HOUSE)
    catch_up(database, [UPPER])
    advance, others = runner._advance, []

    def outrun(database, unit, size, events):
        if not others:
            others.append(unit)
            catch_up(database, [unit])
        advance(database, unit, size, events)

    monkeypatch.setattr(runner, "_advance", outrun)
    assert catch_up(database, [BRANCH]) == {BRANCH: 0}
    assert rows_in(database) == ALL_AT_ONCE


def test_a_rebuild_of_what_nobody_touched_finds_no_difference(database):
    catch_up(store(database, HOUSE))
    report = rebuild(database)
    assert (report.units, report.differences, report.not_compared) == ((BRANCH, UPPER), (), ())
    assert report.events == len(EVENTS) + len(HOUSE.units[UPPER].events)
    assert rows_in(database) == ALL_AT_ONCE


def test_a_rebuild_reports_every_row_that_differs_and_puts_it_right(database):
    catch_up(store(database, HOUSE))
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE scores_year SET total = '99' WHERE member = 'M03' AND kind = 'final'")
        connection.exec_driver_sql("DELETE FROM progress_step WHERE step = '9'")
    differences = rebuild(database).differences
    assert [(d.projection, d.unit, d.table, d.key) for d in differences] == [
        ("scores", BRANCH, "scores_year", ("2026", "M03", "final")),
        ("progress", BRANCH, "progress_step", ("2026", "9")),
    ]
    assert differences[0].live is not None
    assert differences[0].rebuilt is not None
    assert (differences[0].live["total"], differences[1].live) == ("99", None)
    assert rows_in(database) == ALL_AT_ONCE


def test_a_rebuild_compares_where_the_rows_are_and_then_goes_on_to_the_end(sqlite_database):
    catch_up(store(sqlite_database, opened()))
    store(sqlite_database, HOUSE)
    assert rebuild(sqlite_database).differences == ()
    assert lag(sqlite_database, BRANCH) == 0
    assert rows_in(sqlite_database) == ALL_AT_ONCE


def test_rows_of_an_older_version_are_made_anew_and_not_compared(sqlite_database):
    catch_up(store(sqlite_database, HOUSE))
    with sqlite_database.transaction() as connection:
        connection.exec_driver_sql("UPDATE projection_position SET version = 1 WHERE projection = 'scores'")
        connection.exec_driver_sql("UPDATE scores_year SET total = '99'")
    assert lag(sqlite_database, BRANCH) == len(EVENTS)
    assert rebuild(sqlite_database, [BRANCH]).not_compared == (BRANCH,)
    assert catch_up(sqlite_database)[UPPER] == len(HOUSE.units[UPPER].events)
    assert rows_in(sqlite_database) == ALL_AT_ONCE
