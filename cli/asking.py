"""Asking before doing: `jifen can …` takes any command that changes a ledger, and records nothing."""

import click

from cli.house import Command
from cli.parts import Parts
from cli.speech import N_, say


def _can(words: tuple[str, ...]) -> None:
    """The same command, examined instead of given."""
    ctx = click.get_current_context()
    parts = ctx.find_object(Parts)
    assert parts is not None
    parts.examines = True
    root = ctx.find_root().command
    assert isinstance(root, click.Group)
    with click.Context(root, info_name="jifen can", obj=parts) as outer:
        name, found, rest = root.resolve_command(outer, list(words))
        if found is None or name not in _nouns():
            raise click.UsageError(say(N_("{name} records nothing: ask about a command that does"), name=name))
        with found.make_context(name, rest, parent=outer) as inner:
            found.invoke(inner)


def _nouns() -> frozenset[str]:
    from cli.verbs import VERBS

    return frozenset(verb.noun for verb in VERBS.values()) | {"tick"}


can = Command(
    "can",
    help=N_("Ask whether a command would be accepted now; nothing is recorded."),
    example="jifen --as M02 can claim register 2026Q1-003",
    callback=_can,
    params=[click.Argument(["words"], nargs=-1, required=True, type=click.UNPROCESSED, metavar="COMMAND…")],
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []},
)
