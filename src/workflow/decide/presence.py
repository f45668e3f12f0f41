"""A member goes away for stated days, and comes back.

Who is with a host has points fed back: the recorder enters them from the host's document (`claim.enter --source host`).
Source: spec/process.md §3 Member (驻村, 流动).
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.membership import MemberAway, MemberReturned
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands.membership import ReturnMember, SendMember
from workflow.decide.leaving import gone_already
from workflow.state.membership import Member
from workflow.state.presence import Away, away_on


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _member(ask: Ask) -> Member:
    assert isinstance(ask.command, SendMember | ReturnMember)
    return ask.find(Member, ask.command.member, "member")


def _matter(ask: Ask) -> Iterable[Matter]:
    member = _member(ask).member
    return (Matter(f"member/{member}", member),)


def _days_run_forwards(ask: Ask) -> Iterable[Refusal]:
    """A member still; days in order; not away twice at once."""
    c = ask.command
    assert isinstance(c, SendMember)
    yield from gone_already(_member(ask))
    facts = {"member": c.member, "since": c.since, "until": c.until}
    if c.until < c.since:
        yield Refusal(
            "in-order",
            "{member} can't be away until {until}, before going on {since}",
            "give the first and the last day in order",
            "process §3 Member",
            facts,
        )
    known = ask.view.find(Away, c.member)
    clash = [one for one in (known.spells if known else ()) if one.since <= c.until and c.since <= one.until]
    if clash:
        yield Refusal(
            "in-order",
            "{member} is away from {first} to {last} already",
            "record the return from there first",
            "process §3 Member",
            {**facts, "first": clash[0].since, "last": clash[0].until},
        )


def _away(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, SendMember)
    yield (
        f"member/{c.member}",
        MemberAway(member=c.member, kind=c.kind, host=c.host, since=c.since, until=c.until),
    )


def _is_away(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, ReturnMember)
    if not away_on(ask.view, _member(ask).member, c.until):
        yield Refusal(
            "in-order",
            "{member} is not away on {until}",
            "name a day of the time away as its last",
            "process §3 Member",
            {"member": c.member, "until": c.until},
        )


def _back(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, ReturnMember)
    yield f"member/{c.member}", MemberReturned(member=c.member, until=c.until)


DEEDS: Mapping[str, Deed] = {
    "member.away": Deed(_the_unit, _away, _matter, {"in-order": _days_run_forwards}),
    "member.return": Deed(_the_unit, _back, _matter, {"in-order": _is_away}),
}
