"""Every case that was worked out by hand, open and hard, member by member."""

from pathlib import Path

import pytest

from workflow.schemes import library
from workflow.scoring.cases import read_cases, trial
from workflow.scoring.score import score_branch
from workflow.scoring.working import readds

CASES = Path(__file__).parents[2] / "cases"
FILES = sorted(CASES.rglob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CASES).with_suffix("")))
def test_a_year_worked_out_by_hand_gives_the_figures_it_must(path):
    report = trial(path.read_text(encoding="utf-8"), path.name, library.scheme)
    assert not report.faults, [str(fault) for fault in report.faults]
    assert [each for outcome in report.outcomes for each in outcome.differences] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CASES).with_suffix("")))
def test_the_working_of_every_case_adds_up_to_its_total(path):
    for case in read_cases(path.read_text(encoding="utf-8"), path.name):
        for score in score_branch(library.scheme(case.scheme), case.year, case.members):
            assert readds(score.working)
            assert all(readds(line) for line in score.beside)
            assert score.working.figure == score.total


def test_every_scheme_that_can_be_scored_has_open_and_hard_cases():
    scored = {name for name in library.scheme_ids() if not library.scheme(name).blockers()}
    assert {path.stem for path in (CASES / "hard").glob("*.json")} == scored
    assert {path.stem for path in CASES.glob("*.json")} == scored | {"scenic-branch"}


def test_a_wrong_figure_is_counted_as_one_failed_member_and_named():
    text = (CASES / "heart-points.json").read_text(encoding="utf-8").replace('"total": "3.00"', '"total": "4.00"')
    report = trial(text, "heart-points.json", library.scheme)
    assert (report.passed, report.failed) == (2, 1)
    [difference] = [each for outcome in report.outcomes for each in outcome.differences]
    assert (difference.what, difference.wanted, difference.found) == ("total", "4.00", "3.00")
    assert report.as_json()["failed"] == 1


def test_a_case_that_cannot_be_scored_fails_alone():
    text = (CASES / "heart-points.json").read_text(encoding="utf-8").replace("heart.activity", "heart.other", 1)
    report = trial(text, "heart-points.json", library.scheme)
    assert len(report.faults) == 1
    assert (report.passed, report.failed) == (1, 2)


def test_without_expected_figures_there_is_nothing_to_fail():
    text = '[{"id": "a", "scheme": "heart-points", "year": 2024, "members": [{"member": "M01"}]}]'
    report = trial(text, "a.json", library.scheme)
    assert (report.passed, report.failed) == (0, 0)
    [figures] = report.as_json()["cases"][0]["figures"]
    assert figures == {"member": "M01", "total": "0.00", "components": {"heart": "0.00"}, "grade": None, "outcomes": []}
