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
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Literal, NewType, TypeVar, cast

from ledger.errors import InvalidError
from ledger.scalar import SCALARS, Coder, Problem, Problems

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


def _coder(hint: Any) -> Coder:
    """The coder of a type hint, built on first use. A type that refers to itself finds itself here."""
    found = _CODERS.get(hint)
    if found is None:
        found = _CODERS[hint] = Coder()
        try:
            _build(hint, found)
        except BaseException:
            del _CODERS[hint]
            raise
    return found


def _build(hint: Any, coder: Coder) -> None:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in SCALARS:
        coder.become(SCALARS[hint])
    elif isinstance(hint, NewType):
        coder.become(_coder(hint.__supertype__))
    elif origin is Literal:
        _literal(coder, arguments)
    elif origin in (typing.Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not types.NoneType]
        if len(inner) != 1 or len(inner) == len(arguments):
            raise TypeError(f"{hint} has no JSON form here: of unions only X | None has one")
        _optional(coder, _coder(inner[0]))
    elif origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        _list(coder, _coder(arguments[0]))
    elif origin is tuple:
        _row(coder, [_coder(argument) for argument in arguments])
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        _map(coder, _coder(arguments[0]), _coder(arguments[1]))
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        _enum(coder, hint)
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        _dataclass(coder, hint)
    else:
        raise TypeError(f"{hint} has no JSON form here")


def _literal(coder: Coder, allowed: tuple[Any, ...]) -> None:
    known = {(type(value), value) for value in allowed}
    said = ", ".join(str(value) for value in allowed)

    def encode(value: Any) -> Any:
        if (type(value), value) not in known:
            raise ValueError(f"{value!r} is none of {said}")
        return value

    def decode(plain: Any, problems: Problems) -> Any:
        if not isinstance(plain, (str, int)) or (type(plain), plain) not in known:
            problems.append(Problem("{value} is none of: {allowed}", value=repr(plain), allowed=said))
        return plain

    coder.encode, coder.decode = encode, decode


def _enum(coder: Coder, kind: type[StrEnum]) -> None:
    members: dict[str, StrEnum] = {member.value: member for member in kind}
    said = ", ".join(members)

    def encode(value: Any) -> str:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return str(value.value)

    def decode(plain: Any, problems: Problems) -> Any:
        member = members.get(plain) if isinstance(plain, str) else None
        if member is None:
            problems.append(Problem("{value} is none of: {allowed}", value=repr(plain), allowed=said))
        return member

    coder.encode, coder.decode = encode, decode


def _optional(coder: Coder, inner: Coder) -> None:
    """None inside a list or a map is null; a field that is None is left out by its dataclass."""
    coder.optional = True
    coder.encode = lambda value: None if value is None else inner.encode(value)
    coder.decode = lambda plain, problems: None if plain is None else inner.decode(plain, problems)


def _list(coder: Coder, inner: Coder) -> None:
    def encode(value: Any) -> list[Any]:
        if not isinstance(value, tuple):
            raise TypeError(f"{value!r} is no tuple")
        return [inner.encode(one) for one in value]

    def decode(plain: Any, problems: Problems) -> Any:
        if not isinstance(plain, list):
            problems.append(Problem("{value} is no list", value=_short(plain)))
            return None
        return tuple(_inside(inner, one, number, problems) for number, one in enumerate(plain))

    coder.encode, coder.decode = encode, decode


def _row(coder: Coder, inner: list[Coder]) -> None:
    def encode(value: Any) -> list[Any]:
        if not isinstance(value, tuple) or len(value) != len(inner):
            raise TypeError(f"{value!r} is no tuple of {len(inner)}")
        return [one.encode(part) for one, part in zip(inner, value, strict=True)]

    def decode(plain: Any, problems: Problems) -> Any:
        if not isinstance(plain, list) or len(plain) != len(inner):
            problems.append(Problem("{value} is no list of {count}", value=_short(plain), count=len(inner)))
            return None
        pairs = enumerate(zip(inner, plain, strict=True))
        return tuple(_inside(one, part, number, problems) for number, (one, part) in pairs)

    coder.encode, coder.decode = encode, decode


def _map(coder: Coder, names: Coder, inner: Coder) -> None:
    def encode(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise TypeError(f"{value!r} is no mapping")
        found = {names.encode(name): inner.encode(one) for name, one in value.items()}
        if not all(isinstance(name, str) for name in found):
            raise TypeError(f"{value!r} has names that are no strings")
        return found

    def decode(plain: Any, problems: Problems) -> Any:
        if not isinstance(plain, dict):
            problems.append(Problem("{value} is no object", value=_short(plain)))
            return None
        return {
            _inside(names, name, name, problems): _inside(inner, one, name, problems) for name, one in plain.items()
        }

    coder.encode, coder.decode = encode, decode


def _dataclass(coder: Coder, kind: type[Any]) -> None:
    if not kind.__dataclass_params__.frozen:
        raise TypeError(f"{kind.__name__} is not frozen")
    hints = typing.get_type_hints(kind)
    fields = [field for field in dataclasses.fields(kind) if field.init]
    coders: dict[str, tuple[str, Coder]] = {}
    missing: dict[str, Callable[[], Any] | None] = {}  # by attribute: what stands in for a field left out
    for field in fields:
        inner = _coder(hints[field.name])
        name = field.metadata.get("json", field.name)
        coders[name] = (field.name, inner)
        missing[field.name] = _stand_in(kind, field, inner)
    pairs = [(name, attribute, inner) for name, (attribute, inner) in coders.items()]

    def encode(value: Any) -> dict[str, Any]:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        found = {}
        for name, attribute, inner in pairs:
            one = getattr(value, attribute)
            if one is None and inner.optional:
                continue
            try:
                found[name] = inner.encode(one)
            except (TypeError, ValueError) as error:
                error.add_note(f"in {kind.__name__}.{attribute}")
                raise
        return found

    def decode(plain: Any, problems: Problems) -> Any:
        if not isinstance(plain, dict):
            problems.append(Problem("{value} is no object", value=_short(plain)))
            return None
        before = len(problems)
        values: dict[str, Any] = {}
        for name, one in plain.items():
            found = coders.get(name)
            if found is None:
                problems.append(Problem("{name} is no field here", path=[name], name=name))
            elif one is None:
                problems.append(Problem("null is no value: leave the field out", path=[name]))
            else:
                values[found[0]] = _inside(found[1], one, name, problems)
        for name, attribute, _ in pairs:
            if attribute in values or (name in plain):
                continue
            stand_in = missing[attribute]
            if stand_in is None:
                problems.append(Problem("this field is missing", path=[name]))
            else:
                values[attribute] = stand_in()
        if len(problems) > before:
            return None
        try:
            return kind(**values)
        except InvalidError as error:  # a dataclass may check itself when it is made
            problems.extend(Problem.of(error))
            return None

    coder.encode, coder.decode = encode, decode


def _stand_in(kind: type[Any], field: "dataclasses.Field[Any]", inner: Coder) -> Callable[[], Any] | None:
    if field.default_factory is not dataclasses.MISSING:
        default: Any = field.default_factory()
        found: Callable[[], Any] | None = field.default_factory
    elif field.default is not dataclasses.MISSING:
        default = field.default
        found = lambda: field.default  # noqa: E731
    else:
        default, found = None, (lambda: None) if inner.optional else None
    if inner.optional and default is not None:
        raise TypeError(f"{kind.__name__}.{field.name} may be None, so its default must be None")
    return found


def _inside(coder: Coder, plain: Any, step: str | int, problems: Problems) -> Any:
    """Decode a part; what is wrong in it is found under this step of the path."""
    before = len(problems)
    value = coder.decode(plain, problems)
    if len(problems) > before:
        for problem in problems[before:]:
            problem.path.insert(0, step)
    return value


def _short(plain: object) -> str:
    said = repr(plain)
    return said if len(said) <= 60 else said[:57] + "..."


def _name(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)
