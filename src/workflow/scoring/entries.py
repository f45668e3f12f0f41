"""Which of a member's facts count, and why the others don't.

An entry is a fact with the reason, if any, for which it counts nothing. Reasons, in the order in which they are
looked for: `before-effective`, `after-departure`, `annulled` (an audit finding with the same matter), `voided`
(other facts of the month), `once`, `highest-only`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from workflow.scoring.facts import Fact, MemberYear, in_order
from workflow.scoring.scheme import Item, Scheme


@dataclass(slots=True)
class Entry:
    """A fact, and why it counts nothing; an empty reason means that it counts."""

    fact: Fact
    why: str = ""


@dataclass(slots=True)
class Year:
    """One member's year, sorted out: entries by what they refer to, and what is present.

    Attributes:
        present: the ids of which at least one entry counts.
        departed: the day of leaving, if any.
        zeroed: items and parts that are 0 for the year, each with the id that makes them so.
        joint: for each item of joint liability, the shares this member bears: source member, claim, size.
    """

    member: MemberYear
    year: int
    entries: Mapping[str, list[Entry]]
    departed: date | None
    present: frozenset[str] = frozenset()
    zeroed: dict[str, str] = field(default_factory=dict)
    joint: dict[str, list[tuple[str, Fact, Fraction]]] = field(default_factory=dict)

    def counted(self, ref: str) -> list[Entry]:
        """The entries of that id that count."""
        return [entry for entry in self.entries.get(ref, ()) if not entry.why]


def prepare(scheme: Scheme, year: int, member: MemberYear) -> Year:
    """Sort a member's facts out. Takes for granted that `problems` found nothing wrong with them."""
    by_ref: defaultdict[str, list[Entry]] = defaultdict(list)
    for fact in in_order(member.facts):
        by_ref[fact.ref].append(Entry(fact))
    leaving = [entry.fact.on for item in scheme.items if item.rule == "departure" for entry in by_ref.get(item.id, ())]
    departed = min(leaving, default=None)
    sorted_out = Year(member, year, by_ref, departed)
    _outside(scheme, sorted_out)
    _annul(scheme, sorted_out)
    _void(scheme, sorted_out)
    for item in scheme.items:
        if item.once and item.id in by_ref:
            _once(item, sorted_out.counted(item.id))
    _highest(scheme, sorted_out)
    sorted_out.present = frozenset(ref for ref in by_ref if any(not entry.why for entry in by_ref[ref]))
    for item in scheme.items:
        if item.rule == "zero" and item.id in sorted_out.present:
            sorted_out.zeroed.update({target: item.id for target in item.zeroes if target not in sorted_out.zeroed})
    return sorted_out


def _outside(scheme: Scheme, year: Year) -> None:
    if scheme.effective is None and year.departed is None:
        return
    for entries in year.entries.values():
        for entry in entries:
            if scheme.effective is not None and entry.fact.on < scheme.effective:
                entry.why = "before-effective"
            elif year.departed is not None and entry.fact.on > year.departed:
                entry.why = "after-departure"


def _annul(scheme: Scheme, year: Year) -> None:
    for finding in scheme.items:
        if finding.annuls and finding.id in year.entries:
            matters = {entry.fact.matter for entry in year.counted(finding.id)} - {None}
            for target in finding.annuls:
                for entry in year.counted(target):
                    if entry.fact.matter in matters:
                        entry.why = "annulled"


def _void(scheme: Scheme, year: Year) -> None:
    for item in scheme.items:
        if item.voided_by and item.id in year.entries:
            months = {entry.fact.on.month for other in item.voided_by for entry in year.counted(other)}
            for entry in year.counted(item.id):
                if entry.fact.on.month in months:
                    entry.why = "voided"


_ONCE: Mapping[str, Callable[[Fact], object]] = {
    "year": lambda fact: True,
    "month": lambda fact: fact.on.month,
    "matter": lambda fact: fact.matter,
}


def _once(item: Item, entries: Iterable[Entry]) -> None:
    """The first of each year, month or matter counts; a fact without a matter is one of its own."""
    seen = set()
    for entry in entries:
        key = _ONCE[item.once](entry.fact)
        if key in seen:
            entry.why = "once"
        elif key is not None:
            seen.add(key)


def _highest(scheme: Scheme, year: Year) -> None:
    """Of each matter, or of the year, only the highest counts; the earliest of equals is kept.

    Facts without a matter are matters of their own.
    """
    groups: defaultdict[tuple[str, str], list[tuple[Fraction, Entry]]] = defaultdict(list)
    for item in scheme.items:
        if not item.highest or item.id not in year.entries:
            continue
        for entry in year.counted(item.id):
            key = "" if item.highest == "year" else entry.fact.matter
            if key is not None:
                groups[item.pool or item.id, key].append((once_worth(item, entry.fact), entry))
    for group in groups.values():
        kept = max(group, key=lambda pair: pair[0])[1]
        for _, entry in group:
            if entry is not kept:
                entry.why = "highest-only"


def once_worth(item: Item, fact: Fact) -> Fraction:
    """What one fact of a level table, a fixed or a decided amount is worth by itself, with its sign."""
    if item.rule == "levels":
        return next(level.points for level in item.level if level.id == fact.level) * fact.times
    if item.rule == "per-occurrence":
        assert item.points is not None
        return item.points * _occurrences(item, fact)
    points = Fraction(fact.points if fact.points is not None else Decimal(0))
    return -points if item.takes else points


def _occurrences(item: Item, fact: Fact) -> int:
    """How often a fact counts: one matter, or one year or month, counts once, however many occurrences it names."""
    by_itself = not item.once or (item.once == "matter" and fact.matter is None)
    return fact.times if by_itself else 1
