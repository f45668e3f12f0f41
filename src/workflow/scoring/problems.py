"""Whether a fact is allowed for a member: range, level, band, quantity; standing, category, role; once.

The guards are those of spec/process.md §4: `in-range`, `eligible` and `once`. Wrong input raises nothing here:
every problem comes back, each with what would make the fact pass.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from ledger.exact import decimal_text
from workflow.scoring import rounds
from workflow.scoring.facts import KINDS, Fact
from workflow.scoring.rules import RULES
from workflow.scoring.scheme import Band, Evaluation, Item, Scheme

TIMES_MOST = 100_000
ZERO = Fraction(0)
POINTS_BELOW = Decimal(1_000_000_000)


class Standing(Protocol):
    """What of a member decides who may use an item."""

    @property
    def status(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def roles(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a fact is not allowed: the guard, a template with its facts, the way out, the clause."""

    guard: str
    message: str
    remedy: str
    clause: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def check_fact(scheme: Scheme, member: Standing, fact: Fact, others: Sequence[Fact] = ()) -> tuple[Problem, ...]:
    """Everything that speaks against this fact of this member, for a claim that is applied for or changed.

    Args:
        others: the member's other facts of the year; `fact` itself is not among them.
    Returns:
        Problems in the order shape, eligibility, once; empty when the fact is allowed.
    """
    found = [*fact_problems(scheme, member, fact)]
    if not found:
        found += _not_scored(scheme, member, fact)
        found += _once(scheme, fact, others)
    return tuple(found)


def fact_problems(scheme: Scheme, member: Standing, fact: Fact) -> list[Problem]:
    """What is wrong with the fact by itself: what scoring would refuse as well."""
    known: Mapping[str, Callable[[Scheme, Standing, Fact], list[Problem]]] = {
        "item": _item,
        "veto": _veto,
        "sanction": _sanction,
        "evaluation": _evaluation,
    }
    if fact.kind not in KINDS:
        return [
            Problem(
                "in-range",
                "{kind} is no kind of fact",
                "Use item, veto, sanction or evaluation.",
                "",
                {"kind": repr(fact.kind)},
            )
        ]
    if not isinstance(fact.on, date) or isinstance(fact.on, datetime):
        return [Problem("in-range", "{on} is no day", "Give the day on which it happened.", "", {"on": repr(fact.on)})]
    return known[fact.kind](scheme, member, fact)


def clashes(scheme: Scheme, facts: Sequence[Fact]) -> list[tuple[Fact, Problem]]:
    """Facts of which the round allows only one, each second one with its problem. Facts come in order."""
    found, seen = [], set()
    for fact in facts:
        key = _one_a_round(scheme, fact)
        if key is not None and key in seen:
            found.append((fact, _second(scheme, fact)))
        elif key is not None:
            seen.add(key)
    return found


def _one_a_round(scheme: Scheme, fact: Fact) -> tuple[str, str] | None:
    """What there may be only one of: an assessed item or an evaluation in one of its rounds."""
    if fact.kind == "evaluation" and fact.ref in scheme.by_evaluation:
        cadence = scheme.by_evaluation[fact.ref].round
    elif fact.kind == "item" and fact.ref in scheme.by_item:
        item = scheme.by_item[fact.ref]
        if item.rule != "assessed" and not item.signed and not (item.rule == "levels" and item.once == "year"):
            return None
        cadence = scheme.by_component[item.component].round
    else:
        return None
    return fact.ref, rounds.label(cadence, fact.on.year, rounds.index(cadence, fact.on))


def _second(scheme: Scheme, fact: Fact) -> Problem:
    key = _one_a_round(scheme, fact)
    assert key is not None
    return Problem(
        "once",
        "{ref} has an entry for {round} already",
        "Change the entry that is there, or date this one in its own round.",
        _clause(scheme, fact),
        {"ref": fact.ref, "round": key[1], "on": fact.on.isoformat()},
    )


def _clause(scheme: Scheme, fact: Fact) -> str:
    thing = scheme.by_evaluation.get(fact.ref) if fact.kind == "evaluation" else scheme.by_item.get(fact.ref)
    return "" if thing is None else thing.clause


def _once(scheme: Scheme, fact: Fact, others: Sequence[Fact]) -> list[Problem]:
    """One entry a round, and one matter once: against the member's other facts."""
    same = [other for other in others if (other.kind, other.ref) == (fact.kind, fact.ref)]
    key = _one_a_round(scheme, fact)
    if key is not None and any(_one_a_round(scheme, other) == key for other in same):
        return [_second(scheme, fact)]
    item = scheme.by_item.get(fact.ref) if fact.kind == "item" else None
    if item is None or item.once != "matter" or fact.matter is None:
        return []
    if not any(other.matter == fact.matter for other in same):
        return []
    message = "the matter {matter} counts once, and it is entered already"
    remedy = "Leave it at the entry that is there, or name the other matter that this one belongs to."
    return [Problem("once", message, remedy, item.clause, {"ref": fact.ref, "matter": fact.matter})]


def _not_scored(scheme: Scheme, member: Standing, fact: Fact) -> list[Problem]:
    """A category that a component leaves at 0 whatever is on file has no use for further claims there."""
    item = scheme.by_item.get(fact.ref) if fact.kind == "item" else None
    if item is None or not item.component:
        return []
    component = scheme.by_component[item.component]
    outside = component.categories and member.category not in component.categories
    if outside or member.category in component.zero_for:
        message = "{component} is not scored for members of the category {category}"
        facts = {"ref": fact.ref, "component": component.id, "category": member.category}
        return [Problem("eligible", message, "Have the category put right if it is wrong.", component.clause, facts)]
    return []


def _unknown(fact: Fact, known: Mapping[str, object]) -> list[Problem]:
    if fact.ref in known:
        return []
    message = "the scheme has no {kind} with the id {ref}"
    return [Problem("in-range", message, "Use an id of the scheme in force.", "", {"kind": fact.kind, "ref": fact.ref})]


def _fields(fact: Fact, clause: str, allowed: frozenset[str], times: bool) -> list[Problem]:
    """Fields that this fact has and should not have, and occurrences that make no sense."""
    found = []
    for name in ("points", "level", "quantity", "votes", "band"):
        if getattr(fact, name) is not None and name not in allowed:
            message = "{ref} takes no {field}"
            facts = {"ref": fact.ref, "field": name, "value": str(getattr(fact, name))}
            found.append(Problem("in-range", message, "Leave it out.", clause, facts))
    good = isinstance(fact.times, int) and not isinstance(fact.times, bool) and 1 <= fact.times <= TIMES_MOST
    if not good or (fact.times != 1 and not times):
        message = "{ref} cannot happen {times} times in one entry"
        facts = {"ref": fact.ref, "times": str(fact.times)[:40], "most": str(TIMES_MOST if times else 1)}
        found.append(Problem("in-range", message, "Give a whole number from 1 to {most}.", clause, facts))
    return found


def _number(fact: Fact, clause: str, name: str) -> list[Problem]:
    """A decimal that is there, finite, of at most two places, and not too large to be meant."""
    value = getattr(fact, name)
    if value is None:
        message = "{ref} needs {field}"
        return [Problem("in-range", message, "Give {field}.", clause, {"ref": fact.ref, "field": name})]
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) and value.is_finite() else None
    if not isinstance(exponent, int) or exponent < -2 or abs(value) >= POINTS_BELOW:
        message = "{value} is no figure with at most two places"
        facts = {"ref": fact.ref, "field": name, "value": str(value)[:40]}
        return [Problem("in-range", message, "Give a decimal with at most two places, such as 12.5.", clause, facts)]
    return []


def _item(scheme: Scheme, member: Standing, fact: Fact) -> list[Problem]:
    unknown = _unknown(fact, scheme.by_item)
    if unknown:
        return unknown
    item = scheme.by_item[fact.ref]
    kind = RULES[item.rule]
    if kind.asks == "nothing":
        message = "{ref} takes no entries"
        remedy = "It has no value of its own, stands in full, or follows from others' entries."
        return [Problem("in-range", message, remedy, item.clause, {"ref": fact.ref})]
    found = _fields(fact, item.clause, frozenset({kind.asks}), kind.counts_times)
    found += _asked(item, fact, kind.asks)
    return found + _eligible(scheme, item, member)


def _asked(item: Item, fact: Fact, asks: str) -> list[Problem]:
    if asks == "level":
        levels = [level.id for level in item.level]
        if fact.level not in levels:
            message = "{level} is no level of {ref}"
            facts = {"ref": fact.ref, "level": str(fact.level), "allowed": ", ".join(levels)}
            return [Problem("in-range", message, "Use one of: {allowed}.", item.clause, facts)]
    elif asks in ("points", "quantity"):
        found = _number(fact, item.clause, asks)
        if found:
            return found
        if asks == "quantity":
            assert fact.quantity is not None
            return _between(item, fact, fact.quantity, ZERO, None, None)
        assert fact.points is not None
        least = item.least if item.least is not None or item.signed else ZERO
        return _between(item, fact, fact.points, least, item.above, item.most)
    return []


def _text(figure: Fraction) -> str:
    return decimal_text(Decimal(figure.numerator) / Decimal(figure.denominator))


def _between(
    thing: Item | Evaluation,
    fact: Fact,
    value: Decimal,
    least: Fraction | None,
    above: Fraction | None,
    most: Fraction | None,
) -> list[Problem]:
    exact = Fraction(value)
    if (least is None or exact >= least) and (above is None or exact > above) and (most is None or exact <= most):
        return []
    # In signs, which every reader of either language reads.
    said = [f"> {_text(above)}"] if above is not None else [f"≥ {_text(least)}"] if least is not None else []
    said += [f"≤ {_text(most)}"] if most is not None else []
    facts = {"ref": fact.ref, "points": decimal_text(value), "allowed": ", ".join(said)}
    message = "{points} lies outside the range of {ref}: {allowed}"
    return [Problem("in-range", message, "Stay within: {allowed}.", thing.clause, facts)]


def _eligible(scheme: Scheme, item: Item, member: Standing) -> list[Problem]:
    """Standing, category and role; a category that the component leaves at 0 anyway is not asked for another."""
    found = []
    suspended = bool(item.component) and member.category in scheme.by_component[item.component].zero_for
    asked = (
        ("status", item.statuses, (member.status,)),
        ("category", () if suspended else item.categories, (member.category,)),
        ("role", item.roles, member.roles),
    )
    for what, allowed, has in asked:
        if allowed and not any(each in allowed for each in has):
            facts = {"ref": item.id, "what": what, "has": ", ".join(has) or "none", "allowed": ", ".join(allowed)}
            message = "{ref} is only for the {what} {allowed}; this member has {has}"
            found.append(Problem("eligible", message, "Use an item that is open to this member.", item.clause, facts))
    return found


def _veto(scheme: Scheme, member: Standing, fact: Fact) -> list[Problem]:
    return _unknown(fact, scheme.by_veto) or _fields(fact, scheme.by_veto[fact.ref].clause, frozenset(), False)


def _sanction(scheme: Scheme, member: Standing, fact: Fact) -> list[Problem]:
    return _unknown(fact, scheme.by_sanction) or _fields(fact, scheme.by_sanction[fact.ref].clause, frozenset(), False)


def _evaluation(scheme: Scheme, member: Standing, fact: Fact) -> list[Problem]:
    unknown = _unknown(fact, scheme.by_evaluation)
    if unknown:
        return unknown
    evaluation = scheme.by_evaluation[fact.ref]
    if evaluation.kind == "votes":
        return _fields(fact, evaluation.clause, frozenset({"votes"}), False) + _votes(evaluation, fact)
    return _fields(fact, evaluation.clause, frozenset({"band", "points"}), False) + _bands(evaluation, fact)


def _votes(evaluation: Evaluation, fact: Fact) -> list[Problem]:
    answers = [answer.id for answer in evaluation.answer]
    votes = fact.votes
    well_formed = isinstance(votes, tuple) and all(
        name in answers and isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= TIMES_MOST
        for name, number in votes
    )
    if well_formed and len({name for name, _ in votes or ()}) == len(votes or ()):
        return []
    message = "these are no votes that {ref} counts: {votes}"
    facts = {"ref": fact.ref, "votes": str(votes)[:120], "allowed": ", ".join(answers)}
    return [Problem("in-range", message, "Give a whole number for each of: {allowed}.", evaluation.clause, facts)]


def _bands(evaluation: Evaluation, fact: Fact) -> list[Problem]:
    band = next((band for band in evaluation.band if band.id == fact.band), None)
    if band is None:
        message = "{band} is no band of {ref}"
        facts = {"ref": fact.ref, "band": str(fact.band), "allowed": ", ".join(each.id for each in evaluation.band)}
        return [Problem("in-range", message, "Use one of: {allowed}.", evaluation.clause, facts)]
    if band.points is not None and fact.points is None:
        return []
    found = _number(fact, evaluation.clause, "points")
    if found or _inside(band, Fraction(fact.points or 0)):
        return found
    facts = {
        "ref": fact.ref,
        "band": band.id,
        "points": decimal_text(fact.points or Decimal(0)),
        "allowed": _range(band),
    }
    message = "{points} lies outside the band {band}: {allowed}"
    return [Problem("in-range", message, "Choose points inside the band, or another band.", evaluation.clause, facts)]


def _inside(band: Band, points: Fraction) -> bool:
    if band.points is not None:
        return points == band.points
    return (
        (band.least is None or points >= band.least)
        and (band.most is None or points <= band.most)
        and (band.below is None or points < band.below)
    )


def _range(band: Band) -> str:
    if band.points is not None:
        return _text(band.points)
    low = _text(band.least) if band.least is not None else ""
    return f"{low}..{_text(band.most)}" if band.most is not None else f"{low}..<{_text(band.below or ZERO)}"
