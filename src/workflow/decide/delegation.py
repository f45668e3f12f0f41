"""Letting one person stand in for another for stated days (代办), and ending it.

Kin may stand in for kin; the conflicts of either then count. Source: spec/process.md §4 delegated.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, NotFoundError, Refusal
from ledger.events import delegation as happened
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands import delegation as asked
from workflow.guards import actors
from workflow.state.delegation import Delegations
from workflow.state.membership import Member


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _grant(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.GrantDelegation)
    if c.person == c.principal:
        raise InvalidError("{person} can't stand in for themselves", person=c.person)
    if c.until < c.since:
        raise InvalidError(
            "a delegation can't end on {until}, before it begins on {since}", until=c.until, since=c.since
        )
    known = ask.view.find(Member, c.principal) or any(post.person == c.principal for post in ask.posts.posts)
    if not known:
        raise NotFoundError(
            "{principal} is no member of {unit} and holds no post", principal=c.principal, unit=ask.unit.id
        )
    yield (
        f"delegation/{c.principal}",
        happened.DelegationGranted(person=c.person, principal=c.principal, since=c.since, until=c.until),
    )


def _end(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.EndDelegation)
    if not (ask.view.find(Delegations) or Delegations()).between(c.person, c.principal):
        raise NotFoundError("{person} has no delegation from {for_}", person=c.person, for_=c.principal)
    yield (
        f"delegation/{c.principal}",
        happened.DelegationEnded(person=c.person, principal=c.principal, until=c.until),
    )


def _nobody_to_themselves(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.GrantDelegation)
    yield from actors.operator_no_business(ask)
    if c.person in ask.persons:
        yield Refusal(
            "operator-no-business",
            "{by} can't grant a delegation to themselves",
            "another member of the committee, or the secretary, grants it",
            "process §4 operator-no-business, delegated",
            {"by": ask.by, "principal": c.principal},
        )


DEEDS: Mapping[str, Deed] = {
    "delegation.grant": Deed(_the_unit, _grant, policies={"operator-no-business": _nobody_to_themselves}),
    "delegation.end": Deed(_the_unit, _end),
}
