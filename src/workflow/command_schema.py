"""The JSON form of every command as JSON Schema, written from the command classes, never by hand.

A schema says shape alone: fields, kinds, patterns. What a command means for a ledger, the guards say.
Source: spec/process.md §7.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ledger.scalar import DECIMAL_DIGITS_MAX, INT_MAX
from ledger.sealed import Sealed
from workflow.command import IDENTIFIER, TEXT_LENGTH_MAX, Command, needed
from workflow.commands import COMMANDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = f"^{IDENTIFIER.pattern}$"
_INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
_PLAIN: Mapping[Any, dict[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": -INT_MAX, "maximum": INT_MAX},
    bool: {"type": "boolean"},
    Decimal: {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", "maxLength": DECIMAL_DIGITS_MAX},
    date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    datetime: {"type": "string", "format": "date-time", "pattern": _INSTANT},
    Sealed: {
        "type": "string",
        "minLength": 1,
        "maxLength": TEXT_LENGTH_MAX,
        "description": "free text, sealed when stored",
    },
}
# What only the door uses and no decision sees.
_ASIDE: Mapping[str, dict[str, object]] = {
    "name": {"type": "string", "description": "for the directory, never in the log"},
    "names": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "names by id, for the directory, never in the log",
    },
}


def schema_text() -> str:
    """One document for all commands, told apart by their name, as text."""
    document = {
        "$schema": DIALECT,
        "title": "Jifen command",
        "description": "One JSON object a command (spec: the process, section 7).",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in sorted(COMMANDS)],
        "$defs": {name: command_schema(COMMANDS[name]) for name in sorted(COMMANDS)},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def command_schema(kind: type[Command]) -> dict[str, object]:
    """The schema of one command: the fields that all have, and its own."""
    hints = typing.get_type_hints(kind)
    own = dataclasses.fields(kind)
    must = [each.name for each in own if needed(each)]
    about = " ".join((kind.__doc__ or "").split())
    return {
        **({"description": about} if about and not about.startswith(f"{kind.__name__}(") else {}),
        "type": "object",
        "additionalProperties": False,
        "required": ["command", "id", "unit", *must],
        "properties": {
            "command": {"const": kind.NAME},
            "id": {"type": "string", "pattern": _ID, "description": "made by the caller, kept before sending"},
            "unit": {"type": "string", "pattern": _ID},
            "by": {"type": "string", "pattern": _ID, "description": "who asks, as the door knows them"},
            "for": {"type": "string", "pattern": _ID, "description": "for whom the asker stands in"},
            "version": {"const": kind.VERSION},
            "seen": {"type": "integer", "minimum": -1, "maximum": INT_MAX},
            "at": {"type": "string", "format": "date-time", "pattern": _INSTANT, "description": "in a sandbox only"},
            **{each.name: _of(hints[each.name]) for each in own},
            **{name: _ASIDE[name] for name in kind.ASIDE},
        },
    }


def _of(hint: Any) -> dict[str, object]:
    """The schema of a field's type, as `ledger.codec` reads it. A hint that it can't read is a bug."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if origin in (typing.Union, types.UnionType):
        return _of(next(each for each in inner if each is not types.NoneType))
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner[-1] is Ellipsis:
        return {"type": "array", "items": _of(inner[0])}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(inner[1])}
    assert isinstance(hint, type), hint
    assert dataclasses.is_dataclass(hint), hint
    hints = typing.get_type_hints(hint)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [each.name for each in dataclasses.fields(hint) if needed(each)],
        "properties": {each.name: _of(hints[each.name]) for each in dataclasses.fields(hint)},
    }
