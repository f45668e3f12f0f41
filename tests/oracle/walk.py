"""Every role × command × relation × state through the real entry point, held against the oracle.

A cell is one command by one person in one role, who stands in one relation to the claim that is asked about,
while that claim is in one state. Nothing is recorded: each cell is asked of the same state. The
expectation is the oracle's; the program's table is not looked at.
"""

import hashlib
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ledger.errors import InvalidError, NotFoundError, RefusedError
from tests.oracle.answer import expect
from tests.oracle.asking import ABOVE, asked
from tests.oracle.both import CLOSING
from tests.oracle.effects import happened, lapse
from tests.oracle.states import ACTOR, PRINCIPAL, RELATIONS, STATES, Stage, possible, stage
from tests.oracle.world import World
from tests.support import BRANCH, UPPER, House
from tests.support import Unit as Ledger
from workflow.judge import judge
from workflow.record import Overlay

# The posts of spec/process.md §1, a member without a post, the unit above, and who is nothing here at all.
ROLES = (
    "member",
    "group-leader",
    "recorder",
    "deputy-recorder",
    "department-head",
    "line-leader",
    "liaison-leader",
    "officer",
    "committee",
    "secretary",
    "teller",
    "instructor",
    "mass-representative",
    "second-signer",
    "inspector",
    "operator",
    "upper",
    "outsider",
)
STANDING_IN = ("delegated", "delegated-own", "undelegated")


@dataclass(frozen=True)
class Cell:
    role: str
    command: str
    relation: str
    state: str

    def falls_in(self, share: int) -> bool:
        """Whether the cell is in the slice that the ordinary suite walks: one in `share`, the same ones each time."""
        name = "|".join((self.role, self.command, self.relation, self.state))
        return hashlib.sha256(name.encode()).digest()[0] % share == 0


@dataclass
class Figures:
    """What a walk counted."""

    cells: int = 0
    accepted: int = 0
    whole: int = 0
    unsettled: int = 0
    by_command: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[Cell, str]] = field(default_factory=list)

    def of(self, kind: str) -> int:
        return sum(fault.startswith(kind) for _, fault in self.faults)


def walk(share: int = 1) -> Figures:
    """All cells, or one in `share` of them."""
    figures = Figures()
    for relation in RELATIONS:
        for state in STATES:
            if possible(relation, state):
                for role in ROLES:
                    walk_role(stage_with(relation, state), role, share, figures)
    return figures


_STAGES: dict[tuple[str, str], Stage] = {}


def stage_with(relation: str, state: str) -> Stage:
    """The stage, made once; whoever asks takes a fork of it."""
    if (relation, state) not in _STAGES:
        _STAGES[relation, state] = stage(relation, state)
    return _STAGES[relation, state]


def walk_role(made: Stage, role: str, share: int, figures: Figures) -> None:
    """Every command by the actor in this role."""
    cells = [(Cell(role, name, made.relation, made.state), fields) for name, fields in asked(made).items()]
    cells = [(cell, fields) for cell, fields in cells if cell.falls_in(share)]
    if not cells or (role == "outsider" and made.relation not in ("unrelated", "undelegated")):
        return
    house, world, by = in_role(made, role)
    for cell, fields in cells:
        unit = UPPER if cell.command in ABOVE else BRANCH
        body = {"command": cell.command, **fields}
        if made.relation in STANDING_IN:
            body["for"] = PRINCIPAL
        verdict = expect(seen_from(world, cell, unit, role, house), body, by, house.now)
        fault = verdict.fault(examined(house, cell.command, by, unit, body))
        figures.cells += 1
        figures.by_command[cell.command] += 1
        figures.whole += verdict.whole
        figures.unsettled += bool(verdict.unsettled)
        figures.accepted += verdict.whole and verdict.accepted
        if fault is not None:
            figures.faults.append((cell, fault))


def in_role(made: Stage, role: str) -> tuple[House, World, str]:
    """A fork of the stage in which the actor, or the principal they stand in for, has taken up the post."""
    house, world = fork(made.two.house), deepcopy(made.two.world)
    standing_in = made.relation in STANDING_IN
    by = "X9" if role == "outsider" else ACTOR
    holder = PRINCIPAL if standing_in else by
    two = Forked(house, world)
    today = str(house.now.date())
    if role == "upper":
        house.do("role.appoint", "U1", UPPER, person=holder, role="committee", since=today)
    elif role == "secretary":
        two.given("role.hand-over", "M01", person="M01", to=holder, role="secretary", on=today)
    elif role not in ("member", "outsider"):
        department = {"department": "D1"} if role == "department-head" else {}
        two.given("role.appoint", "M01", person=holder, role=role, since=today, **department)
    if made.relation in ("delegated", "delegated-own") and by != holder:
        until = str(house.now.date() + timedelta(days=5))
        days = {"person": by, "principal": holder, "since": today, "until": until}
        two.given("delegation.grant", "M03", **days)
        if role == "upper":
            house.do("delegation.grant", "U1", UPPER, **days)
    return house, world, by


def fork(house: House) -> House:
    """The same ledgers, to be written on without touching these."""
    units = {name: Ledger(list(unit.events), Overlay(unit.state)) for name, unit in house.units.items()}
    return House(units, house.now, house.commands)


@dataclass
class Forked:
    """A fork of program and oracle that takes what it is given."""

    house: House
    world: World

    def given(self, command: str, by: str, **fields: Any) -> None:
        self.house.do(command, by, **fields)
        happened(self.world, {"command": command, **fields}, by, self.house.now, [])


def seen_from(world: World, cell: Cell, unit: str, role: str, house: House) -> World:
    """The branch's world after what time closed; or, above, a world in which only the upper posts hold."""
    if unit == UPPER:
        holder = PRINCIPAL if cell.relation in STANDING_IN else ACTOR
        here = role == "upper"
        delegations = world.delegations if here else []
        return World(world.starts, world.ends, above={holder} if here else set(), delegations=delegations)
    if cell.command not in CLOSING:
        world = deepcopy(world)
        lapse(world, house.now)
    return world


def examined(house: House, command: str, by: str, unit: str, body: dict[str, Any]) -> frozenset[str] | None:
    """The guards that say no, or None; nothing is recorded."""
    try:
        judge(house.ask(command, by, unit, **{k: v for k, v in body.items() if k != "command"}))
    except RefusedError as refused:
        return frozenset(refusal.guard for refusal in refused.refusals)
    except NotFoundError:
        return frozenset({"not-found"})
    except InvalidError as error:
        return frozenset({"invalid", str(error)})
    return None
