"""Who belongs, and who holds a post: founded, enrolled, changed, away, left, appointed, stood in for.

Source: spec/process.md §1, §3 Member, §4 delegated.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import membership as belonging
from ledger.events.delegation import DelegationGranted
from ledger.exact import decimal_text, parse_points
from workflow.state.cycle import Cycles, profile_in_force
from workflow.state.evaluation import Grading
from workflow.state.membership import Member, Unit, has_no_committee
from workflow.state.presence import Away, away_on
from workflow.verifier.conduct.moment import Moment, Rule
from workflow.verifier.verdict import no

YEAR_LEAST = 1921


def _founded(moment: Moment, said: belonging.UnitFounded) -> Iterator[Fault]:
    if moment.event.position or moment.view.find(Unit):
        yield no("genesis", "the unit is founded a second time")
    if said.secretary not in said.committee:
        yield no("genesis", "the secretary {person} is not in the committee", person=said.secretary)


def _enrolled(moment: Moment, said: belonging.MemberEnrolled) -> Iterator[Fault]:
    known = moment.view.find(Member, said.member)
    if known and (known.left is None or said.since <= known.left):
        yield no("in-order", "{member} was enrolled before", member=said.member)
    yield from _inclusion(moment, said)


def _inclusion(moment: Moment, said: belonging.MemberEnrolled | belonging.MemberChanged) -> Iterator[Fault]:
    """Decided by the body that the profile names, on paper."""
    if said.inclusion is None or (isinstance(said, belonging.MemberEnrolled) and said.inclusion == "points"):
        return
    profile = profile_in_force(moment.view)
    due = profile.exempt_approval if profile else "meeting"
    if said.body != due or said.document is None:
        yield no(
            "who-may", "the inclusion of {member} was not decided by the {due}, on paper", member=said.member, due=due
        )
    if said.inclusion == "evaluation" and profile and not profile.exempt_evaluated_only:
        yield no("eligible", "{member} is evaluated only, which the scheme doesn't have", member=said.member)


def _left(moment: Moment, said: belonging.MemberLeft) -> Iterator[Fault]:
    known = moment.view.find(Member, said.member)
    facts = {"member": said.member, "day": said.day, "today": moment.today}
    if known is None or known.left is not None:
        yield no("in-order", "{member} was no member who could leave", **facts)
    elif not known.since <= said.day <= moment.today:
        yield no("in-order", "{day} was no last day for {member} on {today}", **facts)


def _appointed(moment: Moment, said: belonging.RoleAppointed) -> Iterator[Fault]:
    if said.until is not None and said.until < said.since:
        yield no("in-order", "the post of {person} ends before it begins", person=said.person)
    without = has_no_committee(moment.view, moment.today, allowed=moment.unit.no_committee)
    if said.role == "second-signer" and without and said.body != "meeting":
        yield no("who-may", "{person} was named second signer, and not by the meeting", person=said.person)


def _away(moment: Moment, said: belonging.MemberAway) -> Iterator[Fault]:
    member, known = moment.view.find(Member, said.member), moment.view.find(Away, said.member)
    clash = any(one.since <= said.until and said.since <= one.until for one in (known.spells if known else ()))
    if member is None or member.left is not None or said.until < said.since or clash:
        facts = {"member": said.member, "since": said.since, "until": said.until}
        yield no("in-order", "{member} can't have been away anew from {since} to {until}", **facts)


def _returned(moment: Moment, said: belonging.MemberReturned) -> Iterator[Fault]:
    if not away_on(moment.view, said.member, said.until):
        yield no("in-order", "{member} was not away on {until}", member=said.member, until=said.until)


def _handed_over(moment: Moment, said: belonging.RoleHandedOver) -> Iterator[Fault]:
    here = [post for post in moment.posts.posts if post.role == said.role]
    facts = {"person": said.person, "to": said.to, "role": said.role, "on": said.on}
    if not any(post.person == said.person and post.handed(said.on) for post in here):
        yield no("in-order", "{person} handed over the post of {role} on {on}, and did not hold it", **facts)
    if said.to == said.person or any(post.person == said.to and post.held(said.on) for post in here):
        yield no("in-order", "{to} took the post of {role} on {on}, and held it already", **facts)


def _delegated(moment: Moment, said: DelegationGranted) -> Iterator[Fault]:
    if said.until < said.since or said.person == said.principal:
        facts = {"person": said.person, "principal": said.principal, "since": said.since, "until": said.until}
        yield no("delegated", "{person} can't stand in for {principal} from {since} to {until}", **facts)


def _imported(moment: Moment, said: belonging.HistoryImported) -> Iterator[Fault]:
    cycles = [moment.cycle(key) for key in (moment.view.find(Cycles) or Cycles()).cycles]
    before = min((cycle.ends.year for cycle in cycles), default=moment.today.year + 1)
    if not YEAR_LEAST <= said.year < before:
        yield no("in-range", "{year} is no year from before this ledger", year=said.year)
    if said.grade is None and said.total is None:
        yield no("in-range", "nothing is said of {year}", year=said.year)
    if said.total is not None:
        parse_points(decimal_text(said.total))
    gradings = [moment.view.find(Grading, cycle.cycle) for cycle in cycles]
    if any(grading and grading.state != "proposed" for grading in gradings):
        yield no("in-order", "{year} was imported after grades were confirmed that look back at it", year=said.year)


RULES: Mapping[type, Rule] = {
    belonging.UnitFounded: _founded,
    belonging.MemberEnrolled: _enrolled,
    belonging.RoleAppointed: _appointed,
    belonging.MemberChanged: _inclusion,
    belonging.MemberAway: _away,
    belonging.MemberReturned: _returned,
    belonging.MemberLeft: _left,
    belonging.RoleHandedOver: _handed_over,
    DelegationGranted: _delegated,
    belonging.HistoryImported: _imported,
}
