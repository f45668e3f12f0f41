"""One function a kind of rule: the entries of one item in one round of its component, and what they come to.

`RULES` is the table of kinds. A new kind is one function and one row; the row says which keys of the document it
understands, which of them it needs, and which fields a fact of it has. Everything is exact; nobody rounds here.
Source: spec/README.md, "kinds of rule met in the 25".
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.exact import decimal_text
from workflow.scoring.entries import Entry, Year, once_worth
from workflow.scoring.facts import Fact
from workflow.scoring.scheme import Item, Scheme
from workflow.scoring.working import Given, Line, Sum

ONE = Fraction(1)


def given(fact: Fact) -> Given:
    """What a fact says, as words for the working."""
    said: list[tuple[str, str]] = [("on", fact.on.isoformat())]
    if fact.claim:
        said.append(("claim", fact.claim))
    if fact.times != 1:
        said.append(("times", str(fact.times)))
    if fact.level is not None:
        said.append(("level", fact.level))
    if fact.band is not None:
        said.append(("band", fact.band))
    if fact.points is not None:
        said.append(("points", decimal_text(fact.points)))
    if fact.quantity is not None:
        said.append(("quantity", decimal_text(fact.quantity)))
    if fact.matter is not None:
        said.append(("matter", fact.matter))
    return tuple(said)


def leaf(item: Item, entry: Entry, worth: Fraction) -> Sum:
    """The line of one fact: its worth, or nothing with the reason why."""
    made = Sum("fact", item.id, before=worth, rule=item.rule, clause=item.clause, given=given(entry.fact))
    return made.step("zero", why=entry.why) if entry.why else made


def _item(item: Item, children: Sequence[Line]) -> Sum:
    return Sum("item", item.id, children, rule=item.rule, clause=item.clause)


def amounts(scheme: Scheme, item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """Fixed per occurrence, by level, or decided by people: each fact by itself, then the item's floor and cap.

    Args:
        item: `points` per occurrence, negative for a deduction; or a table of levels; or `takes` on a decided size.
            `surcharges` add shares of the original value. `free_per_day` occurrences of a day count nothing.
        entries: the item's entries in one round, in order; may be empty.
    Returns:
        Points with their sign, unrounded, held between the item's `floor` and `cap`.
    """
    if item.free_per_day is not None:
        return _by_day(item, entries, year).bound(item.floor, item.cap)
    lines = []
    for entry in entries:
        made = leaf(item, entry, once_worth(item, entry.fact))
        if item.surcharges and not entry.why:
            factor, why = surcharge(scheme, item, entry, year)
            if factor != 1:
                made.step("multiply", factor, why)
        lines.append(made.line())
    return _item(item, lines).bound(item.floor, item.cap)


def surcharge(scheme: Scheme, item: Item, entry: Entry, year: Year) -> tuple[Fraction, str]:
    """1 plus every surcharge that applies to this fact: shares of the original value, added, never compounded.

    `repeat` means that an earlier fact of the same item counts this year: by day, on one day as entered.
    """
    factor, why = ONE, []
    for each in scheme.surcharges:
        if each.id not in item.surcharges:
            continue
        if each.when == "repeat":
            applies = year.counted(item.id)[0] is not entry
        else:
            applies = any(role in each.roles for role in year.member.roles)
        if applies:
            factor += each.share
            why.append(each.id)
    return factor, "+".join(why)


def _by_day(item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """Occurrences are counted day by day, and the first so many of each day count nothing."""
    assert item.free_per_day is not None
    assert item.points is not None
    free = item.free_per_day.by.get(year.member.category, item.free_per_day.value) or Fraction(0)
    days: defaultdict[date, list[Line]] = defaultdict(list)
    for entry in entries:
        days[entry.fact.on].append(leaf(item, entry, Fraction(entry.fact.times)).line())
    lines = []
    for day, children in sorted(days.items()):
        made = Sum("day", item.id, children, clause=item.clause, given=(("on", day.isoformat()),))
        if free:
            made.step("excess", free, "free-per-day")
        lines.append(made.step("multiply", item.points, "each").line())
    return _item(item, lines)


def assessed(scheme: Scheme, item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """A mark between 0 and `most`, one a round; 0 where nothing was entered.

    With `from_full` the component already holds the full marks, and an entry takes away what it lacks of them.
    """
    lines = []
    for entry in entries:
        made = Sum(
            "fact",
            item.id,
            before=once_worth(item, entry.fact),
            rule=item.rule,
            clause=item.clause,
            given=given(entry.fact),
        )
        if item.from_full and item.most is not None:
            made.step("less", item.most, "full-marks")
        if entry.why:
            made.step("zero", why=entry.why)
        lines.append(made.line())
    return _item(item, lines).bound(item.floor, item.cap)


def quantity(scheme: Scheme, item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """A measured quantity, converted: `points` for each whole `per`, of the sum or of each fact by itself."""
    assert item.per is not None
    assert item.points is not None
    lines = []
    for entry in entries:
        made = leaf(item, entry, Fraction(entry.fact.quantity or 0))
        if item.whole == "fact":
            made.step("whole-units", item.per).step("multiply", item.points, "each")
        lines.append(made.line())
    total = _item(item, lines)
    if item.whole == "sum":
        total.step("whole-units", item.per).step("multiply", item.points, "each")
    return total.bound(item.floor, item.cap)


def owed(item: Item, year: Year) -> Fraction:
    """The quantity that this member owes over the year, by role; no fact means that nothing was done."""
    base = item.required if item.required is not None else Fraction(0)
    by_role = [item.required_by_role[role] for role in year.member.roles if role in item.required_by_role]
    return max([base, *by_role])


def is_short(item: Item, year: Year) -> bool:
    """Whether the year's quantity falls short of what is owed."""
    return sum((Fraction(entry.fact.quantity or 0) for entry in year.counted(item.id)), Fraction(0)) < owed(item, year)


def shortfall(scheme: Scheme, item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """What is missing from a required quantity costs `points` for each whole unit, or `points` once.

    With `short = "zero"` the item itself takes nothing: `components` zeroes its part.
    """
    total = _item(item, [leaf(item, entry, Fraction(entry.fact.quantity or 0)).line() for entry in entries])
    total.step("short-of", owed(item, year))
    if item.short == "zero":
        return total.step("multiply", Fraction(0), "part-zeroed" if total.figure else "")
    assert item.points is not None
    if item.short == "each":
        total.step("whole-units", item.per or ONE)
    elif total.figure:
        total.step("set", ONE, "once")
    return total.step("multiply", item.points, item.short).bound(item.floor, item.cap)


def joint(scheme: Scheme, item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """The share of other members' single deductions that the holder of a role loses; `joint` found them."""
    lines = []
    for source, fact, size in year.joint.get(item.id, ()):
        said = (("member", source), *given(fact))
        made = Sum("joint", fact.ref, before=-size, rule=item.rule, clause=item.clause, given=said)
        lines.append(made.step("multiply", item.share or Fraction(0), item.liable).line())
    return _item(item, lines).bound(item.floor, item.cap)


def mark(scheme: Scheme, item: Item, entries: Sequence[Entry], year: Year) -> Sum:
    """No points of its own: it zeroes, annuls, ends a membership, or is looked for by grades and outcomes."""
    return _item(item, [leaf(item, entry, Fraction(0)).line() for entry in entries])


Rule = Callable[[Scheme, Item, Sequence[Entry], Year], Sum]


@dataclass(frozen=True, slots=True)
class RuleKind:
    """One row of the table: the function, the document's keys, and the fields of a fact."""

    apply: Rule
    note: str
    keys: frozenset[str]
    needed: frozenset[str]
    asks: str
    counts_times: bool = False


def _row(apply: Rule, note: str, keys: str, needed: str, asks: str = "", counts_times: bool = False) -> RuleKind:
    wanted = frozenset(needed.split())
    return RuleKind(apply, note, frozenset(keys.split()) | wanted, wanted, asks, counts_times)


# asks: the field that a fact must have; `nothing` means that the rule takes no facts at all.
RULES: Mapping[str, RuleKind] = {
    "per-occurrence": _row(
        amounts,
        "`points` each time, once a year, once a month, or at most so much",
        "floor cap once highest pool free_per_day voided_by surcharges part",
        "component points",
        counts_times=True,
    ),
    "assessed": _row(
        assessed, "a mark from 0 to `most`, one a round", "from_full floor cap part", "component most", "points"
    ),
    "discretionary": _row(
        amounts,
        "points that people decide, with or without limits",
        "takes signed least above most floor cap once highest pool voided_by surcharges part",
        "component",
        "points",
    ),
    "levels": _row(
        amounts,
        "a row of a table of levels",
        "floor cap once highest pool voided_by part",
        "component level",
        "level",
        counts_times=True,
    ),
    "quantity": _row(
        quantity,
        "a quantity converted: `points` for each whole `per`",
        "whole floor cap voided_by part",
        "component points per",
        "quantity",
    ),
    "shortfall": _row(
        shortfall,
        "what is missing from a required quantity",
        "required required_by_role short points per floor cap part",
        "component required",
        "quantity",
    ),
    "zero": _row(mark, "makes items or parts 0 for the year", "part component", "zeroes", counts_times=True),
    "annul": _row(
        mark, "an audit finding: facts with the same matter count nothing", "component", "annuls", counts_times=True
    ),
    "mark": _row(mark, "no points; grades and outcomes look for it", "component part", "", counts_times=True),
    "departure": _row(mark, "from this day on the total is 0 and nothing counts any more", "component", ""),
    "stands": _row(mark, "marks that stand in full and take no facts", "part worth", "component", "nothing"),
    "joint": _row(
        joint,
        "derived: a share of other members' deductions",
        "floor cap part",
        "component of liable from_size share",
        "nothing",
    ),
    "unpriced": _row(
        mark, "an item whose value the source doesn't give", "takes part", "component would_be", "nothing"
    ),
}
