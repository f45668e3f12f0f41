"""Making and keeping a database: init, verify, rebuild.

Source: spec/ledger.md §3, §4.
"""

from typing import TYPE_CHECKING

import click

from cli.answers import show_json
from cli.failures import UNVERIFIED, fault_line
from cli.house import Argument, command, option
from cli.layout import facts
from cli.parts import Parts
from cli.sentences import said
from cli.speech import N_, say, tr
from ledger.errors import DomainError

if TYPE_CHECKING:
    from ledger.database import Database
    from ledger.event import Event

_UNITS = N_("Only these units; by default all in the database.")


@command("init", help=N_("Make a database."), example="jifen --db points.db init")
def init(parts: Parts) -> None:
    """Make it, or find it there already."""
    database = parts.database(create=True)
    if parts.json:
        show_json({"place": database.place, "units": list(database.units())})
    else:
        click.echo(say(N_("{place} is ready"), place=database.place))


def _units() -> Argument:
    return Argument(["units"], nargs=-1, metavar="[UNIT]…", explained=_UNITS)


@command(
    "verify",
    help=N_("Verify ledgers: recompute the tree, the state, the answers and every score from the events."),
    example="jifen --db points.db verify B01",
    params=[
        _units(),
        option("--trust", metavar="FILE", help=N_("Your trust file: a log's last filing in it is an anchor.")),
        option(
            "--checkpoint",
            "checkpoints",
            multiple=True,
            metavar="FILE",
            help=N_("A signed checkpoint kept outside the database; give each. It takes --trust."),
        ),
    ],
)
def verify(parts: Parts, units: tuple[str, ...], trust: str | None, checkpoints: tuple[str, ...]) -> None:
    """Exit 7 where anything is not as the events say."""
    from cli.anchors import anchors
    from projections.audit import verify as verified

    database = parts.database(readonly=True)
    outside = anchors(trust, checkpoints, lambda unit: _events(database, unit))
    report = verified(database, units or None, anchors=outside)
    if parts.json:
        show_json(report.as_json())
    else:
        click.echo(
            facts(
                [
                    (tr(N_("units")), ", ".join(report.units)),
                    (tr(N_("events")), report.events),
                    (tr(N_("hashed")), report.leaves),
                    (tr(N_("state rows")), report.state_rows),
                    (tr(N_("answer rows")), report.projection_rows),
                    (tr(N_("scores")), report.scores),
                ]
            )
        )
        for finding in report.findings:
            known = {"unit": finding.unit, "position": finding.position, "place": finding.place, **finding.facts}
            sentence = said(finding.message, known)
            click.echo(f"{click.style('✗', fg='red')} {finding.unit} {finding.what}: {sentence}")
        for fault in report.not_checked:
            click.echo(f"· {tr(N_('not checked'))}: {fault_line(fault)}")
        good, bad = click.style("✓", fg="green"), click.style("✗", fg="red")
        click.echo(
            f"{good} {tr(N_('verified: everything is as the events say'))}"
            if report.clean
            else f"{bad} {say(N_('{count} findings'), count=len(report.findings))}"
        )
    if not report.clean:
        raise click.exceptions.Exit(UNVERIFIED)


def _events(database: "Database", unit: str) -> "tuple[Event, ...]":
    """What can be read of a unit's log, which may have been tampered with; nothing where there is none here."""
    if unit not in database.units():
        return ()
    try:
        return tuple(database.ledger(unit).follow())
    except DomainError:
        return ()


@command(
    "rebuild",
    help=N_("Rebuild every answer from the events, and say where the old ones differed."),
    example="jifen --db points.db rebuild",
    params=[_units()],
)
def rebuild(parts: Parts, units: tuple[str, ...]) -> None:
    """Exit 7 where the live answers were not what the events make."""
    from projections.runner import rebuild as rebuilt

    report = rebuilt(parts.database(), units or None)
    if parts.json:
        show_json(
            {
                "units": list(report.units),
                "events": report.events,
                "rows": report.rows,
                "not_compared": list(report.not_compared),
                "differences": [
                    {
                        "projection": each.projection,
                        "unit": each.unit,
                        "table": each.table,
                        "key": list(each.key),
                        "live": dict(each.live) if each.live else None,
                        "rebuilt": dict(each.rebuilt) if each.rebuilt else None,
                    }
                    for each in report.differences
                ],
            }
        )
    else:
        for each in report.differences:
            key = "/".join(map(str, each.key))
            told = N_("{unit} {table} {key}: {what}")
            what = tr(_what(each.live is None, each.rebuilt is None))
            click.echo(say(told, unit=each.unit, table=each.table, key=key, what=what))
        for unit in report.not_compared:
            click.echo(say(N_("{unit}: made anew, with nothing to compare"), unit=unit))
        told = N_("{events} events, {rows} rows, {differences} differences")
        click.echo(say(told, events=report.events, rows=report.rows, differences=len(report.differences)))
    if report.differences:
        raise click.exceptions.Exit(UNVERIFIED)


def _what(missing: bool, surplus: bool) -> str:
    if missing:
        return N_("was missing")
    return N_("was too much") if surplus else N_("was different")
