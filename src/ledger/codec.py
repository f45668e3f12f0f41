"""How a frozen dataclass becomes JSON and comes back: by its type hints, strictly, with every fault at once.

One codec for event payloads, state records and commands. It knows str, int, bool, Decimal, date,
datetime (UTC), Literal, StrEnum, tuple[X, ...], tuple[X, Y], dict or Mapping[str, X], X | None,
NewType, frozen dataclasses of these, and object for JSON as it is. No floats. A field that is None
is left out of the JSON; a field that has a default may be left out by who writes the JSON. A field is
called otherwise in JSON where its metadata says so: `field(metadata={"json": "for"})`.
Coders are built once a type. Source: spec/ledger.md §1 (no floats, points as decimal strings).
"""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from threading import RLock
from typing import Any, Literal, NewType, TypeVar, cast

from ledger import shape
from ledger.errors import InvalidError
from ledger.scalar import SCALARS, Coder, Problems

T = TypeVar("T")


def encode(value: object) -> Any:
    """The JSON form of a frozen dataclass: dicts, lists, strings, ints and bools.

    Raises:
        TypeError, ValueError: a field holds what its hint doesn't allow. That is a bug of the caller.
    """
    return _coder(type(value)).encode(value)


def decode(kind: type[T], plain: object) -> T:
    """The value of type `kind` that this JSON stands for.

    Raises:
        InvalidError: unknown, missing or wrong fields; `faults` holds each, its JSON path as place.
    """
    problems: Problems = []
    value = _coder(kind).decode(plain, problems)
    if problems:
        raise InvalidError(
            "this is no valid {kind}", faults=[problem.fault() for problem in problems], kind=_name(kind)
        )
    return cast(T, value)


def read_json(data: bytes | str) -> Any:
    """Parsed JSON, refusing what two readers could read in two ways.

    Raises:
        InvalidError: not UTF-8, no JSON, a name twice in one object, a float, NaN, or nested too deep.
    """
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        return json.loads(text, object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float)
    except InvalidError:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidError("this is no JSON: {why}", why=str(error)) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidError("{name} stands twice in one object", name=twice)
    return found


def _no_float(text: str) -> Any:
    raise InvalidError("{value} is a float: write a decimal string", value=text)


_CODERS: dict[Any, Coder] = {}
_UNFINISHED: dict[Any, Coder] = {}  # while a type is built, so that one that refers to itself finds itself
_BUILDING = RLock()


def _coder(hint: Any) -> Coder:
    """The coder of a type hint, built on first use; other threads see it only when it is whole."""
    found = _CODERS.get(hint)
    if found is not None:
        return found
    with _BUILDING:
        found = _CODERS.get(hint) or _UNFINISHED.get(hint)
        if found is None:
            outermost = not _UNFINISHED
            found = _UNFINISHED[hint] = Coder()
            try:
                _build(hint, found)
                if outermost:
                    _CODERS.update(_UNFINISHED)
            finally:
                if outermost:
                    _UNFINISHED.clear()
        return found


def _build(hint: Any, coder: Coder) -> None:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in SCALARS:
        coder.become(SCALARS[hint])
    elif isinstance(hint, NewType):
        coder.become(_coder(hint.__supertype__))
    elif origin is Literal:
        shape.literal(coder, arguments)
    elif origin in (typing.Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not types.NoneType]
        if len(inner) != 1 or len(inner) == len(arguments):
            raise TypeError(f"{hint} has no JSON form here: of unions only X | None has one")
        shape.optional(coder, _coder(inner[0]))
    elif origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        shape.many(coder, _coder(arguments[0]))
    elif origin is tuple:
        shape.row(coder, [_coder(argument) for argument in arguments])
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        shape.mapping(coder, _coder(arguments[0]), _coder(arguments[1]))
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        shape.choice(coder, hint)
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        shape.record(coder, hint, {field.name: _coder(hints[field.name]) for field in dataclasses.fields(hint)})
    else:
        raise TypeError(f"{hint} has no JSON form here")


def _name(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)
