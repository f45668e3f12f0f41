"""Making and keeping a database: init, verify, rebuild."""

import click

from cli.answers import show_json
from cli.house import command
from cli.parts import Parts
from cli.speech import N_, say


@command("init", help=N_("Make a database."), example="jifen --db points.db init")
def init(parts: Parts) -> None:
    """Make it, or find it there already."""
    database = parts.database(create=True)
    if parts.json:
        show_json({"place": database.place, "units": list(database.units())})
    else:
        click.echo(say(N_("{place} is ready"), place=database.place))
