"""A transfer between branches: asked for in the one, decided in the other.

What the receipt does in the first is in `exchange.py`. Both secretaries take part, so that neither alone moves
anybody. Source: spec/process.md §3 Member, §8, §10 Who else.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from ledger.errors import Refusal
from ledger.events.exchange import Carried
from ledger.events.membership import MemberChanged, MemberEnrolled
from ledger.events.transfer import TransferDecided, TransferRequested
from ledger.sealed import Sealed
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.carried import opened
from workflow.commands import transfer as asked
from workflow.days import local_day
from workflow.decide.leaving import gone_already
from workflow.decide.requests import already_decided, requested
from workflow.moving import graded_years, years_so_far
from workflow.state.membership import Member
from workflow.state.transfer import open_transfer, transfer_id


def _new(ask: Ask) -> Subject:
    return Subject("transfer", transfer_id(ask.view), "")


def _may_go(ask: Ask) -> Iterable[Refusal]:
    """A member still, to another unit, with no transfer under way."""
    c = ask.command
    assert isinstance(c, asked.RequestTransfer)
    yield from gone_already(ask.find(Member, c.member, "member"))
    if c.to == ask.envelope.unit:
        yield Refusal(
            "in-order",
            "{member} belongs to {to} already",
            "name the other branch",
            "process §3 Member",
            {"member": c.member, "to": c.to},
        )
    waiting = open_transfer(ask.view, c.member)
    if waiting:
        yield Refusal(
            "in-order",
            "{transfer} of {member} to {to} waits for its answer",
            "take the receipt of that answer first",
            "process §8",
            {"transfer": waiting.transfer, "member": c.member, "to": waiting.to},
        )


def _request(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RequestTransfer)
    assert ask.subject is not None
    member = ask.find(Member, c.member, "member").on(ask.today)
    yield (
        f"transfer/{ask.subject.key}",
        TransferRequested(
            transfer=ask.subject.key,
            member=c.member,
            to=c.to,
            standing=member.standing,
            under_watch=member.under_watch,
            sandbox=ask.unit.sandbox,
            years=graded_years(ask.view, c.member),
            so_far=years_so_far(ask.view, c.member),
        ),
    )


def _asked(ask: Ask) -> TransferRequested:
    assert isinstance(ask.command, asked.AcceptTransfer | asked.RefuseTransfer)
    return requested(ask.command.request, TransferRequested, "transfer")


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _matter(ask: Ask) -> Iterable[Matter]:
    member = _asked(ask).member
    return (Matter(f"member/{member}", member),)


def _asked_of_us(ask: Ask) -> Iterable[Refusal]:
    request = _asked(ask)
    if request.to != ask.envelope.unit:
        yield Refusal(
            "in-order",
            "{member} asks to be taken in by {to}, not by {unit}",
            "that branch decides on it",
            "process §8",
            {"member": request.member, "to": request.to, "unit": ask.envelope.unit},
        )


def _may_be_taken_in(ask: Ask) -> Iterable[Refusal]:
    """Asked of this unit, not a member here already, and from a day between the request and today."""
    c = ask.command
    assert isinstance(c, asked.AcceptTransfer)
    yield from _asked_of_us(ask)
    request = _asked(ask)
    known = ask.view.find(Member, request.member)
    if known and (known.left is None or c.since <= known.left):
        yield Refusal(
            "in-order",
            "{member} is a member here on {since} already",
            "enrol nobody twice; refuse the transfer if it is a mistake",
            "process §3 Member",
            {"member": request.member, "since": c.since},
        )
    first = local_day(opened(c.request).at, ask.unit.zone)
    if not first <= c.since <= ask.today:
        yield Refusal(
            "in-order",
            "{since} doesn't lie between the request of {first} and today, {today}",
            "take the member in from a day between these",
            "process §3 Member",
            {"since": c.since, "first": first, "today": ask.today},
        )


def _not_from_a_sandbox(ask: Ask) -> Iterable[Refusal]:
    request = _asked(ask)
    if request.sandbox != ask.unit.sandbox:
        yield Refusal(
            "sandbox-apart",
            "{transfer} goes between a sandbox and an ordinary ledger",
            "drills stay among sandboxes",
            "process §4 sandbox-apart",
            {"transfer": request.transfer, "unit": ask.envelope.unit},
        )


def _decided(
    carried: Carried, request: TransferRequested, *, since: date | None = None, reason: Sealed | None = None
) -> Emit:
    """Accepted from a day on, or refused with a reason."""
    return (
        f"taken-in/{carried.unit}/{carried.position}",
        TransferDecided(
            branch=carried.unit,
            request=carried.position,
            transfer=request.transfer,
            member=request.member,
            accepted=since is not None,
            since=since,
            carried=carried,
            reason=reason,
        ),
    )


def _accept(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AcceptTransfer)
    request = _asked(ask)
    yield _decided(c.request, request, since=c.since)
    stream = f"member/{request.member}"
    yield (
        stream,
        MemberEnrolled(
            member=request.member,
            standing=request.standing,
            category=c.category,
            since=c.since,
            group=c.group,
            department=c.department,
        ),
    )
    if request.under_watch:
        yield stream, MemberChanged(member=request.member, since=c.since, under_watch=True)


def _refuse(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RefuseTransfer)
    yield _decided(c.request, _asked(ask), reason=c.reason)


def _undecided(ask: Ask) -> Iterable[Refusal]:
    return already_decided(ask, TransferDecided.TOPIC)


DEEDS: Mapping[str, Deed] = {
    "transfer.request": Deed(_new, _request, policies={"in-order": _may_go}),
    "transfer.accept": Deed(
        _the_unit,
        _accept,
        _matter,
        {"ended": _undecided, "in-order": _may_be_taken_in, "sandbox-apart": _not_from_a_sandbox},
    ),
    "transfer.refuse": Deed(_the_unit, _refuse, _matter, {"ended": _undecided, "in-order": _asked_of_us}),
}
