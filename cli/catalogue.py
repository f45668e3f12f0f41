"""The one catalogue of sentences: `python -m cli.catalogue` extracts them, keeps their Chinese, compiles it.

Extracted are the templates of errors, refusals and findings wherever they are made, the door's own sentences,
what the process table calls its steps, states and roles, and the sentences of click that can be seen here.
For developers: it needs Babel. The program itself reads the compiled catalogue with the standard library.
"""

import ast
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cli.batch import OUTCOMES
from cli.proof import CHECKED
from cli.sentences import STREAMS
from cli.speech import DOMAIN, LOCALES
from ledger.events import topic_class, topics
from workflow.process.table import table

Key = tuple[str | None, str | tuple[str, str]]  # context, and the sentence or its singular and plural

PO = LOCALES / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "projections", "cli")
# Calls whose strings are sentences; of others the catalogue knows nothing.
SAYING = frozenset(
    {
        "DomainError",
        "InvalidError",
        "NotFoundError",
        "RefusedError",
        "StaleError",
        "StorageError",
        "TamperedError",
        "UnknownOutcomeError",
        "Fault",
        "Refusal",
        "Problem",
        "Finding",
        "Change",
        "Check",
        "_finding",
        "_unchecked",
        "_note",
        "_refuse",
        "_fault",
        "_broken",
        "_row_finding",
        "_said",
        "_stop",
        "no",
        "N_",
    }
)
CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "types")
# Of click: what only its own developers see, or what this door never uses.
NOT_SEEN = (
    "DeprecationWarning",
    "deprecated",
    "defined twice",
    "declarations",
    "Takes {nargs} values",
    "takes {nargs} values",
    "No options defined",
    "declaration",
    "Boolean option",
    "start character",
    "must be an iterable",
    "(dynamic)",
    "version",
    "UUID",
    "Do you want",
    "Confirm the action",
    "values are required",
    "does not match",
    "not in the range",
    "Choice(",
    "{name} {filename!r}",
    "directory",
    "path",
    "file",
    "unknown error",
    "boolean",
    "env var",
)


def sentences() -> dict[Key, None]:
    """Every sentence, in a stable order."""
    found: dict[Key, None] = {}
    for path in sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")):
        for text in of_module(ast.parse(path.read_text("utf-8"))):
            found[None, text] = None
    for key in (*_of_click(), *_of_table(), *_words()):
        found[key] = None
    return found


def of_module(tree: ast.Module) -> Iterator[str]:
    """The sentences that a module says: constants in the calls of SAYING, and constants that those name."""
    held = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_sentence_constant(node):
            yield from _texts(node.value)
        if not isinstance(node, ast.Call) or _name(node.func) not in SAYING:
            continue
        for each in (*node.args, *(word.value for word in node.keywords if word.arg in ("message", "remedy"))):
            if isinstance(each, ast.Name) and each.id in held:
                each = held[each.id]
            for text in _texts(each):
                if _name(node.func) == "N_" or (" " in text and not _is_place(text)):
                    yield text


def _is_sentence_constant(node: ast.Assign) -> bool:
    """A module's or a function's name for a template: `message = "…{place}…"`, `BUSY = "…"`."""
    return any(isinstance(t, ast.Name) and (t.id == "message" or t.id in _CONSTANTS) for t in node.targets)


_CONSTANTS = frozenset({"BUSY", "_UNKNOWN", "FULL", "READ_ONLY", "GONE", "told"})


def _texts(node: ast.AST) -> Iterator[str]:
    """The string constants of an expression that may be chosen among; not what is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, (ast.Tuple, ast.List)):
        for each in node.elts:
            yield from _texts(each)


def _is_place(text: str) -> bool:
    """A clause or a place, which is the same in every language."""
    return text.startswith(("process §", "ledger §", "schemes/", "§"))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _of_click() -> Iterator[Key]:
    """What click itself says: usage, missing words, wrong values."""
    for name in CLICK:
        spec = importlib.util.find_spec(f"click.{name}")
        assert spec is not None
        assert spec.origin is not None
        for node in ast.walk(ast.parse(Path(spec.origin).read_text("utf-8"))):
            if not isinstance(node, ast.Call) or _name(node.func) not in ("_", "ngettext"):
                continue
            said = [text for each in node.args[:2] for text in _texts(each)]
            if not said or any(part in text for part in NOT_SEEN for text in said):
                continue
            yield None, (said[0], said[1]) if _name(node.func) == "ngettext" else said[0]


def _of_table() -> Iterator[Key]:
    known = table()
    for row in known.rows:
        yield None, row.en
        for role in row.roles:
            yield "role", role
    for kind, states in known.machines.items():
        yield "machine", kind
        for state in states:
            yield f"{kind} state", state.id


def zh_of_table() -> dict[Key, str]:
    """What the table itself calls its states and machines: the catalogue takes it over."""
    known = table()
    found: dict[Key, str] = {}
    for row in known.rows:
        found.setdefault((None, row.en), row.zh)
    for kind, states in known.machines.items():
        found["machine", kind] = known.machine_names[kind]
        found.update(((f"{kind} state", state.id), state.zh) for state in states)
    return found


# Why a step of the working was taken, where it is no id of the scheme's.
WHYS = (
    *("sum", "mean", "mean-in-force", "mean-counted", "votes", "weight", "each", "once", "zero", "free-per-day"),
    *("full-marks", "part-zeroed", "round_excess_over", "round_weight", "highest-only", "before-effective"),
    *("after-departure", "annulled", "voided", "overflow"),
)


def _vocabulary() -> list[str]:
    """The topics of the house; a test may have made others."""
    return [topic for topic in topics() if topic_class(topic).__module__.startswith("ledger.events")]


def _words() -> Iterator[Key]:
    """Names that are shown as words: of events, figures, fields, rules of the working."""
    yield None, "required"  # click says it of an option, by a variable
    from cli import audit, posts, records, sheets
    from projections import progress, stages
    from workflow.commands.membership import Role
    from workflow.scoring.rules import RULES
    from workflow.scoring.working import STEPS

    assert audit, "every topic is known once the fold is loaded"
    for topic in _vocabulary():
        yield "event", topic
    for role in (*get_args(Role), "office", "meeting", "upper", "member", "public", "anyone"):
        yield "role", role
    for kind in (*stages.KINDS, "total", "grade", "outcomes"):
        yield "figure", kind
    for state in progress.STATES:
        yield "step state", state
    for rule in STEPS:
        yield "step", rule
    for rule in RULES:
        yield "rule", rule
    for record in records.SHOWN:
        for each in fields(record):
            if each.name not in records.KEPT_BACK:
                yield "field", each.name
    for name, values in records.VALUES.items():
        for value in values:
            yield name, value
    for topic in _vocabulary():
        for each in fields(topic_class(topic)):  # type: ignore[arg-type]
            yield "field", each.name
    for outcome in OUTCOMES:
        yield "outcome", outcome
    for stream in STREAMS:
        yield "machine", stream
    for period in sheets.PERIODS:
        yield "period", period
    for post in (
        "person",
        "principal",
        *posts.ABOUT,
        "role",
        "since",
        "until",
        "department",
        "item",
        "on",
        "said_nothing",
        "lapsed",
    ):
        yield "field", post
    for name in (
        "item",
        "on",
        "times",
        "points",
        "level",
        "quantity",
        "matter",
        "votes",
        "band",
        "scope",
        "round",
        "each",
    ):
        yield "given", name
    for kind in ("total", "fact", "start", "day", "vote", "joint", "round", "part", "component", "item"):
        yield "line", kind
    for why in WHYS:
        yield "why", why
    for kind in ("bands", "votes", "sanction", "total-zero", "component-zero", "grade"):
        yield "rule", kind
    for counted in CHECKED:
        yield "checked", counted


def merged(known: Catalog) -> Catalog:
    """The catalogue as it should be now: every sentence, with the Chinese that there is."""
    made = empty()
    zh = zh_of_table()
    for context, text in sentences():
        singular = text if isinstance(text, str) else text[0]
        held = known.get(singular, context)
        string = zh.get((context, text)) if isinstance(text, str) else None
        made.add(text, string or (held.string if held else ""), context=context)
    return made


def empty() -> Catalog:
    made = Catalog(
        locale="zh_CN",
        domain=DOMAIN,
        project="Jifen",
        header_comment="# Chinese sentences of Jifen. Extracted and compiled by `python -m cli.catalogue`.",
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        revision_date=datetime(2026, 1, 1, tzinfo=UTC),
        fuzzy=False,
    )
    made.last_translator = "Jifen"
    made.language_team = "zh_CN"
    return made


def read() -> Catalog:
    """The catalogue as it lies in the project."""
    if not PO.exists():
        return empty()
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_CN", domain=DOMAIN)


def write(catalogue: Catalog) -> None:
    """Both files: the sentences for people, the compiled ones for the program."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as out:
        write_po(out, catalogue, sort_output=True, no_location=True, width=110, omit_header=False)
    with MO.open("wb") as out:
        write_mo(out, catalogue)


def untranslated(catalogue: Catalog) -> Iterable[str]:
    """The sentences that have no Chinese yet."""
    for message in catalogue:
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and not all(strings):
            yield f"{message.context}: {message.id}" if message.context else str(message.id)


def main() -> None:
    catalogue = merged(read())
    write(catalogue)
    missing = list(untranslated(catalogue))
    for text in missing:
        print(text, file=sys.stderr)
    print(f"{len(catalogue)} sentences, {len(missing)} without Chinese", file=sys.stderr)


if __name__ == "__main__":
    main()
