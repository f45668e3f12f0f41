"""Every hand-worked case, open and hard, comes to the same figures through commands, ledger and score."""

import json
from pathlib import Path

import pytest

from projections.audit import verify
from projections.runner import catch_up
from projections.scores import year_rows
from tests.support import BRANCH, House
from tests.workflow.long_way import LongWay, shaped
from tests.workflow.stored_house import StoredHouse
from tests.workflow.verifier.filings import checked
from workflow.schemes import library
from workflow.scoring.case_file import Case, read_cases
from workflow.scoring.problems import check_fact

CASES = Path(__file__).parents[1] / "cases"


def cases() -> list[Case]:
    return [
        case
        for path in sorted(CASES.rglob("*.json"))
        for case in read_cases(path.read_text(encoding="utf-8"), path.name)
        if not library.scheme(case.scheme).blockers()
    ]


def wanted(case: Case) -> str:
    return written(
        {
            "member": each.member,
            "total": str(each.total),
            "components": {component: str(figure) for component, figure in each.components},
            "grade": each.grade,
            "outcomes": list(each.outcomes),
        }
        for each in case.expected or ()
    )


def written(figures) -> str:
    return "\n".join(json.dumps(each, sort_keys=True) for each in sorted(figures, key=lambda each: each["member"]))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_case_comes_to_the_same_figures_through_the_ledger(case):
    way = LongWay(House(), case)
    figures = way.play()
    for left in way.left_out:
        others = [fact for fact in left.member.facts if fact is not left.fact and fact.on <= left.fact.on]
        said = {problem.guard for problem in check_fact(way.scheme, left.member, left.fact, others)}
        assert set(left.guards) == said, left
    assert written(figures) == wanted(case)


def one_a_scheme() -> list[Case]:
    """The last case of each scheme's hard file: the longest and oddest there are."""
    return list({case.scheme: case for case in cases() if "-hard-" in case.id}.values())


@pytest.mark.parametrize("case", one_a_scheme(), ids=lambda case: case.id)
def test_one_case_of_each_scheme_comes_to_the_same_figures_on_a_real_database(case, sqlite_database):
    way = LongWay(StoredHouse(sqlite_database), case)
    assert written(way.play()) == wanted(case)
    catch_up(sqlite_database)
    rows = year_rows(sqlite_database, BRANCH, way.cycle, kind="final")
    assert [row.problem for row in rows if row.problem] == []
    assert written(shaped(row) for row in rows) == wanted(case)
    assert verify(sqlite_database).findings == ()


@pytest.mark.parametrize("case", one_a_scheme(), ids=lambda case: case.id)
def test_the_last_filing_of_each_scheme_convinces_who_has_only_the_bundle(case):
    way = LongWay(House(), case)
    way.play()
    events = way.house.units[BRANCH].events
    signed = [event for event in events if event.topic == "filing-countersigned"]
    assert bool(signed) == way.course.files
    if signed:
        verdict = checked(events[: signed[-1].position + 1], signed[-1].payload.filing)
        assert verdict.findings == ()
        assert verdict.ok


def test_every_scheme_that_can_be_scored_goes_the_long_way():
    scored = {name for name in library.scheme_ids() if not library.scheme(name).blockers()}
    assert {case.scheme for case in cases()} == {case.scheme for case in one_a_scheme()} == scored
