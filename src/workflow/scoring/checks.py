"""What the tables of a scheme document say about each other: names that exist, ranges that fit, grades without holes.

Each function looks at one kind of table and yields what is wrong: the path, a template, its facts.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.scoring.rules import RULES
from workflow.scoring.scheme import Band, Component, Figure, Grade, Item, Scheme, When

Path = tuple[str | int, ...]
Found = tuple[Path, str, Mapping[str, object]]
Check = Iterable[Found]

GRADED_BY = ("interval", "condition", "look-back", "last-place")
_ALWAYS = frozenset(
    (
        "id",
        "label",
        "clause",
        "rule",
        "statuses",
        "categories",
        "roles",
        "sensitive",
        "entered_by",
        "sign",
        "evidence",
        "approval",
        "heard_over",
    )
)


def check(scheme: Scheme, has_grading: bool) -> Iterator[Found]:
    """Everything that is wrong between tables."""
    yield from _unique(scheme)
    yield from _components(scheme)
    yield from _parts(scheme)
    for number, item in enumerate(scheme.items):
        yield from _item(scheme, item, ("item", number))
    yield from _cycles(scheme)
    yield from _evaluations(scheme)
    yield from _effects(scheme)
    yield from _grades(scheme, has_grading)
    yield from _outcomes(scheme)
    if scheme.total.floor is not None and scheme.total.cap is not None and scheme.total.floor > scheme.total.cap:
        yield ("total", "floor"), "the floor lies above the cap", {}


def _unknown(path: Path, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[Found]:
    allowed = tuple(known)
    for name in names:
        if name and name not in allowed:
            facts = {"what": what, "id": name, "allowed": ", ".join(allowed[:60]) or "none"}
            yield path, "there is no {what} {id}; there are: {allowed}", facts


def _unique(scheme: Scheme) -> Iterator[Found]:
    """Ids of everything that a fact or a rule can name stand in one room; grades and outcomes each in their own."""
    named: Mapping[str, Iterable[Any]] = {
        "component": scheme.components,
        "part": scheme.parts,
        "item": scheme.items,
        "veto": scheme.vetoes,
        "sanction": scheme.sanctions,
        "evaluation": scheme.evaluations,
    }
    seen: dict[str, str] = {}
    for table, things in named.items():
        for number, thing in enumerate(things):
            if thing.id and thing.id in seen:
                yield (
                    (table, number, "id"),
                    "the id {id} is a {other}'s already",
                    {"id": thing.id, "other": seen[thing.id]},
                )
            seen[thing.id] = table
    alone: Mapping[str, Iterable[Any]] = {
        "category": scheme.categories,
        "parameter": scheme.parameters,
        "surcharge": scheme.surcharges,
        "criterion": scheme.criteria,
        "grade": scheme.grades,
        "outcome": (*scheme.outcomes, *scheme.round_outcomes),
    }
    for table, things in alone.items():
        yield from _twice((table,), things)
    for number, item in enumerate(scheme.items):
        yield from _twice(("item", number, "level"), item.level)
    for number, evaluation in enumerate(scheme.evaluations):
        yield from _twice(("evaluation", number, "band"), evaluation.band)
        yield from _twice(("evaluation", number, "answer"), evaluation.answer)


def _twice(path: Path, things: Iterable[Any]) -> Iterator[Found]:
    seen = set()
    for number, thing in enumerate(things):
        if thing.id and thing.id in seen:
            yield (*path, number, "id"), "the id {id} stands twice", {"id": thing.id}
        seen.add(thing.id)


def _figure(scheme: Scheme, path: Path, figure: Figure | None, categories: tuple[str, ...] = ()) -> Iterator[Found]:
    """A figure by category names the scheme's categories, and all that need one."""
    if figure is None or not figure.by:
        return
    yield from _unknown(path, figure.by, scheme.category_ids, "category")
    for category in categories or scheme.category_ids:
        if category not in figure.by:
            yield path, "the category {id} has no figure here", {"id": category}


def _components(scheme: Scheme) -> Iterator[Found]:
    for number, each in enumerate(scheme.components):
        path: Path = ("component", number)
        yield from _unknown((*path, "categories"), each.categories, scheme.category_ids, "category")
        yield from _unknown((*path, "zero_for"), each.zero_for, scheme.category_ids, "category")
        for name in ("start", "floor", "cap", "weight", "round_floor", "round_cap"):
            yield from _figure(scheme, (*path, name), getattr(each, name), each.categories)
        yield from _bounds(scheme, path, each)
        if each.round == "year":
            for name in ("round_floor", "round_cap", "round_excess_over", "round_weight"):
                if getattr(each, name) is not None:
                    yield (*path, name), "a component that is scored by the year has no {key}", {"key": name}
            if each.combine != "sum":
                yield (*path, "combine"), "a component that is scored by the year has no rounds to combine", {}


def _bounds(scheme: Scheme, path: Path, each: Component) -> Iterator[Found]:
    for low, high in ((each.floor, each.cap), (each.round_floor, each.round_cap)):
        if low is None or high is None:
            continue
        for category in each.categories or scheme.category_ids:
            lower, upper = low.by.get(category, low.value), high.by.get(category, high.value)
            if lower is not None and upper is not None and lower > upper:
                yield path, "the floor lies above the cap", {}
                break


def _parts(scheme: Scheme) -> Iterator[Found]:
    places = {**scheme.by_component, **scheme.by_part}
    for number, part in enumerate(scheme.parts):
        path: Path = ("part", number, "within")
        yield from _unknown(path, [part.within], places, "component or part")
        if not _component_of(scheme, part.id) and part.within in places:
            yield path, "{id} is a part of itself", {"id": part.id}
        for name in ("start", "floor", "cap"):
            yield from _figure(scheme, ("part", number, name), getattr(part, name))


def _component_of(scheme: Scheme, place: str) -> str:
    """The component that a part belongs to in the end; empty where it goes round in a circle."""
    for _ in range(len(scheme.parts) + 1):
        if place not in scheme.by_part:
            return place
        place = scheme.by_part[place].within
    return ""


def _item(scheme: Scheme, item: Item, path: Path) -> Iterator[Found]:
    if item.rule not in RULES:
        return
    yield from _keys_of_rule(item, path)
    yield from _unknown((*path, "component"), [item.component], scheme.by_component, "component")
    yield from _unknown((*path, "part"), [item.part], scheme.by_part, "part")
    yield from _unknown((*path, "categories"), item.categories, scheme.category_ids, "category")
    yield from _unknown((*path, "surcharges"), item.surcharges, (each.id for each in scheme.surcharges), "surcharge")
    yield from _unknown((*path, "zeroes"), item.zeroes, (*scheme.by_item, *scheme.by_part), "item or part")
    for name in ("voided_by", "annuls", "of"):
        yield from _unknown((*path, name), getattr(item, name), scheme.by_item, "item")
    yield from _figure(scheme, (*path, "worth"), item.worth)
    if item.free_per_day is not None:
        yield from _unknown((*path, "free_per_day"), item.free_per_day.by, scheme.category_ids, "category")
    if item.part in scheme.by_part and _component_of(scheme, item.part) != item.component:
        yield (*path, "part"), "{part} is no part of {component}", {"part": item.part, "component": item.component}
    yield from _sense(scheme, item, path)


def _keys_of_rule(item: Item, path: Path) -> Iterator[Found]:
    """Each kind of rule understands its own keys, and needs some of them."""
    kind = RULES[item.rule]
    empty: tuple[object, ...] = (None, "", (), False, {})
    for name in item.__slots__:
        value = getattr(item, name)
        plain = value in empty or (name, value) in (("whole", "sum"), ("short", "each"))
        if name in kind.needed and plain:
            yield (*path, name), "the rule {rule} needs {key}", {"rule": item.rule, "key": name}
        elif name not in kind.keys | _ALWAYS and not plain:
            facts = {"rule": item.rule, "key": name, "allowed": ", ".join(sorted(kind.keys))}
            yield (*path, name), "the rule {rule} has no {key}; it has: {allowed}", facts


def _sense(scheme: Scheme, item: Item, path: Path) -> Iterator[Found]:
    """Figures of one item that contradict each other, and rules that stand in the wrong place."""
    lowest = max((each for each in (item.least, item.above) if each is not None), default=None)
    if item.most is not None and (item.most < 0 or (lowest is not None and lowest > item.most)):
        yield (*path, "most"), "no points lie between the smallest and the largest allowed", {}
    if item.floor is not None and item.cap is not None and item.floor > item.cap:
        yield (*path, "floor"), "the floor lies above the cap", {}
    if item.per is not None and item.per <= 0:
        yield (*path, "per"), "a unit is larger than 0", {}
    if item.takes and item.signed:
        yield (*path, "signed"), "what is taken away is a positive size, not a signed figure", {}
    if item.pool and not item.highest:
        yield (*path, "pool"), "a pool shares `highest`, which is missing", {}
    component = scheme.by_component.get(item.component)
    if item.rule == "shortfall":
        if item.short != "zero" and item.points is None:
            yield (*path, "points"), "the rule {rule} needs {key}", {"rule": item.rule, "key": "points"}
        if item.short == "zero" and not item.part:
            yield (*path, "short"), "it zeroes the part it stands in, and it stands in none", {}
        if component is not None and component.round != "year":
            yield (*path, "rule"), "what is owed over the year belongs to a component that is scored by the year", {}


def _cycles(scheme: Scheme) -> Iterator[Found]:
    """No item may, through others, zero, void, annul or make liable itself."""
    edges = {item.id: (*item.zeroes, *item.voided_by, *item.annuls, *item.of) for item in scheme.items}
    done: set[str] = set()
    for number, item in enumerate(scheme.items):
        if item.id in done:
            continue
        on_path: dict[str, Iterator[str]] = {item.id: iter(edges[item.id])}
        while on_path:
            last, following = next(reversed(on_path.items()))
            target = next(following, None)
            if target is None:
                done.add(last)
                del on_path[last]
            elif target in on_path:
                circle = " -> ".join([*on_path, target][:12])
                yield ("item", number), "items refer to each other in a circle: {circle}", {"circle": circle}
                done.update(on_path)
                break
            elif target in edges and target not in done:
                on_path[target] = iter(edges[target])


def _evaluations(scheme: Scheme) -> Iterator[Found]:
    for number, each in enumerate(scheme.evaluations):
        path: Path = ("evaluation", number)
        yield from _unknown((*path, "component"), [each.component], scheme.by_component, "component")
        component = scheme.by_component.get(each.component)
        if component is not None and component.round != each.round:
            facts = {"round": component.round, "component": component.id}
            yield (*path, "round"), "it enters {component}, which is scored by the {round}", facts
        wanted, other = ("answer", "band") if each.kind == "votes" else ("band", "answer")
        if not getattr(each, wanted) or getattr(each, other):
            yield (
                path,
                "an evaluation of this kind has tables {wanted}, and no {other}",
                {"wanted": wanted, "other": other},
            )
        yield from _bands(path, each.band)


def _bands(path: Path, bands: tuple[Band, ...]) -> Iterator[Found]:
    for number, band in enumerate(bands):
        place = (*path, "band", number)
        ranged = band.least is not None or band.most is not None or band.below is not None
        if ranged == (band.points is not None):
            yield place, "a band has fixed `points`, or a range from `least` to `most` or `below`", {}
        elif ranged and (band.least is None or (band.most is None) == (band.below is None)):
            yield place, "a range has `least`, and either `most` or `below`", {}
        elif (
            ranged
            and band.least is not None
            and (
                (band.most is not None and band.least > band.most)
                or (band.below is not None and band.least >= band.below)
            )
        ):
            yield place, "no points lie inside this band", {}


def _effects(scheme: Scheme) -> Iterator[Found]:
    for number, veto in enumerate(scheme.vetoes):
        path: Path = ("veto", number)
        yield from _unknown((*path, "grade"), [veto.grade], scheme.grade_ranks, "grade")
        yield from _unknown((*path, "components"), veto.components, scheme.by_component, "component")
        if (veto.effect == "grade") != bool(veto.grade) or (veto.effect == "component-zero") != bool(veto.components):
            yield path, "the effect `grade` names a grade, `component-zero` names components, `total-zero` neither", {}
    for number, sanction in enumerate(scheme.sanctions):
        path = ("sanction", number)
        yield from _unknown((*path, "grade"), [sanction.grade], scheme.grade_ranks, "grade")
        yield from _unknown((*path, "component"), [sanction.component], scheme.by_component, "component")
        if (sanction.points is not None) != bool(sanction.component):
            yield path, "points and the component that they enter stand together", {}
    for number, surcharge in enumerate(scheme.surcharges):
        if (surcharge.when == "role") != bool(surcharge.roles):
            yield ("surcharge", number), "a surcharge for a role names the roles, and one for a repeat names none", {}
    for number, criterion in enumerate(scheme.criteria):
        yield from _unknown(("criterion", number, "item"), [criterion.item], scheme.by_item, "item")


def _grades(scheme: Scheme, has_grading: bool) -> Iterator[Found]:
    if bool(scheme.grades) != has_grading:
        yield ("grading",), "[grading] and [[grade]] stand together, or neither", {}
    yield from _intervals(scheme.grades)
    conditional = {grade.id for grade in scheme.grades if _has_condition(grade)}
    for number, grade in enumerate(scheme.grades):
        path: Path = ("grade", number)
        yield from _unknown((*path, "otherwise"), [grade.otherwise], scheme.grade_ranks, "grade")
        for each in grade.component_least:
            yield from _unknown((*path, "component_least"), [each.component], scheme.by_component, "component")
        if _has_condition(grade) and not grade.otherwise:
            yield (*path, "otherwise"), "a grade with a condition names the grade of those who miss it", {}
        if grade.otherwise in conditional:
            yield (
                (*path, "otherwise"),
                "{id} has conditions itself, and cannot take those who miss others",
                {"id": grade.otherwise},
            )
        for name in ("quota", "rank_share"):
            share = getattr(grade, name)
            if share is not None and not 0 <= share <= 1:
                yield (*path, name), "a share lies between 0 and 1", {}
    for number, forced in enumerate(scheme.forced):
        yield from _unknown(("forced", number, "grade"), [forced.grade], scheme.grade_ranks, "grade")
        yield from _unknown(("forced", number, "item"), [forced.item], scheme.by_item, "item")
    for number, regrade in enumerate(scheme.regrades):
        names = [regrade.grade, *regrade.last, regrade.becomes]
        yield from _unknown(("regrade", number), names, scheme.grade_ranks, "grade")


def _has_condition(grade: Grade) -> bool:
    limits = (grade.quota, grade.rank_share, grade.rank_number, grade.bottom_number)
    return bool(grade.component_least) or any(each is not None for each in limits)


def _intervals(grades: tuple[Grade, ...]) -> Iterator[Found]:
    """Best first, each starting below the one before it, the last one taking all that is left: no hole, no overlap."""
    before = None
    ranged = [(number, grade) for number, grade in enumerate(grades) if not grade.by_rule_only and not grade.last_place]
    for place, (number, grade) in enumerate(ranged):
        path: Path = ("grade", number)
        starts = [each for each in (grade.at_least, grade.above) if each is not None]
        if place == len(ranged) - 1:
            if starts:
                yield path, "the lowest grade takes everything below the others: it has no `at_least` or `above`", {}
        elif len(starts) != 1:
            yield path, "a grade has either `at_least` or `above`; only the lowest has neither", {}
        elif before is not None and starts[0] >= before:
            yield path, "grades stand best first: this one starts no lower than the one before it", {}
        else:
            before = starts[0]
    for number, grade in enumerate(grades):
        if (grade.by_rule_only or grade.last_place) and (grade.at_least is not None or grade.above is not None):
            yield ("grade", number), "a grade that a rule gives has no interval", {}


def _outcomes(scheme: Scheme) -> Iterator[Found]:
    earlier: list[str] = []
    for number, outcome in enumerate(scheme.outcomes):
        for place, when in enumerate(outcome.when):
            yield from _when(scheme, when, ("outcome", number, "when", place), tuple(earlier))
        earlier.append(outcome.id)
    for number, each in enumerate(scheme.round_outcomes):
        path: Path = ("round_outcome", number, "components")
        yield from _unknown(path, each.components, scheme.by_component, "component")
        cadences = {scheme.by_component[id].round for id in each.components if id in scheme.by_component}
        if cadences == {"year"} or len(cadences) > 1 or not each.components:
            yield path, "components that are all scored by the same round are wanted here", {}


def _when(scheme: Scheme, when: When, path: Path, earlier: tuple[str, ...]) -> Iterator[Found]:
    refs = (*scheme.by_item, *scheme.by_veto, *scheme.by_sanction, *scheme.by_evaluation)
    grades = when.graded_times.grades if when.graded_times is not None else ()
    for name, names in (
        ("grades", when.grades),
        ("last_grades", when.last_grades),
        ("earlier_grades", when.earlier_grades),
        ("no_earlier_grades", when.no_earlier_grades),
        ("graded_times", grades),
    ):
        yield from _unknown((*path, name), names, scheme.grade_ranks, "grade")
    yield from _unknown((*path, "categories"), when.categories, scheme.category_ids, "category")
    yield from _unknown((*path, "facts"), (*when.facts, *when.no_facts), refs, "item, veto, sanction or evaluation")
    yield from _unknown((*path, "graded_by"), (*when.graded_by, *when.not_only_by), (*refs, *GRADED_BY), "reason")
    yield from _unknown((*path, "unless_outcome"), when.unless_outcome, earlier, "outcome further up")
