"""The process as data: who may do what, from which state to which, under which guards.

`tables/eleven@N.csv` names the eleven steps, `steps@N.csv` has one line for each thing that may happen,
`states@N.csv` the states of each machine; all open in any spreadsheet.
A cycle pins N; a table in force is never edited.
Source: spec/process.md §2–§4.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from workflow.process.pins import TABLE

# The two signers of a filing; decisions of the upper unit are signed too, every one.
SIGNED = frozenset({"filing.file", "filing.countersign"})
NONE = "-"  # in the tables: no state yet, or no state at all


@dataclass(frozen=True)
class Row:
    """One thing that may happen.

    `trigger` tells apart the transitions that one command may take; the row whose trigger is the
    command's own name, or else the command's first row, says who may ask at all.
    `sources` holds "" for "not there yet". `deadline` is words for people; `step` is 0 outside the eleven.
    """

    step: int
    command: str
    trigger: str
    machine: str
    sources: tuple[str, ...]
    dest: str
    roles: tuple[str, ...]
    own: bool
    guards: tuple[str, ...]
    events: tuple[str, ...]
    upper: bool
    deadline: str
    clause: str
    en: str
    zh: str

    @property
    def signed(self) -> bool:
        """Whether outside a sandbox only a personal key will do (spec/process.md §7)."""
        return (self.upper and "upper" in self.roles) or self.command in SIGNED


@dataclass(frozen=True)
class State:
    id: str
    ends: bool
    zh: str


@dataclass(frozen=True)
class Step:
    """One of the eleven steps, by number from 1."""

    number: int
    zh: str
    en: str


@dataclass(frozen=True)
class Table:
    version: int
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]
    machines: Mapping[str, tuple[State, ...]]
    machine_names: Mapping[str, str]

    def of(self, command: str) -> tuple[Row, ...]:
        """The rows of a command, in the table's order; none for a command that isn't in it."""
        return tuple(row for row in self.rows if row.command == command)

    def row(self, command: str, trigger: str) -> Row:
        """The row of one transition. A command and trigger that aren't in the table are a bug."""
        return next(row for row in self.rows if (row.command, row.trigger) == (command, trigger))

    def ends(self, machine: str, state: str) -> bool:
        """Whether a matter in this state has ended for good."""
        return any(s.ends for s in self.machines[machine] if s.id == state)


def _state(cell: str) -> str:
    return "" if cell == NONE else cell


def read_table(eleven: str, steps: str, states: str, version: int) -> Table:
    """The table from its three CSV texts."""
    rows = tuple(
        Row(
            step=int(line["step"]),
            command=line["command"],
            trigger=line["trigger"],
            machine=line["machine"],
            sources=tuple(_state(cell) for cell in line["from"].split()),
            dest=_state(line["to"]),
            roles=tuple(line["roles"].split()),
            own=line["own"] == "own",
            guards=tuple(line["guards"].split()),
            events=tuple(line["events"].split()),
            upper=line["ledger"] == "upper",
            deadline=line["deadline"],
            clause=line["clause"],
            en=line["en"],
            zh=line["zh"],
        )
        for line in csv.DictReader(steps.splitlines())
    )
    machines: dict[str, tuple[State, ...]] = {}
    names: dict[str, str] = {}
    for line in csv.DictReader(states.splitlines()):
        if line["state"] == NONE:
            machines[line["machine"]], names[line["machine"]] = (), line["zh"]
        else:
            machines[line["machine"]] += (State(line["state"], line["ends"] == "ends", line["zh"]),)
    titles = tuple(Step(int(line["step"]), line["zh"], line["en"]) for line in csv.DictReader(eleven.splitlines()))
    return Table(version, titles, rows, machines, names)


@lru_cache
def table(version: int = TABLE) -> Table:
    """The table of this version, as it was published; LookupError if there is none."""
    folder = resources.files("workflow.process") / "tables"
    try:
        texts = [(folder / f"{name}@{version}.csv").read_text("utf-8") for name in ("eleven", "steps", "states")]
    except FileNotFoundError:
        raise LookupError(f"there is no process table {version}") from None
    return read_table(texts[0], texts[1], texts[2], version)
