"""The other matters of the process, each in every state of its own, with the commands that are asked about it.

A scene is reached by a script of real commands from the one before it. What the oracle must know of it stands in
the world's `matter`; rounds, claims, windows, objections and vetoes are told to both as everywhere.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from tests.oracle.both import Both
from tests.oracle.scenes import filings, people, schemes, upper, vetoes, windows, year
from tests.oracle.scenes.scene import Scene
from tests.oracle.states import ACTOR, OTHER, Stage
from tests.support import UPPER, House, Overlay, Unit, quarter

SCENES: dict[str, Scene] = {
    **schemes.SCENES,
    **people.SCENES,
    **windows.SCENES,
    **upper.SCENES,
    **vetoes.SCENES,
    **filings.SCENES,
    **year.SCENES,
}

_MADE: dict[tuple[str, str | None], Stage] = {}


def scene(relation: str, name: str | None) -> Stage:
    """The stage of a scene, made once; whoever asks takes a fork of it."""
    if (relation, name) not in _MADE:
        _MADE[relation, name] = began(relation) if name is None else follows(scene(relation, SCENES[name].after), name)
    return _MADE[relation, name]


def began(relation: str) -> Stage:
    """The first quarter is open; kin are declared in both ledgers, since each judges by its own."""
    two = Both()
    made = Stage(two, "", relation, member=ACTOR if relation in ("own", "delegated-own") else OTHER)
    if relation == "kin":
        two.given("member.kin", ACTOR, person=ACTOR, kin=OTHER)
        two.house.do("member.kin", "U1", UPPER, person=ACTOR, kin=OTHER)
    if relation == "proposed":
        days = {"since": "2026-01-01", "until": "2026-02-03"}
        two.given("role.appoint", "M01", person=ACTOR, role="recorder", **days)
    two.house.on("2026-01-05")
    two.given("round.open", "M01", **quarter(1))
    return made


def follows(before: Stage, name: str) -> Stage:
    """A fork of the scene before, one step on, two days later."""
    house = before.two.house
    two = deepcopy_of(before.two, fork(house))
    made = replace(before, two=two, state=name, requests=dict(before.requests))
    two.house.on(SCENES[name].on)
    SCENES[name].step(made)
    two.house.now += timedelta(days=2)
    return made


def deepcopy_of(two: Both, house: House) -> Both:
    copied = object.__new__(Both)
    copied.house, copied.world = house, deepcopy(two.world)
    return copied


def fork(house: House) -> House:
    """The same ledgers, to be written on without touching these."""
    units = {name: Unit(list(unit.events), Overlay(unit.state)) for name, unit in house.units.items()}
    return House(units, house.now, house.commands)
