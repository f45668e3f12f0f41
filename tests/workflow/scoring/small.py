"""Schemes small enough to be worked out in the head, and years of one member or two."""

from datetime import date
from decimal import Decimal
from typing import Any

from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.read import read_scheme
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import Score, score_branch
from workflow.scoring.working import walk

HEAD = """
[scheme]
id = "small"
edition = 1
label = { zh = "小", en = "small" }
source = "made up"
{effective}
[covers]
statuses = ["full", "probationary", "activist", "employee"]
clause = "1"
[process]
round = "year"
[total]
clause = "1"
{total}
"""


GRADING = """
[grading]
statuses = ["full", "probationary", "activist", "employee"]
clause = "1"
"""


def value(of: Any) -> str:
    if isinstance(of, bool):
        return str(of).lower()
    if isinstance(of, list):
        return "[" + ", ".join(value(each) for each in of) + "]"
    if isinstance(of, dict):
        return "{ " + ", ".join(f"{key} = {value(each)}" for key, each in of.items()) + " }"
    return str(of) if isinstance(of, int) else f'"{of}"'


def table(kind: str, id: str, /, **keys: Any) -> str:
    named = {"id": id, "label": {"zh": id, "en": id}, "clause": f"clause of {id}", **keys}
    return f"[[{kind}]]\n" + "\n".join(f"{key} = {value(each)}" for key, each in named.items() if each is not None)


def component(id: str = "c", start: str = "0", **keys: Any) -> str:
    return table("component", id, start=start, **keys)


def item(id: str, rule: str = "per-occurrence", **keys: Any) -> str:
    return table("item", id, rule=rule, **{"component": "c", **keys})


def scheme(*tables: str, total: str = "", effective: str = "") -> Scheme:
    head = HEAD.replace("{total}", total).replace("{effective}", effective and f"effective = {effective}")
    text = head + "\n" + "\n".join(tables)
    if "[[grade]]" in text and "[grading]" not in text:
        text += GRADING
    return read_scheme(text)


def fact(ref: str, on: str = "2024-05-06", kind: str = "item", **fields: Any) -> Fact:
    for name in ("points", "quantity"):
        if name in fields:
            fields[name] = Decimal(fields[name])
    return Fact(kind, ref, date.fromisoformat(on), **fields)


def member(*facts: Fact, name: str = "M1", status: str = "full", **more: Any) -> MemberYear:
    return MemberYear(name, status, facts=facts, **more)


def score(known: Scheme, *members: MemberYear) -> Score:
    return score_branch(known, 2024, members)[0]


def total(known: Scheme, *facts: Fact, **more: Any) -> str:
    return str(score(known, member(*facts, **more)).total)


def why(known: Scheme, *facts: Fact, **more: Any) -> list[str]:
    """Why facts count nothing, in the order of the working."""
    lines = walk(score(known, member(*facts, **more)).working)
    return [step.why for line in lines if line.kind == "fact" for step in line.steps if step.rule == "zero"]


LEVELS = "\n".join(
    f'[[item.level]]\nid = "{name}"\nlabel = {{ zh = "{name}", en = "{name}" }}\npoints = "{points}"'
    for name, points in (("low", 1), ("high", 3))
)


def evaluated(kind: str, rows: str, *, component_of: str | None = "c", round: str = "year") -> Scheme:
    return scheme(
        component(),
        item("i", points="1"),
        table("evaluation", "v", kind=kind, component=component_of, round=round) + "\n" + rows,
    )


def rows(kind: str, **each: dict[str, str]) -> str:
    return "\n".join(
        f'[[evaluation.{kind}]]\nid = "{name}"\nlabel = {{ zh = "x", en = "x" }}\n'
        + "\n".join(f'{key} = "{figure}"' for key, figure in keys.items())
        for name, keys in each.items()
    )


VOTED = rows("answer", good={"points": "10"}, poor={"points": "1"}, blank={"points": "0"})


BANDS = rows("band", fixed={"points": "8"}, low={"least": "1", "below": "5"}, high={"least": "5", "most": "7"})


TOP = {"at_least": "90"}
ALL = {"otherwise": "mid"}


def graded(*tables: str, **top: Any) -> Scheme:
    return scheme(
        component(),
        item("i", "discretionary"),
        item("bad", "mark", component=None),
        table("grade", "top", **{**TOP, **top}),
        table("grade", "mid", at_least="60"),
        table("grade", "low"),
        *tables,
    )
