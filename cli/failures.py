"""What went wrong, said once: a sentence for people or one JSON object, and an exit code that scripts can rely on.

0 ok · 1 error · 2 usage · 3 not found · 4 no role for it · 5 stale · 6 refused · 7 verification failed.
"""

import json
import sys
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

import click

from cli.sentences import said
from cli.speech import N_, say, tr
from ledger.errors import DomainError, Fault, NotFoundError, Refusal, RefusedError, StaleError, TamperedError

OK, ERROR, USAGE, NOT_FOUND, NO_ROLE, STALE, REFUSED, UNVERIFIED = range(8)
INTERRUPTED, BROKEN_PIPE = 130, 141
# Refused by these alone: somebody else would have to ask.
WHO = frozenset({"who-may", "operator-no-business"})
SEEN = "seen-current"  # whatever else stands in the way: look again first


def exit_code(error: Exception) -> int:
    """The exit code of an error, for scripts."""
    match error:
        case click.ClickException():
            return USAGE
        case RefusedError(refusals=refusals):
            guards = {refusal.guard for refusal in refusals}
            return NO_ROLE if guards <= WHO else STALE if SEEN in guards else REFUSED
        case NotFoundError():
            return NOT_FOUND
        case StaleError():
            return STALE
        case TamperedError():
            return UNVERIFIED
        case _:
            return ERROR


def report(error: Exception, *, as_json: bool, trace: bool) -> int:
    """Say the error, and give the exit code. JSON goes to stdout, sentences to stderr."""
    if trace and not isinstance(error, (DomainError, click.ClickException)):
        traceback.print_exception(error)
    if as_json:
        click.echo(json.dumps(as_plain(error), ensure_ascii=False, indent=2))
    elif isinstance(error, click.ClickException):
        error.show()
    else:
        for line in lines(error):
            click.echo(line, err=True)
    return exit_code(error)


def as_plain(error: Exception) -> dict[str, Any]:
    """The error as plain data; ids, facts and keys are the same in every language."""
    if isinstance(error, click.ClickException):
        return {"code": "usage", "message": error.format_message(), "facts": {}, "refusals": [], "faults": []}
    if not isinstance(error, DomainError):
        return {"code": "internal", "message": _inside(error), "facts": {}, "refusals": [], "faults": []}
    refusals = error.refusals if isinstance(error, RefusedError) else ()
    return {
        "code": error.code,
        "message": said(error.message, error.facts),
        "facts": plain(error.facts),
        "refusals": [refusal_plain(refusal) for refusal in refusals],
        "faults": [
            {"place": fault.place, "message": said(fault.message, fault.facts), "facts": plain(fault.facts)}
            for fault in error.faults
        ],
    }


def refusal_plain(refusal: Refusal) -> dict[str, Any]:
    """A refusal as plain data."""
    return {
        "guard": refusal.guard,
        "message": said(refusal.message, refusal.facts),
        "facts": plain(refusal.facts),
        "clause": refusal.clause,
        "remedy": said(refusal.remedy, refusal.facts),
    }


def plain(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as JSON: whole numbers and yes or no as they are, all else as text."""
    return {name: value if isinstance(value, (int, str)) else str(value) for name, value in facts.items()}


def lines(error: Exception) -> Iterable[str]:
    """The error for people: one sentence, and what stands in the way, each with its way out."""
    if not isinstance(error, DomainError):
        yield _inside(error)
        return
    head = said(error.message, error.facts)
    yield head if _ends(head) else f"{head}{tr(N_('.'))}"
    for fault in error.faults:
        yield f"  {fault_line(fault)}"
    for refusal in error.refusals if isinstance(error, RefusedError) else ():
        yield from refusal_lines(refusal)


def fault_line(fault: Fault) -> str:
    """Place and sentence."""
    sentence = said(fault.message, fault.facts)
    return f"{fault.place}: {sentence}" if fault.place else sentence


def refusal_lines(refusal: Refusal) -> Iterable[str]:
    """The guard and its message; then the facts that it saw, the clause, and the way out."""
    guard = click.style(refusal.guard, fg="red", bold=True)
    yield f"  {guard}: {said(refusal.message, refusal.facts)}"
    if refusal.facts:
        seen = "  ".join(f"{name}={value}" for name, value in refusal.facts.items())
        yield f"    {say(N_('facts'))}: {seen}"
    if refusal.clause:
        yield f"    {say(N_('clause'))}: {refusal.clause}"
    yield f"    {say(N_('way out'))}: {said(refusal.remedy, refusal.facts)}"


def pipe_is_gone() -> int:
    """Nobody reads any more: leave without a word."""
    import os

    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        except (OSError, ValueError):
            continue
    return BROKEN_PIPE


def _inside(error: Exception) -> str:
    return say(
        N_("something is wrong inside this program ({kind}): run it again with -vv to see where, and report it"),
        kind=type(error).__name__,
    )


def _ends(sentence: str) -> bool:
    return sentence.endswith((".", "。", "?", "？", "!", ":", "："))
