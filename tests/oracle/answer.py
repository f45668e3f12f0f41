"""`expect`: what the document says of a command on a world."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from tests.oracle import bodies, claims, keys, windows
from tests.oracle.matter import RULES, on_matter
from tests.oracle.posts import WHO, holds
from tests.oracle.verdict import Verdict
from tests.oracle.world import World, day_of

Rule = Callable[[World, dict[str, Any], str, datetime], Verdict]

WHOLE: dict[str, Rule] = {
    "claim.apply": claims.apply,
    "claim.enter": claims.enter,
    "claim.observe": claims.observe,
    "claim.sign": claims.sign,
    "claim.register": claims.register,
    "claim.return": claims.give_back,
    "claim.amend": claims.amend,
    "claim.withdraw": claims.withdraw,
    "claim.nothing": claims.nothing,
    "round.open": bodies.open_round,
    "session.review": bodies.review,
    "meeting.confirm": bodies.confirm,
    "publicity.open": windows.open_publicity,
    "publicity.close": windows.close_publicity,
    "objection.lodge": windows.lodge,
    "objection.admit": windows.admit,
    "objection.refuse": windows.refuse,
    "objection.answer": windows.answer,
    "objection.tell": windows.tell,
    "objection.end": windows.end,
    "appeal.lodge": windows.appeal,
    "hearing.invite": windows.invite,
    "hearing.hold": windows.hold,
    "veto.propose": windows.propose_veto,
    "veto.decide": windows.decide_veto,
    "keys.register": keys.register,
    "keys.revoke": keys.revoke,
    "unit.found": lambda world, body, by, at: founded(),
    "clock.tick": lambda world, body, by, at: Verdict(),
}


# Nothing but who asks stands in the way of these, as the walk asks them: what they name is there, or is new.
BY_POST_ALONE = frozenset(
    {
        "calendar.record",
        "cycle.plan",
        "delegation.grant",
        "lead.record",
        "member.away",
        "member.change",
        "member.enrol",
        "member.history",
        "member.kin",
        "member.leave",
        "role.appoint",
        "role.end",
        "role.hand-over",
        "sanction.record",
    }
)


def expect(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """What the document says: KeyError for a command that the oracle doesn't know.

    Who stands in (代办) is asked as the person named by `for`, for the days that a delegation states.
    """
    name, principal = body["command"], body.get("for") or by
    recorded = any(
        (d_by, d_for) == (by, principal) and since <= day_of(at) <= until
        for d_by, d_for, since, until in world.delegations
    )
    world.stands_in = (by, principal) if principal != by else None
    said = rule_for(world, name)(world, body, principal, at)
    world.stands_in = None
    if body.get("seen") is not None and body.get("claim") in world.changed:
        said.no("seen-current", world.changed[body["claim"]] > body["seen"])
    if principal != by and not recorded:
        said.no("delegated")
        said.open("who-may", "own-claim")
    if world.holds(principal, day_of(at), "operator"):
        said.open("operator-no-business")  # beside who-may: an operator as such decides nothing
    # A delegation names one person for stated days: who stands in can't pass that on.
    said.no("delegated", principal != by and name == "delegation.grant")
    return said


def rule_for(world: World, name: str) -> Rule:
    """The command's own rule; where a smaller matter is in hand, what it says of its states; else who may ask."""
    if world.matter is not None and name in RULES:
        return on_matter
    return WHOLE.get(name, who_alone)


def founded() -> Verdict:
    """A unit that was founded is not founded again: genesis is one event."""
    said = Verdict()
    said.either("ended", "in-order")
    said.open("who-may", "delegated")
    return said


def who_alone(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """Of the other commands the oracle says only who may ask for them."""
    said, letters = Verdict(whole=body["command"] in BY_POST_ALONE), WHO[body["command"]]
    if "T" in letters:  # the member whose claim it is
        said.no("who-may", body.get("objector", by) != world.claims[body["claim"]].member)
    else:
        said.no("who-may", not holds(world, letters, by, day_of(at)))
    taken = {"role.appoint": "person", "role.hand-over": "to", "delegation.grant": "person"}.get(body["command"])
    if taken:  # nobody appoints themselves (§4 operator-no-business), nor to stand in
        said.no("operator-no-business", body[taken] in (world.stands_in or (by,)))
    if body["command"] == "role.hand-over":  # what is handed over is held, that day and the day before
        on = date.fromisoformat(body["on"])
        held = (body["person"] in world.holders(body["role"], day) for day in (on - timedelta(days=1), on))
        said.no("in-order", not all(held))
    return said
