"""The table is the law: it agrees with the commands, the guards, the events and the states it names."""

import pytest

from ledger.errors import RefusedError
from ledger.events import topics
from tests.workflow.story import rounds_done
from workflow.commands import COMMANDS
from workflow.judge import DEEDS, GUARDS
from workflow.process.machine import ABSENT, machine, possible, step
from workflow.process.table import Row, table

TABLE = table()
# spec/process.md §4, every id.
GUARD_IDS = frozenset(
    {
        "own-claim",
        "same-hands",
        "quorum",
        "never-more",
        "in-range",
        "in-window",
        "heard",
        "in-order",
        "pinned-scheme",
        "eligible",
        "once",
        "who-may",
        "seen-current",
        "sandbox-apart",
        "added-only",
        "departure",
        "ended",
        "operator-no-business",
        "delegated",
    }
)


def row_id(row: Row) -> str:
    return f"{row.command}:{row.trigger}"


def test_every_command_has_a_row_and_every_row_a_command():
    assert {row.command for row in TABLE.rows} == set(COMMANDS) == set(DEEDS)


def test_a_trigger_is_unique_for_each_source():
    seen = [(row.command, row.trigger, source) for row in TABLE.rows for source in row.sources]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("row", TABLE.rows, ids=row_id)
def test_a_row_names_only_what_there_is(row: Row):
    assert set(row.events) <= set(topics())
    assert set(row.guards) <= GUARD_IDS
    states = {"", *(state.id for state in TABLE.machines[row.machine])}
    assert {*row.sources, row.dest} <= states
    assert row.zh
    assert row.en
    assert 0 <= row.step <= 11


@pytest.mark.parametrize("row", [row for row in TABLE.rows if row.guards], ids=row_id)
def test_every_guard_of_a_row_is_asked_by_somebody(row: Row):
    # What was seen is asked of every command; a row names it where its signer stands for what was seen.
    assert set(row.guards) <= set(DEEDS[row.command].policies) | set(GUARDS) | {"seen-current"}


@pytest.mark.parametrize("command", sorted(DEEDS))
def test_every_policy_of_a_command_is_in_one_of_its_rows(command: str):
    # The column of roles stands for who-may; no row lists it.
    policies = set(DEEDS[command].policies) - {"who-may"}
    assert policies <= {guard for row in TABLE.of(command) for guard in row.guards}


@pytest.mark.parametrize("kind", [k for k, states in TABLE.machines.items() if states])
def test_every_state_is_reached_and_every_open_state_has_a_way_out(kind: str):
    rows = [row for row in TABLE.rows if row.machine == kind]
    reached, before = {""}, set()
    while reached != before:
        before = set(reached)
        reached |= {row.dest for row in rows if set(row.sources) & reached}
    assert {state.id for state in TABLE.machines[kind]} <= reached
    for state in TABLE.machines[kind]:
        assert state.ends or possible(TABLE, kind, state.id), state.id


@pytest.mark.parametrize("kind", [k for k, states in TABLE.machines.items() if states])
def test_the_machine_takes_exactly_the_steps_of_the_table(kind: str):
    for row in TABLE.rows:
        if row.machine == kind:
            for state in ("", *(state.id for state in TABLE.machines[kind])):
                assert (step(TABLE, row, state) is not None) == (state in row.sources)
    assert ABSENT in machine(kind, TABLE.version).states


def test_each_step_reaches_the_state_that_the_table_says():
    """Folding never asks the table; here both are held against each other over a whole year."""
    house = rounds_done()
    seen = {event.topic for event in house.units["B01"].events}
    assert {"claim-entered", "round-opened", "filing-countersigned", "receipt-taken"} <= seen


def test_what_is_not_in_the_table_is_refused():
    house = rounds_done()
    with pytest.raises(RefusedError) as refused:
        house.do("claim.register", "M02", claim="2026Q1-001")
    assert [r.guard for r in refused.value.refusals] == ["in-order"]
    assert "possible" in refused.value.refusals[0].facts
