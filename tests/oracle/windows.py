"""Step 7 and what may follow it: publicity, objections, appeals, hearings, vetoes.

Source: spec/process.md §2 step 7, §3 Objection and Veto, §4 in-window, heard, same-hands, §10 Objections.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle.bodies import in_round, round_is, vote_carries
from tests.oracle.claims import asked_by, heard
from tests.oracle.verdict import Verdict
from tests.oracle.world import (
    APPEAL_DAYS,
    ITEMS,
    PUBLICITY_DAYS,
    REPLY_DAYS,
    VETOES,
    Objection,
    Veto,
    World,
    after,
    day_of,
)


def open_publicity(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said = Verdict()
    asked_by(world, "publicity.open", by, at, said)
    kind, _, key = body["subject"].partition("/")
    if kind == "round":
        round_is(world.rounds[key], "confirmed", said)
    elif kind == "claim":  # published again, for that claim alone
        said.no("in-order", not published_again(world, key))
    elif kind == "veto":
        veto_is(world.vetoes[key], "decided", said)
    return said


def veto_is(veto: Veto, state: str, said: Verdict) -> None:
    """Out of order; once it was dropped, is in force or was revoked, it has ended too."""
    if veto.state in ("dropped", "in-force", "revoked"):
        said.either("ended", "in-order")
    else:
        said.no("in-order", veto.state != state)


def published_again(world: World, claim: str) -> bool:
    """A claim that changed after its round had been posted stands confirmed, and waits for a posting of its own."""
    known = world.claims[claim]
    rounds = world.rounds.get(known.round or "")
    return known.state == "confirmed" and rounds is not None and rounds.state not in ("open", "reviewed", "confirmed")


def close_publicity(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, window = Verdict(), world.windows[body["window"]]
    said.no("ended", window.closed)
    said.no("in-window", at < window.ends)
    if window.closed:
        said.open("in-window")
    return said


def window_over(world: World, claim: str, at: datetime) -> bool:
    """Whether no window holds for objections to this claim at this instant."""
    known = world.claims[claim]
    if known.state == "rejected" and known.told is not None:
        return at >= after(known.told, PUBLICITY_DAYS)
    if known.state not in ("public", "contested"):  # what changed waits to be posted again
        return True
    return not any(claim in w.claims and w.opened <= at < w.ends and not w.closed for w in world.windows.values())


def lodge(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """By anyone, in their own name; the window is the publicity's, for a rejection as long from its telling."""
    said = Verdict()
    kind, _, key = body["about"].partition("/")
    if kind == "claim":
        # Where the claim isn't posted, or no longer, there is no window: by the date or by the step.
        said.either("in-window", "in-order", "ended", when=window_over(world, key, at))
        if world.claims[key].state not in ("public", "contested", "rejected"):
            said.open("in-order", "ended")
        if world.claims[key].state == "rejected":
            # Told to the claimant alone, who may object (§3 Claim).
            said.no("who-may", body.get("objector", by) != world.claims[key].member)
    else:
        said.whole = False
    return said


def admit(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, objection = Verdict(), world.objections[body["objection"]]
    asked_by(world, "objection.admit", by, at, said)
    member = concerned(world, objection.about)
    said.no("own-claim", world.acts_in_conflict(by, member))
    if objection.state != "lodged":
        not_now(objection, said)
    return said


refuse = admit


def not_now(objection: Objection, said: Verdict) -> None:
    """An answer that upheld it, or a refusal to admit it, ends the branch's part; whether it is `ended` is words."""
    if objection.state in ("ended", "upheld", "not-admitted"):
        said.either("ended", "in-order")
    else:
        said.no("in-order")


def concerned(world: World, about: str) -> str:
    kind, _, key = about.partition("/")
    return world.claims[key].member if kind == "claim" else world.vetoes[key].member


def answer(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """A session answers; the person concerned, kin and whoever alone decided the matter don't (§3, §10)."""
    said, objection = Verdict(), world.objections[body["objection"]]
    asked_by(world, "objection.answer", by, at, said)
    if objection.state != "admitted":
        not_now(objection, said)
    member = concerned(world, objection.about)
    alone = ()
    if objection.about.startswith("claim/"):
        claim = world.claims[objection.about.removeprefix("claim/")]
        if claim.state == "struck":
            said.either("ended")  # another objection struck it: a matter that has ended stays ended
        if objection.state != "admitted":
            said.open("ended")
        alone = claim.voters if len(claim.voters) == 1 else ()
        if body["upheld"] and body.get("points") is not None:
            said.no("in-range", not 0 < Decimal(body["points"]) <= ITEMS[claim.item].most)
    voters = {*body.get("favour", ()), *body.get("against", ()), *body.get("abstained", ())}
    own = any(world.conflicted(p, member) for p in voters)
    said.no("own-claim", own)
    if own:
        said.open("quorum")
    else:
        said.no("quorum", not vote_carries(world, body, at, (member,), alone))
    return said


def end(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """Without an appeal in its days the answer stands; recorded by anyone, like every deadline."""
    said, objection = Verdict(), world.objections[body["objection"]]
    if objection.state not in ("dismissed", "not-admitted"):
        not_now(objection, said)
        said.open("in-window")
    else:
        said.no("in-window", objection.told is None or at < after(objection.told, APPEAL_DAYS))
    return said


def tell(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """What became of it is told to the objector, once; from here the days to appeal run (§10 Days)."""
    said, objection = Verdict(), world.objections[body["objection"]]
    asked_by(world, "objection.tell", by, at, said)
    # The objector's name is kept from the person concerned (§3), who so can't be the one to tell them.
    said.no("own-claim", world.acts_in_conflict(by, concerned(world, objection.about)))
    if objection.told or objection.state in ("lodged", "admitted", "appealed", "ended"):
        said.either("in-order", "ended")
    return said


def appeal(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """Once more to the upper unit, by the objector, within seven days of being told; the office may enter it."""
    said, objection = Verdict(), world.objections[body["objection"]]
    said.no("who-may", by != objection.objector and not office(world, by, at))
    if objection.state not in ("dismissed", "not-admitted"):
        if objection.state in ("lodged", "admitted"):
            said.either("in-order", "in-window")
        else:
            not_now(objection, said)
        said.open("in-window")
        if objection.state in ("lodged", "admitted") and at >= after(objection.received, REPLY_DAYS):
            # Overdue (逾期未答复): the upper unit may take what the branch left without an answer. A reading of
            # §10 "until the upper unit has taken the matter".
            return appeal_of_silence(world, body, by, at)
        # An answer that upheld it ends it: who is not content with what changed objects to that, newly published.
    else:
        said.no("in-window", objection.told is not None and at >= after(objection.told, APPEAL_DAYS))
    return said


def appeal_of_silence(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said, objection = Verdict(), world.objections[body["objection"]]
    said.no("who-may", by != objection.objector and not office(world, by, at))
    return said


def office(world: World, by: str, at: datetime) -> bool:
    """Who receives objections for the branch and enters them for whoever brings them."""
    return world.holds(by, day_of(at), "recorder", "deputy-recorder", "secretary", "committee")


def invite(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """The time is the date in the invitation, at least three days (§10 Hearing)."""
    said = Verdict()
    asked_by(world, "hearing.invite", by, at, said)
    said.no("heard", date.fromisoformat(body["until"]) < day_of(at) + timedelta(days=3))
    # One invitation to one matter: its date is the time that the member has. A reading.
    said.no("in-order", invited(world, body) and not was_held(world, body))
    said.no("in-order", not theirs(world, body))
    hearing(world, body, by, said)
    return said


def theirs(world: World, body: dict[str, Any]) -> bool:
    """One is heard on a matter that is there and is one's own; on an item, on a day of the year."""
    kind, _, key = body["subject"].partition("/")
    if kind == "item":
        item, _, day = key.partition("/")
        return item in ITEMS and world.starts <= date.fromisoformat(day) <= world.ends
    known: dict[str, Any] = {"claim": world.claims, "veto": world.vetoes}.get(kind, {})
    return key in known and known[key].member == body["member"]


def invited(world: World, body: dict[str, Any]) -> bool:
    return any((h.subject, h.member) == (body["subject"], body["member"]) for h in world.hearings)


def was_held(world: World, body: dict[str, Any]) -> bool:
    return any((h.subject, h.member, h.held) == (body["subject"], body["member"], True) for h in world.hearings)


def hearing(world: World, body: dict[str, Any], by: str, said: Verdict) -> None:
    """What was heard is heard. Nobody hears themselves or their kin: hearing belongs to deciding (§4 own-claim)."""
    said.no(
        "ended", any((h.subject, h.member, h.held) == (body["subject"], body["member"], True) for h in world.hearings)
    )
    said.no("own-claim", world.acts_in_conflict(by, body["member"]))


def hold(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said = Verdict()
    asked_by(world, "hearing.hold", by, at, said)
    said.no("in-order", not invited(world, body))  # to be heard one is invited: a reading of §10 Hearing
    hearing(world, body, by, said)
    return said


def propose_veto(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    said = Verdict()
    asked_by(world, "veto.propose", by, at, said)
    said.no("pinned-scheme", body["code"] not in VETOES)
    # A conflict is judged by the person (§1): who proposes decides what the committee has before it.
    said.no("own-claim", world.acts_in_conflict(by, body["member"]))
    return said


def decide_veto(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """After the member was heard, by the committee, without the proposer."""
    said, veto = Verdict(), world.vetoes[body["veto"]]
    asked_by(world, "veto.decide", by, at, said)
    veto_is(veto, "proposed", said)
    said.no("heard", not heard(world, (f"veto/{veto.id}",), veto.member, at))
    voters = {*body.get("favour", ()), *body.get("against", ()), *body.get("abstained", ())}
    said.no("same-hands", veto.proposer in voters)
    own = any(world.conflicted(p, veto.member) for p in voters)
    said.no("own-claim", own)  # it is voted singly: who is conflicted is not among those voting
    if veto.proposer in voters or own:
        said.open("quorum")  # how many are left without a vote that may not be cast at all
    else:
        said.no("quorum", not vote_carries(world, body, at, (veto.member,)))
    return said


def claims_to_post(world: World, name: str) -> tuple[str, ...]:
    return tuple(c.id for c in in_round(world, name, "confirmed"))
