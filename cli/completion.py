"""What a shell needs to complete the words of this door: click's own script."""

import click
from click.shell_completion import get_completion_class

from cli.house import Argument, command
from cli.parts import Parts
from cli.speech import N_

SHELLS = ("bash", "zsh", "fish")


@command(
    "completion",
    help=N_("Print the completion script of a shell."),
    example='eval "$(jifen completion bash)"',
    params=[Argument(["shell"], type=click.Choice(SHELLS), explained=N_("Which shell."))],
)
def completion(parts: Parts, shell: str) -> None:
    """For the shell to read."""
    found = get_completion_class(shell)
    assert found is not None
    root = click.get_current_context().find_root().command
    click.echo(found(root, {}, "jifen", "_JIFEN_COMPLETE").source())
