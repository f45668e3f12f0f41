"""A slice of the corpus in every run of the tests; the whole of it by `python -m tests.tamper`."""

import pytest

from tests.tamper.clock import jumps
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
