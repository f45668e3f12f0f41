"""The program and the oracle, driven by the same random commands, never differ."""

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.oracle.machine import AgainstTheOracle

HERE = Path(__file__).parent
# What is written from the specification alone; the others drive both.
ORACLE = ("world", "verdict", "posts", "claims", "bodies", "windows", "matter", "keys", "answer", "effects")

TestAgainstTheOracle = AgainstTheOracle.TestCase
# A sample for every day; `python -m tests.oracle` plays hundreds of runs.
TestAgainstTheOracle.settings = settings(
    max_examples=100,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def imported(path: Path) -> set[str]:
    """Every module and name that a file imports, dotted."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


@pytest.mark.parametrize("name", ORACLE)
def test_the_oracle_imports_nothing_of_the_program(name):
    modules = imported(HERE / f"{name}.py")
    assert not [m for m in modules if m.split(".")[0] in ("ledger", "workflow", "projections", "cli")]
    own = {m for m in modules if m.startswith("tests.")}
    assert {m.removeprefix("tests.oracle.").split(".")[0] for m in own} <= set(ORACLE)
