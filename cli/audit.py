"""History: everything that happened to one matter, from the ledger itself, in order.

A history leaves texts sealed and the objector unnamed; `jifen texts` opens them for those whose they are.
Source: spec/process.md §3, §6, §8.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from cli.answers import show_json
from cli.house import Command, argument, command
from cli.layout import table
from cli.parts import Parts
from cli.sentences import matter
from cli.speech import N_, tr, word
from cli.times import local, plain_instant
from ledger.errors import Refusal, RefusedError
from projections.history import HistoryEntry, history
from projections.texts import texts

# What can be asked about, and how its kind is called in a stream.
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "claim": ("claim", N_("What happened to a claim."), "2026Q1-003"),
    "member": ("member", N_("What happened to a member and their matters."), "M05"),
    "objection": ("objection", N_("What happened to an objection."), "O001"),
    "veto": ("veto", N_("What happened to a veto."), "V01-2026"),
    "round": ("round", N_("What happened to a round."), "2026Q1"),
    "filing": ("filing", N_("What happened to a filing."), "F001"),
    "window": ("publicity", N_("What happened to a window."), "W001"),
    "grading": ("grading", N_("What happened to the grades of a cycle."), "2026"),
    "evaluation": ("evaluation", N_("What happened to an evaluation."), "E01-2026"),
}


def _about(name: str) -> Command:
    kind, told, example = _KINDS[name]

    @command(
        name,
        help=told,
        example=f"jifen audit {name} {example}",
        params=[argument("key", metavar="ID", help=N_("Its id."))],
    )
    def show(parts: Parts, key: str) -> None:
        found = history(parts.database(), parts.the_unit(), f"{kind}/{key}")
        if parts.json:
            events = [_plain(entry) for entry in found]
            show_json({"unit": parts.the_unit(), "about": f"{kind}/{key}", "events": events})
            return
        heads = [tr(N_("position")), tr(N_("at")), tr(N_("what")), tr(N_("matter")), tr(N_("by")), tr(N_("data"))]
        click.echo(table(heads, (_row(parts, entry, key) for entry in found), right=[0]))

    return show


def _row(parts: Parts, entry: HistoryEntry, key: str) -> list[object]:
    by = parts.name(entry.by) + (f" ({parts.name(entry.on_behalf)})" if entry.on_behalf else "")
    return [
        entry.position,
        local(parts, entry.at),
        word("event", entry.topic),
        matter(entry.stream),
        by,
        short(entry.data, key),
    ]


def short(data: Mapping[str, Any], key: str) -> str:
    """What an event says, in a line: figures and ids, without what stands in the other columns."""
    shown = []
    for name, value in data.items():
        if value == key or value in ([], {}):
            continue
        if isinstance(value, dict):
            value = " ".join(f"{word('given', k)} {v}" for k, v in value.items() if not isinstance(v, (dict, list)))
        elif isinstance(value, list):
            value = (
                ",".join(map(str, value)) if len(value) <= 5 and all(isinstance(v, str) for v in value) else len(value)
            )
        shown.append(f"{word('field', name)}={value}")
    said = " ".join(shown)
    return said if len(said) <= 100 else said[:99] + "…"


def _plain(entry: HistoryEntry) -> dict[str, object]:
    return {
        "position": entry.position,
        "at": plain_instant(entry.at),
        "stream": entry.stream,
        "topic": entry.topic,
        "by": entry.by,
        "for": entry.on_behalf,
        "door": entry.door,
        "data": entry.data,
    }


claim, member, objection, veto, round, filing, window, grading, evaluation = map(_about, _KINDS)


@command(
    "texts",
    help=N_("Read the reasons, grounds and objections of a matter, as far as they are for you."),
    example="jifen --as M02 texts objection/O001",
    params=[argument("about", metavar="MATTER", help=N_("claim/…, objection/… or veto/…"))],
)
def read_texts(parts: Parts, about: str) -> None:
    """What is kept back says so. RefusedError where nothing at all is for this reader."""
    found = texts(parts.database(), parts.the_unit(), about, parts.the_person(), parts.now().date())
    if found and all(each.kept == "not-for-you" for each in found):
        raise RefusedError("{command} is refused", refusals=(_not_for(parts.the_person(), about),), command="texts")
    if parts.json:
        show_json({"about": about, "texts": [asdict(each) for each in found]})
    else:
        heads = [tr(N_("position")), tr(N_("what")), tr(N_("text"))]
        kept = {"not-for-you": tr(N_("(not for you)")), "forgotten": tr(N_("(its keys were destroyed)"))}
        rows = ([each.position, word("event", each.topic), each.text or kept[each.kept]] for each in found)
        click.echo(table(heads, rows, right=[0]))


def _not_for(reader: str, about: str) -> Refusal:
    return Refusal(
        "who-may",
        "no text of {about} is for {reader}",
        "read what you wrote yourself, or what is about you",
        "process §4 Who may do what; read own history",
        {"about": about, "reader": reader},
    )
