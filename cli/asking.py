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
    line = _spelt(parts, words)
    with click.Context(root, info_name="jifen can", obj=parts) as outer:
        name, found, rest = root.resolve_command(outer, line)
        if found is None or name not in _nouns():
            raise click.UsageError(say(N_("{name} records nothing: ask about a command that does"), name=name))
        with found.make_context(name, rest, parent=outer) as inner:
            found.invoke(inner)


def _spelt(parts: Parts, words: tuple[str, ...]) -> list[str]:
    """The command's own words: the actor before them is who would ask, and `claim.register` is two words."""
    found = list(words)
    asker = parts.person
    if "." not in found[0] and found[0] not in _nouns() and len(found) > 1 and not found[0].startswith("-"):
        parts.person = found.pop(0)
    noun, dot, verb = found[0].partition(".")
    line = [noun, verb, *found[1:]] if dot and noun in _nouns() else found
    if parts.person != asker:
        _keep_objectors(parts.the_person(), ".".join(line[:2]))
    return line


def _keep_objectors(actor: str, command: str) -> None:
    """Whether somebody may appeal, or object once more, would tell others whether they had objected before.

    Raises:
        RefusedError: the command is one of the office's, and it is asked about somebody else.
    """
    from ledger.errors import Refusal, RefusedError
    from workflow.entries import OFFICE_COMMANDS

    if command not in OFFICE_COMMANDS:
        return
    refusal = Refusal(
        "who-may",
        "whether {actor} may do {command} is told to {actor} alone: it would say who objected",
        "ask for yourself: --as {actor}",
        "process §3 Objection (the objector's name is kept)",
        {"actor": actor, "command": command},
    )
    raise RefusedError("{command} is refused", refusals=(refusal,), command="can")


def _nouns() -> frozenset[str]:
    from cli.verbs import VERBS

    return frozenset(verb.noun for verb in VERBS.values()) | {"tick"}


can = Command(
    "can",
    help=N_("Ask whether a command would be accepted now, from whom; nothing is recorded."),
    example="jifen can M02 claim register 2026Q1-003",
    callback=_can,
    params=[click.Argument(["words"], nargs=-1, required=True, type=click.UNPROCESSED, metavar="[ACTOR] COMMAND…")],
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []},
)
