"""Every hand-worked case, open and hard, comes to the same figures through commands, ledger and score."""

import json
from pathlib import Path

import pytest

from tests.support import House
from tests.workflow.long_way import LongWay
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
