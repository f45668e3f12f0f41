"""Every cell of the walk that falls in the suite's slice; the whole of it is walked by `python -m tests.oracle`."""

import re
from pathlib import Path

import pytest

import workflow.commands  # noqa: F401  (makes every command known)
from tests.oracle.answer import WHOLE
from tests.oracle.asking import BODIES
from tests.oracle.page import PAGE, SHARE, table_of
from tests.oracle.posts import WHO
from tests.oracle.scenes import SCENES
from tests.oracle.walk import Figures, stage_with, walk, walk_role
from workflow import judge
from workflow.commands import COMMANDS
from workflow.guards import actors


@pytest.fixture(scope="module")
def walked() -> Figures:
    return walk(SHARE)


def test_no_cell_is_accepted_that_should_be_refused_nor_refused_that_should_be_accepted(walked):
    assert [f"{cell}: {fault}" for cell, fault in walked.faults[:20]] == []


def test_the_oracle_has_an_expectation_for_every_command():
    assert set(COMMANDS) - {*WHOLE, *WHO} == set()


def test_every_command_is_asked_in_some_state():
    assert set(COMMANDS) - {*BODIES, *(name for each in SCENES.values() for name in each.asks)} == set()


def test_the_page_says_what_the_walk_counts(walked):
    text = (Path(__file__).parents[2] / PAGE).read_text("utf-8").partition("The ordinary suite walks")[0]
    said = {name: int(count.replace(",", "")) for name, count in re.findall(r"\| (.+?) \| [\d,]+ \| ([\d,]+) \|", text)}
    assert said == table_of(walked), "run python -m tests.oracle --write"


@pytest.mark.parametrize(
    ("guard", "relation", "state", "role", "command"),
    [
        ("own-claim", "own", "signed", "recorder", "claim.register"),
        ("own-claim", "kin", "contested", "committee", "objection.admit"),
        ("operator-no-business", "unrelated", "contested", "operator", "objection.admit"),
    ],
)
def test_the_walk_notices_when_a_guard_is_taken_away(monkeypatch, guard, relation, state, role, command):
    def faults() -> list[str]:
        figures = Figures()
        walk_role(stage_with(relation, state), role, 1, figures)
        return [fault for cell, fault in figures.faults if cell.command == command]

    assert faults() == []
    monkeypatch.setitem(judge.GUARDS, guard, lambda ask: ())
    monkeypatch.setattr(actors, "who_may", lambda ask, row: ())
    assert any(fault.startswith(("illegal acceptance", "other guards")) for fault in faults())
