"""A slice of the corpus in every run of the tests; the whole of it by `python -m tests.tamper`."""

import pytest

from tests.tamper import signed
from tests.tamper.clock import fast, jumps
from tests.tamper.corpus import clean, corpus, wrong
from tests.tamper.detect import DETECTORS
from tests.tamper.edits import ROWS

SLICE = 3


@pytest.fixture(scope="module")
def matrix():
    return corpus(seed=1, rounds=SLICE)


def test_every_edit_is_caught_by_what_must_catch_it_and_by_nothing_that_can_not(matrix):
    assert {cells.applied for cells in matrix.values()} == {SLICE}
    assert wrong(matrix) == []


@pytest.mark.parametrize("name", ROWS)
def test_no_edit_escapes_everything(matrix, name):
    cells = matrix[name]
    assert max(cells.detected[detector] for detector in DETECTORS) == cells.applied


def test_a_ledger_that_nobody_touched_raises_no_alarm():
    assert clean(seed=1, count=SLICE) == {}


def test_a_clock_that_was_set_is_recorded_to_the_second():
    counts = jumps(seed=1, rounds=50)
    assert counts["back"] + counts["forward"] == counts["recorded"] == 50
    assert min(counts["back"], counts["forward"]) > 0


def test_a_window_that_was_seen_from_above_is_not_over_before_its_end_by_that_clock():
    counts = fast(seed=1, rounds=50)
    assert (counts["early taken"], counts["late taken"]) == (0, counts["late"])
    assert min(counts["early"], counts["late"]) > 0


def test_without_peoples_own_keys_the_branchs_key_bends_nothing_that_they_signed():
    matrix = signed.corpus(seed=1, rounds=1)
    assert {cells.applied for cells in matrix.values()} == {1}
    assert signed.wrong(matrix) == []
