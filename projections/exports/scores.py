"""The scores of a cycle as tables: years, rounds, claims. What stands in which column: docs/reference/exports.md."""

from collections.abc import Iterable, Mapping, Sequence

from projections.exports.sheet import Cell, Column, Sheet
from projections.scores import ClaimRow, ScoreRow, YearRow
from projections.stages import KINDS

SHEETS = ("years", "rounds", "claims")
Names = Mapping[str, str] | None


def _named(names: Names) -> tuple[Column, ...]:
    return () if names is None else (Column("name"),)


def _name(names: Names, member: str) -> tuple[Cell, ...]:
    return () if names is None else (names.get(member),)


def years(unit: str, kinds: Mapping[str, Sequence[YearRow]], names: Names = None) -> Sheet:
    """One line a member and kind of figure."""
    components = tuple(
        dict.fromkeys(each for rows in kinds.values() for row in rows for each in sorted(row.components))
    )
    columns = (
        *(Column("unit"), Column("cycle"), Column("member"), *_named(names), Column("kind")),
        *(Column("total", "points"), Column("grade"), Column("graded_by"), Column("outcomes")),
        *(Column("provisional", "flag"), Column("recorded_total", "points"), Column("recorded_grade")),
        Column("problem"),
        *(Column(f"component.{each}", "points") for each in components),
    )
    rows: Iterable[tuple[Cell, ...]] = (
        (
            *(unit, row.cycle, row.member, *_name(names, row.member), kind),
            *(row.total, row.grade, " ".join(row.graded_by), " ".join(row.outcomes), row.provisional),
            row.recorded.total if row.recorded else None,
            row.recorded.grade if row.recorded else None,
            row.problem,
            *(row.components.get(each) for each in components),
        )
        for kind in KINDS
        for row in kinds.get(kind, ())
    )
    return Sheet(columns, tuple(rows))


def rounds(unit: str, found: Sequence[ScoreRow], names: Names = None) -> Sheet:
    """One line a round, member and kind of figure."""
    base = tuple(dict.fromkeys(each for row in found for each in sorted(row.figures[KINDS[0]].base)))
    columns = (
        *(Column("unit"), Column("cycle"), Column("round"), Column("member"), *_named(names), Column("kind")),
        *(Column("bonus", "points"), Column("deductions", "points"), Column("subtotal", "points")),
        *(Column("claims", "count"), Column("unpriced", "count")),
        *(Column(f"component.{each}", "points") for each in base),
    )
    rows: Iterable[tuple[Cell, ...]] = (
        (
            *(unit, row.cycle, row.round, row.member, *_name(names, row.member), kind),
            *(figures.bonus, figures.deductions, figures.subtotal, figures.claims, figures.unpriced),
            *(figures.base.get(each) for each in base),
        )
        for row in found
        for kind in KINDS
        if (figures := row.figures.get(kind))
    )
    return Sheet(columns, tuple(rows))


def claims(unit: str, found: Sequence[ClaimRow], names: Names = None) -> Sheet:
    """One line a claim, with its worth by itself at each stage."""
    columns = (
        *(Column("unit"), Column("cycle"), Column("round"), Column("claim"), Column("member"), *_named(names)),
        *(Column("item"), Column("on"), Column("state"), *(Column(kind, "points") for kind in KINDS)),
        *(Column("first_position", "count"), Column("last_position", "count")),
    )
    rows: Iterable[tuple[Cell, ...]] = (
        (
            *(unit, row.cycle, row.round, row.claim, row.member, *_name(names, row.member)),
            *(row.item, row.on, row.state, row.claimed, row.reviewed, row.confirmed, row.final, row.opened, row.last),
        )
        for row in found
    )
    return Sheet(columns, tuple(rows))
