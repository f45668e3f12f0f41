"""What follows from an accepted command. Source: spec/process.md §2, §3."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle.bodies import in_round
from tests.oracle.claims import place_for
from tests.oracle.windows import claims_to_post
from tests.oracle.world import (
    APPEAL_DAYS,
    PUBLICITY_DAYS,
    Claim,
    Hearing,
    Objection,
    Person,
    Post,
    Round,
    Veto,
    Window,
    World,
    after,
)

Body = dict[str, Any]


def begun(world: World, body: Body, by: str, at: datetime, made: list[str]) -> Claim:
    _, held = place_for(world, date.fromisoformat(body["on"]), at, applied=body["command"] != "claim.observe")
    claim = Claim(
        id=made[0],
        member=body.get("member", by),
        item=body["item"],
        points=Decimal(body["points"]),
        state="applied",
        round=held.id if held else None,
        evidence=frozenset(e["kind"] for e in body.get("evidence", ())),
        source={"claim.apply": "member", "claim.observe": "observed"}.get(body["command"], body.get("source", "paper")),
    )
    world.claims[claim.id] = claim
    if body["command"] == "claim.observe":
        claim.state, claim.registrar = "registered", by
    return claim


def signed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.claims[body["claim"]].state, world.claims[body["claim"]].signer = "signed", by


def registered(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.claims[body["claim"]].state, world.claims[body["claim"]].registrar = "registered", by


def given_back(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.claims[body["claim"]].state = "returned"


def amended(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    claim = world.claims[body["claim"]]
    claim.item, claim.points, claim.state, claim.signer = body["item"], Decimal(body["points"]), "applied", None


def withdrawn(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.claims[body["claim"]].state = "withdrawn"


def round_opened(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    """What moved on waits for a round, and enters the one that opens next."""
    days = (date.fromisoformat(body[name]) for name in ("starts", "ends", "closes"))
    world.rounds[body["round"]] = Round(body["round"], *days)
    for claim in world.claims.values():
        if claim.round is None and claim.state in ("applied", "signed", "returned", "registered"):
            claim.round = body["round"]


def reviewed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    changes = {e["claim"]: e for e in body.get("exceptions", ())}
    for claim in in_round(world, body["round"], "registered"):
        decided(claim, changes.get(claim.id, {}), "reviewed", at)
        voting = {**body, **{k: v for k, v in changes.get(claim.id, {}).items() if v is not None}}
        named = [*voting["favour"], *voting.get("against", ()), *voting.get("abstained", ())]
        claim.voters = tuple(p for p in named if not world.conflicted(p, claim.member))
    following = [r for r in world.rounds.values() if r.state == "open" and r.id != body["round"]]
    follow = min(following, key=lambda r: r.starts, default=None)
    for claim in in_round(world, body["round"], "applied", "signed", "returned"):
        claim.round = follow.id if follow else None
    world.rounds[body["round"]].state = "reviewed"


def decided(claim: Claim, change: Body, state: str, at: datetime) -> None:
    claim.state = "rejected" if change.get("reject") else state
    if change.get("reject"):
        claim.told = at
    elif change.get("points") is not None:
        claim.points = Decimal(change["points"])


def confirmed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    changes = {e["claim"]: e for e in body.get("exceptions", ())}
    for claim in in_round(world, body["round"], "reviewed"):
        decided(claim, changes.get(claim.id, {}), "confirmed", at)
    world.rounds[body["round"]].state = "confirmed"


def posted(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    kind, _, key = body["subject"].partition("/")
    held: tuple[str, ...] = ()
    if kind == "round":
        held = claims_to_post(world, key)
        world.rounds[key].state = "public"
    elif kind == "claim":
        held = (key,)
    else:
        world.vetoes[key].state = "public"
    for claim in held:
        world.claims[claim].state = "public"
    world.windows[made[0]] = Window(made[0], body["subject"], held, at, after(at, PUBLICITY_DAYS))


def close(world: World, window: Window) -> None:
    window.closed = True
    kind, _, key = window.subject.partition("/")
    for claim in window.claims:
        if world.claims[claim].state == "public":
            world.claims[claim].state = "final"
    if kind == "round":
        world.rounds[key].state = "posted"
    if kind == "veto" and world.vetoes[key].state == "public":
        world.vetoes[key].state = "in-force"


def closed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    close(world, world.windows[body["window"]])


def ticked(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    lapse(world, at)


def lapse(world: World, at: datetime) -> None:
    """What closes by deadline closes when the next command comes (§5): windows, and answers that nobody appealed."""
    for window in world.windows.values():
        if not window.closed and at >= window.ends:
            close(world, window)
    for objection in world.objections.values():
        if (
            objection.state in ("dismissed", "not-admitted")
            and objection.told
            and at >= after(objection.told, APPEAL_DAYS)
        ):
            finish(world, objection, at)


def finish(world: World, objection: Objection, at: datetime) -> None:
    """The answer stands: what it held back goes on where it was."""
    objection.state = "ended"
    release(world, objection, at)


def others_open(world: World, objection: Objection) -> bool:
    """Whether something else is still being looked into about the same matter (异议核实中 holds it)."""
    return any(
        o.about == objection.about and o.id != objection.id and o.state not in ("ended", "upheld")
        for o in world.objections.values()
    )


def release(world: World, objection: Objection, at: datetime) -> None:
    """The last objection to it has ended: the claim goes where it would have gone without it."""
    kind, _, key = objection.about.partition("/")
    if kind != "claim" or others_open(world, objection) or world.claims[key].state != "contested":
        return
    claim = world.claims[key]
    running = any(key in w.claims and at < w.ends for w in world.windows.values())
    claim.state = {"rejected": "rejected", "corrected": "confirmed"}.get(claim.before, "public" if running else "final")


def lodged(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.objections[made[0]] = Objection(made[0], body["about"], body.get("objector", by), at)
    kind, _, key = body["about"].partition("/")
    if kind == "claim" and world.claims[key].state != "contested":
        world.claims[key].before, world.claims[key].state = world.claims[key].state, "contested"


def admitted(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.objections[body["objection"]].state = "admitted"


def not_admitted(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    objection = world.objections[body["objection"]]
    objection.state, objection.answered = "not-admitted", at


def answered(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    objection = world.objections[body["objection"]]
    objection.answered, objection.state = at, "upheld" if body["upheld"] else "dismissed"
    kind, _, key = objection.about.partition("/")
    if not body["upheld"] or kind != "claim":
        return
    claim = world.claims[key]
    if body.get("strike"):
        claim.state = "struck"
    elif others_open(world, objection):  # what changed waits until the others have ended
        claim.before = "corrected"
    else:
        claim.state = "confirmed"
    if body.get("points") is not None:
        claim.points = Decimal(body["points"])


def told(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.objections[body["objection"]].told = at


def ended(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    finish(world, world.objections[body["objection"]], at)


def appealed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.objections[body["objection"]].state = "appealed"


def invited(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.hearings.append(Hearing(body["subject"], body["member"], date.fromisoformat(body["until"])))


def was_heard(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.hearings.append(Hearing(body["subject"], body["member"], None, held=True))


def proposed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.vetoes[made[0]] = Veto(made[0], body["member"], by)


def veto_decided(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.vetoes[body["veto"]].state = "decided" if body.get("carried", True) else "dropped"


def enrolled(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.people[body["member"]] = Person(date.fromisoformat(body["since"]), body.get("standing", "full"))


def changed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    person = world.people[body["member"]]
    if body.get("inclusion"):
        person.points = body["inclusion"] == "points"
    person.standing = body.get("standing") or person.standing
    person.watched = person.watched if body.get("under_watch") is None else body["under_watch"]


def kin_declared(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    world.kin.add(frozenset({body["person"], body["kin"]}))


def appointed(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    until = date.fromisoformat(body["until"]) if body.get("until") else None
    since = date.fromisoformat(body["since"])
    world.posts.append(Post(body["person"], body["role"], since, until, body.get("department")))


def post_ended(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    until = date.fromisoformat(body["until"])
    world.posts = [
        replace(p, until=until)
        if (p.person, p.role) == (body["person"], body["role"])
        and p.since <= until
        and (not p.until or until < p.until)
        else p
        for p in world.posts
    ]


def delegated(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    days = date.fromisoformat(body["since"]), date.fromisoformat(body["until"])
    world.delegations.append((body["person"], body["principal"], *days))


def handed_over(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    on = date.fromisoformat(body["on"])
    last = {"person": body["person"], "role": body["role"], "until": str(on - timedelta(days=1))}
    post_ended(world, last, by, at, made)
    department = next((p.department for p in world.posts if (p.person, p.role) == (body["person"], body["role"])), None)
    world.posts.append(Post(body["to"], body["role"], on, None, department))


def nothing(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    """What the oracle keeps no state of."""


EFFECTS = {
    "claim.apply": begun,
    "claim.enter": begun,
    "claim.observe": begun,
    "claim.sign": signed,
    "claim.register": registered,
    "claim.return": given_back,
    "claim.amend": amended,
    "claim.withdraw": withdrawn,
    "round.open": round_opened,
    "session.review": reviewed,
    "meeting.confirm": confirmed,
    "publicity.open": posted,
    "publicity.close": closed,
    "clock.tick": ticked,
    "objection.lodge": lodged,
    "objection.admit": admitted,
    "objection.refuse": not_admitted,
    "objection.answer": answered,
    "objection.tell": told,
    "objection.end": ended,
    "appeal.lodge": appealed,
    "hearing.invite": invited,
    "hearing.hold": was_heard,
    "veto.propose": proposed,
    "veto.decide": veto_decided,
    "member.enrol": enrolled,
    "member.change": changed,
    "member.kin": kin_declared,
    "role.appoint": appointed,
    "role.end": post_ended,
    "role.hand-over": handed_over,
    "delegation.grant": delegated,
}


def happened(world: World, body: Body, by: str, at: datetime, made: list[str]) -> None:
    """The world after an accepted command; `made` are the ids that the ledger gave to what began."""
    EFFECTS.get(body["command"], nothing)(world, body, by, at, made)
