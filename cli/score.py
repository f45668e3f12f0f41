"""Scores: a branch's year or a member's, and how a figure came about.

Source: spec/process.md §6.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import click

from cli.answers import show_json
from cli.house import argument, command, option
from cli.kinds import Day
from cli.layout import facts, table
from cli.lookups import cycle_of, followed, known_member, label, scheme_of
from cli.parts import Parts
from cli.speech import N_, say, several, tr, word
from ledger.exact import published
from projections.explain import ExplainedLine, Explanation, explain
from projections.scores import ScoreRow, YearRow, score_rows, year_rows
from projections.stages import KINDS
from workflow.scoring.scheme import Scheme

KIND_HELP = N_("As claimed, reviewed, confirmed or final.")
CYCLE_HELP = N_("The cycle; by default the one that was last opened.")


def cycle_option() -> click.Parameter:
    return option("--cycle", metavar="CYCLE", help=CYCLE_HELP)


def kind_option() -> click.Parameter:
    return option("--kind", type=click.Choice(KINDS), default="final", help=KIND_HELP)


@command(
    "show",
    help=N_("Show the scores of a branch, or of one member."),
    example="jifen score show M05 --kind confirmed",
    params=[
        argument("member", required=False, metavar="[MEMBER]", help=N_("Only this member.")),
        cycle_option(),
        kind_option(),
    ],
)
def show(parts: Parts, member: str | None, cycle: str | None, kind: str) -> None:
    """Rounds and year, from the answers kept beside the ledger."""
    unit, database = parts.the_unit(), followed(parts)
    known = cycle_of(parts, cycle)
    if member is not None:
        known_member(parts, member)
    rounds = score_rows(database, unit, known, member=member)
    years = year_rows(database, unit, known, kind=kind, member=member)
    if parts.json:
        plain_years = [year_plain(year) for year in years]
        plain_rounds = [round_plain(row) for row in rounds]
        show_json({"unit": unit, "cycle": known, "kind": kind, "years": plain_years, "rounds": plain_rounds})
        return
    scheme = scheme_of(parts, known)
    click.echo(
        say(N_("{unit}, cycle {cycle}, {kind} figures, scheme {scheme}"), unit=unit, cycle=known,
            kind=word("figure", kind), scheme=label(scheme, "scheme", scheme.id))
    )  # fmt: skip
    click.echo(_years(parts, scheme, years, rounds, kind))
    if member is not None and rounds:
        click.echo("\n" + _stages(rounds))
    for problem in sorted({year.problem for year in years if year.problem}):
        click.echo(f"\n{problem}")


def _years(parts: Parts, scheme: Scheme, years: Iterable[YearRow], rounds: Iterable[ScoreRow], kind: str) -> str:
    names = sorted({row.round for row in rounds})
    subtotal = {(row.round, row.member): row.figures[kind].subtotal for row in rounds}
    components = [component.id for component in scheme.components]
    heads = [tr(N_("member")), *names, *(label(scheme, "component", each) or each for each in components)]
    heads += [tr(N_("total")), tr(N_("grade")), tr(N_("outcomes"))]
    rows = []
    for year in years:
        cells: list[object] = [parts.name(year.member)]
        cells += [subtotal.get((name, year.member)) for name in names]
        cells += [year.components.get(each) for each in components]
        outcomes = several(label(scheme, "outcome", each) or each for each in year.outcomes)
        grade = label(scheme, "grade", year.grade)
        rows.append([*cells, year.total, f"{grade}{' *' if year.provisional else ''}" if grade else None, outcomes])
    shown = table(heads, rows, right=range(1, len(heads) - 2))
    marked = any(year.provisional and year.grade for year in years)
    return shown + ("\n" + tr(N_("* provisional")) if marked else "")


def _stages(rounds: Iterable[ScoreRow]) -> str:
    """One member's rounds as they went through the process."""
    heads = [tr(N_("round")), *(word("figure", kind) for kind in KINDS)]
    rows = [[row.round, *(row.figures[kind].subtotal for kind in KINDS)] for row in rounds]
    return table(heads, rows, right=range(1, len(heads)))


def year_plain(year: YearRow) -> dict[str, object]:
    """A member's year as plain data, figures as text."""
    recorded = year.recorded
    return {
        "member": year.member,
        "total": text(year.total),
        "components": {name: text(figure) for name, figure in year.components.items()},
        "grade": year.grade,
        "graded_by": list(year.graded_by),
        "outcomes": list(year.outcomes),
        "provisional": year.provisional,
        "recorded": {"total": text(recorded.total), "grade": recorded.grade} if recorded else None,
        "problem": year.problem,
    }


def round_plain(row: ScoreRow) -> dict[str, object]:
    """A member's round as plain data, by kind of figure."""
    return {
        "round": row.round,
        "member": row.member,
        "figures": {
            kind: {
                "base": {name: text(figure) for name, figure in each.base.items()},
                "bonus": text(each.bonus),
                "deductions": text(each.deductions),
                "subtotal": text(each.subtotal),
                "claims": each.claims,
                "unpriced": each.unpriced,
            }
            for kind, each in row.figures.items()
        },
    }


def text(figure: Decimal | None) -> str | None:
    """A published figure, two places."""
    return None if figure is None else str(published(Fraction(figure)))


@command(
    "explain",
    help=N_("Explain a member's score line by line: claim, rule, clause, cap, weight, event positions."),
    example="jifen score explain M05 --as-of 2026-06-30 --known-at 2026-07-05 --kind final",
    params=[
        argument("member", help=N_("The member's id.")),
        cycle_option(),
        kind_option(),
        option("--as-of", type=Day(), metavar="DAY", help=N_("Only what is dated up to this day.")),
        option("--known-at", type=Day(), metavar="DAY", help=N_("Only what the ledger held at the end of this day.")),
    ],
)
def explain_score(
    parts: Parts, member: str, cycle: str | None, kind: str, as_of: str | None, known_at: str | None
) -> None:
    """Worked out from the events alone."""
    from datetime import date

    known = cycle_of(parts, cycle)
    found = explain(
        parts.database(),
        parts.the_unit(),
        known,
        member,
        kind=kind,
        as_of=date.fromisoformat(as_of) if as_of else None,
        known_at=date.fromisoformat(known_at) if known_at else None,
    )
    if parts.json:
        show_json(found.as_json())
        return
    scheme = scheme_of(parts, known)
    click.echo(_head(parts, scheme, found))
    for line in (*found.lines, *found.beside, *found.vetoes):
        for each in line_of(scheme, line):
            click.echo(each)


def _head(parts: Parts, scheme: Scheme, found: Explanation) -> str:
    days = [(tr(N_("as of")), found.as_of), (tr(N_("known at")), found.known_at)]
    grade = label(scheme, "grade", found.grade)
    return facts(
        [
            (tr(N_("member")), parts.name(found.member)),
            (tr(N_("cycle")), f"{found.cycle} ({word('figure', found.kind)})"),
            (tr(N_("scheme")), f"{label(scheme, 'scheme', found.scheme)} {found.digest[:12]}"),
            *((name, day) for name, day in days if day),
            (tr(N_("events")), found.size),
            (tr(N_("total")), found.total),
            (tr(N_("grade")), f"{grade} {tr(N_('(provisional)')) if found.provisional else ''}" if grade else None),
            (tr(N_("outcomes")), several(label(scheme, "outcome", each) or each for each in found.outcomes)),
        ]
    )


def line_of(scheme: Scheme, line: ExplainedLine) -> Iterable[str]:
    """One line of the working, indented by its depth, and below it where it stands in the ledger."""
    space = "  " * line.depth
    given = " ".join(_given(scheme, line, key, value) for key, value in line.given.items() if key != "on")
    words = [f"{space}{_called(scheme, line)}", f"({given})" if given else ""]
    words += [
        f"[{word('rule', line.rule)}]" if line.rule else "",
        f"§{line.clause.removeprefix('§')}" if line.clause else "",
        "=",
    ]
    yield " ".join(part for part in [*words, click.style(exact(line.figure), bold=True)] if part)
    figure = line.before
    for rule, operand, why, after in line.steps:
        if rule == "round":
            if after != figure:
                yield f"{space}    {exact(figure)} → {word('step', rule)} → {exact(after)}"
            continue
        reason = f" ({_why(scheme, why)})" if why else ""
        yield f"{space}    {exact(figure)} → {word('step', rule)} {exact(operand)}{reason} → {exact(after)}"
        figure = after
    if line.claim:
        at = ", ".join(f"{position} {word('event', topic)}" for position, topic in line.events)
        yield click.style(f"{space}    {line.claim} @ {at}", dim=True)


def _called(scheme: Scheme, line: ExplainedLine) -> str:
    """A fact goes by its day, a total by that word, all else by the scheme's own label."""
    if line.kind == "fact" and "on" in line.given:
        return line.given["on"]
    if line.kind in ("total", "fact", "start") or not line.ref:
        return word("line", line.kind)
    if line.kind == "vote":
        return _named(scheme, "answer", line.of, line.ref)
    return label(scheme, line.kind, line.ref) or line.ref


def _named(scheme: Scheme, kind: str, of: str, id: str) -> str:
    """A level, band or answer by its label; by its id where the scheme gives it none."""
    found = label(scheme, kind, f"{of}/{id}")
    return id if found in (None, f"{of}/{id}") else str(found)


def _given(scheme: Scheme, line: ExplainedLine, key: str, value: str) -> str:
    """One thing that a line rests on: `points 30`, a level or a band by its label."""
    shown = _named(scheme, key, line.of, value) if key in ("level", "band") else value
    return f"{word('given', key)} {shown}"


def _why(scheme: Scheme, why: str) -> str:
    """The reasons of a step: words of the house, or what the scheme calls its vetoes, surcharges, categories."""
    return " + ".join(_reason(scheme, each) for each in why.split("+"))


def _reason(scheme: Scheme, why: str) -> str:
    if word("why", why) != why:
        return word("why", why)
    kind, colon, id = why.partition(":")
    if colon:
        return label(scheme, kind, id) or why
    named = (label(scheme, kind, why) for kind in ("veto", "surcharge", "sanction", "item", "component"))
    return next((each for each in named if each and each != why), word("role", why))


def exact(figure: str) -> str:
    """An exact figure for people: as a decimal where it is one, else the fraction."""
    value = Fraction(figure)
    rounded = Fraction(published(value))
    shown = str(published(value)).removesuffix(".00")
    return shown if rounded == value else figure
