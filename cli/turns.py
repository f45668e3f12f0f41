"""Whose turn it is: what is late, today, soon, and for a person everything they may do next, ready to be typed.

Source: spec/process.md §5 (`due`), §9; `projections.worklist`, `projections.due`.
"""

import dataclasses
import typing
from datetime import datetime
from shlex import join
from typing import Any

import click

from cli import carried
from cli.answers import show_json
from cli.house import command, option
from cli.kinds import Whole
from cli.layout import table
from cli.lookups import followed
from cli.parts import Parts
from cli.sentences import matter
from cli.speech import N_, language, say, tr
from cli.times import local, plain_instant
from cli.verbs import VERBS
from ledger.events.exchange import Carried
from projections.due import GROUPS, WITHIN, Reminder, grouped, reminders
from projections.worklist import WorkItem, worklist
from workflow.command import needed
from workflow.commands import COMMANDS

LATE = 1  # exit code
SHOWN = 3  # persons in a line for people
TITLES = {
    "late": N_("late"),
    "today": N_("today"),
    "soon": N_("soon"),
    "open": N_("open, without a deadline that is near"),
}
COLOURS = {"late": "red", "today": "yellow"}
_choice = [
    option("--role", metavar="ROLE", help=N_("Only what this post may take further.")),
    option("--person", metavar="PERSON", help=N_("Only what this person may take further.")),
]


@command(
    "due",
    help=N_("What is late, due today or soon, and whose turn it is; exit 1 if anything is late."),
    example="jifen --unit B01 due --within 14",
    params=[
        option("--within", type=Whole(), metavar="DAYS", help=N_("How many days ahead; by default 7.")),
        *_choice,
        option("--reminders", "as_data", is_flag=True, help=N_("As data: who, what, until when, on which days.")),
    ],
)
def show_due(parts: Parts, within: int | None, role: str | None, person: str | None, as_data: bool) -> None:
    """The list, by urgency."""
    ahead = WITHIN if within is None else within
    found, at = _waiting(parts, role, person)
    if as_data:
        _show_reminders(parts, found, at, ahead)
        return
    groups = grouped(found, at, ahead)
    if parts.json:
        plain = {group: [plain_item(item) for item in groups[group]] for group in GROUPS}
        show_json({"unit": parts.the_unit(), "at": plain_instant(at), "within": ahead, **plain})
    else:
        click.echo(say(N_("as of {at}"), at=local(parts, at)))
        for group in GROUPS:
            if groups[group]:
                click.echo(f"\n{click.style(tr(TITLES[group]), fg=COLOURS.get(group), bold=True)}")
                click.echo(items_table(parts, groups[group]))
        if not any(groups.values()):
            click.echo(tr(N_("nothing waits")))
    if groups["late"]:
        raise click.exceptions.Exit(LATE)


@command(
    "inbox",
    help=N_("What can be taken further now, and by whom; with --person also what to type."),
    example="jifen --unit P01 inbox --person U1",
    params=_choice,
)
def show_inbox(parts: Parts, role: str | None, person: str | None) -> None:
    """Only what has come: nothing whose time is still to begin."""
    waiting, at = _waiting(parts, role, person)
    found = [item for item in waiting if item.has_come(at)]
    if parts.json:
        items = [{**plain_item(item), "type": typed(item, person)} for item in found]
        show_json({"unit": parts.the_unit(), "at": plain_instant(at), "items": items})
        return
    click.echo(say(N_("as of {at}"), at=local(parts, at)))
    if not found:
        click.echo(tr(N_("nothing waits")))
        return
    click.echo(items_table(parts, found))
    if person:
        click.echo(f"\n{tr(N_('to type'))}:")
        for item in found:
            click.echo(f"  {typed(item, person)}")


def _waiting(parts: Parts, role: str | None, person: str | None) -> tuple[tuple[WorkItem, ...], datetime]:
    database, at = followed(parts, everywhere=True), parts.now()
    return worklist(database, parts.the_unit(), role=role, person=person, at=at), at


def typed(item: WorkItem, person: str | None) -> str:
    """The line to type; `…` stands for what only the person knows."""
    verb, kind = VERBS[item.command], COMMANDS[item.command]
    words = ["jifen", "--unit", item.ledger, *(["--as", person] if person else [])]
    if person and (principal := item.principal(person)):
        words += ["--for", principal]
    words += [verb.noun, verb.verb]
    options: list[str] = []
    hints = typing.get_type_hints(kind)
    for each in dataclasses.fields(kind):
        if hints[each.name] is Carried:
            options += _fetched(item)
        elif each.name in verb.arguments:
            words.append(_value(item, each.name))
        elif needed(each):
            options += [f"--{each.name.replace('_', '-')}", _value(item, each.name)]
    return join([*words, *options]).replace("'…'", "…")


def _fetched(item: WorkItem) -> list[str]:
    if item.command == carried.RECEIPT:
        return ["--position", str(item.decided)]
    return ["--from", item.unit, "--request", str(item.request)]


def _value(item: WorkItem, field: str) -> str:
    kind, _, key = item.subject.partition("/")
    if field == "window" and kind == "publicity":
        return key
    if field == kind:
        return key
    if field == "subject":
        return key.rpartition("/")[0] if kind == "hearing" else item.subject
    return (item.member if field == "member" else None) or "…"


def items_table(
    parts: Parts, items: typing.Iterable[WorkItem], last: tuple[str, typing.Sequence[object]] | None = None
) -> str:
    """What waits, a line each; `last` is a further column, its head and what stands in it."""
    heads = [tr(N_("unit")), tr(N_("matter")), tr(N_("next")), tr(N_("who")), tr(N_("since")), tr(N_("not before"))]
    rows = [_row(parts, item) for item in items]
    if last is not None:
        heads, rows = [last[0], *heads], [[one, *row] for one, row in zip(last[1], rows, strict=True)]
    return table([*heads, tr(N_("until"))], rows)


def _row(parts: Parts, item: WorkItem) -> list[object]:
    until = str(item.day) if item.day else None
    if item.overdue:
        until = click.style(f"{until} {tr(N_('overdue'))}", fg="red")
    what = item.what_zh if language() == "zh" else item.what
    who = ", ".join(parts.name(person) for person in item.persons[:SHOWN])
    who += " …" if len(item.persons) > SHOWN else ""
    before = local(parts, item.not_before) if item.not_before else None
    return [item.unit, matter(item.subject), f"{what} ({item.command})", who, local(parts, item.since), before, until]


def plain_item(item: WorkItem) -> dict[str, Any]:
    return {
        "unit": item.unit,
        "ledger": item.ledger,
        "subject": item.subject,
        "command": item.command,
        "roles": list(item.roles),
        "persons": list(item.persons),
        "stand_ins": [{"person": person, "for": principal} for person, principal in item.stand_ins],
        "since": plain_instant(item.since),
        "not_before": plain_instant(item.not_before),
        "due": plain_instant(item.due),
        "day": str(item.day) if item.day else None,
        "overdue": item.overdue,
        "everyones": item.everyones,
        "member": item.member,
        "request": item.request,
        "answered_by": item.answered_by,
        "decided": item.decided,
    }


def _show_reminders(parts: Parts, found: tuple[WorkItem, ...], at: datetime, within: int) -> None:
    """JSON for a mailer or messenger; whatever is late in it, the answer is complete, and the exit code 0."""
    plain = [_reminder(each) for each in reminders(found, at, within)]
    show_json({"unit": parts.the_unit(), "at": plain_instant(at), "reminders": plain})


def _reminder(each: Reminder) -> dict[str, Any]:
    item = each.item
    return {
        "id": each.id,
        "when": each.group,
        "what": {"en": item.what, "zh": item.what_zh},
        "remind_on": [str(day) for day in each.days],
        "type": typed(item, None),
        **plain_item(item),
    }
