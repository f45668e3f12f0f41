"""How what is made of other values becomes JSON and comes back: choices, lists, maps, records.

Each function fills a coder from the coders of the parts. Encoding what a hint doesn't allow is a bug
of the caller (TypeError, ValueError); decoding it is a problem, kept with its path, and goes on.
"""

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from ledger.errors import InvalidError
from ledger.scalar import Coder, Problem, Problems


def literal(coder: Coder, allowed: tuple[Any, ...]) -> None:
    """One of these strings and numbers."""
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


def choice(coder: Coder, kind: type[StrEnum]) -> None:
    """A member of a StrEnum, by its value."""
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


def optional(coder: Coder, inner: Coder) -> None:
    """None inside a list or a map is null; a field that is None is left out by its dataclass."""
    coder.optional = True
    coder.encode = lambda value: None if value is None else inner.encode(value)
    coder.decode = lambda plain, problems: None if plain is None else inner.decode(plain, problems)


def many(coder: Coder, inner: Coder) -> None:
    """tuple[X, ...]: a list."""

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


def row(coder: Coder, inner: list[Coder]) -> None:
    """tuple[X, Y]: a list of that length."""

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


def mapping(coder: Coder, names: Coder, inner: Coder) -> None:
    """A mapping whose names are written as strings."""

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


def record(coder: Coder, kind: type[Any], hints: Mapping[str, Coder]) -> None:
    """A frozen dataclass; `hints` are its fields' coders by attribute."""
    if not kind.__dataclass_params__.frozen:
        raise TypeError(f"{kind.__name__} is not frozen")
    fields = [field for field in dataclasses.fields(kind) if field.init]
    coders: dict[str, tuple[str, Coder]] = {}
    missing: dict[str, Callable[[], Any] | None] = {}  # by attribute: what stands in for a field left out
    for field in fields:
        inner = hints[field.name]
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
