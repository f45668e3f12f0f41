"""A line of a claim as the scoring engine takes it, and what it is worth by itself.

Source: spec/process.md §6, cases/FORMAT.md.
"""

from datetime import date
from decimal import Decimal

from ledger.events.claim import Line
from workflow.record import View
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.scheme import Item, Scheme
from workflow.scoring.score import fact_points
from workflow.state.membership import Member, Posts

# What the member said, on paper or on a sign-in sheet too; anything else came from others' writing.
OF_THE_MEMBER = frozenset({"member", "paper", "sign-in"})


def amends_as(source: str) -> tuple[str, ...]:
    """By whom an amended line is entered, in the words of an item's `entered_by`, given how the claim came."""
    if source in OF_THE_MEMBER:
        return ("member",) if source != "sign-in" else ("member", "recorder")
    return ({"reported": "others", "host": "member", "supplied": "department"}.get(source, source), "recorder")


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


def takes_away(item: Item, line: Line) -> bool:
    """Whether the line is a deduction: by its own sign, or because it makes other points 0.

    A mark of an assessment below the full marks is none, nor is a quantity that falls short of what is owed.
    """
    if item.rule in ("zero", "annul") or item.takes:
        return True
    if item.rule == "levels":
        return any(level.points < 0 for level in item.level if level.id == line.level)
    if item.signed:
        return line.points is not None and line.points < 0
    return item.rule != "shortfall" and item.points is not None and item.points < 0


def may_withdraw(scheme: Scheme, source: str, line: Line) -> bool:
    """Whether the member concerned may take it back: their own word, or points for them; no deduction by others."""
    item = scheme.by_item.get(line.item)
    return source in ("member", "paper") or item is None or not takes_away(item, line)


def asks_for_hearing(scheme: Scheme, line: Line, worth: Decimal | None) -> bool:
    """A deduction above the scheme's limit, or one whose size only the year can tell (spec/process.md §4 heard)."""
    item = scheme.by_item.get(line.item)
    if item is None or not takes_away(item, line):
        return False
    limit = item.heard_over if item.heard_over is not None else scheme.profile.heard_over
    return worth is None or abs(worth) > limit
