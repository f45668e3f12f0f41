"""Was it somebody entitled, that day, and not in a matter of their own? who-may, own-claim, operator, delegated.

Conflict is judged by the person and by declared kin. Source: spec/process.md §1, §4, §10 Who else.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ledger.errors import Fault
from ledger.events import claim as claims
from ledger.events import complaint, deliberation, forgetting, membership, objection, sanction, veto
from ledger.events.delegation import DelegationGranted
from ledger.events.filing import FilingDecided
from ledger.events.transfer import TransferDecided
from workflow.state.claim import Claim
from workflow.state.complaint import Complaint, called_below
from workflow.state.delegation import NOT_DELEGABLE, Delegations
from workflow.state.deliberation import CLOCK
from workflow.state.membership import Member
from workflow.state.objection import Objection
from workflow.state.sanction import Sanction
from workflow.verifier.conduct.moment import Moment
from workflow.verifier.verdict import no

UPPER_POSTS = frozenset({"committee", "secretary", "officer"})
# Entered by the office, so that who objected stays unknown to the person concerned.
BY_THE_OFFICE = frozenset({"objection.lodge", "appeal.lodge", "strike.appeal", "complaint.lodge"})


def _claimant(moment: Moment, said: Any) -> str:
    found = moment.view.find(Claim, said.claim)
    assert found is not None, f"there is no claim {said.claim}"
    return found.member


def _concerned(moment: Moment, said: Any) -> str:
    found = moment.view.find(Objection, said.objection)
    assert found is not None, f"there is no objection {said.objection}"
    return found.member


def _sanctioned(moment: Moment, said: Any) -> str:
    found = moment.view.find(Sanction, said.sanction)
    assert found is not None, f"there is no sanction {said.sanction}"
    return found.member


def _complained_of(moment: Moment, said: Any) -> str:
    found = moment.view.find(Complaint, said.complaint)
    assert found is not None, f"there is no complaint {said.complaint}"
    return found.member


def _decided_on(moment: Moment, said: Any) -> str:
    """Whom a complaint concerns; of an appeal only the branch's ledger knows."""
    key = said.objection.removeprefix(called_below(moment.unit.id, ""))
    found = moment.view.find(Complaint, key)
    return found.member if found else ""


# Whose matter an event of one person's doing is.
WHOSE: Mapping[type, Callable[[Moment, Any], str]] = {
    claims.ClaimApplied: lambda moment, said: str(said.member),
    claims.ClaimObserved: lambda moment, said: str(said.member),
    claims.NothingClaimed: lambda moment, said: str(said.member),
    claims.ClaimAmended: _claimant,
    claims.ClaimWithdrawn: _claimant,
    claims.ClaimSigned: _claimant,
    claims.ClaimRegistered: _claimant,
    claims.ClaimReturned: _claimant,
    claims.ClaimTold: _claimant,
    deliberation.HearingInvited: lambda moment, said: str(said.member),
    deliberation.HearingHeld: lambda moment, said: str(said.member),
    membership.MemberChanged: lambda moment, said: str(said.member),
    TransferDecided: lambda moment, said: str(said.member),
    membership.MemberAway: lambda moment, said: str(said.member),
    membership.MemberReturned: lambda moment, said: str(said.member),
    membership.MemberLeft: lambda moment, said: str(said.member),
    forgetting.MemberForgotten: lambda moment, said: str(said.member),
    membership.HistoryImported: lambda moment, said: str(said.member),
    sanction.SanctionRecorded: lambda moment, said: str(said.member),
    sanction.SanctionLifted: _sanctioned,
    objection.ObjectionAdmitted: _concerned,
    objection.ObjectionNotAdmitted: _concerned,
    objection.ObjectionTold: _concerned,
    complaint.ComplaintAdmitted: lambda moment, said: str(said.member),
    complaint.ComplaintNotAdmitted: _complained_of,
    objection.AppealDecided: _decided_on,
    veto.VetoProposed: lambda moment, said: str(said.member),
}
REGISTERING = frozenset({"claim.register", "claim.enter", "activity.sign-in", "claim.observe", "claim.return"})


def who(moment: Moment) -> Iterator[Fault]:
    """Everything about the person behind a command's first event. A genesis is the trust file's matter."""
    if moment.command == "unit.found":
        return
    if moment.command in BY_THE_OFFICE:
        yield from _office(moment)
        return
    if moment.by == CLOCK and moment.command != "clock.tick":
        yield no("who-may", "{by} is no person, and did {command}", by=moment.by, command=moment.command)
        return
    row = moment.table.of(moment.command)[0]
    facts = {"by": moment.principal, "command": moment.command, "day": str(moment.today)}
    if not roles(moment) & set(row.roles):
        message = "{by} did {command} on {day}, holding none of: {roles}"
        yield no("who-may", message, roles=", ".join(row.roles), **facts)
    if row.upper != (moment.unit.kind != "branch") and row.upper:
        yield no("who-may", "{command} is the upper unit's; {unit} is a branch", unit=moment.unit.id, **facts)
    yield from _stands_in(moment)
    for person in moment.persons if "operator-no-business" in moment.guards else ():
        if moment.posts.roles(person, moment.today) == {"operator"}:
            facts = {"by": person, "command": moment.command}
            yield no("operator-no-business", "{by} is the operator and did {command}", **facts)
    yield from _conflicts(moment, row.own)


def roles(moment: Moment) -> frozenset[str]:
    """What the actor is in this unit on this day, in the words of the table's column."""
    held = moment.posts.roles(moment.principal, moment.today)
    found = {*held, "anyone", "public"}
    member = moment.view.find(Member, moment.principal)
    if member and member.belongs(moment.today):
        found.add("member")
    if moment.unit.kind != "branch" and held & UPPER_POSTS:
        found.add("upper")
    return frozenset(found)


def _stands_in(moment: Moment) -> Iterator[Fault]:
    """代办: a delegation recorded before held that day, for something that one person may do for another."""
    principal = moment.event.on_behalf
    if principal is None:
        return
    facts = {"by": moment.by, "for_": principal, "command": moment.command, "day": str(moment.today)}
    if moment.command in NOT_DELEGABLE:
        yield no("delegated", "{by} did {command} for {for_}: that can't be delegated", **facts)
    known = (moment.view.find(Delegations) or Delegations()).between(moment.by, principal)
    if not any(one.since <= moment.today <= one.until for one in known):
        yield no("delegated", "{by} acted for {for_} on {day}, and no delegation held that day", **facts)


def _office(moment: Moment) -> Iterator[Fault]:
    office = f"{moment.unit.id}#office"
    if moment.by != office or moment.event.on_behalf is not None:
        yield no("who-may", "{by} stands where the office {office} keeps the name", by=moment.by, office=office)


def _conflicts(moment: Moment, own: bool) -> Iterator[Fault]:
    said = moment.event.payload
    whose = WHOSE.get(type(said))
    if whose is not None:
        member = whose(moment, said)
        facts = {"by": moment.by, "member": member, "command": moment.command}
        if own and moment.principal != member:
            yield no("who-may", "{by} did {command} for {member}: that is the member's own to do", **facts)
        if "own-claim" in moment.guards and set(moment.persons) & moment.own(member):
            yield no("own-claim", "{by} did {command} in a matter of {member}: their own, or their kin's", **facts)
        if moment.command in REGISTERING:
            yield from deputy(moment, member)
        if moment.command == "claim.sign":
            yield from _head(moment, member)
    taker = _taker(said)
    if taker and taker in moment.persons:
        message = "{by} did {command} for {taker}: nobody gives a post or a delegation to themselves"
        yield no("operator-no-business", message, by=moment.by, command=moment.command, taker=taker)
    if isinstance(said, FilingDecided) and set(moment.persons) & {*said.signers, *said.signed_for}:
        yield no("same-hands", "{by} signed the filing, and decided on it above", by=moment.by)


def _taker(said: Any) -> str:
    """Who gets a post or a delegation by this event."""
    if isinstance(said, membership.RoleAppointed | DelegationGranted):
        return said.person
    return said.to if isinstance(said, membership.RoleHandedOver) else ""


def deputy(moment: Moment, member: str) -> Iterator[Fault]:
    """The deputy takes what every recorder is conflicted on, and no more."""
    held = moment.posts.roles(moment.principal, moment.today)
    free = set(moment.posts.holders(moment.today, "recorder")) - moment.own(member)
    if "deputy-recorder" in held and "recorder" not in held and free:
        message = "{by} is the deputy; {free} had no conflict in the matter of {member}"
        yield no("who-may", message, by=moment.by, free=", ".join(sorted(free)), member=member)


def _head(moment: Moment, member: str) -> Iterator[Fault]:
    """The head of the member's department; the secretary where every head is the person concerned, or kin."""
    known = moment.view.find(Member, member)
    department = known.department if known else None
    heads = {
        post.person
        for post in moment.posts.posts
        if post.role == "department-head" and post.held(moment.today) and post.department in (None, department)
    }
    above = "secretary" in moment.posts.roles(moment.principal, moment.today) and heads <= moment.own(member)
    if moment.principal not in heads and not above:
        message = "{by} signed for {member}, and is not the head of that department"
        yield no("who-may", message, by=moment.by, member=member)
