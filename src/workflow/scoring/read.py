"""From a scheme's document to a scheme, or every fault of it at once.

The text is looked over for size and nesting first, then parsed, then each table is held against `shapes`, then
`checks` looks at what tables say about each other. Documents carry no code, no pattern and no template.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from ledger.errors import Fault, InvalidError
from ledger.exact import parse_points
from workflow.scoring import scheme as of
from workflow.scoring.checks import Check, check
from workflow.scoring.facts import ROLES
from workflow.scoring.profile import EvaluationRound, Profile
from workflow.scoring.shapes import SHAPES, Key
from workflow.scoring.survey import Path, Survey, survey

ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*", re.ASCII)
ID_MOST = 80
TEXT_MOST = 2000
COUNT_MOST = 100_000
PARAMETER = "parameter:"

_CLASSES: Mapping[str, Callable[..., Any]] = {
    "covers": of.Covers,
    "process": Profile,
    "evaluation_round": EvaluationRound,
    "category": of.Category,
    "parameter": of.Parameter,
    "component": of.Component,
    "part": of.Part,
    "item": of.Item,
    "level": of.Level,
    "criterion": of.Criterion,
    "surcharge": of.Surcharge,
    "evaluation": of.Evaluation,
    "band": of.Band,
    "answer": of.Answer,
    "veto": of.Veto,
    "sanction": of.Sanction,
    "total": of.Total,
    "grading": of.Grading,
    "grade": of.Grade,
    "component_least": of.ComponentLeast,
    "forced": of.Forced,
    "regrade": of.Regrade,
    "outcome": of.Outcome,
    "when": of.When,
    "graded_times": of.GradedTimes,
    "round_outcome": of.RoundOutcome,
    "approval": of.Approval,
}


def digest(text: str) -> str:
    """The name of this version: the SHA-256 of its UTF-8 bytes, in hex."""
    return sha256(text.encode()).hexdigest()


def read_scheme(text: str, parameters: Mapping[str, str] | None = None) -> of.Scheme:
    """Read a scheme's document.

    Args:
        text: the document, TOML.
        parameters: figures that a branch has set, by parameter id, as decimal strings.
    Raises:
        InvalidError: the document is too large, is no TOML, or says something that makes no sense; every fault at
            once, each with its line and key, and what would be allowed there.
    """
    looked_over = survey(text)
    if looked_over.faults:
        raise InvalidError("this scheme document cannot be read", faults=looked_over.faults)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = str(error)[:300] or "the document is no TOML"
        raise InvalidError(
            "this scheme document cannot be read", faults=[Fault("{said}", "", {"said": said})]
        ) from None
    reader = _Reader(looked_over, document, parameters or {})
    scheme = reader.scheme(digest(text))
    if reader.faults:
        raise InvalidError(
            "this scheme document makes no sense in {number} places", faults=reader.faults, number=len(reader.faults)
        )
    return scheme


class _Reader:
    """Tables held against their shapes. A value that is wrong is noted and stands in as its default."""

    def __init__(self, looked_over: Survey, document: dict[str, Any], settings: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self._survey, self._document, self._settings = looked_over, document, settings
        self._wrong: set[Path] = set()
        self._parameters: dict[str, Fraction | None] = {}

    def scheme(self, digest: str) -> of.Scheme:
        """The whole document; usable only if no faults were noted."""
        self._read_parameters()
        values = self._table(self._document, "document", ())
        head = values["scheme"]
        grading = values["grading"] or of.Grading((), "")
        made = of.Scheme(
            id=head["id"],
            edition=head["edition"],
            name=head["label"],
            source=head["source"],
            effective=head["effective"],
            digest=digest,
            profile=values["process"],
            covers=values["covers"],
            categories=values["category"],
            parameters=tuple(
                of.Parameter(each.id, each.label, each.clause, self._parameters.get(each.id), each.least, each.most)
                for each in values["parameter"]
            ),
            components=values["component"],
            parts=values["part"],
            items=values["item"],
            criteria=values["criterion"],
            surcharges=values["surcharge"],
            evaluations=values["evaluation"],
            vetoes=values["veto"],
            sanctions=values["sanction"],
            total=values["total"],
            grading=grading,
            grades=values["grade"],
            forced=values["forced"],
            regrades=values["regrade"],
            outcomes=values["outcome"],
            round_outcomes=values["round_outcome"],
            approvals=values["approval"],
        )
        self._semantic(made)
        return made

    def _semantic(self, made: of.Scheme) -> None:
        """What tables say about each other; silent about tables that are wrong by themselves."""
        asks: Check = check(made, "grading" in self._document)
        for path, message, facts in asks:
            if not any(path[: len(wrong)] == wrong for wrong in self._wrong):
                self._note(path, message, facts)

    def _read_parameters(self) -> None:
        """Parameters first: other figures name them."""
        found = self._document.get("parameter", [])
        for number, each in enumerate(found if isinstance(found, list) else []):
            if not isinstance(each, dict) or not isinstance(each.get("id"), str):
                continue
            value = self._settings.get(each["id"], each.get("value"))
            if value is None:
                self._parameters[each["id"]] = None
                continue
            points = self._points(value, ("parameter", number, "value"), Key("points", ""))
            self._parameters[each["id"]] = points
            for bound, sign in (("least", 1), ("most", -1)):
                if points is not None and bound in each:
                    limit = self._points(each[bound], ("parameter", number, bound), Key("points", ""))
                    if limit is not None and (points - limit) * sign < 0:
                        facts = {"id": each["id"], "value": str(value), "bound": bound, "limit": each[bound]}
                        self._note(
                            ("parameter", number, "value"), "{id} is {value}, beyond its {bound} of {limit}", facts
                        )
        for name in self._settings:
            if name not in self._parameters:
                allowed = ", ".join(sorted(self._parameters)) or "none"
                self._note((), "there is no parameter {id}; there are: {allowed}", {"id": name, "allowed": allowed})

    def _note(self, path: Path, message: str, facts: Mapping[str, object]) -> None:
        if len(self.faults) < 500:
            self.faults.append(Fault(message, self._survey.place(path), facts))

    def _refuse(self, path: Path, message: str, **facts: object) -> None:
        self._wrong.add(path[:-1] if len(path) > 1 else path)
        self._note(path, message, facts)

    def _table(self, table: dict[str, Any], shape: str, path: Path) -> dict[str, Any]:
        """Every key of a shape with its value, or what holds without it."""
        keys = SHAPES[shape]
        for name in table:
            if name not in keys:
                self._refuse(
                    (*path, name), "unknown key {key}; allowed here: {allowed}", key=name[:80], allowed=", ".join(keys)
                )
        values: dict[str, Any] = {}
        for name, key in keys.items():
            if name in table:
                values[name] = self._value(table[name], key, (*path, name))
            else:
                if key.needed:
                    self._refuse((*path, name), "{key} is missing: {note}", key=name, note=key.note)
                values[name] = self._absent(key, (*path, name))
        if shape == "process" and values["objection_days"] is None:
            values["objection_days"] = values["publicity_days"]
        return values

    def _made(self, table: dict[str, Any], shape: str, path: Path) -> Any:
        values = self._table(table, shape, path)
        return values if shape == "scheme" else _CLASSES[shape](**values)

    def _absent(self, key: Key, path: Path) -> Any:
        """What holds where a key is absent; a stand-in of the right kind where it was needed."""
        if key.default is not None:
            return self._value(key.default, key, path) if key.kind in ("points", "figure") else key.default
        if not key.needed:
            return None
        if key.kind == "table":
            return self._made({}, key.shape, path) if path[-1] not in SHAPES["document"] else self._stand_in(key, path)
        return self._nothing(key)

    def _stand_in(self, key: Key, path: Path) -> Any:
        """A whole table is missing: said once, not once for each of its keys."""
        before = len(self.faults)
        made = self._made({}, key.shape, path)
        del self.faults[before:]
        return made

    def _nothing(self, key: Key) -> Any:
        return {
            "text": "",
            "id": "",
            "choice": "",
            "label": of.Label("", ""),
            "points": Fraction(0),
            "figure": of.Figure(Fraction(0), {}),
            "count": 0,
            "flag": False,
            "role-points": {},
        }.get(key.kind, ())

    def _value(self, value: Any, key: Key, path: Path) -> Any:
        kinds: Mapping[str, Callable[[Any, Path, Key], Any]] = {
            "text": self._text,
            "id": self._id,
            "ids": self._ids,
            "label": self._label,
            "points": self._points,
            "figure": self._figure,
            "count": self._count,
            "flag": self._flag,
            "date": self._date,
            "month-day": self._month_day,
            "choice": self._choice,
            "choices": self._choices,
            "role-points": self._role_points,
            "table": self._one,
            "tables": self._many,
        }
        found = kinds[key.kind](value, path, key)
        return self._nothing(key) if found is None and key.needed else found

    def _text(self, value: Any, path: Path, key: Key) -> str | None:
        if isinstance(value, str) and 0 < len(value) <= TEXT_MOST and value.isprintable():
            return value
        self._refuse(path, "a text of at most {most} printable characters is wanted here", most=TEXT_MOST)
        return None

    def _id(self, value: Any, path: Path, key: Key) -> str:
        if isinstance(value, str) and len(value) <= ID_MOST and ID.fullmatch(value):
            return value
        message = "{value} is no id: small ASCII letters and digits, `-` or `.` between them, at most {most} characters"
        self._refuse(path, message, value=ascii(value)[:100], most=ID_MOST)
        return ""

    def _ids(self, value: Any, path: Path, key: Key) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._refuse(path, "a list of ids is wanted here")
            return ()
        found = tuple(self._id(each, path, key) for each in value)
        if len(set(found)) != len(found):
            self._refuse(path, "an id stands twice in this list")
        return found

    def _label(self, value: Any, path: Path, key: Key) -> of.Label:
        if isinstance(value, dict) and set(value) == {"zh", "en"}:
            zh, en = self._text(value["zh"], path, key), self._text(value["en"], path, key)
            return of.Label(zh or "", en or "")
        self._refuse(path, 'a label in both languages is wanted here: {{zh = "...", en = "..."}}')
        return of.Label("", "")

    def _points(self, value: Any, path: Path, key: Key) -> Fraction | None:
        if isinstance(value, str) and value.startswith(PARAMETER):
            return self._parameter(value.removeprefix(PARAMETER), path, key)
        try:
            return Fraction(parse_points(value))
        except InvalidError:
            said = ascii(value)[:60]
        message = 'points are a decimal string with at most two places, such as "12.5", and {value} is not one'
        self._refuse(path, message, value=said)
        return None

    def _parameter(self, name: str, path: Path, key: Key) -> Fraction | None:
        if name not in self._parameters:
            allowed = ", ".join(sorted(self._parameters)) or "none"
            self._refuse(path, "there is no parameter {id}; there are: {allowed}", id=name[:80], allowed=allowed)
            return None
        found = self._parameters[name]
        if found is None and not key.may_be_unset:
            self._refuse(path, "the parameter {id} has no value, and this figure cannot be left unset", id=name)
        return found

    def _figure(self, value: Any, path: Path, key: Key) -> of.Figure | None:
        """One figure for everybody, or a table of figures by category."""
        if not isinstance(value, dict):
            found = self._points(value, path, key)
            return None if found is None else of.Figure(found, {})
        by = {}
        for category, each in value.items():
            found = self._points(each, path, key)
            if self._id(category, path, key) and found is not None:
                by[category] = found
        return of.Figure(None, by)

    def _count(self, value: Any, path: Path, key: Key) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= COUNT_MOST:
            return value
        self._refuse(path, "a whole number from 0 to {most} is wanted here", most=COUNT_MOST)
        return None

    def _flag(self, value: Any, path: Path, key: Key) -> bool | None:
        if isinstance(value, bool):
            return value
        self._refuse(path, "true or false is wanted here")
        return None

    def _date(self, value: Any, path: Path, key: Key) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._refuse(path, "a day is wanted here, such as 2024-04-01")
        return None

    def _month_day(self, value: Any, path: Path, key: Key) -> str:
        try:
            if isinstance(value, str) and len(value) == 5 and value.isascii():
                date.fromisoformat(f"2000-{value}")
                return value
        except ValueError:
            pass
        self._refuse(path, 'a month and a day are wanted here, such as "06-30"')
        return ""

    def _choice(self, value: Any, path: Path, key: Key) -> str | None:
        if isinstance(value, str) and value in key.choices:
            return value
        message = "{value} is not allowed here; allowed: {allowed}"
        self._refuse(path, message, value=ascii(value)[:80], allowed=", ".join(key.choices))
        return key.default if isinstance(key.default, str) else ""

    def _choices(self, value: Any, path: Path, key: Key) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._refuse(path, "a list is wanted here; allowed in it: {allowed}", allowed=", ".join(key.choices))
            return ()
        return tuple(filter(None, (self._choice(each, path, Key("choice", "", choices=key.choices)) for each in value)))

    def _role_points(self, value: Any, path: Path, key: Key) -> Mapping[str, Fraction]:
        if not isinstance(value, dict) or not all(role in ROLES for role in value):
            self._refuse(
                path, "a table of figures by role is wanted here; the roles: {allowed}", allowed=", ".join(ROLES)
            )
            return {}
        found = {role: self._points(each, path, key) for role, each in value.items()}
        return {role: points for role, points in found.items() if points is not None}

    def _one(self, value: Any, path: Path, key: Key) -> Any:
        if isinstance(value, dict):
            return self._made(value, key.shape, path)
        self._refuse(path, "a table is wanted here")
        return self._stand_in(key, path) if key.needed else None

    def _many(self, value: Any, path: Path, key: Key) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self._refuse(path, "tables are wanted here, each under its own [[...]]")
            return ()
        if key.needed and not value:
            self._refuse(path, "at least one is wanted here")
        return tuple(self._made(each, key.shape, (*path, number)) for number, each in enumerate(value))
