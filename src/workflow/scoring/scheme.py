"""What a scheme is, once its document was read: figures as fractions, references checked, ready to score.

A scheme is data. `read.read_scheme` makes one from its document and is the only place that does; nothing here
is changed afterwards. The keys of the document are the fields of these classes, and `shapes` says what each means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from ledger.errors import Fault
from workflow.scoring.profile import Profile


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called, in both languages of the house."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, the same for everybody or one a category."""

    value: Fraction | None
    by: Mapping[str, Fraction]

    def of(self, category: str) -> Fraction:
        found = self.by.get(category, self.value)
        assert found is not None, f"no figure for {category}: the reader checks that there is one"
        return found


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    label: Label
    clause: str


@dataclass(frozen=True, slots=True)
class Covers:
    statuses: tuple[str, ...]
    roles: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure that a branch may set; `value` is what holds, None as long as nobody has set it."""

    id: str
    label: Label
    clause: str
    value: Fraction | None
    least: Fraction | None
    most: Fraction | None


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    label: Label
    clause: str
    start: Figure | None
    floor: Figure | None
    cap: Figure | None
    weight: Figure
    round: str
    round_floor: Figure | None
    round_cap: Figure | None
    round_excess_over: Fraction | None
    round_weight: Fraction | None
    combine: str
    categories: tuple[str, ...]
    zero_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    label: Label
    clause: str
    within: str
    start: Figure | None
    floor: Figure | None
    cap: Figure | None


@dataclass(frozen=True, slots=True)
class Level:
    id: str
    label: Label
    points: Fraction


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    label: Label
    clause: str
    component: str
    part: str
    rule: str
    points: Fraction | None
    takes: bool
    signed: bool
    least: Fraction | None
    above: Fraction | None
    most: Fraction | None
    from_full: bool
    floor: Fraction | None
    cap: Fraction | None
    once: str
    highest: str
    pool: str
    level: tuple[Level, ...]
    per: Fraction | None
    whole: str
    required: Fraction | None
    required_by_role: Mapping[str, Fraction]
    short: str
    free_per_day: Figure | None
    voided_by: tuple[str, ...]
    zeroes: tuple[str, ...]
    annuls: tuple[str, ...]
    surcharges: tuple[str, ...]
    of: tuple[str, ...]
    liable: str
    from_size: Fraction | None
    share: Fraction | None
    worth: Figure | None
    would_be: str
    statuses: tuple[str, ...]
    categories: tuple[str, ...]
    roles: tuple[str, ...]
    sensitive: bool
    entered_by: tuple[str, ...]
    sign: str
    evidence: tuple[str, ...]
    approval: tuple[str, ...]
    heard_over: Fraction | None


@dataclass(frozen=True, slots=True)
class Surcharge:
    id: str
    label: Label
    clause: str
    when: str
    roles: tuple[str, ...]
    share: Fraction


@dataclass(frozen=True, slots=True)
class Band:
    id: str
    label: Label
    points: Fraction | None
    least: Fraction | None
    most: Fraction | None
    below: Fraction | None


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    label: Label
    points: Fraction


@dataclass(frozen=True, slots=True)
class Evaluation:
    id: str
    label: Label
    clause: str
    component: str
    kind: str
    round: str
    band: tuple[Band, ...]
    answer: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Veto:
    id: str
    label: Label
    clause: str
    effect: str
    grade: str
    components: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Sanction:
    id: str
    label: Label
    clause: str
    component: str
    points: Fraction | None
    counts: str
    grade: str
    provisional: bool
    total_zero: bool


@dataclass(frozen=True, slots=True)
class ComponentLeast:
    component: str
    least: Fraction


@dataclass(frozen=True, slots=True)
class Grade:
    id: str
    label: Label
    clause: str
    at_least: Fraction | None
    above: Fraction | None
    by_rule_only: bool
    component_least: tuple[ComponentLeast, ...]
    quota: Fraction | None
    rank_share: Fraction | None
    rank_number: Fraction | None
    bottom_number: Fraction | None
    otherwise: str
    last_place: bool


@dataclass(frozen=True, slots=True)
class Grading:
    statuses: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Forced:
    grade: str
    item: str
    times: int
    clause: str


@dataclass(frozen=True, slots=True)
class Regrade:
    grade: str
    last: tuple[str, ...]
    becomes: str
    clause: str


@dataclass(frozen=True, slots=True)
class GradedTimes:
    grades: tuple[str, ...]
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class When:
    """Conditions that must all hold; an empty one asks nothing."""

    statuses: tuple[str, ...]
    categories: tuple[str, ...]
    roles: tuple[str, ...]
    grades: tuple[str, ...]
    at_least: Fraction | None
    above: Fraction | None
    at_most: Fraction | None
    below: Fraction | None
    unclamped_above: Fraction | None
    last_grades: tuple[str, ...]
    last_below: Fraction | None
    earlier_grades: tuple[str, ...]
    no_earlier_grades: tuple[str, ...]
    graded_times: GradedTimes | None
    risen: int | None
    facts: tuple[str, ...]
    no_facts: tuple[str, ...]
    any_veto: bool | None
    graded_by: tuple[str, ...]
    not_only_by: tuple[str, ...]
    unless_outcome: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    label: Label
    clause: str
    when: tuple[When, ...]


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    id: str
    label: Label
    clause: str
    components: tuple[str, ...]
    rank: int
    above: Fraction


@dataclass(frozen=True, slots=True)
class Total:
    floor: Fraction | None
    cap: Fraction | None
    not_given: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Approval:
    up_to: Fraction | None
    by: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Criterion:
    id: str
    label: Label
    item: str


@dataclass(frozen=True)
class Scheme:
    """One version of one scheme: what is scored, graded and concluded, and how the branch goes about it."""

    id: str
    edition: int
    name: Label
    source: str
    effective: date | None
    digest: str
    profile: Profile
    covers: Covers
    categories: tuple[Category, ...]
    parameters: tuple[Parameter, ...]
    components: tuple[Component, ...]
    parts: tuple[Part, ...]
    items: tuple[Item, ...]
    criteria: tuple[Criterion, ...]
    surcharges: tuple[Surcharge, ...]
    evaluations: tuple[Evaluation, ...]
    vetoes: tuple[Veto, ...]
    sanctions: tuple[Sanction, ...]
    total: Total
    grading: Grading
    grades: tuple[Grade, ...]
    forced: tuple[Forced, ...]
    regrades: tuple[Regrade, ...]
    outcomes: tuple[Outcome, ...]
    round_outcomes: tuple[RoundOutcome, ...]
    approvals: tuple[Approval, ...]

    @cached_property
    def by_item(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def by_veto(self) -> Mapping[str, Veto]:
        return {veto.id: veto for veto in self.vetoes}

    @cached_property
    def by_sanction(self) -> Mapping[str, Sanction]:
        return {sanction.id: sanction for sanction in self.sanctions}

    @cached_property
    def by_evaluation(self) -> Mapping[str, Evaluation]:
        return {evaluation.id: evaluation for evaluation in self.evaluations}

    @cached_property
    def by_component(self) -> Mapping[str, Component]:
        return {component.id: component for component in self.components}

    @cached_property
    def by_part(self) -> Mapping[str, Part]:
        return {part.id: part for part in self.parts}

    @cached_property
    def grade_ranks(self) -> Mapping[str, int]:
        """Each grade's place from the worst, 0, upwards."""
        return {grade.id: place for place, grade in enumerate(reversed(self.grades))}

    @cached_property
    def category_ids(self) -> tuple[str, ...]:
        return tuple(category.id for category in self.categories) or ("default",)

    @cached_property
    def parts_at(self) -> Mapping[str, tuple[Part, ...]]:
        """The parts that stand directly in a component or part."""
        places = {part.within for part in self.parts}
        return {place: tuple(part for part in self.parts if part.within == place) for place in places}

    @cached_property
    def items_at(self) -> Mapping[str, tuple[Item, ...]]:
        """The items that stand directly in a component or part."""
        places = {item.part or item.component for item in self.items}
        return {place: tuple(item for item in self.items if (item.part or item.component) == place) for place in places}

    @cached_property
    def refs_of(self) -> Mapping[str, tuple[str, ...]]:
        """For each component, the ids of everything whose facts enter it."""
        entering: tuple[Item | Sanction | Evaluation, ...] = (*self.items, *self.sanctions, *self.evaluations)
        return {
            component.id: tuple(each.id for each in entering if each.component == component.id)
            for component in self.components
        }

    @cached_property
    def _labels(self) -> Mapping[tuple[str, str], Label]:
        found: dict[tuple[str, str], Label] = {("scheme", self.id): self.name}
        for kind, things in (
            ("category", self.categories),
            ("parameter", self.parameters),
            ("component", self.components),
            ("part", self.parts),
            ("item", self.items),
            ("criterion", self.criteria),
            ("surcharge", self.surcharges),
            ("evaluation", self.evaluations),
            ("veto", self.vetoes),
            ("sanction", self.sanctions),
            ("grade", self.grades),
            ("outcome", self.outcomes),
            ("outcome", self.round_outcomes),
        ):
            for thing in things:
                found[kind, thing.id] = thing.label
        for item in self.items:
            found |= {("level", f"{item.id}/{level.id}"): level.label for level in item.level}
        for evaluation in self.evaluations:
            found |= {("band", f"{evaluation.id}/{band.id}"): band.label for band in evaluation.band}
            found |= {("answer", f"{evaluation.id}/{answer.id}"): answer.label for answer in evaluation.answer}
        return found

    def item(self, id: str) -> Item | None:
        """The item of that id, or None."""
        return self.by_item.get(id)

    def label_of(self, kind: str, id: str) -> Label | None:
        """The label of a component, part, item, grade, outcome, veto, sanction, evaluation, category ...

        Levels, bands and answers are named with what they belong to: `("band", "review/excellent")`.
        """
        return self._labels.get((kind, id))

    def label(self, kind: str, id: str, lang: str) -> str:
        """What it is called in `zh` or `en`; the id itself where the scheme has no such thing."""
        label = self.label_of(kind, id)
        return id if label is None else label.zh if lang == "zh" else label.en

    def covers_member(self, status: str, category: str, roles: tuple[str, ...]) -> bool:
        """Whether the scheme scores such a member at all."""
        return (
            status in self.covers.statuses
            and category in self.category_ids
            and (not self.covers.roles or any(role in self.covers.roles for role in roles))
        )

    def blockers(self) -> tuple[Fault, ...]:
        """Why this version cannot be put into force, though it can be read and shown; empty when it can.

        A figure that the source doesn't give stands in the document as not given: an item without a value,
        a component without a start, a total without a formula.
        """
        found = [
            Fault("component {component} has no start value", "component", {"component": component.id})
            for component in self.components
            if component.start is None
        ]
        found += [
            Fault("item {item} has no value", "item", {"item": item.id})
            for item in self.items
            if item.rule == "unpriced"
        ]
        if self.total.not_given:
            found.append(Fault("the scheme doesn't say how the total is made", "total"))
        return tuple(found)
