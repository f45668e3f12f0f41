"""Founding a unit, enrolling members, filling posts.

Source: spec/process.md §1, §2 step 2, §3 Member, §7 genesis.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, NotFoundError, Refusal
from ledger.events import membership as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands import membership as asked
from workflow.guards import actors
from workflow.state.membership import Member, Unit


def _new_unit(ask: Ask) -> Subject:
    return Subject("unit", ask.envelope.unit, "")


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _found(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.FoundUnit)
    yield (
        f"unit/{ask.envelope.unit}",
        happened.UnitFounded(
            kind=c.kind,
            parent=c.parent,
            zone=c.zone,
            sandbox=c.sandbox,
            secretary=c.secretary,
            committee=tuple(sorted({*c.committee, c.secretary})),
            no_committee=c.no_committee,
        ),
    )


def _only_once(ask: Ask) -> Iterable[Refusal]:
    if ask.view.find(Unit):
        yield Refusal(
            "ended",
            "{unit} has been founded already",
            "open its ledger; another unit takes another id",
            "process §7 genesis",
            {"unit": ask.envelope.unit},
        )


def _enrol(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.EnrolMember)
    if ask.view.find(Member, c.member):
        raise InvalidError("{member} is enrolled already: change the entry instead", member=c.member)
    yield (
        f"member/{c.member}",
        happened.MemberEnrolled(
            member=c.member,
            standing=c.standing,
            category=c.category,
            inclusion=c.inclusion,
            since=c.since,
            group=c.group,
            department=c.department,
        ),
    )


def _change(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ChangeMember)
    yield (
        f"member/{c.member}",
        happened.MemberChanged(
            member=c.member,
            since=c.since,
            standing=c.standing,
            category=c.category,
            inclusion=c.inclusion,
            under_watch=c.under_watch,
            group=c.group,
            department=c.department,
            reason=c.reason,
        ),
    )


def _changed_member(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.ChangeMember)
    ask.find(Member, c.member, "member")
    return (Matter(f"member/{c.member}", c.member),)


def _kin(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.DeclareKin)
    if c.person == c.kin:
        raise InvalidError("{person} can't be their own kin", person=c.person)
    yield f"member/{c.person}", happened.KinDeclared(person=c.person, kin=c.kin)


def _appoint(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AppointRole)
    if c.until is not None and c.until < c.since:
        raise InvalidError("a post can't end on {until}, before it begins on {since}", until=c.until, since=c.since)
    yield (
        f"post/{c.person}",
        happened.RoleAppointed(
            person=c.person, role=c.role, since=c.since, until=c.until, department=c.department, body=c.body
        ),
    )


def _end(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.EndRole)
    if not any(p.person == c.person and p.role == c.role for p in ask.posts.posts):
        raise NotFoundError("{person} holds no post as {role}", person=c.person, role=c.role)
    yield f"post/{c.person}", happened.RoleEnded(person=c.person, role=c.role, until=c.until)


def _nobody_appoints_themselves(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.AppointRole)
    yield from actors.operator_no_business(ask)
    if c.person == ask.by:
        yield Refusal(
            "operator-no-business",
            "{by} can't appoint themselves",
            "another member of the committee enters the appointment",
            "process §4 operator-no-business",
            {"by": ask.by, "role": c.role},
        )


DEEDS: Mapping[str, Deed] = {
    "unit.found": Deed(_new_unit, _found, policies={"ended": _only_once}),
    "member.enrol": Deed(_the_unit, _enrol),
    "member.change": Deed(_the_unit, _change, _changed_member),
    "member.kin": Deed(_the_unit, _kin),
    "role.appoint": Deed(_the_unit, _appoint, policies={"operator-no-business": _nobody_appoints_themselves}),
    "role.end": Deed(_the_unit, _end),
}
