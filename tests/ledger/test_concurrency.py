"""Writers race, processes die: positions stay gapless, the tree stays whole, nothing is half there."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ledger.errors import StaleError
from ledger.integrity import check_log
from tests.ledger.sample import append, fill

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ledger(database):
    return database.found("branch-1")


def writer(database_url, mode, count):
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    command = [sys.executable, "-m", "tests.ledger.writer", database_url, mode, str(count)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE)


def run_all(work):
    """Run every piece of work in a thread of its own; answers what each raised or returned."""
    found = []

    def run(one):
        try:
            found.append(one())
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def persistently(ledger, count):
    for _ in range(count):
        while True:
            try:
                append(ledger)
                break
            except StaleError:
                continue


def test_threads_that_race_leave_no_gap_and_lose_nothing(database, ledger):
    found = run_all([lambda: persistently(ledger, 15)] * 6)
    assert found == [None] * 6
    assert ledger.head().size == 90
    assert check_log(database, "branch-1") == ()


def test_processes_that_race_leave_no_gap_and_lose_nothing(database, database_url, ledger):
    writers = [writer(database_url, "race", 20) for _ in range(3)]
    assert [(one.communicate()[0], one.returncode) for one in writers] == [(b"", 0)] * 3
    assert ledger.head().size == 60
    assert check_log(database, "branch-1") == ()


def test_of_two_who_decided_on_the_same_head_one_is_stale(ledger):
    for round_number in range(10):
        head, barrier = ledger.head(), threading.Barrier(2)

        def attempt(text, head=head, barrier=barrier):
            barrier.wait()
            return append(ledger, head=head, text=text)

        found = run_all([lambda attempt=attempt: attempt("a"), lambda attempt=attempt: attempt("b")])
        assert sorted(type(one).__name__ for one in found) == ["StaleError", "int"]
        assert ledger.head().size == round_number + 1


def test_writers_of_different_units_do_not_stale_each_other(database):
    ledgers = [database.found(f"branch-{number}") for number in range(4)]
    assert run_all([lambda ledger=ledger: fill(ledger, 10) for ledger in ledgers]) == [None] * 4
    assert [ledger.head().size for ledger in ledgers] == [10] * 4


def test_a_writer_killed_just_before_its_commit_leaves_nothing_of_it(database, database_url, ledger):
    victim = writer(database_url, "hang", 4)
    assert victim.stdout.readline() == b"hanging\n"
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert ledger.head().size == 3
    with ledger.reading() as view:
        assert len(view.keys()) == 3
        assert view.result_of("command-3") is None
    assert check_log(database, "branch-1") == ()
    append(ledger)


def append_in_the_end(ledger):
    """A server may still finish the COMMIT that a killed writer had sent: then one decides again."""
    for _ in range(20):
        try:
            return append(ledger)
        except StaleError:
            time.sleep(0.05)
    return append(ledger)


def test_writers_killed_at_any_moment_leave_whole_commands(database, database_url, ledger):
    chance = random.Random(7)
    for _ in range(4):
        before = ledger.head().size
        victim = writer(database_url, "race", 100_000)
        while ledger.head().size == before:
            time.sleep(0.01)
        time.sleep(chance.random() / 20)
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
    append_in_the_end(ledger)
    head = ledger.head()
    assert check_log(database, "branch-1") == ()
    with ledger.reading() as view:
        assert len(view.keys()) == head.size
        assert all(view.result_of(f"command-{position}") for position in range(head.size))


def test_a_disk_that_fails_at_commit_is_an_unknown_outcome_and_leaves_the_log_whole(sqlite_database, sqlite_path):
    ledger = sqlite_database.found("branch-1")
    victim = writer(str(sqlite_path), "squeeze", 3)
    assert victim.communicate()[0] == b"unknown-outcome\n"
    assert ledger.head().size == 2
    assert check_log(sqlite_database, "branch-1") == ()
    append(ledger)
    assert check_log(sqlite_database, "branch-1") == ()
