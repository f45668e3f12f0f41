"""Who may, and who is too close: who-may, own-claim, same-hands, operator-no-business, delegated.

Conflict is judged by the person, and by declared kin, never by the role alone.
Source: spec/process.md §1, §4.
"""

from collections.abc import Iterable

from ledger.errors import Refusal
from workflow.ask import Ask
from workflow.process.table import Row
from workflow.record import listed
from workflow.state.delegation import NOT_DELEGABLE, Delegations
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
    member = ask.view.find(Member, person)
    if member and member.belongs(ask.today):
        roles.add("member")
    if unit.kind != "branch" and held & UPPER:
        roles.add("upper")
    return frozenset(roles)


def who_may(ask: Ask, row: Row) -> Iterable[Refusal]:
    """The table's row names this actor's role, in this unit, on this day; `own`: in their own matter."""
    roles = roles_of(ask, ask.principal)
    facts = {"by": ask.principal, "command": row.command, "roles": listed(row.roles), "day": str(ask.today)}
    if not roles & set(row.roles):
        yield Refusal(
            "who-may",
            "{by} may not do {command} on {day}: it takes {roles}",
            "ask somebody who holds one of these posts: {roles}",
            "process §4 who-may",
            facts,
        )
    elif row.own and any(matter.member != ask.principal for matter in ask.matters):
        yield Refusal(
            "who-may",
            "{by} may do {command} in their own matter only",
            "the claimant does it, or the recorder enters it from signed paper",
            "process §4 who-may",
            facts,
        )


def delegated(ask: Ask) -> Iterable[Refusal]:
    """代办: who stands in has a delegation for this day, and the command is none that nobody does for another."""
    principal = ask.envelope.on_behalf
    if principal is None:
        return
    facts = {"by": ask.by, "for_": principal, "command": ask.envelope.command, "day": str(ask.today)}
    if ask.envelope.command in NOT_DELEGABLE:
        yield Refusal(
            "delegated",
            "{command} can't be delegated: {by} can't do it for {for_}",
            "the person does it, or somebody else whose own post it is",
            "process §4 delegated",
            facts,
        )
        return
    known = (ask.view.find(Delegations) or Delegations()).between(ask.by, principal)
    if not known:
        yield Refusal(
            "delegated",
            "{by} has no delegation from {for_}",
            "the person acts in their own name, or a delegation for stated days is recorded first",
            "process §4 delegated",
            facts,
        )
    elif not any(one.held(ask.today) for one in known):
        days = ", ".join(f"{one.since} – {one.until}" for one in known)
        yield Refusal(
            "delegated",
            "the delegation of {by} from {for_} doesn't hold on {day}, but: {days}",
            "record one that holds on this day, or the person acts in their own name",
            "process §4 delegated",
            {**facts, "days": days},
        )


def own_claim(ask: Ask) -> Iterable[Refusal]:
    """Nobody signs, registers, reviews, votes singly, verifies or answers on their own or their kin's."""
    for matter in ask.matters:
        conflicted = ask.conflicted(matter.member)
        acting = matter.votes.voters if matter.votes else ask.persons
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
        acting = matter.votes.voters if matter.votes else ask.persons
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
    for person in ask.persons:
        if ask.posts.roles(person, ask.today) == {"operator"}:
            yield Refusal(
                "operator-no-business",
                "{by} is the operator and decides nothing",
                "somebody with a post in the unit decides",
                "process §4 operator-no-business",
                {"by": person},
            )
