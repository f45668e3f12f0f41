"""Units: which have a ledger here, and how far one has come."""

import click

from cli.answers import show_json
from cli.house import command
from cli.layout import facts
from cli.lookups import state_of
from cli.parts import Parts
from cli.records import plain, shown
from cli.speech import N_, tr
from workflow.state.membership import Unit


@command("show", help=N_("Show a unit."), example="jifen --unit B01 unit show")
def show_unit(parts: Parts) -> None:
    """The unit, and how far its ledger has come."""
    head = parts.database().ledger(parts.the_unit()).head()
    with state_of(parts) as state:
        unit = state.find(Unit)
    known = plain(unit) if unit else {"id": parts.the_unit()}
    if parts.json:
        show_json({**known, "size": head.size, "root": head.root.hex()})
        return
    if unit:
        click.echo(shown(parts, "unit", unit))
    click.echo(facts([(tr(N_("events")), head.size), (tr(N_("root")), head.root.hex())]))


@command("list", help=N_("List the units that have a ledger in this database."), example="jifen unit list")
def list_units(parts: Parts) -> None:
    """All ledgers of the database."""
    units = parts.database().units()
    if parts.json:
        show_json({"units": list(units)})
        return
    for unit in units:
        click.echo(unit)
