"""A member leaves: the day, how, and what goes back to them.

Source: spec/process.md §3 Member, §10 Votes, Who else.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.claim import ClaimGivenBack
from ledger.events.membership import MemberLeft
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands.membership import LeaveMember
from workflow.moving import going_back
from workflow.state.membership import Member


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _member(ask: Ask) -> Member:
    assert isinstance(ask.command, LeaveMember)
    return ask.find(Member, ask.command.member, "member")


def _matter(ask: Ask) -> Iterable[Matter]:
    member = _member(ask).member
    return (Matter(f"member/{member}", member),)


def gone_already(member: Member) -> Iterable[Refusal]:
    """Who has left doesn't leave again."""
    if member.left is not None:
        yield Refusal(
            "in-order",
            "{member} left on {left} already",
            "nothing more is to be done; who comes back is enrolled anew",
            "process §3 Member",
            {"member": member.member, "left": member.left},
        )


def _belongs(ask: Ask) -> Iterable[Refusal]:
    """A member still, and the last day is one that has come."""
    c = ask.command
    assert isinstance(c, LeaveMember)
    member = _member(ask)
    yield from gone_already(member)
    if not member.since <= c.day <= ask.today:
        yield Refusal(
            "in-order",
            "{day} can't be the last day of {member}, a member since {since}; it is {today}",
            "record it on that day or later, with a day on which they were a member",
            "process §3 Member",
            {"member": c.member, "day": c.day, "since": member.since, "today": ask.today},
        )


def _leave(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, LeaveMember)
    yield f"member/{c.member}", MemberLeft(member=c.member, day=c.day, how=c.how, reason=c.reason)
    yield from given_back(ask, c.member)


def given_back(ask: Ask, member: str) -> Iterable[Emit]:
    """Every open claim that goes back to the member."""
    for claim in going_back(ask.view, member):
        ask.moved("claim", claim.state, "claim-given-back", f"claim {claim.claim}")
        yield f"claim/{claim.claim}", ClaimGivenBack(claim=claim.claim)


DEEDS: Mapping[str, Deed] = {"member.leave": Deed(_the_unit, _leave, _matter, {"in-order": _belongs})}
