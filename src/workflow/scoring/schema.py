"""The shape of a scheme document as JSON Schema, and as pages of reference: written from `shapes`, never by hand.

The schema checks shape only (keys, kinds, patterns); what tables say about each other is the reader's business.
"""

import json
from collections.abc import Mapping, Sequence

from workflow.scoring.facts import ROLES
from workflow.scoring.read import COUNT_MOST, ID_MOST, TEXT_MOST
from workflow.scoring.rules import RULES
from workflow.scoring.scheme import Scheme
from workflow.scoring.shapes import SHAPES, Key

_POINTS = r"^(-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?|parameter:[a-z0-9.-]+)$"
_ID = r"^[a-z0-9]+([.-][a-z0-9]+)*$"


def scheme_schema() -> str:
    """The JSON Schema of a scheme document (read from TOML into plain data), as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scheme document",
        **_object("document"),
        "$defs": {name: _object(name) for name in SHAPES if name != "document"},
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _object(shape: str) -> dict[str, object]:
    keys = SHAPES[shape]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, key in keys.items() if key.needed],
        "properties": {name: {"description": key.note, **_key(key)} for name, key in keys.items()},
    }


def _key(key: Key) -> dict[str, object]:
    text: dict[str, object] = {"type": "string", "minLength": 1, "maxLength": TEXT_MOST}
    points: dict[str, object] = {"type": "string", "pattern": _POINTS}
    identifier: dict[str, object] = {"type": "string", "pattern": _ID, "maxLength": ID_MOST}
    choice: dict[str, object] = {"type": "string", "enum": list(key.choices)}
    kinds: Mapping[str, dict[str, object]] = {
        "text": text,
        "id": identifier,
        "ids": {"type": "array", "items": identifier, "uniqueItems": True},
        "label": {
            "type": "object",
            "additionalProperties": False,
            "required": ["zh", "en"],
            "properties": {"zh": text, "en": text},
        },
        "points": points,
        "figure": {"anyOf": [points, {"type": "object", "additionalProperties": points}]},
        "count": {"type": "integer", "minimum": 0, "maximum": COUNT_MOST},
        "flag": {"type": "boolean"},
        "date": {"type": "string", "format": "date"},
        "month-day": {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"},
        "choice": choice,
        "choices": {"type": "array", "items": choice},
        "role-points": {"type": "object", "propertyNames": {"enum": list(ROLES)}, "additionalProperties": points},
        "table": {"$ref": f"#/$defs/{key.shape}"},
        "tables": {"type": "array", "items": {"$ref": f"#/$defs/{key.shape}"}, "minItems": int(key.needed)},
    }
    return kinds[key.kind]


_INTRODUCTION = """\
One TOML document says everything about one version of a scheme. It holds no code, no pattern and no template; it is
at most 256 KiB, and a published edition is never edited. This page is written from the program's own tables.

- **points**: a decimal string with at most two places, `"12.5"`; or `"parameter:its-id"`.
- **figure**: points, or a table of points by category, `{ home = "10", away = "40" }`.
- **id**: small ASCII letters and digits, `-` or `.` between them. Components, parts, items, vetoes, sanctions and
  evaluations share one room of ids.
- **label**: `{ zh = "...", en = "..." }`.
- **month-day**: `"06-30"`. **date**: `2024-04-01`, without quotes.

How a year is worked out:

1. Facts that don't count are set aside: before the effective date, after a departure, annulled by a finding, voided
   by others of the month, `once`, `highest`.
2. Items add up in their parts and components, each with its own floor and cap; a zeroed part is 0 after them.
3. A round takes its floor and cap, its excess, its weight; then the rounds of the year combine.
4. The year takes the component's floor and cap, then a veto on the component, then the weight.
5. Components add up; the total takes its floor and cap; a veto, sanction or departure makes it zero; it is rounded
   once.
6. A grade is forced, or read off the rounded total; then conditions, quota and rank; then last year's grade.
7. Outcomes are read in the document's order, so that a heavier one further up can replace a lighter one.
"""


def document_page() -> str:
    """The reference of the document's format, in Markdown."""
    lines = [
        "# The scheme document",
        "",
        *_INTRODUCTION.split("\n"),
        "## Kinds of rule",
        "",
        "| rule | what it does | keys it needs | further keys | a fact has |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, kind in RULES.items():
        asks = {"": "nothing but its day", "nothing": "takes no facts"}.get(kind.asks, f"`{kind.asks}`")
        asks += ", `times`" if kind.counts_times else ""
        lines.append(f"| `{name}` | {kind.note} | {_keys(kind.needed)} | {_keys(kind.keys - kind.needed)} | {asks} |")
    for name, shape in SHAPES.items():
        lines += [
            "",
            f"## {_heading(name)}",
            "",
            "| key | kind | needed or default | meaning |",
            "| --- | --- | --- | --- |",
        ]
        for key_name, key in shape.items():
            lines.append(f"| `{key_name}` | {_kind(key)} | {_default(key)} | {key.note.replace('|', '/')} |")
    return "\n".join(lines) + "\n"


def _heading(shape: str) -> str:
    for above, keys in SHAPES.items():
        for name, key in keys.items():
            if key.shape == shape:
                prefix = "" if above == "document" else f"{above}."
                return f"`[[{prefix}{name}]]`" if key.kind == "tables" else f"`[{prefix}{name}]`"
    return "The document"


def _keys(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"


def _kind(key: Key) -> str:
    if key.choices:
        return f"{key.kind}: {', '.join(f'`{choice}`' for choice in key.choices)}"
    return key.kind


def _default(key: Key) -> str:
    if key.needed:
        return "**needed**"
    if key.default in (None, (), "", {}):
        return "none"
    default = key.default
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{', '.join(default)}`" if isinstance(default, tuple) else f"`{default}`"


def schemes_page(schemes: Sequence[Scheme]) -> str:
    """The schemes of the package and the kinds of rule each of them uses, in Markdown."""
    lines = [
        "# The schemes that come with the program",
        "",
        "This page is written from the documents. A dot means that the scheme uses the kind of rule.",
        "",
        "| scheme | 中文 | items | components | grades | may be put into force |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in schemes:
        blockers = each.blockers()
        ready = "yes" if not blockers else f"no: {len(blockers)} figures are not given"
        parts = ", ".join(f"`{component.id}`" for component in each.components)
        lines.append(f"| `{each.id}` | {each.name.zh} | {len(each.items)} | {parts} | {len(each.grades)} | {ready} |")
    rows = [*((name, f"rule `{name}`") for name in RULES), *_FEATURES]
    lines += ["", "## Rules by scheme", "", "| | " + " | ".join(f"`{each.id}`" for each in schemes) + " |"]
    lines.append("| --- |" + " --- |" * len(schemes))
    for name, said in rows:
        lines.append(f"| {said} | " + " | ".join("●" if _uses(each, name) else " " for each in schemes) + " |")
    return "\n".join(lines) + "\n"


_FEATURES = (
    ("once", "counts the first of a year, month or matter"),
    ("highest", "highest only"),
    ("surcharge", "surcharges"),
    ("parts", "parts with their own bounds"),
    ("rounds", "components scored by round"),
    ("categories", "categories"),
    ("parameters", "figures that a branch may set"),
    ("votes", "evaluation by votes"),
    ("bands", "evaluation by bands"),
    ("veto", "one-vote vetoes"),
    ("sanction", "sanctions"),
    ("quota", "quota or rank"),
    ("history", "looks back at earlier years"),
    ("outcomes", "outcomes"),
)


def _uses(scheme: Scheme, name: str) -> bool:
    whens = [when for outcome in scheme.outcomes for when in outcome.when]
    features = {
        "once": any(item.once for item in scheme.items),
        "highest": any(item.highest for item in scheme.items),
        "surcharge": bool(scheme.surcharges),
        "parts": bool(scheme.parts),
        "rounds": any(component.round != "year" for component in scheme.components),
        "categories": bool(scheme.categories),
        "parameters": bool(scheme.parameters),
        "votes": any(each.kind == "votes" for each in scheme.evaluations),
        "bands": any(each.kind == "bands" for each in scheme.evaluations),
        "veto": bool(scheme.vetoes),
        "sanction": bool(scheme.sanctions),
        "quota": any(each.otherwise or each.last_place for each in scheme.grades),
        "history": bool(scheme.regrades)
        or any(
            when.last_grades or when.last_below is not None or when.earlier_grades or when.graded_times or when.risen
            for when in whens
        ),
        "outcomes": bool(scheme.outcomes or scheme.round_outcomes),
    }
    return features.get(name, any(item.rule == name for item in scheme.items))
