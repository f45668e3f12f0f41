"""What happened in a member's year, as the engine takes it: facts, earlier years, the member.

Nothing here is checked on construction: `problems.check_fact` says what is wrong with a fact, and all of it
at once. Source: cases/FORMAT.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

KINDS = ("item", "veto", "sanction", "evaluation")
STATUSES = ("full", "probationary", "activist", "employee")
ROLES = (
    "secretary",
    "committee",
    "recorder",
    "group-leader",
    "department-head",
    "line-leader",
    "liaison-leader",
    "officer",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that counts, or may count, for one member.

    Attributes:
        kind: one of `KINDS`; says what `ref` names.
        ref: the id of the scheme's item, veto, sanction or evaluation.
        on: the day it happened; it decides the month, quarter or half-year that the fact belongs to.
        times: how many occurrences of a rule that counts them.
        points: what people decided, at most two places; a positive size on an item that takes points away.
        level: a row of the item's table of levels.
        quantity: what was measured, for a rule that converts it.
        votes: answer and number of votes, sorted by answer.
        band: the band of an evaluation, with `points` chosen inside it.
        matter: the matter it belongs to, where one matter counts once.
        order: facts of one day stand in the order entered; a ledger position, or the index in a file.
        claim: the claim that it comes from, for the working.
    """

    kind: str
    ref: str
    on: date
    times: int = 1
    points: Decimal | None = None
    level: str | None = None
    quantity: Decimal | None = None
    votes: tuple[tuple[str, int], ...] | None = None
    band: str | None = None
    matter: str | None = None
    order: int = 0
    claim: str = ""


@dataclass(frozen=True, slots=True)
class PastYear:
    """An earlier year on record: its grade, its total, either, or neither."""

    year: int
    grade: str | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MemberYear:
    """A member as the year is summed up, with everything that counts for that year.

    `checked`: a ledger found each fact eligible and inside its cycle on its own day; a change of standing, category
    or post since then takes none of them away, and a cycle may begin before the calendar's year.
    """

    member: str
    status: str
    category: str = "default"
    roles: tuple[str, ...] = ()
    history: tuple[PastYear, ...] = ()
    facts: tuple[Fact, ...] = ()
    checked: bool = False


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    """The one order in which facts are read, whatever order they came in.

    By day, then as entered; what is left equal is sorted by content, so that equal sets give equal bytes.
    """
    return sorted(
        facts,
        key=lambda fact: (
            fact.on,
            fact.order,
            fact.kind,
            fact.ref,
            fact.claim,
            fact.matter or "",
            fact.times,
            str(fact.points),
            str(fact.quantity),
            fact.level or "",
            fact.band or "",
            fact.votes or (),
        ),
    )
