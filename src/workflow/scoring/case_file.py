"""Reading a file of scoring cases, strictly: every fault at once, each with its place.

Text in, values out. Format: tests/cases/FORMAT.md. What is wrong is noted and something harmless stands in for it, so
that one reading finds everything.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.errors import Fault, InvalidError
from ledger.exact import parse_points
from workflow.scoring.facts import ROLES, STATUSES, Fact, MemberYear, PastYear

BYTES_MOST = 32 * 1024 * 1024
NAME_MOST = 200
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_EXACT = re.compile(r"-?(0|[1-9][0-9]{0,8})\.[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a member's year must give; figures have exactly two places."""

    member: str
    total: Decimal
    components: tuple[tuple[str, Decimal], ...]
    grade: str | None
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One branch's year; `expected` is None where only figures are asked for."""

    id: str
    title: str
    scheme: str
    year: int
    members: tuple[MemberYear, ...]
    expected: tuple[Expected, ...] | None
    working: str
    source: str


def read_cases(text: str, name: str) -> tuple[Case, ...]:
    """Read a file of cases, strictly.

    Raises:
        InvalidError: every fault at once, each with its place: line and column of broken JSON, or the path.
    """
    reader = _Reader(name)
    cases = reader.cases(_parsed(text, name))
    if reader.faults:
        raise InvalidError("{name} holds no cases that can be tried", faults=reader.faults, name=name)
    return cases


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def _parsed(text: str, name: str) -> object:
    if len(text) > BYTES_MOST:
        raise InvalidError("{name} is larger than {most} characters", name=name, most=BYTES_MOST)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=_number, parse_constant=_number, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        place = f"{name}, line {error.lineno}, column {error.colno}"
        fault = Fault("this is no JSON: {said}", place, {"said": error.msg})
    except _TwiceError as error:
        fault = Fault("the key {key} stands twice in one object", name, {"key": str(error)[:80]})
    except (ValueError, RecursionError) as error:
        fault = Fault("this is no JSON that can be read: {said}", name, {"said": str(error)[:120]})
    raise InvalidError("{name} holds no cases that can be tried", faults=[fault], name=name)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


@dataclass(frozen=True)
class _NotExact:
    """A number that is no plain integer, kept as it stood so that it can be named in a fault."""

    text: str

    def __repr__(self) -> str:
        return self.text


def _number(text: str) -> _NotExact:
    return _NotExact(text[:40])


def _integer(text: str) -> object:
    return int(text) if len(text) < 16 else _NotExact(text[:40])


class _Reader:
    """Plain data held against FORMAT.md. What is wrong is noted, and something harmless stands in for it."""

    def __init__(self, name: str) -> None:
        self.faults: list[Fault] = []
        self._name = name

    def _note(self, place: str, message: str, **facts: object) -> None:
        if len(self.faults) < 500:
            self.faults.append(Fault(message, f"{self._name}, {place}" if place else self._name, facts))

    def cases(self, value: object) -> tuple[Case, ...]:
        if not isinstance(value, list):
            self._note("$", "a list of cases is wanted here")
            return ()
        found = [self._case(each, f"$[{number}]") for number, each in enumerate(value)]
        seen: set[str] = set()
        for number, case in enumerate(found):
            if case.id in seen:
                self._note(f"$[{number}].id", "the case {id} stands twice", id=case.id)
            seen.add(case.id)
        return tuple(found)

    def _keys(self, value: object, place: str, needed: str, allowed: str) -> dict[str, Any]:
        """The value as an object with these keys and no others."""
        if not isinstance(value, dict):
            self._note(place, "an object is wanted here")
            return {}
        known = (needed + " " + allowed).split()
        for key in value:
            if key not in known:
                self._note(
                    f"{place}.{key[:80]}",
                    "unknown key {key}; allowed here: {allowed}",
                    key=key[:80],
                    allowed=", ".join(known),
                )
        for key in needed.split():
            if key not in value:
                self._note(place, "{key} is missing", key=key)
        return value

    def _list(self, value: object, place: str) -> list[Any]:
        if isinstance(value, list):
            return value
        if value is not None:
            self._note(place, "a list is wanted here")
        return []

    def _name_at(self, value: object, place: str) -> str:
        if isinstance(value, str) and 0 < len(value) <= NAME_MOST and value.isprintable():
            return value
        self._note(place, "a name of at most {most} printable characters is wanted here", most=NAME_MOST)
        return ""

    def _text(self, value: object, place: str) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        self._note(place, "a text is wanted here")
        return ""

    def _whole(self, value: object, place: str, least: int, most: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._note(
            place,
            "a whole number from {least} to {most} is wanted here, not {value}",
            least=least,
            most=most,
            value=repr(value)[:40],
        )
        return least

    def _points(self, value: object, place: str) -> Decimal:
        try:
            return parse_points(value)
        except InvalidError as error:
            self._note(place, error.message, value=repr(value)[:60])
            return Decimal(0)

    def _choice(self, value: object, place: str, choices: tuple[str, ...]) -> str:
        if isinstance(value, str) and value in choices:
            return value
        self._note(
            place, "{value} is not allowed here; allowed: {allowed}", value=repr(value)[:60], allowed=", ".join(choices)
        )
        return choices[0]

    def _day(self, value: object, place: str, year: int) -> date:
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                on = date.fromisoformat(value)
                if on.year != year:
                    self._note(place, "{on} lies outside the year {year}", on=value, year=year)
                return on
        except ValueError:
            pass
        self._note(place, "{value} is no day of the calendar; write 2024-03-05", value=repr(value)[:40])
        return date(year, 1, 1)

    def _case(self, value: object, place: str) -> Case:
        found = self._keys(value, place, "id scheme year members", "title expected working source")
        year = self._whole(found.get("year"), f"{place}.year", 1, 9998)
        members = tuple(
            self._member(each, f"{place}.members[{number}]", year)
            for number, each in enumerate(self._list(found.get("members"), f"{place}.members"))
        )
        names = [member.member for member in members]
        for number, name in enumerate(names):
            if name in names[:number]:
                self._note(f"{place}.members[{number}].member", "the member {member} stands twice", member=name)
        return Case(
            self._name_at(found.get("id"), f"{place}.id"),
            self._text(found.get("title"), f"{place}.title"),
            self._name_at(found.get("scheme"), f"{place}.scheme"),
            year,
            members,
            self._expected(found, place, names) if "expected" in found else None,
            self._text(found.get("working"), f"{place}.working"),
            self._text(found.get("source"), f"{place}.source"),
        )

    def _member(self, value: object, place: str, year: int) -> MemberYear:
        found = self._keys(value, place, "member", "status category roles history facts")
        roles = [
            self._choice(each, f"{place}.roles[{number}]", ROLES)
            for number, each in enumerate(self._list(found.get("roles"), f"{place}.roles"))
        ]
        if len(set(roles)) != len(roles):
            self._note(f"{place}.roles", "a role stands twice")
        history = [
            self._past(each, f"{place}.history[{number}]", year)
            for number, each in enumerate(self._list(found.get("history"), f"{place}.history"))
        ]
        if len({each.year for each in history}) != len(history):
            self._note(f"{place}.history", "a year stands twice in the history")
        return MemberYear(
            self._name_at(found.get("member"), f"{place}.member"),
            self._choice(found.get("status", "full"), f"{place}.status", STATUSES),
            self._name_at(found.get("category", "default"), f"{place}.category"),
            tuple(roles),
            tuple(history),
            tuple(
                self._fact(each, f"{place}.facts[{number}]", year, number)
                for number, each in enumerate(self._list(found.get("facts"), f"{place}.facts"))
            ),
        )

    def _past(self, value: object, place: str, year: int) -> PastYear:
        found = self._keys(value, place, "year", "grade total")
        grade, total = found.get("grade"), found.get("total")
        return PastYear(
            self._whole(found.get("year"), f"{place}.year", 1, year - 1 if year > 1 else 1),
            None if grade is None else self._name_at(grade, f"{place}.grade"),
            None if total is None else self._points(total, f"{place}.total"),
        )

    def _fact(self, value: object, place: str, year: int, order: int) -> Fact:
        kinds = [
            kind for kind in ("item", "veto", "sanction", "evaluation") if isinstance(value, dict) and kind in value
        ]
        if len(kinds) != 1:
            self._note(place, "a fact names exactly one of item, veto, sanction, evaluation")
            return Fact("item", "", date(year, 1, 1))
        kind = kinds[0]
        allowed = {
            "item": "times points level quantity matter",
            "veto": "matter",
            "sanction": "matter",
            "evaluation": "votes band points matter",
        }[kind]
        found = self._keys(value, place, f"{kind} on", allowed)
        points, quantity = found.get("points"), found.get("quantity")
        return Fact(
            kind,
            self._name_at(found.get(kind), f"{place}.{kind}"),
            self._day(found.get("on"), f"{place}.on", year),
            times=self._whole(found["times"], f"{place}.times", 1, 100_000) if "times" in found else 1,
            points=self._points(points, f"{place}.points") if "points" in found else None,
            level=self._name_at(found["level"], f"{place}.level") if "level" in found else None,
            quantity=self._points(quantity, f"{place}.quantity") if "quantity" in found else None,
            votes=self._votes(found["votes"], f"{place}.votes") if "votes" in found else None,
            band=self._name_at(found["band"], f"{place}.band") if "band" in found else None,
            matter=self._name_at(found["matter"], f"{place}.matter") if "matter" in found else None,
            order=order,
        )

    def _votes(self, value: object, place: str) -> tuple[tuple[str, int], ...]:
        if not isinstance(value, dict):
            self._note(place, "an object of answers and numbers of votes is wanted here")
            return ()
        return tuple(
            sorted((name, self._whole(number, f"{place}.{name}", 0, 100_000)) for name, number in value.items())
        )

    def _expected(self, case: Mapping[str, Any], place: str, members: list[str]) -> tuple[Expected, ...]:
        found: list[Expected] = []
        for number, value in enumerate(self._list(case.get("expected"), f"{place}.expected")):
            at = f"{place}.expected[{number}]"
            each = self._keys(value, at, "member total components grade outcomes", "")
            member = self._name_at(each.get("member"), f"{at}.member")
            if member not in members:
                self._note(f"{at}.member", "the case has no member {member}", member=member)
            if member in [other.member for other in found]:
                self._note(f"{at}.member", "the member {member} is expected twice", member=member)
            found.append(self._one_expected(each, at, member))
        return tuple(found)

    def _one_expected(self, each: Mapping[str, Any], at: str, member: str) -> Expected:
        components = each.get("components")
        if not isinstance(components, dict):
            self._note(f"{at}.components", "an object of components and figures is wanted here")
            components = {}
        grade = each.get("grade")
        outcomes = [
            self._name_at(one, f"{at}.outcomes[{i}]")
            for i, one in enumerate(self._list(each.get("outcomes"), f"{at}.outcomes"))
        ]
        if outcomes != sorted(outcomes):
            self._note(f"{at}.outcomes", "outcomes stand sorted by name")
        return Expected(
            member,
            self._published(each.get("total"), f"{at}.total"),
            tuple((name, self._published(figure, f"{at}.components.{name}")) for name, figure in components.items()),
            None if grade is None else self._name_at(grade, f"{at}.grade"),
            tuple(outcomes),
        )

    def _published(self, value: object, place: str) -> Decimal:
        if isinstance(value, str) and _EXACT.fullmatch(value):
            figure = Decimal(value)
            return figure if figure else Decimal("0.00")
        self._note(
            place,
            "a published figure has exactly two places, such as 97.25, and {value} has not",
            value=repr(value)[:40],
        )
        return Decimal("0.00")
