"""What a scene is, and what all of them are built with."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tests.oracle.matter import Matter
from tests.oracle.states import Stage
from tests.oracle.world import day_of
from tests.support import BRANCH, UPPER

Fields = dict[str, Any]
Ask = Callable[["Stage"], Fields]
SECOND = "B02"
PAPER = "d" * 64
CONCERNED = ("own", "kin", "unrelated", "delegated", "delegated-own", "undelegated")
PLAIN = ("unrelated", "delegated", "undelegated")


@dataclass(frozen=True)
class Scene:
    """`after`: the scene that it follows; `on`: the day of the step, asked about on the next."""

    after: str | None
    on: str
    step: Callable[[Stage], None]
    asks: dict[str, Ask]
    relations: tuple[str, ...] = CONCERNED
    units: dict[str, str] = field(default_factory=dict)  # where a command is asked, if not in the branch


def last(made: Stage, unit: str = BRANCH) -> int:
    return len(made.two.house.units[unit].events) - 1


def carry(made: Stage, name: str, unit: str = BRANCH, position: int | None = None) -> None:
    """The last event, or that at a position, as it is carried to another ledger."""
    made.requests[name] = made.two.house.carry(unit, last(made, unit) if position is None else position)


def matter(made: Stage, kind: str, state: str, member: str | None = None, **more: Any) -> None:
    made.two.world.matter = Matter(kind, state, member, **more)


def stands(made: Stage, state: str) -> None:
    assert made.two.world.matter is not None
    made.two.world.matter = replace(made.two.world.matter, state=state)


def told(name: str, **more: Any) -> Ask:
    """A command whose body is a carried event, and what it says besides."""
    return lambda made: {"request": made.requests[name], **more}


def key_of(made: Stage, stream: str) -> str:
    """The id of the newest record of this kind."""
    streams = [e.stream for e in made.two.house.units[BRANCH].events if e.stream.startswith(f"{stream}/")]
    return streams[-1].split("/", 1)[1]


def receipt(made: Stage) -> Fields:
    return {"decision": made.requests["decision"]}


def today(made: Stage, days: int = 0) -> str:
    return str(day_of(made.two.house.now) + timedelta(days=days))


def decided_above(command: str, name: str, **fields: Any) -> Callable[[Stage], None]:
    """The unit above decides on what was carried to it; the branch hasn't the receipt yet."""

    def step(made: Stage) -> None:
        made.two.house.do(command, "U1", UPPER, request=made.requests[name], **fields)
        carry(made, "decision", UPPER)
        stands(made, "decided")

    return step


def received(state: str) -> Callable[[Stage], None]:
    def step(made: Stage) -> None:
        made.two.house.do("receipt.take", "M01", decision=made.requests["decision"])
        stands(made, state)

    return step


def above(asks: dict[str, Ask]) -> dict[str, str]:
    return dict.fromkeys(asks, UPPER)
