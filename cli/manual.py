"""The page on the command line, written from the commands: `docs/reference/cli.md`."""

from collections.abc import Iterator

import click

from cli.house import Argument, Command
from cli.main import ALONE, NOUNS, root
from cli.speech import language, speak

PATH = "docs/reference/cli.md"
_CODES = (
    ("0", "done"),
    ("1", "error: a document, data, or the store"),
    ("2", "usage: the words make no sense"),
    ("3", "not found: no such unit, member, claim …"),
    ("4", "refused, and only because somebody else has to do it (`who-may`, `operator-no-business`)"),
    ("5", "stale: others were first; look again, decide again"),
    ("6", "refused by a guard"),
    ("7", "verification failed, or something carried did not prove itself"),
)
_HEAD = """# The command line

`jifen NOUN VERB`: the verbs that change a ledger are the commands of [the process](process.md), and build
exactly the JSON of [the commands](commands.md). Options of the whole line stand before or behind the words.

Answers go to stdout, errors and the log to stderr. With `--json` the answer is one JSON value; an error is then
`{"code", "message", "facts", "refusals": [{"guard", "message", "facts", "clause", "remedy"}], "faults": [{"place",
"message", "facts"}]}`, on stdout too. Ids, keys and facts are the same in every language, sentences are not.
A command that changes a ledger answers `{"command", "id", "unit", "events": [{"position", "topic", "stream"}],
"repeated"}`; give the same `--id` again and it is done once.

Times: a day such as `2026-03-29` is taken as its noon, a time without an offset as the unit's own; `--at` is for
sandboxes. Points are decimals with at most two places. Lists are written `M01,M02`. Where a SHA-256 is wanted,
a file does as well. `jifen can …` takes any command that changes a ledger and says whether it would be accepted.

`-v` or `JIFEN_LOG=info` writes one line a command to stderr, ids only; `-vv` shows where a bug is.

"""


def page() -> str:
    """The whole page, in English."""
    before = language()
    speak("en")
    try:
        return "".join(_page())
    finally:
        speak(before)


def _page() -> Iterator[str]:
    yield _HEAD
    yield "| exit code | means |\n| --- | --- |\n"
    yield from (f"| {code} | {meaning} |\n" for code, meaning in _CODES)
    with click.Context(root, info_name="jifen") as ctx:
        yield "\n| option | |\n| --- | --- |\n"
        yield from (_option(param, ctx) for param in root.params if isinstance(param, click.Option))
        for noun in NOUNS:
            group = root.get_command(ctx, noun)
            assert isinstance(group, click.Group)
            yield f"\n## {noun}\n\n{group.help}\n"
            for name in group.list_commands(ctx):
                yield from _command(f"{noun} {name}", group.get_command(ctx, name), ctx)
        yield "\n## Commands that stand alone\n"
        for name in ALONE:
            yield from _command(name, root.get_command(ctx, name), ctx)


def _command(name: str, command: click.Command | None, outer: click.Context) -> Iterator[str]:
    assert isinstance(command, Command)
    ctx = click.Context(command, info_name=name, parent=outer)
    words = " ".join(command.collect_usage_pieces(ctx)).removeprefix("[OPTIONS]").strip()
    yield f"\n### `jifen {name}{' ' + words if words else ''}`\n\n{command.help}\n\n"
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    arguments = [param for param in shown if isinstance(param, Argument) and param.explained]
    options = [param for param in shown if isinstance(param, click.Option)]
    if arguments or options:
        yield "| word | |\n| --- | --- |\n"
        yield from (f"| `{param.make_metavar(ctx)}` | {param.explained} |\n" for param in arguments)
        yield from (_option(param, ctx) for param in options)
        yield "\n"
    yield f"```sh\n{command.example}\n```\n"


def _option(param: click.Option, ctx: click.Context) -> str:
    record = param.get_help_record(ctx)
    assert record is not None
    words, told = record
    return f"| `{words.replace('|', chr(92) + '|')}` | {told.replace('  [', ' [')} |\n"
