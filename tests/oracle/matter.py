"""The smaller matters beside a claim: filings, evaluations, grades, orders, complaints, transfers, leads and the like.

Each is a small machine: whose matter it is, where it stands, and who has had a hand in it. `RULES` says of each
command in which of its matter's states it may happen, and who is barred from it.
Source: spec/process.md §2 steps 8–11, §3, §4 own-claim, same-hands, in-order, ended, §8.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.oracle.posts import WHO, holds
from tests.oracle.verdict import Verdict
from tests.oracle.world import World, day_of


@dataclass
class Matter:
    """`member`: whom it concerns, if anybody; `hands`: who signed, filed or decided it before."""

    kind: str
    state: str
    member: str | None = None
    hands: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Rule:
    """`states`: in which the command may happen; in any other it is out of order, or the matter has ended.

    `own`: whoever the matter concerns, and their kin, keep out of it. `hands`: so does whoever had a hand in it.
    `whole` is False where more than this may stand in the way (the document names other conditions).
    """

    states: frozenset[str]
    own: bool = False
    hands: bool = False
    whole: bool = True


def rule(*states: str, own: bool = False, hands: bool = False, whole: bool = True) -> Rule:
    return Rule(frozenset(states), own, hands, whole)


RULES = {
    # §2 step 8: one files, a second person countersigns; above it is acknowledged or returned, once.
    # What one person alone has signed binds nobody yet, and may be made afresh.
    "filing.file": rule("none", "made"),
    "filing.countersign": rule("made", hands=True),
    "filing.acknowledge": rule("countersigned", hands=True),
    "filing.return": rule("countersigned", hands=True),
    # §2 step 8: "a town may pass it on to the county", once it was acknowledged.
    "filing.pass-on": rule("acknowledged", "verified", whole=False),
    # §2 step 11: by none of those who filed, once it is filed: the acknowledgement is what files it (§10 Dates).
    "check.record": rule("acknowledged", hands=True),
    # §2 step 9, §4 "tallies B or S".
    "evaluation.tally": rule("evaluation-open"),
    "evaluation.open": rule("year-over"),
    "evaluation.take-part": rule("evaluation-open", "evaluation-tallied", "evaluation-complete"),
    "evaluation.opinion": rule("evaluation-tallied", own=True),
    # §2 step 10.
    "grade.propose": rule("evaluation-complete", "grades-proposed"),
    "grade.confirm": rule("grades-proposed"),
    "grade.comment": rule("grades-confirmed", "grades-public", "grades-posted", "countersigned", own=True),
    "outcome.follow-up": rule("grades-confirmed", "grades-public", "grades-posted", "countersigned", own=True),
    "outcome.done": rule("planned", own=True),
    # The year is closed once it is verified.
    "cycle.close": rule(),
    "meeting.confirm-year": rule(),  # the scheme of the walk meets by round: the meeting of the year is skipped
    "claim.correct": rule("received", "answered", own=True),
    # §2 step 11: orders to mend and their return.
    "order.answer": rule("received"),
    "order.accept": rule("answered"),
    "order.decline": rule("answered"),
    # §3 "or to the upper unit directly": the person concerned and kin don't answer it.
    "complaint.admit": rule("lodged", own=True),
    "complaint.refuse": rule("lodged", own=True),
    "complaint.decide": rule("admitted", own=True),
    # §4 quorum: too few unconflicted voters: the upper unit decides.
    "referral.decide": rule("referred", own=True),
    # §3 Sanction, from the competent body's notice; §3 Member; §4 delegated.
    "sanction.lift": rule("in-force", own=True),
    "member.return": rule("away", own=True),
    "delegation.end": rule("delegated"),
    "lead.close": rule("recorded"),
    # §2 step 1: the meeting discusses, the upper unit approves.
    "scheme.approve": rule("adopted"),
    "scheme.refuse": rule("adopted"),
    "scheme.adopt": rule("proposed"),
    # §8: request, decision, receipt.
    "transfer.accept": rule("requested", own=True),
    "transfer.refuse": rule("requested", own=True),
    "window.witness": rule("sent-up"),
    "receipt.take": rule("decided", "returned"),
}


def on_matter(world: World, body: dict[str, Any], by: str, at: datetime) -> Verdict:
    """What the document says of a command on the matter in hand."""
    name, matter = body["command"], world.matter
    asked = RULES[name]
    said = Verdict(whole=asked.whole)
    said.no("who-may", not holds(world, WHO[name], by, day_of(at)))
    if name == "grade.comment":  # on the secretary and their kin a committee member comments: own-claim bars the rest
        secretaries = world.holders("secretary", day_of(at))
        said.no("who-may", not any(s == by or world.conflicted(s, body["member"]) for s in secretaries))
    if matter is None:
        said.whole = False
        return said
    if matter.state not in asked.states:
        # Whether it is too early, or over, is words: the states alone don't tell.
        # One opinion on each member: a second one is told so by in-range.
        said.either("in-order", "ended", *(("in-range",) if name == "evaluation.opinion" else ()))
    actors = world.stands_in or (by,)
    said.no("same-hands", asked.hands and bool(matter.hands.intersection(actors)))
    said.no("delegated", name == "evaluation.tally" and world.stands_in is not None)  # ballots can't be delegated
    said.no("own-claim", asked.own and matter.member is not None and world.acts_in_conflict(by, matter.member))
    return said
