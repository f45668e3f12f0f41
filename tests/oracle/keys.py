"""Personal keys: one's own, or another's by those who keep the register of people.

A key says who acted in person, so nobody stands in for another here: the actor's own posts count.
Source: spec/process.md §7 ("registered by an event"), §4 (enrol, change standing: B or S); spec/ledger.md §2.
"""

from datetime import datetime
from typing import Any

from tests.oracle.posts import holds
from tests.oracle.verdict import Verdict
from tests.oracle.world import World, day_of


def register(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """By the person themself, who is a member or has a post here; else by the committee or the secretary for them."""
    said, day = Verdict(whole=False), day_of(at)
    actor = world.stands_in[0] if world.stands_in else by  # a key is held in person, whoever one stands in for
    own = body["person"] == actor and (world.is_member(actor, day) or any(p.person == actor for p in world.posts))
    said.no("who-may", not own and not holds(world, "BS", actor, day))
    return said


def revoke(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """By the person themself, else by the secretary, who answers for what is signed in the branch's name."""
    said = Verdict(whole=False)
    actor = world.stands_in[0] if world.stands_in else by
    said.no("who-may", body["person"] != actor and not holds(world, "S", actor, day_of(at)))
    return said
