"""Steps 5 and 6: sessions and meetings, their quorum and their votes.

Source: spec/process.md §2 steps 5–6, §4 own-claim, quorum, never-more, §10 Votes.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.oracle.claims import asked_by
from tests.oracle.verdict import Verdict
from tests.oracle.world import ITEMS, Claim, Round, World, day_of, over


def vote_carries(
    world: World, body: dict[str, Any], at: datetime, members: Iterable[str], barred: Iterable[str] = ()
) -> bool:
    """Committee: half of all present, two unconflicted voters, more than half of those voting in favour.

    `members`: whose matters are voted on; who is conflicted on one is present and doesn't vote. `barred`:
    who may not vote for another reason. An abstention counts as voting.
    """
    committee = world.holders("committee", day_of(at)) | world.holders("secretary", day_of(at))
    present = set(body["present"])
    votes = {kind: set(body.get(kind) or ()) for kind in ("favour", "against", "abstained")}
    named = [p for kind in ("favour", "against", "abstained") for p in body.get(kind) or ()]
    if not present <= committee or not set(named) <= present or len(named) != len(set(named)):
        return False
    if 2 * len(present) < len(committee):
        return False
    out = {p for p in present if any(world.conflicted(p, m) for m in members)} | set(barred)
    voting = set(named) - out
    return len(voting) >= 2 and 2 * len(votes["favour"] - out) > len(voting)


def meeting_carries(world: World, body: dict[str, Any]) -> bool:
    """Meeting: present at least half of 应到, in favour more than half of 应到."""
    entitled, present, favour = body["entitled"], body["present"], body["favour"]
    counted = favour + body.get("against", 0) + body.get("abstained", 0)
    if entitled != world.entitled() or counted > present or present > entitled:
        return False
    return 2 * present >= entitled and 2 * favour > entitled


def in_round(world: World, name: str, *states: str) -> list[Claim]:
    return [c for c in world.claims.values() if c.round == name and c.state in states]


def exceptions(world: World, body: dict[str, Any], state: str, said: Verdict) -> None:
    """Every exception names a claim of the round that is up for decision; none makes an amount larger."""
    for change in body.get("exceptions", ()):
        claim = world.claims[change["claim"]]
        if claim.round != body["round"] or claim.state != state:
            said.no("in-order")
            said.open("never-more", "in-range", "ended")
        elif change.get("points") is not None:
            points = Decimal(change["points"])
            said.no("never-more", points > claim.points)
            said.no("in-range", not 0 < points <= ITEMS[claim.item].most)


def review(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """After the closing date; what is not registered by then moves on."""
    said, held = Verdict(), world.rounds[body["round"]]
    asked_by(world, "session.review", by, at, said)
    round_is(held, "open", said)
    said.no("in-order", at < over(held.closes))
    exceptions(world, body, "registered", said)
    singly = {e["claim"]: {**body, **{k: e[k] for k in VOTES if e.get(k)}} for e in body.get("exceptions", ())}
    said.no("quorum", not vote_carries(world, body, at, ()))
    for claim in in_round(world, body["round"], "registered"):
        said.no("quorum", not vote_carries(world, singly.get(claim.id, body), at, (claim.member,)))
    return said


def round_is(held: Round, state: str, said: Verdict) -> None:
    """The round stands where this step takes it from; once it is verified it has ended."""
    if held.state == "verified":
        said.either("in-order", "ended")
    else:
        said.no("in-order", held.state != state)


VOTES = ("favour", "against", "abstained")


def confirm(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, held = Verdict(), world.rounds[body["round"]]
    asked_by(world, "meeting.confirm", by, at, said)
    round_is(held, "reviewed", said)
    exceptions(world, body, "reviewed", said)
    said.no("quorum", not meeting_carries(world, body))
    return said


def open_round(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said = Verdict()
    asked_by(world, "round.open", by, at, said)
    known = world.rounds.get(body["round"])
    said.no("in-order", known is not None)
    said.no("in-order", day_of(at) < date.fromisoformat(body["starts"]))
    return said
