"""Hearings (申辩): invited with enough days, held.

Source: spec/process.md §4 heard, §10 Hearing.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import deliberation as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands import deliberation as asked
from workflow.days import days_after, end_of
from workflow.hearings import concerns
from workflow.state.deliberation import Hearing
from workflow.state.membership import Member

HEARING_DAYS_LEAST = 3


def _hearing_subject(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, asked.InviteHearing | asked.HoldHearing)
    ask.find(Member, c.member, "member")
    known = ask.view.find(Hearing, f"{c.subject}/{c.member}")
    return Subject("hearing", f"{c.subject}/{c.member}", known.state if known else "")


def _about_the_member(ask: Ask) -> Iterable[Refusal]:
    """There is something to be heard about, and it is this member's."""
    c = ask.command
    assert isinstance(c, asked.InviteHearing)
    if not concerns(ask.view, c.subject, c.member):
        yield Refusal(
            "in-order",
            "{subject} is nothing that {member} could be heard about",
            "name a claim, veto or objection of the member, grading/CYCLE, or item/ITEM/DAY of an open cycle",
            "process §4 heard",
            {"subject": c.subject, "member": c.member},
        )


def _hearing_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.InviteHearing | asked.HoldHearing)
    return (Matter(f"hearing/{c.subject}", c.member),)


def _enough_days(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.InviteHearing)
    earliest = days_after(ask.today, HEARING_DAYS_LEAST)
    if c.until < earliest:
        yield Refusal(
            "heard",
            "an invitation until {until} gives fewer than {days} days",
            "give the member until {earliest} or later",
            "process §10 Hearing",
            {"until": c.until, "days": HEARING_DAYS_LEAST, "earliest": earliest},
        )


def _invite(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.InviteHearing)
    yield (
        f"hearing/{c.subject}/{c.member}",
        happened.HearingInvited(
            subject=c.subject, member=c.member, until=c.until, deadline=end_of(c.until, ask.unit.zone)
        ),
    )


def _hear(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.HoldHearing)
    yield (
        f"hearing/{c.subject}/{c.member}",
        happened.HearingHeld(subject=c.subject, member=c.member, statement=c.statement),
    )


DEEDS: Mapping[str, Deed] = {
    "hearing.invite": Deed(
        _hearing_subject, _invite, _hearing_matter, {"heard": _enough_days, "in-order": _about_the_member}
    ),
    "hearing.hold": Deed(_hearing_subject, _hear, _hearing_matter),
}
