"""A member's history played again, for an auditor: on the terminal, as JSON, and as a page to send on.

Source: spec/process.md §6; `projections.replay`.
"""

from collections.abc import Callable, Iterable
from datetime import date
from zoneinfo import ZoneInfo

import click

from cli import page
from cli.answers import show_json
from cli.audit import short
from cli.house import argument, command, option
from cli.kinds import Day
from cli.layout import facts, table
from cli.lookups import cycle_of, label
from cli.parts import Parts
from cli.score import cycle_option, line_of
from cli.sentences import matter
from cli.speech import N_, say, tr, word
from cli.timeline import Mark, timeline
from projections.replay import Replay, ReplayEntry, as_json, replay
from projections.stages import KINDS

Name = Callable[[str], str]

NAMES_HELP = N_("With names from the directory; without it only ids, so that the page can be sent on.")
HTML_HELP = N_("Also write one HTML page to this file: no script, nothing from outside.")


def day(text: str | None) -> date | None:
    """A day of an option."""
    return date.fromisoformat(text) if text else None


def names_option() -> click.Parameter:
    return option("--names", is_flag=True, help=NAMES_HELP)


def html_option() -> click.Parameter:
    return option("--html", metavar="FILE", help=HTML_HELP)


@command(
    "replay",
    help=N_("Play a member's history again: every event with the running score, rule, clause, actor, position."),
    example="jifen audit replay M05 --as-of 2026-06-30 --known-at 2026-07-05 --html M05.html",
    params=[
        argument("member", help=N_("The member's id.")),
        cycle_option(),
        option("--as-of", type=Day(), metavar="DAY", help=N_("Only what is dated up to this day.")),
        option("--known-at", type=Day(), metavar="DAY", help=N_("Only what the ledger held at the end of this day.")),
        html_option(),
        names_option(),
    ],
)
def show_replay(
    parts: Parts,
    member: str,
    cycle: str | None,
    as_of: str | None,
    known_at: str | None,
    html: str | None,
    names: bool,
) -> None:
    """Worked out from the events alone."""
    unit = parts.the_unit()
    events = list(parts.database().ledger(unit).follow())
    found = replay(unit, events, cycle_of(parts, cycle), member, as_of=day(as_of), known_at=day(known_at))
    name = parts.name if names else str
    if html:
        page.write(html, replay_page(found, name))
    if parts.json:
        show_json(as_json(found))
        return
    click.echo(facts(_head(found, name)))
    click.echo(table(_heads(), (_cells(found, entry, name) for entry in found.entries), right=[0, 7, 8, 9, 10]))
    if html:
        click.echo(say(N_("written: {path}"), path=html), err=True)


def _head(found: Replay, name: Name) -> Iterable[tuple[str, object]]:
    final = found.ends.get("final")
    yield tr(N_("member")), name(found.member)
    yield tr(N_("unit")), found.unit
    yield tr(N_("cycle")), found.cycle
    yield tr(N_("scheme")), f"{label(found.scheme, 'scheme', found.scheme.id)} ({found.digest})"
    yield tr(N_("true on")), found.as_of or tr(N_("any day"))
    yield tr(N_("known at the end of")), found.known_at or tr(N_("the ledger's last event"))
    yield tr(N_("events of the ledger")), found.size
    for kind in KINDS:
        end = found.ends.get(kind)
        yield say(N_("total, {kind}"), kind=word("figure", kind)), end.total if end else tr(N_("no points are kept"))
    if final is None:
        return
    grade = label(found.scheme, "grade", final.grade)
    yield tr(N_("grade")), f"{grade} {tr(N_('(provisional)')) if final.provisional else ''}" if grade else None


def _heads() -> list[str]:
    heads = [tr(N_("position")), tr(N_("at")), tr(N_("what")), tr(N_("matter")), tr(N_("by"))]
    return [*heads, tr(N_("rule")), tr(N_("moved")), *(word("figure", kind) for kind in KINDS)]


def _cells(found: Replay, entry: ReplayEntry, name: Name) -> list[object]:
    return [
        entry.position,
        f"{entry.at.astimezone(ZoneInfo(found.zone)):%Y-%m-%d %H:%M}",
        word("event", entry.topic),
        matter(entry.stream),
        _by(entry, name),
        _rule(found, entry),
        _moved(entry),
        *(entry.figures[kind] for kind in KINDS),
    ]


def _by(entry: ReplayEntry, name: Name) -> str:
    roles = "/".join(word("role", role) for role in entry.roles)
    acted = f"{name(entry.by)}({roles})" if roles else name(entry.by)
    return f"{acted} {say(N_('for {person}'), person=name(entry.on_behalf))}" if entry.on_behalf else acted


def _rule(found: Replay, entry: ReplayEntry) -> str:
    ground = entry.ground
    if ground is None:
        return ""
    kind = {"claim": "item"}.get(entry.stream.partition("/")[0], entry.stream.partition("/")[0])
    words = [label(found.scheme, kind, ground.ref) or ground.ref]
    words += [f"[{word('rule', ground.rule)}]"] if ground.rule else []
    words += [f"§{ground.clause.removeprefix('§')}"] if ground.clause else []
    words += [ground.on.isoformat()]
    words += [f"{word('given', given)} {value}" for given, value in ground.given.items()]
    words += [tr(N_("(after the day asked for)"))] if entry.later else []
    return " ".join(words)


def _moved(entry: ReplayEntry) -> str:
    return " ".join(f"{word('figure', kind)} {figure:+}" for kind, figure in entry.moved.items())


def replay_page(found: Replay, name: Name = str) -> str:
    """The replay as one page: head, picture, every event, and how the final figure adds up."""
    title = say(N_("Replay of {member}, cycle {cycle}, {unit}"), member=name(found.member), cycle=found.cycle,
                unit=found.unit)  # fmt: skip
    heads = [*_heads(), tr(N_("data"))]
    rows = [
        ([*_cells(found, entry, name), page.tag("small", short(entry.data, found.member))], entry.later)
        for entry in found.entries
    ]
    final = found.ends.get("final")
    lines = (*final.lines, *final.beside, *final.vetoes) if final else ()
    working = "\n".join(click.unstyle(each) for line in lines for each in line_of(found.scheme, line))
    return page.document(
        title,
        page.facts(_head(found, name)),
        _picture(found, title),
        page.tag("h2", tr(N_("Every event"))),
        page.sheet(heads, rows, right=[0, 7, 8, 9, 10]),
        page.tag("h2", tr(N_("How the final figure adds up"))),
        page.tag("pre", working),
        page.tag("p", tr(N_("Free texts, who objected, and ballots are not in this page.")), class_="note"),
    )


def _picture(found: Replay, title: str) -> page.Markup:
    marks = [
        Mark(
            entry.at,
            f"{entry.position} {word('event', entry.topic)} {matter(entry.stream)} {_moved(entry)}",
            [entry.figures[kind] for kind in KINDS],
        )
        for entry in found.entries
    ]
    if not marks:
        return page.tag("p", tr(N_("nothing happened")))
    zone = ZoneInfo(found.zone)
    days = [f"{at.astimezone(zone):%Y-%m-%d}" for at in (marks[0].at, max(mark.at for mark in marks))]
    said = say(N_("The total by kind of figure after each of {count} events, over time."), count=len(marks))
    return timeline(title, [word("figure", kind) for kind in KINDS], marks, said, days)
