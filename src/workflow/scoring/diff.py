"""What a new version of a scheme changes: in words, and in whose figures of a year.

A change of a scheme says which years and whose scores move, before anybody adopts it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction

from ledger.errors import filled
from ledger.exact import decimal_text
from workflow.scoring.facts import MemberYear
from workflow.scoring.scheme import Figure, Label, Scheme
from workflow.scoring.score import Score, score_branch

_TABLES = (
    ("category", "categories"),
    ("parameter", "parameters"),
    ("component", "components"),
    ("part", "parts"),
    ("item", "items"),
    ("criterion", "criteria"),
    ("surcharge", "surcharges"),
    ("evaluation", "evaluations"),
    ("veto", "vetoes"),
    ("sanction", "sanctions"),
    ("grade", "grades"),
    ("outcome", "outcomes"),
    ("outcome", "round_outcomes"),
)
_SINGLE = ("name", "source", "effective", "covers", "total", "grading", "profile", "forced", "regrades", "approvals")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: a template and its facts, so that a door can say it in the reader's language."""

    message: str
    facts: Mapping[str, str]

    def __str__(self) -> str:
        return filled(self.message, self.facts)


@dataclass(frozen=True, slots=True)
class Moved:
    """A member whose year comes out differently; `what` names what moved: total, components, grade, outcomes."""

    member: str
    before: Score
    after: Score
    what: tuple[str, ...]


def describe_changes(old: Scheme, new: Scheme) -> tuple[Change, ...]:
    """Everything that is different between two versions, in the document's order; empty when nothing is."""
    return tuple(_changes(old, new))


def what_if(old: Scheme, new: Scheme, year: int, members: Sequence[MemberYear]) -> tuple[Moved, ...]:
    """Score the same year under both versions, and name those for whom it comes out differently.

    Raises:
        InvalidError: under one of the versions this year cannot be scored.
    """
    moved = []
    for before, after in zip(score_branch(old, year, members), score_branch(new, year, members), strict=True):
        what = tuple(
            name
            for name in ("total", "components", "grade", "outcomes")
            if getattr(before, name) != getattr(after, name)
        )
        if what:
            moved.append(Moved(before.member, before, after, what))
    return tuple(moved)


def _changes(old: Scheme, new: Scheme) -> Iterator[Change]:
    for name in _SINGLE:
        yield from _fields(
            "scheme" if name in ("name", "source", "effective") else name,
            "",
            getattr(old, name),
            getattr(new, name),
            name,
        )
    for kind, table in _TABLES:
        yield from _table(
            kind, {each.id: each for each in getattr(old, table)}, {each.id: each for each in getattr(new, table)}
        )


def _table(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for id in old:
        if id not in new:
            yield Change("the {kind} {id} is gone", {"kind": kind, "id": id})
    for id, thing in new.items():
        if id not in old:
            yield Change("the {kind} {id} is new", {"kind": kind, "id": id})
        else:
            yield from _fields(kind, id, old[id], thing, "")
    common_before, common_after = [id for id in old if id in new], [id for id in new if id in old]
    if common_before != common_after:
        yield Change("the order of {kind} entries has changed", {"kind": kind})


def _fields(kind: str, id: str, old: object, new: object, name: str) -> Iterator[Change]:
    """Field by field where there are fields, as a whole otherwise."""
    if old == new:
        return
    if is_dataclass(old) and is_dataclass(new) and not isinstance(old, Label | Figure):
        for field in fields(old):
            yield from _one(kind, id, field.name, getattr(old, field.name), getattr(new, field.name))
    else:
        yield from _one(kind, id, name, old, new)


def _one(kind: str, id: str, name: str, old: object, new: object) -> Iterator[Change]:
    if old != new:
        facts = {"kind": kind, "id": id, "what": name, "before": _said(old), "after": _said(new)}
        message = (
            "the {kind} {id}: {what} was {before}, is now {after}"
            if id
            else "{kind}: {what} was {before}, is now {after}"
        )
        yield Change(message, facts)


def _said(value: object) -> str:
    """A value in words: figures as decimals, labels in Chinese and English, lists joined."""
    if value is None or value == () or value == "":
        return "none"
    if isinstance(value, Fraction):
        return decimal_text(Decimal(value.numerator) / Decimal(value.denominator))
    if isinstance(value, Label):
        return f"{value.zh} / {value.en}"
    if isinstance(value, Figure):
        return _said(value.value) if not value.by else _said(value.by)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(each)}" for key, each in value.items())
    if isinstance(value, tuple):
        return "; ".join(_said(each) for each in value)
    if is_dataclass(value):
        parts = ((field.name, getattr(value, field.name)) for field in fields(value))
        return ", ".join(f"{name} {_said(each)}" for name, each in parts if each not in (None, (), "", False))
    return str(value)
