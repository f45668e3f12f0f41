"""Every role × command × relation × state through the real entry point, held against the oracle.

A cell is one command by one person in one role, who stands in one relation to the claim that is asked about,
while that claim is in one state. Nothing is recorded: each cell is asked of the same state. The
expectation is the oracle's; the program's table is not looked at.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from ledger.errors import InvalidError, NotFoundError, RefusedError
from tests.oracle.answer import expect
from tests.oracle.asking import ABOVE, asked
from tests.oracle.both import CLOSING
from tests.oracle.effects import happened, lapse
from tests.oracle.scenes import SCENES, fork, scene
from tests.oracle.scenes.scene import SECOND
from tests.oracle.states import ACTOR, PRINCIPAL, RELATIONS, STATES, Stage, possible, stage
from tests.oracle.world import World
from tests.support import BRANCH, UPPER, House
from workflow.judge import judge

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
    "upper-inspector",
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
    whole_by_command: Counter[str] = field(default_factory=Counter)
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
    for name, each in SCENES.items():
        for relation in each.relations:
            for role in ROLES:
                walk_role(scene(relation, name), role, share, figures)
    return figures


_STAGES: dict[tuple[str, str], Stage] = {}


def stage_with(relation: str, state: str) -> Stage:
    """The stage, made once; whoever asks takes a fork of it."""
    if (relation, state) not in _STAGES:
        _STAGES[relation, state] = stage(relation, state)
    return _STAGES[relation, state]


def walk_role(made: Stage, role: str, share: int, figures: Figures) -> None:
    """Every command by the actor in this role."""
    cells = [(Cell(role, name, made.relation, made.state), fields, unit) for name, fields, unit in questions(made)]
    cells = [each for each in cells if each[0].falls_in(share)]
    if not cells or (role == "outsider" and made.relation not in ("unrelated", "undelegated")):
        return
    house, world, by = in_role(made, role)
    for cell, fields, unit in cells:
        body = {"command": cell.command, **fields}
        if made.relation in STANDING_IN:
            body["for"] = PRINCIPAL
        verdict = expect(seen_from(world, cell, unit, role, house), body, by, house.now)
        fault = verdict.fault(examined(house, cell.command, by, unit, body))
        figures.cells += 1
        figures.by_command[cell.command] += 1
        figures.whole_by_command[cell.command] += verdict.whole
        figures.whole += verdict.whole
        figures.unsettled += bool(verdict.unsettled)
        figures.accepted += verdict.whole and verdict.accepted
        if fault is not None:
            figures.faults.append((cell, fault))


def questions(made: Stage) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every command that there is something to ask about, its fields, and in whose ledger."""
    if made.state not in SCENES:
        for name, fields in asked(made).items():
            yield name, fields, UPPER if name in ABOVE else BRANCH
        return
    here = SCENES[made.state]
    for name, build in here.asks.items():
        yield name, build(made), here.units.get(name, BRANCH)


def in_role(made: Stage, role: str) -> tuple[House, World, str]:
    """A fork of the stage in which the actor, or the principal they stand in for, has taken up the post.

    In the branch and, where there is one, in the second branch.
    """
    house, world = fork(made.two.house), deepcopy(made.two.world)
    by = "X9" if role == "outsider" else ACTOR
    holder = PRINCIPAL if made.relation in STANDING_IN else by
    today = str(house.now.date())
    posted = {"person": holder, "since": today}
    if role in ("upper", "upper-inspector"):
        house.do("role.appoint", "U1", UPPER, role="committee" if role == "upper" else "inspector", **posted)
    elif role not in ("member", "outsider"):
        given = ("role.appoint", {"role": role, **posted})
        if role == "secretary":
            given = ("role.hand-over", {"person": "M01", "to": holder, "role": role, "on": today})
        if role == "department-head":
            given = ("role.appoint", {"role": role, "department": "D1", **posted})
        Forked(house, world).given(given[0], "M01", **given[1])
        if SECOND in house.units:
            more = {"person": "N01"} if role == "secretary" else {}
            house.do(given[0], "N01", SECOND, **given[1] | more)
    if made.relation in ("delegated", "delegated-own") and by != holder:
        until = str(house.now.date() + timedelta(days=5))
        days = {"person": by, "principal": holder, "since": today, "until": until}
        Forked(house, world).given("delegation.grant", "M03", **days)
        if role.startswith("upper"):
            house.do("delegation.grant", "U1", UPPER, **days)
        elif SECOND in house.units and role != "member":  # who holds no post there can't be stood in for
            house.do("delegation.grant", "N02", SECOND, **days)
    return house, world, by


@dataclass
class Forked:
    """A fork of program and oracle that takes what it is given."""

    house: House
    world: World

    def given(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> None:
        self.house.do(command, by, unit, **fields)
        happened(self.world, {"command": command, **fields}, by, self.house.now, [])


def seen_from(world: World, cell: Cell, unit: str, role: str, house: House) -> World:
    """The branch's world after what time closed; or, above, a world in which only the upper posts hold."""
    if unit == UPPER:
        holder = PRINCIPAL if cell.relation in STANDING_IN else ACTOR
        delegations = world.delegations if role.startswith("upper") else []
        there = World(world.starts, world.ends, delegations=delegations, kin=world.kin, matter=world.matter)
        there.above = {holder} if role == "upper" else set()
        there.inspectors = {holder} if role == "upper-inspector" else set()
        return there
    if unit == SECOND and (role == "member" or role.startswith("upper")):
        world = replace(world, delegations=[])  # there is none on record there: they hold no post
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
