"""Who stands in for whom, folded from the events; and what nobody does for another.

Source: spec/process.md §4 delegated.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import delegation as happened
from ledger.events.membership import MemberLeft
from workflow.record import Record, View

# Votes and ballots can't be delegated: who votes in a session is named in its minutes as the person there, and ballots
# are counted by the tellers themselves. Nor is a delegation handed on, or a ledger founded, in another's name.
NOT_DELEGABLE = frozenset({"evaluation.tally", "delegation.grant", "unit.found"})


@dataclass(frozen=True)
class Delegation:
    """From `since` to `until`, both included; nothing is left of it where `until` lies before."""

    person: str
    principal: str
    since: date
    until: date

    def held(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Delegations(Record):
    """Every delegation ever granted, in order of granting."""

    KIND: ClassVar[str] = "delegations"
    granted: tuple[Delegation, ...] = ()

    def between(self, person: str, principal: str) -> tuple[Delegation, ...]:
        """What the person has, or had, from the principal."""
        return tuple(one for one in self.granted if (one.person, one.principal) == (person, principal))


def _granted(view: View, event: Event, said: happened.DelegationGranted) -> Iterable[Record]:
    known = view.find(Delegations) or Delegations()
    yield Delegations((*known.granted, Delegation(said.person, said.principal, said.since, said.until)))


def _ended(view: View, event: Event, said: happened.DelegationEnded) -> Iterable[Record]:
    known = view.find(Delegations) or Delegations()
    yield Delegations(
        tuple(
            replace(one, until=min(one.until, said.until))
            if (one.person, one.principal) == (said.person, said.principal)
            else one
            for one in known.granted
        )
    )


def _left(view: View, event: Event, said: MemberLeft) -> Iterable[Record]:
    """Who left stands in for nobody any more, and nobody for them."""
    known = view.find(Delegations) or Delegations()
    yield Delegations(
        tuple(
            replace(one, until=min(one.until, said.day)) if said.member in (one.person, one.principal) else one
            for one in known.granted
        )
    )


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.DelegationGranted: _granted,
    happened.DelegationEnded: _ended,
    MemberLeft: _left,
}
