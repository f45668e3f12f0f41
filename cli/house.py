"""Commands in the manner of this door: options of the whole line anywhere, help in the reader's language.

A sentence of help is declared in English and translated when it is shown.
"""

import copy
import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from cli.kinds import Whole
from cli.parts import Parts
from cli.readers import check
from cli.speech import LANGUAGES, N_, tr

Build = Callable[[], click.Command]


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        shown = copy.copy(self)
        shown.help = tr(self.help or "")
        return click.Option.get_help_record(shown, ctx)


class Argument(click.Argument):
    """An argument with help; click's own has none."""

    def __init__(self, declarations: Sequence[str], *, explained: str = "", **more: Any) -> None:
        super().__init__(declarations, **more)
        self.explained = explained


class Command(click.Command):
    """A command with an example. It takes the options of the whole line behind its own words, too."""

    def __init__(self, name: str, *, example: str = "", **more: Any) -> None:
        super().__init__(name, **more)
        self.example = example
        taken = {word for param in self.params for word in param.opts}
        self.params += [param for param in line_options(hidden=True) if taken.isdisjoint(param.opts)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(tr(self.help or ""))
        named = [param for param in self.params if isinstance(param, Argument) and param.explained]
        if named:
            with formatter.section(tr(N_("Arguments"))):
                formatter.write_dl([(param.make_metavar(ctx), tr(param.explained)) for param in named])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [param.get_help_record(ctx) for param in self.get_params(ctx) if isinstance(param, click.Option)]
        shown = [record for record in records if record]
        if shown:
            with formatter.section(tr(N_("Options"))):
                formatter.write_dl(shown)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.example:
            with formatter.section(tr(N_("Example"))):
                for line in self.example.splitlines():
                    formatter.write(f"{' ' * formatter.current_indent}{line}\n")
        formatter.write_paragraph()
        formatter.write_text(tr(N_("The options of `jifen --help` may stand here too: --unit, --as, --json …")))

    def get_short_help_str(self, limit: int = 45) -> str:
        return tr(self.help or "").split("\n", 1)[0]


class Group(click.Group):
    """A group whose commands are built when they are asked for: `reads` name a module's attribute.

    `default` is the command that the noun alone means.
    """

    def __init__(
        self,
        name: str,
        *,
        lazy: Mapping[str, Build | str] | None = None,
        example: str = "",
        default: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(name, **more)
        self.default = default
        self.lazy = dict(lazy or {})
        self.example = example

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without a word of its own the line means the default, if there is one."""
        if self.default and "--help" not in args and not any(word in self.lazy for word in args):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands and cmd_name in self.lazy:
            self.commands[cmd_name] = loaded(self.lazy[cmd_name])
        return self.commands.get(cmd_name)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(tr(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        with formatter.section(tr(N_("Options"))):
            formatter.write_dl([record for record in records if record])
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr(N_("Commands"))):
            formatter.write_dl([(name, self.short(ctx, name)) for name in self.list_commands(ctx)])

    def short(self, ctx: click.Context, name: str) -> str:
        """What one of its commands does, in a line."""
        command = self.get_command(ctx, name)
        assert command is not None
        return command.get_short_help_str()

    def get_short_help_str(self, limit: int = 45) -> str:
        return tr(self.help or "").split("\n", 1)[0]


def loaded(where: Build | str) -> click.Command:
    """The command that a function builds, or that stands at `module:attribute`."""
    if not isinstance(where, str):
        return where()
    module, _, attribute = where.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    assert isinstance(found, click.Command)
    return found


def command(name: str, *, help: str, example: str, params: Iterable[click.Parameter] = ()) -> Callable[..., Command]:
    """Make a command of a function that takes `Parts` first and its parameters by name."""

    def made(function: Callable[..., None]) -> Command:
        def call(**given: Any) -> None:
            ctx = click.get_current_context()
            parts = ctx.find_object(Parts)
            assert parts is not None
            check(parts, ctx.command_path.removeprefix("jifen "), given)
            function(parts, **given)

        return Command(name, help=help, example=example, callback=call, params=list(params))

    return made


def option(*declarations: str, help: str, **more: Any) -> Option:
    return Option(declarations, help=help, **more)


def argument(name: str, *, help: str, **more: Any) -> Argument:
    return Argument([name], explained=help, **more)


def line_options(*, hidden: bool = False) -> list[click.Parameter]:
    """The options of the whole line; given twice, the later one holds."""

    def keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
        def callback(ctx: click.Context, param: click.Parameter, value: Any) -> None:
            given = value is not None and value is not False
            if given and not (name == "verbose" and value == 0):
                setattr(ctx.ensure_object(Parts), name, value)

        return callback

    def one(*declarations: str, into: str, **more: Any) -> Option:
        if hidden:
            more.pop("envvar", None)  # what the environment says, the head of the line has taken
        return Option(declarations, expose_value=False, hidden=hidden, callback=keep(into), **more)

    return [
        one("--db", into="db", envvar="JIFEN_DB", metavar="URL", help=N_("The database: a path, or postgresql://…")),
        one("--unit", into="unit", envvar="JIFEN_UNIT", metavar="ID", help=N_("Whose ledger.")),
        one("--as", "as_", into="person", envvar="JIFEN_AS", metavar="PERSON", help=N_("Who is asking.")),
        one("--for", "for_", into="on_behalf", metavar="PERSON", help=N_("For whom the asker stands in.")),
        one("--at", into="at", metavar="INSTANT", help=N_("The time of a command to a sandbox; a day is its noon.")),
        one("--id", into="id", metavar="ID", help=N_("The command's own id: asked again, it is done once.")),
        one("--seen", into="seen", type=Whole(-1), metavar="POSITION", help=N_("Up to where you have read.")),
        one("--keys", into="keys", envvar="JIFEN_KEYS", metavar="FOLDER", help=N_("Where your key files lie.")),
        one(
            *("--passphrase-file", "passphrase_file"),
            into="passphrase_file",
            envvar="JIFEN_PASSPHRASE_FILE",
            metavar="FILE",
            help=N_(
                "A file whose first line is the key's passphrase, or a folder with a file a key; else it is asked for."
            ),
        ),
        one("--json", into="json", is_flag=True, help=N_("Answer with JSON.")),
        one("--lang", into="lang", type=click.Choice(LANGUAGES), help=N_("The language; else your system's.")),
        one("-v", "--verbose", into="verbose", count=True, help=N_("Log to stderr; twice: say where a bug is.")),
    ]
