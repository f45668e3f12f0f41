"""A line of a claim as the scoring engine takes it, and what it is worth by itself.

Source: spec/process.md §6, cases/FORMAT.md.
"""

from datetime import date
from decimal import Decimal

from ledger.events.claim import Line
from workflow.record import View
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import fact_points
from workflow.state.membership import Member, Posts


def fact_of(line: Line, *, order: int = 0, claim: str = "") -> Fact:
    """A line as the scoring engine takes it."""
    return Fact(
        kind="item",
        ref=line.item,
        on=line.on,
        times=line.times,
        points=line.points,
        level=line.level,
        quantity=line.quantity,
        matter=line.matter,
        order=order,
        claim=claim,
    )


def member_year(view: View, member: str, day: date) -> MemberYear:
    """Who the member is on this day, without facts."""
    known = view.find(Member, member)
    known = known.on(day) if known else None
    posts = view.find(Posts) or Posts()
    return MemberYear(
        member=member,
        status=known.standing if known else "full",
        category=known.category if known else "default",
        roles=tuple(sorted(posts.roles(member, day))),
    )


def worth_of(view: View, scheme: Scheme, member: str, line: Line) -> Decimal | None:
    """What the line is worth by itself; None where only the year can tell."""
    return fact_points(scheme, member_year(view, member, line.on), fact_of(line))
