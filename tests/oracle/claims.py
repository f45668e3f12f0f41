"""Steps 3 and 4, claim by claim: apply, enter, observe, sign, register, return, amend, withdraw.

Source: spec/process.md §2 steps 3–4, §3 Claim, §4 own-claim, in-range, in-order, heard, eligible.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.oracle.posts import WHO, bars_deputy, holds
from tests.oracle.verdict import Verdict
from tests.oracle.world import HEARD_OVER, ITEMS, ROUNDS, Claim, Round, World, day_of, over

ENDED = frozenset({"withdrawn", "struck"})
SETTLED = frozenset({"rejected", "final"})
BEFORE_REVIEW = frozenset({"applied", "signed", "registered", "returned"})


def line(world: World, body: dict[str, Any], member: str, by: str, at: datetime, said: Verdict, how: str) -> None:
    """What every line must satisfy, whoever enters it. `how` is member, amended, put right, recorder or observed."""
    item, on, today = ITEMS[body["item"]], date.fromisoformat(body["on"]), day_of(at)
    points = Decimal(body["points"])
    said.no("in-order", not world.starts <= on <= world.ends or on > today)
    if not world.starts <= on <= world.ends:  # no cycle, so no scheme that could be asked for the item's rules
        said.open("in-range", "eligible", "heard")
        return
    said.no("in-range", not 0 < points <= item.most)
    if item.evidence:
        kinds = {each["kind"] for each in body.get("evidence", ())}
        said.no("in-range", not kinds & item.evidence)
    person = world.people.get(member)
    if person is not None:
        said.no("eligible", not person.points or person.standing not in ("full", "probationary"))
    said.no("eligible", how in ("member", "amended") and not item.member_applies)
    if how not in ("amended", "put right"):  # a claim that was returned stays where it is; it only reads otherwise
        said.no("in-order", not place_for(world, on, at, applied=how != "observed")[0])


def place_for(world: World, on: date, at: datetime, *, applied: bool) -> tuple[bool, Round | None]:
    """Whether a line of this day is taken now, and the round that it enters: none where it waits for the next.

    Its own round while that takes claims, else the next; a date is kept (§2 steps 3 and 5, §10 Dates). The
    closing date is the applications'; what the recorder observes is registered at once, until the review.
    After the last round of the year has closed there is no next one.
    """
    taking = [
        r for r in world.rounds.values() if r.state == "open" and on <= r.ends and (not applied or at < over(r.closes))
    ]
    if taking:
        return True, min(taking, key=lambda r: r.starts)
    begun = any(r.starts <= on <= r.ends for r in world.rounds.values())
    return applied and begun and len(world.rounds) < ROUNDS, None


def heard(world: World, subjects: tuple[str, ...], member: str, at: datetime) -> bool:
    """The member was heard, or let the time for it pass (§4 heard)."""
    return any(
        h.subject in subjects and h.member == member and (h.held or (h.until and at >= over(h.until)))
        for h in world.hearings
    )


def needs_hearing(item: str, points: Decimal) -> bool:
    return ITEMS[item].takes and points > HEARD_OVER


def asked_by(world: World, command: str, by: str, at: datetime, said: Verdict) -> None:
    said.no("who-may", not holds(world, WHO[command], by, day_of(at)))


def apply(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said = Verdict()
    asked_by(world, "claim.apply", by, at, said)
    line(world, body, by, by, at, said, "member")
    return said


def enter(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """From signed paper. Entering is none of the acts that §4 own-claim lists: the registration follows it."""
    said = Verdict()
    asked_by(world, "claim.enter", by, at, said)
    said.no("who-may", bars_deputy(world, by, body["member"], day_of(at)))
    line(world, body, body["member"], by, at, said, "member" if body.get("source", "paper") == "paper" else "recorder")
    return said


def observe(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """An observation is registered as it is entered, so a deduction's hearing comes before it."""
    said = Verdict()
    asked_by(world, "claim.observe", by, at, said)
    said.no("who-may", bars_deputy(world, by, body["member"], day_of(at)))
    said.no("own-claim", world.acts_in_conflict(by, body["member"]))
    line(world, body, body["member"], by, at, said, "observed")
    # A hearing is on what happened: it serves every deduction of that item on that day, as one matter (§4 heard).
    if needs_hearing(body["item"], Decimal(body["points"])) and "heard" not in said.may:
        said.no("heard", not heard(world, (f"item/{body['item']}/{body['on']}",), body["member"], at))
    return said


def from_state(claim: Claim, allowed: frozenset[str] | set[str], said: Verdict) -> None:
    """§4 in-order and ended: a matter that has ended stays ended; else a step waits for its predecessor."""
    if claim.state in allowed:
        return
    if claim.state in SETTLED:  # an objection, an appeal or a finding may still reach it: ended, or out of order
        said.either("in-order", "ended")
    else:
        said.no("ended" if claim.state in ENDED else "in-order")


def sign(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, claim = Verdict(), world.claims[body["claim"]]
    said.no("who-may", not signs_for(world, by, claim.member, day_of(at)))
    said.no("own-claim", world.acts_in_conflict(by, claim.member))
    from_state(claim, {"applied"}, said)
    said.no("in-order", not ITEMS[claim.item].signed_by_head)
    return said


def signs_for(world: World, by: str, member: str, day: date) -> bool:
    """The head of the member's department; for a head's own claim the person above (§4), read as the secretary."""
    department = world.people[member].department if member in world.people else None
    heads = {
        p.person
        for p in world.posts
        if p.role == "department-head"
        and (p.department in (None, department))
        and p.since <= day
        and (not p.until or day <= p.until)
    }
    if by in heads:
        return True
    free = [h for h in heads if not world.conflicted(h, member)]
    return not free and world.holds(by, day, "secretary")


def register(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, claim = Verdict(), world.claims[body["claim"]]
    asked_by(world, "claim.register", by, at, said)
    said.no("who-may", bars_deputy(world, by, claim.member, day_of(at)))
    said.no("own-claim", world.acts_in_conflict(by, claim.member))
    from_state(claim, {"signed"} if ITEMS[claim.item].signed_by_head else {"applied"}, said)
    if needs_hearing(claim.item, claim.points):
        said.no("heard", not heard(world, (f"claim/{claim.id}",), claim.member, at))
    return said


def give_back(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, claim = Verdict(), world.claims[body["claim"]]
    asked_by(world, "claim.return", by, at, said)
    said.no("who-may", bars_deputy(world, by, claim.member, day_of(at)))
    said.no("own-claim", world.acts_in_conflict(by, claim.member))
    from_state(claim, {"applied", "signed"}, said)
    return said


def amend(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """Back with a reason, amended, applied again (§3): by whoever's word it was.

    That is the member's, also where the recorder took it from their paper; what a department or others wrote is
    put right by the recorder, or by the deputy where the recorder is conflicted.
    """
    said, claim = Verdict(), world.claims[body["claim"]]
    theirs = claim.source in ("member", "paper")
    if theirs:
        said.no("who-may", by != claim.member)
    else:
        asked_by(world, "claim.enter", by, at, said)
        said.no("who-may", bars_deputy(world, by, claim.member, day_of(at)))
        said.no("who-may", world.acts_in_conflict(by, claim.member))
    from_state(claim, {"returned"}, said)
    line(world, body, claim.member, by, at, said, "amended" if theirs else "put right")
    return said


def withdraw(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """By the claimant, until the review (§3): a deduction that others entered was never theirs."""
    said, claim = Verdict(), world.claims[body["claim"]]
    said.no("who-may", by != claim.member)
    said.no("who-may", claim.source not in ("member", "paper") and ITEMS[claim.item].takes)
    from_state(claim, BEFORE_REVIEW, said)
    return said


def nothing(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, held = Verdict(), world.rounds[body["round"]]
    asked_by(world, "claim.nothing", by, at, said)
    said.no("in-order", held.state != "open" or at >= over(held.closes))
    if held.state == "verified":
        said.open("ended")
    return said
