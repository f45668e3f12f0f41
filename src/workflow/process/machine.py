"""The machines, made from the table: one for each kind of matter, for all matters of that kind.

A step is taken on a throw-away view of the matter, inside a decision; a machine is never asked on
replay, and its transitions have no effects. Whether the step is permitted was asked of the guards;
here only the table's states decide. Source: spec/process.md §2, §3.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transitions import Machine, MachineError

from ledger.errors import Refusal
from workflow.process.table import Row, Table, table

# A matter that isn't there yet is in this state of its machine.
ABSENT = "absent"


@dataclass
class Matter:
    """The throw-away view on which a transition is tried."""

    state: str


def _name(row: Row) -> str:
    return f"{row.command}:{row.trigger}"


@lru_cache
def machine(kind: str, version: int) -> Machine:
    """The machine of one kind of matter under one table."""
    known = table(version)
    return Machine(
        model=None,
        states=[ABSENT, *(state.id for state in known.machines[kind])],
        initial=None,
        auto_transitions=False,
        transitions=[
            {"trigger": _name(row), "source": source or ABSENT, "dest": row.dest or ABSENT}
            for row in known.rows
            if row.machine == kind
            for source in row.sources
        ],
    )


def step(known: Table, row: Row, state: str) -> str | None:
    """The state after the row's transition from `state`, or None where the table has none."""
    made = machine(row.machine, known.version)
    matter: Any = Matter(state or ABSENT)
    try:
        taken = made.events[_name(row)].trigger(matter)
    except MachineError:
        return None
    assert taken
    return "" if matter.state == ABSENT else str(matter.state)


def possible(known: Table, kind: str, state: str) -> tuple[str, ...]:
    """The commands that the table has for a matter in this state, in the table's order."""
    names = set(machine(kind, known.version).get_triggers(state or ABSENT))
    return tuple(dict.fromkeys(row.command for row in known.rows if row.machine == kind and _name(row) in names))


def not_from_here(known: Table, row: Row, matter: str, state: str) -> Refusal:
    """Why this step can't be taken now: it has ended, or another step comes first."""
    facts = {
        "matter": matter,
        "state": state or "absent",
        "needs": ", ".join(source or "absent" for source in row.sources),
        "possible": ", ".join(possible(known, row.machine, state)) or "–",
    }
    if known.ends(row.machine, state):
        return Refusal(
            "ended",
            "{matter} has ended as {state}",
            "a matter that has ended stays ended; what is wrong is put right by a new one",
            "process §4 ended",
            facts,
        )
    return Refusal(
        "in-order",
        "{matter} is {state}; this step needs it {needs}",
        "possible now: {possible}",
        "process §4 in-order",
        facts,
    )
