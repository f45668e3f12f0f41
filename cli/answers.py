"""How the answer to a command is shown: what was recorded, where; or whether it would be.

Source: spec/process.md §7.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.failures import NO_ROLE, REFUSED, WHO, refusal_lines, refusal_plain
from cli.parts import Parts
from cli.sentences import matter
from cli.speech import N_, language, say, word
from ledger.errors import Refusal

if TYPE_CHECKING:
    from workflow.app import Answer

EVENTS_SHOWN = 6


def printed(parts: Parts, command: str, done: Sequence[tuple[str, "Answer"]], *, several: bool) -> None:
    """What came of one command, or of several of a kind."""
    if parts.json:
        found = [{"command": command, "id": id, **answer.as_json()} for id, answer in done]
        show_json({"command": command, "unit": parts.unit, "answers": found} if several else found[0])
        return
    if not done:
        click.echo(say(N_("nothing to do")))
    for _, answer in done:
        _print(command, answer)


def _print(command: str, answer: "Answer") -> None:
    first = answer.events[0] if answer.events else None
    about = matter(first[2]) if first else answer.unit
    again = say(N_(" (done before)")) if answer.repeated else ""
    click.echo(f"{click.style('✓', fg='green')} {_step(command)}: {about}{again}")
    if len(answer.events) > EVENTS_SHOWN:
        for topic, count in Counter(topic for _, topic, _ in answer.events).items():
            click.echo(f"  {count} × {word('event', topic)}")
        return
    for position, topic, stream in answer.events:
        click.echo(f"  {position:>6}  {word('event', topic)}  {matter(stream)}")


def _step(command: str) -> str:
    """What the process table calls the step."""
    from workflow.process.table import table

    rows = table().of(command)
    row = next((each for each in rows if each.step), rows[0])  # of several, one of the eleven steps
    return row.zh if language() == "zh" else row.en


def examined(parts: Parts, found: Sequence[tuple[Refusal, ...]], command: str) -> None:
    """Whether it would be accepted: yes, or every guard that says no and an exit code to match."""
    refusals = [refusal for each in found for refusal in each]
    if parts.json:
        show_json({"command": command, "accepted": not refusals, "refusals": list(map(refusal_plain, refusals))})
    elif not refusals:
        click.echo(f"{click.style('✓', fg='green')} {say(N_('{command} would be accepted'), command=command)}")
    else:
        click.echo(f"{click.style('✗', fg='red')} {say(N_('{command} would be refused'), command=command)}")
        for refusal in refusals:
            for line in refusal_lines(refusal):
                click.echo(line)
    if refusals:
        raise click.exceptions.Exit(NO_ROLE if {refusal.guard for refusal in refusals} <= WHO else REFUSED)


def show_json(plain: Any) -> None:
    """One JSON value on stdout."""
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
