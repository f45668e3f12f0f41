"""The JSON form of commands, for programs that write batches: `jifen schema`."""

import click

from cli.answers import show_json
from cli.house import argument, command
from cli.parts import Parts
from cli.speech import N_
from ledger.errors import NotFoundError
from workflow.command_schema import command_schema, schema_text
from workflow.commands import COMMANDS


@command(
    "schema",
    help=N_("Print the JSON Schema of a command, or of all: what a line of a batch may hold."),
    example="jifen schema claim.apply",
    params=[argument("name", required=False, metavar="[COMMAND]", help=N_("Such as claim.apply; else all."))],
)
def show_schema(parts: Parts, name: str | None) -> None:
    """Always JSON, with or without --json."""
    if name is None:
        click.echo(schema_text(), nl=False)
        return
    if name not in COMMANDS:
        raise NotFoundError("there is no command {name}", name=name)
    show_json(command_schema(COMMANDS[name]))
