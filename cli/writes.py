"""The commands that change a ledger, built from the command classes and the table in `verbs`.

Each does the same: words become one command in JSON, the workflow answers, the answer is printed.
"""

import dataclasses
import time
import types
import typing
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from cli import answers, callers, carried, logs, papers, receipts
from cli.house import Command, argument, option
from cli.kinds import (
    Day,
    Days,
    Departing,
    Digest,
    Evidence,
    Ids,
    KeyText,
    Lowered,
    Named,
    Points,
    Quantity,
    Rejected,
    Voted,
    Whole,
    Zone,
)
from cli.parts import Parts, text_of
from cli.speech import N_
from cli.verb import Verb
from cli.verbs import VERBS
from cli.words import COUNTS, WORDS
from ledger.events.claim import Evidence as EvidenceOfLine
from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command as Asked
from workflow.command import needed
from workflow.commands import COMMANDS

if TYPE_CHECKING:
    from workflow.app import Answer

# Words for yes and no where a flag of the field's own name would not say both.
_PAIRS: Mapping[str, tuple[str, bool]] = {
    "done": ("--done/--not-done", False),
    "accepted": ("--accepted/--rejected", True),
    "upheld": ("--upheld/--dismissed", True),
    "carried": ("--carried/--dropped", False),
    "under_watch": ("--under-watch/--not-under-watch", False),
}
_DIGESTS = frozenset({"proof", "document", "sheet"})
_FILES = frozenset({"text"})  # of a scheme: a document; elsewhere `text` is sealed words


def build(name: str) -> Command:
    """The command of this name, such as `claim.apply`."""
    verb, kind = VERBS[name], COMMANDS[name]
    hints = typing.get_type_hints(kind)
    params: list[click.Parameter] = []
    for each in dataclasses.fields(kind):
        if hints[each.name] is not Carried:
            params += _params(verb, each.name, hints[each.name], needed=needed(each))
    params += _aside(kind)
    params += [*carried.options(name), *receipts.options(name)]
    placed = [param for field in verb.arguments for param in params if param.name == field]
    others = [param for param in params if param not in placed]
    if name == "unit.found":
        placed = [argument("founded", required=False, metavar="[UNIT]", help=N_("The unit; else --unit."))]

    def call(**given: Any) -> None:
        parts = click.get_current_context().find_object(Parts)
        assert parts is not None
        give(parts, name, given)

    return Command(verb.verb, help=verb.help, example=verb.example, callback=call, params=[*placed, *others])


def _aside(kind: type[Asked]) -> Iterator[click.Parameter]:
    """Names, which go to the directory and never into the log."""
    if "name" in kind.ASIDE:
        yield option("--name", metavar="NAME", help=WORDS["name"])
    if "names" in kind.ASIDE:
        told = N_("A name behind an id, for the directory; as often as needed.")
        yield option("--name", "names", type=Named(), multiple=True, metavar="ID=NAME", help=told)
        yield option("--names", "names_file", metavar="FILE", help=N_("Names by id, as JSON."))


def _params(verb: Verb, field: str, hint: Any, *, needed: bool) -> list[click.Parameter]:
    """How a field is given: as an option, or where the table says so as an argument."""
    inner, many = _inside(hint)
    if field == "exceptions":
        return [
            option("--lower", type=Lowered(), multiple=True, metavar="CLAIM=POINTS:REASON", help=N_("Fewer points.")),
            option("--reject", type=Rejected(), multiple=True, metavar="CLAIM:REASON", help=N_("Not accepted.")),
            option("--exceptions", "exceptions_file", metavar="FILE", help=N_("All of them, as JSON.")),
        ]
    if field == "departures":
        voted, told = verb.name == "grade.confirm", verb.words[field]
        kind: click.ParamType[Any] = Voted() if voted else Departing()
        shape = "MEMBER=FAVOUR/AGAINST/ABSTAINED" if voted else "MEMBER=GRADE:REASON"
        return [option("--depart", "departures", type=kind, multiple=True, metavar=shape, help=told)]
    if field == "results":
        told = N_("The tallies by member: JSON, or CSV with the columns member and band, points or votes.")
        return [option("--results", "results_file", metavar="FILE", required=True, help=told)]
    if field == "members":
        told = N_(
            "Who signed: ids with commas, or a CSV (or JSON) with the columns member, times, points, level, quantity."
        )
        return [option("--members", "members_file", metavar="FILE|ID,ID…", required=True, help=told)]
    told = verb.words.get(field) or (COUNTS.get(field) if inner is int else None) or WORDS[field]
    flag = "--" + field.replace("_", "-")
    if field in verb.arguments:
        placed = {**_kind(verb, field, hint), "metavar": _placeholder(field)}
        return [argument(field, help=told, required=True, **placed)]
    if inner is bool:
        words, must = _PAIRS.get(field, (flag, False))
        return [option(words, field, help=told, is_flag=True, **({"required": True} if must else {"default": None}))]
    more = {"multiple": True} if inner is EvidenceOfLine else {}
    spare = many or inner is EvidenceOfLine
    return [option(flag, field, required=needed and not spare, help=told, **more, **_kind(verb, field, hint))]


def _placeholder(field: str) -> str:
    return "FILE" if field in _FILES else field.upper()


def _inside(hint: Any) -> tuple[Any, bool]:
    """The type of a value, without `| None`; and whether there are many."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0], True
    return hint, False


def _kind(verb: Verb, field: str, hint: Any) -> dict[str, Any]:
    """The option's type, and how help names it."""
    inner, many = _inside(hint)
    if inner is EvidenceOfLine:
        return {"type": Evidence(), "metavar": "KIND[:SHA256|:FILE]"}
    if many and inner is date:
        return {"type": Days(), "metavar": "DAY,DAY..DAY"}
    if many:
        return {"type": Ids(), "metavar": "ID,ID…"}
    if typing.get_origin(inner) is Literal:
        return {"type": click.Choice(typing.get_args(inner))}
    if inner is Decimal:
        return {"type": Quantity() if field == "quantity" else Points(), "metavar": "POINTS"}
    if inner is date:
        return {"type": Day(), "metavar": "DAY"}
    if inner is int:
        return {"type": Whole(), "metavar": "NUMBER"}
    if inner is Sealed:
        return {"metavar": "TEXT"}
    if field == "key" and verb.noun == "keys":
        return {"type": KeyText(), "metavar": "FILE|KEY"}
    if field == "zone":
        return {"type": Zone(), "metavar": "ZONE"}
    if field in _DIGESTS:
        return {"type": Digest(), "metavar": "SHA256|FILE"}
    return {"metavar": _placeholder(field)}


def give(parts: Parts, name: str, given: dict[str, Any]) -> None:
    """Give the command: once, or once for each thing that was fetched from another ledger."""
    founded = given.pop("founded", None)
    parts.unit = founded or parts.unit
    several = bool(given.get("all_")) or len(given.get("files") or ()) > 1
    receipt: Path | None = given.pop("receipt_file", None)
    bodies = [
        parts.body(name, {**_empty(name), **fields, **_fields(name, given)}, id=_id(parts, number))
        for number, fields in enumerate(carried.fetched(parts, name, given))
    ]
    if parts.examines:
        answers.examined(parts, [_examined(parts, body) for body in bodies], name)
        return
    key = receipts.key_for(parts, receipt)
    done = [(body["id"], handled(parts, body)) for body in bodies]
    for _, answer in done:
        receipts.give(parts, answer, key, receipt)
    answers.printed(parts, name, done, several=several)


def _empty(name: str) -> dict[str, Any]:
    """Lists that the command needs are empty where nobody was named: whether that will do, the guards say."""
    kind = COMMANDS[name]
    hints = typing.get_type_hints(kind)
    return {each.name: [] for each in dataclasses.fields(kind) if needed(each) and _inside(hints[each.name])[1]}


def _id(parts: Parts, number: int) -> str | None:
    """The first command has the id that was given; those behind it have ids that follow from it."""
    return None if number == 0 else str(uuid.uuid5(uuid.NAMESPACE_OID, f"{parts.id} {number}"))


def _fields(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in JSON: what was given, nothing that wasn't."""
    found: dict[str, Any] = {}
    for field, value in given.items():
        read = _READ.get(field)
        if value is None or value == () or value == [] or field == "all_":
            continue
        if read:
            read(found, value)
        elif field == "text" and name == "scheme.propose":
            found["text"] = text_of(value)
        else:
            found[field] = list(value) if isinstance(value, tuple) else value
    return found


def _join(into: str) -> Callable[[dict[str, Any], Any], None]:
    def read(found: dict[str, Any], value: Sequence[Any]) -> None:
        found[into] = [*found.get(into, []), *value]

    return read


def _names(found: dict[str, Any], value: Sequence[tuple[str, str]]) -> None:
    found["names"] = {**found.get("names", {}), **dict(value)}


_READ: Mapping[str, Callable[[dict[str, Any], Any], None]] = {
    "lower": _join("exceptions"),
    "reject": _join("exceptions"),
    "exceptions_file": lambda found, value: _join("exceptions")(found, papers.exceptions(value)),
    "members_file": lambda found, value: found.update(members=papers.signed(value)),
    "results_file": lambda found, value: found.update(results=papers.tallies(value)),
    "names": _names,
    "names_file": lambda found, value: _names(found, papers.names(value)),
}


def handled(parts: Parts, body: Mapping[str, Any]) -> "Answer":
    """The workflow's answer, and one line in the log whatever it is. Who objects is not in it either."""
    from workflow.app import handle
    from workflow.entries import OFFICE_COMMANDS

    start, outcome = time.perf_counter(), "failed"
    more: dict[str, object] = {}
    try:
        answer = handle(parts.database(), body, callers.caller(parts, body))
        outcome = "repeated" if answer.repeated else "accepted"
        more = {"position": answer.events[0][0] if answer.events else None, "events": len(answer.events)}
        return answer
    except Exception as error:
        outcome = str(getattr(error, "code", "failed"))
        guards = sorted({refusal.guard for refusal in getattr(error, "refusals", ())})
        more = {"guards": ",".join(guards) or None}
        raise
    finally:
        took = round((time.perf_counter() - start) * 1000)
        ids = {name: body.get(name) for name in ("unit", "by", "id")}
        if body.get("command") in OFFICE_COMMANDS:
            ids["by"] = f"{body.get('unit')}#office"
        logs.line(parts.verbose, str(body.get("command")), **ids, outcome=outcome, ms=took, **more)


def _examined(parts: Parts, body: Mapping[str, Any]) -> Any:
    from workflow.app import examine

    return examine(parts.database(), body, callers.caller(parts, body))
