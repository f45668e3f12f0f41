"""The reference pages that are written from the code: `python -m cli.reference` makes them anew.

A test fails when a page differs from what this module would write, so the pages can't go stale.
"""

import dataclasses
import sys
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path

from cli import manual
from ledger.events import topic_class, topics
from ledger.sealed import Sealed
from workflow.command import needed
from workflow.command_schema import schema_text
from workflow.commands import COMMANDS
from workflow.process.drawing import mermaid, picture
from workflow.process.guard_rules import guard_rules
from workflow.process.table import Row, table

HEAD = "<!-- Written by `python -m cli.reference`; a test keeps it current. Don't edit. -->\n\n"


def pages() -> Mapping[str, str]:
    """Every generated page, by its path below the project's folder."""
    known = table()
    return {
        "docs/reference/process.md": HEAD + "".join(_process(known.rows)),
        "docs/reference/events.md": HEAD + "".join(_events()),
        "docs/reference/commands.md": HEAD + "".join(_commands()),
        "docs/reference/commands.schema.json": schema_text(),
        manual.PATH: HEAD + manual.page(),
        "docs/reference/process.svg": picture(known),
    }


def _process(rows: tuple[Row, ...]) -> Iterator[str]:
    known = table()
    yield "# The process: who may do what, when, and what is recorded\n\n"
    yield (
        f"Table version {known.version}, from `src/workflow/process/tables/`. What is not in the table is refused. "
        "`–` is: not there yet. `own`: in one's own matter only. `upper`: taken in the upper unit's ledger. "
        "`own key`: outside a sandbox, signed with a personal key, always.\n\n"
    )
    yield "![The eleven steps](process.svg)\n\n"
    yield "| step | command | 中文 | from → to | who | guards | recorded | deadline | clause |\n"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for row in sorted(rows, key=lambda r: r.step or 99):
        sources = ", ".join(source or "–" for source in row.sources)
        who = ", ".join(row.roles) + (" (own)" if row.own else "") + (" (upper)" if row.upper else "")
        who += " (own key)" if row.signed else ""
        name = row.command if row.trigger == row.command else f"{row.command} ({row.trigger})"
        yield (
            f"| {row.step or '–'} | `{name}` | {row.zh} | {row.machine}: {sources} → {row.dest or '–'} | {who} "
            f"| {' '.join(f'`{g}`' for g in row.guards) or '–'} | {' '.join(f'`{e}`' for e in row.events)} "
            f"| {row.deadline or '–'} | {row.clause} |\n"
        )
    yield from _guards(rows)
    yield "\n## The machines\n"
    for kind, states in known.machines.items():
        if states:
            names = ", ".join(f"{state.id} {state.zh}" for state in states)
            yield f"\n### {kind} {known.machine_names[kind]}\n\n{names}\n\n```mermaid\n{mermaid(known, kind)}```\n"


def _guards(rows: tuple[Row, ...]) -> Iterator[str]:
    """Every guard with what it asks for, and of which commands."""
    yield "\n## The guards\n\nA refusal names every guard that says no, the facts that it saw, and the way out.\n\n"
    yield "| guard | asks for | 中文 | asked of |\n| --- | --- | --- | --- |\n"
    for rule in guard_rules().values():
        asked = list(dict.fromkeys(f"`{row.command}`" for row in rows if rule.id in row.guards))
        of = "every command" if rule.always else ", ".join(asked)
        yield f"| `{rule.id}` | {rule.en} | {rule.zh} | {of or '–'} |\n"


def _events() -> Iterator[str]:
    yield "# What can have happened: every event topic\n\n"
    yield (
        "The envelope of each: unit, position, stream, version, topic, topic_version, "
        "at, by, for, door, command, data, and signature where a personal key signed (see the filing bundle).\n"
    )
    for topic in topics():
        kind = topic_class(topic)
        if not kind.__module__.startswith("ledger.events"):
            continue
        yield f"\n## `{topic}` (version {kind.VERSION})\n\n"
        doc = (kind.__doc__ or "").strip()
        if doc and not doc.startswith(kind.__name__ + "("):
            yield " ".join(doc.split()) + "\n\n"
        yield "| field | type |\n| --- | --- |\n"
        hints = typing.get_type_hints(kind)
        for each in dataclasses.fields(typing.cast(typing.Any, kind)):
            yield f"| `{each.name}` | {_type(hints[each.name])} |\n"


def _commands() -> Iterator[str]:
    yield "# Every command in its JSON form\n\n"
    yield (
        "A command is one JSON object: `command`, `id` (yours, kept before sending), `unit`, `by`, `for`, "
        "`version`, `seen`, in a sandbox `at`, and the fields below. Points and quantities are "
        "decimal strings, days `YYYY-MM-DD`. "
        "The answer holds the events' positions; a refusal holds, for every guard that says no, its `guard`, "
        "`message`, `facts`, `clause` and `remedy`. The command line builds exactly these. "
        "As JSON Schema: [commands.schema.json](commands.schema.json), or `jifen schema`.\n"
    )
    for name, kind in sorted(COMMANDS.items()):
        yield f"\n## `{name}` (version {kind.VERSION})\n\n"
        doc = (kind.__doc__ or "").strip()
        if doc and not doc.startswith(kind.__name__ + "("):
            yield " ".join(doc.split()) + "\n\n"
        yield "| field | type | needed |\n| --- | --- | --- |\n"
        hints = typing.get_type_hints(kind)
        for each in dataclasses.fields(kind):
            yield f"| `{each.name}` | {_type(hints[each.name])} | {'yes' if needed(each) else 'no'} |\n"


def _type(hint: object) -> str:
    if hint is Sealed:
        return "text (sealed before it is stored)"
    name = getattr(hint, "__name__", None) if isinstance(hint, type) and not typing.get_args(hint) else str(hint)
    return (name or str(hint)).replace("typing.", "").replace("ledger.events.", "").replace("|", "or")


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    for path, text in pages().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
