"""Founding a unit, enrolling members, filling posts.

Source: spec/process.md §1, §2 step 2, §3 Member, §7 genesis.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledger.errors import InvalidError, NotFoundError, Refusal
from ledger.events import membership as happened
from ledger.exact import decimal_text, parse_points
from workflow.ask import Ask, Deed, Emit, Guard, Matter, Subject
from workflow.commands import membership as asked
from workflow.guards import actors
from workflow.state.cycle import Cycles, profile_in_force
from workflow.state.evaluation import Grading
from workflow.state.membership import Member, Unit, has_no_committee

# Nobody was a member before; a slip of the pen is.
YEAR_LEAST = 1921


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
    known = ask.view.find(Member, c.member)
    if known and known.left is None:
        raise InvalidError("{member} is enrolled already: change the entry instead", member=c.member)
    if known and known.left is not None and c.since <= known.left:
        raise InvalidError(
            "{member} was a member until {left}: enrol them from a later day", member=c.member, left=known.left
        )
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
            body=c.body,
            document=c.document,
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
            body=c.body,
            document=c.document,
            reason=c.reason,
        ),
    )


def _changed_member(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.ChangeMember)
    ask.find(Member, c.member, "member")
    return (Matter(f"member/{c.member}", c.member),)


def _names_inclusion(ask: Ask) -> bool:
    """Whether the command decides on inclusion; who is enrolled with points needs nobody's leave."""
    c = ask.command
    assert isinstance(c, asked.EnrolMember | asked.ChangeMember)
    return c.inclusion is not None and not (isinstance(c, asked.EnrolMember) and c.inclusion == "points")


def _inclusion_is_decided(ask: Ask) -> Iterable[Refusal]:
    """Who isn't included is decided by the body that the profile names, by default the meeting; on paper."""
    c = ask.command
    assert isinstance(c, asked.EnrolMember | asked.ChangeMember)
    profile = profile_in_force(ask.view)
    due = profile.exempt_approval if profile else "meeting"
    if _names_inclusion(ask) and (c.body != due or c.document is None):
        yield Refusal(
            "who-may",
            "the inclusion of {member} is decided by the {due}, on paper; named is: {body}",
            "have the {due} decide, and give it as the body, with the digest of its minutes or decision",
            "process §1 standing",
            {"member": c.member, "inclusion": c.inclusion, "body": c.body or "–", "due": due},
        )


def _may_be_evaluated_only(ask: Ask) -> Iterable[Refusal]:
    """Being evaluated only is the profile's to allow."""
    c = ask.command
    assert isinstance(c, asked.EnrolMember | asked.ChangeMember)
    profile = profile_in_force(ask.view)
    if c.inclusion == "evaluation" and profile and not profile.exempt_evaluated_only:
        yield Refusal(
            "eligible",
            "under this scheme nobody is evaluated only",
            "keep points on {member}, or don't include them at all",
            "process §1 standing",
            {"member": c.member},
        )


def _history_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.ImportHistory)
    ask.find(Member, c.member, "member")
    return (Matter(f"member/{c.member}", c.member),)


def _before_the_ledger(ask: Ask) -> Iterable[Refusal]:
    """A year that this ledger doesn't hold itself, with something to say about it."""
    c = ask.command
    assert isinstance(c, asked.ImportHistory)
    first = min((ask.cycle(key).ends.year for key in (ask.view.find(Cycles) or Cycles()).cycles), default=None)
    before = first if first is not None else ask.today.year + 1
    if not YEAR_LEAST <= c.year < before:
        yield Refusal(
            "in-range",
            "{year} is not a year from before this ledger: it begins with {first}",
            "import years before {first} only; later ones are graded here",
            "process §1 claim (imported)",
            {"year": c.year, "first": before},
        )
    if c.grade is None and c.total is None:
        yield Refusal(
            "in-range",
            "nothing is said of {year}: neither a grade nor a total",
            "give the grade, the total or both; a year without either needs no entry",
            "process §1 claim (imported)",
            {"year": c.year},
        )
    if c.total is not None and not _is_figure(c.total):
        yield Refusal(
            "in-range",
            "{total} is no figure with at most two places",
            "give a decimal with at most two places, such as 92.5",
            "process §1 claim (imported)",
            {"total": str(c.total)[:40]},
        )


def _is_figure(total: Decimal) -> bool:
    try:
        parse_points(decimal_text(total))
    except InvalidError:
        return False
    return True


def _not_graded_on_it(ask: Ask) -> Iterable[Refusal]:
    """No grades stand confirmed that may have looked back at the year."""
    for key in (ask.view.find(Cycles) or Cycles()).cycles:
        grading = ask.view.find(Grading, key)
        if grading and grading.state != "proposed":
            yield Refusal(
                "in-order",
                "the grades of {cycle} are confirmed; earlier years were part of them",
                "what was graded stays; the verification may find otherwise",
                "process §2 step 10",
                {"cycle": key},
            )


def _import(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ImportHistory)
    yield (
        f"member/{c.member}",
        happened.HistoryImported(member=c.member, year=c.year, grade=c.grade, total=c.total, document=c.document),
    )


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
    if c.person in ask.persons:
        yield Refusal(
            "operator-no-business",
            "{by} can't appoint themselves",
            "another member of the committee enters the appointment",
            "process §4 operator-no-business",
            {"by": c.person, "role": c.role},
        )


def _second_signer_by_the_meeting(ask: Ask) -> Iterable[Refusal]:
    """Without a committee it is the meeting that names the second signer of filings."""
    c = ask.command
    assert isinstance(c, asked.AppointRole)
    without = has_no_committee(ask.view, ask.today, allowed=ask.unit.no_committee)
    if c.role == "second-signer" and without and c.body != "meeting":
        yield Refusal(
            "who-may",
            "the branch has no committee: its meeting names the second signer, not the {body}",
            "have the meeting name {person}, and say so (body: meeting)",
            "process §2 (不设支委会)",
            {"person": c.person, "body": c.body},
        )


_inclusion: Mapping[str, Guard] = {"who-may": _inclusion_is_decided, "eligible": _may_be_evaluated_only}

DEEDS: Mapping[str, Deed] = {
    "unit.found": Deed(_new_unit, _found, policies={"ended": _only_once}),
    "member.enrol": Deed(_the_unit, _enrol, policies=_inclusion),
    "member.change": Deed(_the_unit, _change, _changed_member, _inclusion),
    "member.history": Deed(
        _the_unit, _import, _history_matter, {"in-range": _before_the_ledger, "in-order": _not_graded_on_it}
    ),
    "member.kin": Deed(_the_unit, _kin),
    "role.appoint": Deed(
        _the_unit,
        _appoint,
        policies={
            "operator-no-business": _nobody_appoints_themselves,
            "who-may": _second_signer_by_the_meeting,
        },
    ),
    "role.end": Deed(_the_unit, _end),
}
