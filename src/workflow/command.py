"""What one may ask: the form of every command, and how its JSON is read.

A command is a JSON object: `command`, `id`, `unit`, `by`, `for`, `version`, `seen`, in a sandbox
`at`, and the fields of its own (spec/process.md §7). Each room defines its commands as frozen
dataclasses; `read` finds the class by name and reports every fault at once.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from ledger.codec import decode
from ledger.errors import Fault, InvalidError
from ledger.sealed import Sealed

TEXT_LENGTH_MAX = 4000  # characters of a free text
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._#-]{0,79}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Command:
    """Base of all commands. NAME is `noun.verb`, as in the process table."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int] = 1
    # Fields that only the door uses (a name for the directory): they never reach a decision.
    ASIDE: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who asks, for whom, when, and what they had seen; the same for every command."""

    command: str
    id: str
    unit: str
    by: str
    on_behalf: str | None
    at: datetime
    door: str
    seen: int | None = None


def needed(field: "dataclasses.Field[Any]") -> bool:
    """Whether whoever writes the JSON must give this field."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


COMMANDS: dict[str, type[Command]] = {}


def command(kind: type[Command]) -> type[Command]:
    """Register a command class under its name."""
    assert kind.NAME not in COMMANDS, kind.NAME
    COMMANDS[kind.NAME] = kind
    return kind


_OWN = frozenset({"command", "id", "unit", "by", "for", "version", "seen", "at"})


def with_texts(kind: type, plain: Mapping[str, Any], change: Callable[[str, Any], Any]) -> dict[str, Any]:
    """The same JSON with every free text, at any depth, replaced by what `change(field, text)` gives for it."""
    hints = typing.get_type_hints(kind)
    return {name: _walk(hints[name], value, name, change) if name in hints else value for name, value in plain.items()}


def _walk(hint: Any, value: Any, name: str, change: Callable[[str, Any], Any]) -> Any:
    if value is None:
        return None
    inner = [each for each in typing.get_args(hint) if each is not type(None)]
    if isinstance(hint, types.UnionType) and len(inner) == 1:
        return _walk(inner[0], value, name, change)
    if hint is Sealed:
        return change(name, value)
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return [_walk(inner[0], each, name, change) for each in value]
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict):
        return with_texts(hint, value, change)
    return value


def class_of(body: Mapping[str, Any]) -> type[Command]:
    """The class that the body names, or InvalidError: unknown command or version."""
    name = body.get("command")
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InvalidError("there is no command {name}", name=repr(name))
    if body.get("version", 1) != kind.VERSION:
        raise InvalidError(
            "version {version} of {name} is not known here; this program speaks version {known}",
            version=repr(body.get("version")),
            name=name,
            known=kind.VERSION,
        )
    return kind


def own_fields(body: Mapping[str, Any], kind: type[Command]) -> dict[str, Any]:
    """The command's own fields, without the envelope's and those that only the door uses."""
    return {k: v for k, v in body.items() if k not in _OWN and k not in kind.ASIDE}


def read_fields(kind: type[Command], plain: Mapping[str, Any]) -> Command:
    """The typed command; InvalidError lists every fault with its place."""
    read = decode(kind, plain)
    assert isinstance(read, kind)
    return read


def read_envelope(body: Mapping[str, Any], *, by: str, at: datetime, door: str) -> Envelope:
    """The envelope, with `by`, `at` and `door` as the caller established them.

    Raises:
        InvalidError: ids that are no ids, `seen` that is no position; all at once.
    """
    faults = [
        Fault("{value} is no id: use letters, digits and . _ # - (80 at most)", name, {"value": repr(value)})
        for name, value in (
            ("id", body.get("id")),
            ("unit", body.get("unit")),
            ("by", by),
            ("for", body.get("for", "-x")),
        )
        if not (isinstance(value, str) and (IDENTIFIER.fullmatch(value) or value == "-x"))
    ]
    seen = body.get("seen")
    if seen is not None and (not isinstance(seen, int) or isinstance(seen, bool) or seen < -1):
        faults.append(Fault("{value} is no position in a ledger", "seen", {"value": repr(seen)}))
    if faults:
        raise InvalidError("the command can't be read", faults=faults)
    return Envelope(
        command=body["command"],
        id=body["id"],
        unit=body["unit"],
        by=by,
        on_behalf=body.get("for"),
        at=at,
        door=door,
        seen=seen,
    )


def read_instant(text: object) -> datetime:
    """An instant from `2026-03-29T08:00:00Z` (or with an offset), as UTC. InvalidError else."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InvalidError("{value} is no instant: write it like 2026-03-29T08:00:00Z", value=repr(text))
    return at.astimezone(UTC)
