"""Who may, and who is too close: who-may, own-claim, same-hands, operator-no-business, delegated.

Conflict is judged by the person, and by declared kin, never by the role alone.
Source: spec/process.md §1, §4.
"""

from collections.abc import Iterable

from ledger.errors import Refusal
from workflow.ask import Ask
from workflow.process.table import Row
from workflow.record import listed
from workflow.state.membership import Member, Unit

# In the ledger of a unit above branches these posts act as the upper unit (上级党组织).
UPPER = frozenset({"committee", "secretary", "officer"})


def roles_of(ask: Ask, person: str) -> frozenset[str]:
    """What the person is in this unit on this day, as the table's column `roles` calls it."""
    unit = ask.view.find(Unit)
    if unit is None:
        return ask.above
    held = ask.posts.roles(person, ask.today)
    roles = {*held, "anyone", "public"}
    if ask.view.find(Member, person):
        roles.add("member")
    if unit.kind != "branch" and held & UPPER:
        roles.add("upper")
    return frozenset(roles)


def who_may(ask: Ask, row: Row) -> Iterable[Refusal]:
    """The table's row names this actor's role, in this unit, on this day; `own`: in their own matter."""
    roles = roles_of(ask, ask.by)
    facts = {"by": ask.by, "command": row.command, "roles": listed(row.roles), "day": str(ask.today)}
    if not roles & set(row.roles):
        yield Refusal(
            "who-may",
            "{by} may not do {command} on {day}: it takes {roles}",
            "ask somebody who holds one of these posts: {roles}",
            "process §4 who-may",
            facts,
        )
    elif row.own and any(matter.member != ask.by for matter in ask.matters):
        yield Refusal(
            "who-may",
            "{by} may do {command} in their own matter only",
            "the claimant does it, or the recorder enters it from signed paper",
            "process §4 who-may",
            facts,
        )


def delegated(ask: Ask) -> Iterable[Refusal]:
    """代办: nobody stands in for another without a recorded delegation."""
    if ask.envelope.on_behalf is not None:
        yield Refusal(
            "delegated",
            "{by} has no delegation from {for_}",
            "the person acts in their own name, or a delegation for stated days is recorded first",
            "process §4 delegated",
            {"by": ask.by, "for_": ask.envelope.on_behalf},
        )


def own_claim(ask: Ask) -> Iterable[Refusal]:
    """Nobody signs, registers, reviews, votes singly, verifies or answers on their own or their kin's."""
    for matter in ask.matters:
        conflicted = ask.conflicted(matter.member)
        acting = matter.votes.voters if matter.votes else (ask.by,)
        for person in sorted(conflicted.intersection(acting)):
            yield Refusal(
                "own-claim",
                "{person} is the person concerned in {matter}, or their kin",
                "somebody else does it: the deputy for the recorder, the person above for a department head",
                "process §4 own-claim",
                {"person": person, "matter": matter.id},
            )


def same_hands(ask: Ask) -> Iterable[Refusal]:
    """Who had the matter in hand before doesn't decide it."""
    for matter in ask.matters:
        acting = matter.votes.voters if matter.votes else (ask.by,)
        for person in sorted(set(matter.hands).intersection(acting)):
            yield Refusal(
                "same-hands",
                "{person} has already acted on {matter}",
                "a second person does it",
                "process §4 same-hands",
                {"person": person, "matter": matter.id},
            )


def operator_no_business(ask: Ask) -> Iterable[Refusal]:
    """An operator as such decides nothing."""
    held = ask.posts.roles(ask.by, ask.today)
    if held == {"operator"}:
        yield Refusal(
            "operator-no-business",
            "{by} is the operator and decides nothing",
            "somebody with a post in the unit decides",
            "process §4 operator-no-business",
            {"by": ask.by},
        )
