"""Every refusal that the code can make: its guard is one of §4, and it says facts, clause and a way out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.process.guard_rules import guard_rules
from workflow.process.table import table

ROOT = Path(__file__).parents[2]
PARTS = ("guard", "message", "remedy", "clause", "facts")
# §4 of spec/process.md, row by row.
SPECIFIED = (
    *("own-claim", "same-hands", "quorum", "never-more", "in-range", "in-window", "heard", "in-order"),
    *("pinned-scheme", "eligible", "once", "who-may", "seen-current", "sandbox-apart", "added-only", "departure"),
    *("ended", "operator-no-business", "delegated"),
)


def made() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Each place that makes a refusal, with its parts."""
    for path in (*(ROOT / "src").rglob("*.py"), *(ROOT / "cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                given = dict(zip(PARTS, node.args, strict=False)) | {k.arg or "": k.value for k in node.keywords}
                yield f"{path.relative_to(ROOT)}:{node.lineno}", given


REFUSALS = dict(made())


def empty(part: ast.expr | None) -> bool:
    """Whether the part isn't there, or says nothing wherever it is used."""
    if isinstance(part, ast.Constant):
        return not part.value
    return part is None or (isinstance(part, ast.Dict) and not part.keys)


@pytest.mark.parametrize("place", REFUSALS)
def test_a_refusal_says_the_guard_its_facts_the_clause_and_a_way_out(place: str):
    given = REFUSALS[place]
    assert [part for part in PARTS if empty(given.get(part))] == []
    guard = given["guard"]
    assert not isinstance(guard, ast.Constant) or guard.value in guard_rules()


def test_the_guards_are_those_of_the_specification():
    assert sorted(guard_rules()) == sorted(SPECIFIED)


def test_every_guard_refuses_somewhere_and_no_row_names_another():
    made = {given["guard"].value for given in REFUSALS.values() if isinstance(given["guard"], ast.Constant)}
    assert made >= set(SPECIFIED)
    assert {guard for row in table().rows for guard in row.guards} <= set(SPECIFIED)


def test_every_guard_has_its_line_in_the_reference():
    page = (ROOT / "docs/reference/process.md").read_text(encoding="utf-8")
    for rule in guard_rules().values():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{rule.id}` |"))
        assert rule.zh in line
        assert not line.endswith("| – |")
