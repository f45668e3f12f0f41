"""What each component of a member's year comes to: rounds, parts and items added, each with its own bounds.

The order within a component: start, items and parts; the round's floor, cap, excess and weight; rounds combined;
the year's floor and cap; zero by a veto or a category; the weight.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from workflow.scoring import rounds
from workflow.scoring.entries import Entry, Year
from workflow.scoring.rules import RULES, given, is_short
from workflow.scoring.scheme import Component, Evaluation, Figure, Item, Sanction, Scheme
from workflow.scoring.working import Line, Sum

ZERO = Fraction(0)
Bucket = Mapping[str, Sequence[Entry]]


def component_lines(scheme: Scheme, year: Year) -> list[Line]:
    """One line a component that the member's category has, in the document's order."""
    found = []
    for component in scheme.components:
        if component.categories and year.member.category not in component.categories:
            continue
        found.append(_component(scheme, component, year))
    return found


def _component(scheme: Scheme, component: Component, year: Year) -> Line:
    category = year.member.category
    if component.round == "year":
        bucket = {ref: year.entries[ref] for ref in scheme.refs_of[component.id] if ref in year.entries}
        made = _filled(scheme, component, year, bucket, "")
    else:
        lines, divisor = _round_lines(scheme, component, year)
        made = Sum("component", component.id, lines, clause=component.clause)
        if component.combine != "sum" and divisor:
            made.step("divide", Fraction(divisor), component.combine)
    made.bound(_of(component.floor, category), _of(component.cap, category))
    if category in component.zero_for:
        made.step("zero", why=f"category:{category}")
    for veto in scheme.vetoes:
        if veto.effect == "component-zero" and component.id in veto.components and veto.id in year.present:
            made.step("zero", why=veto.id)
    weight = component.weight.of(category)
    if weight != 1:
        made.step("multiply", weight, "weight")
    return made.line()


def _of(figure: Figure | None, category: str) -> Fraction | None:
    return None if figure is None else figure.of(category)


def _round_lines(scheme: Scheme, component: Component, year: Year) -> tuple[list[Line], int]:
    """The lines of the rounds that count, and the number to divide by where rounds are averaged."""
    buckets: list[dict[str, list[Entry]]] = [{} for _ in range(rounds.COUNTS[component.round])]
    for ref in scheme.refs_of[component.id]:
        for entry in year.entries.get(ref, ()):
            buckets[rounds.index(component.round, entry.fact.on)].setdefault(ref, []).append(entry)
    numbers = rounds.in_force(component.round, year.year, scheme.effective)
    divisor = len(numbers) if component.combine == "mean-in-force" else len(buckets)
    if component.combine == "mean-counted":
        numbers = tuple(
            number
            for number in numbers
            if any(not entry.why for ref in buckets[number] if ref in scheme.by_item for entry in buckets[number][ref])
        )
        divisor = len(numbers)
    lines = []
    for number in numbers:
        label = rounds.label(component.round, year.year, number)
        line = _filled(scheme, component, year, buckets[number], label).line()
        if line.figure or line.children or line.steps:
            lines.append(line)
    return lines, divisor


def _filled(scheme: Scheme, component: Component, year: Year, bucket: Bucket, label: str) -> Sum:
    """One round of a component, or its whole year: everything in the bucket, added, then the round's own limits."""
    category = year.member.category
    children = _start(component.id, component.start, category, component.clause)
    children += _place(scheme, component.id, component.id, year, bucket)
    children += [
        _sanction(sanction, year, bucket[sanction.id])
        for sanction in scheme.sanctions
        if sanction.component == component.id and sanction.id in bucket
    ]
    children += [
        evaluation_line(evaluation, bucket[evaluation.id])
        for evaluation in scheme.evaluations
        if evaluation.component == component.id and evaluation.id in bucket
    ]
    kind, ref = ("round", label) if label else ("component", component.id)
    made = Sum(kind, ref, children, clause=component.clause)
    made.bound(_of(component.round_floor, category), _of(component.round_cap, category))
    if component.round_excess_over is not None:
        made.step("excess", component.round_excess_over, "round_excess_over")
    if component.round_weight is not None:
        made.step("multiply", component.round_weight, "round_weight")
    return made


def _start(ref: str, start: Figure | None, category: str, clause: str) -> list[Line]:
    figure = _of(start, category)
    return [Sum("start", ref, before=figure, clause=clause).line()] if figure else []


def _place(scheme: Scheme, component: str, place: str, year: Year, bucket: Bucket) -> list[Line]:
    """The lines of the parts and items that stand directly in a component or part."""
    lines = []
    for part in scheme.parts_at.get(place, ()):
        category = year.member.category
        children = _start(part.id, part.start, category, part.clause)
        children += _place(scheme, component, part.id, year, bucket)
        made = Sum("part", part.id, children, clause=part.clause)
        made.bound(_of(part.floor, category), _of(part.cap, category))
        cause = year.zeroed.get(part.id) or _zeroed_by_shortfall(scheme, part.id, year)
        if cause:
            made.step("zero", why=cause)
        lines.append(made.line())
    for item in scheme.items_at.get(place, ()):
        entries = bucket.get(item.id, ())
        zeroed = year.zeroed.get(item.id)
        if entries or _stands_alone(item, year) or (zeroed and item.from_full):
            made = RULES[item.rule].apply(scheme, item, entries, year)
            if zeroed and item.from_full and item.most is not None:
                made.step("set", -item.most, zeroed)
            elif zeroed:
                made.step("zero", why=zeroed)
            lines.append(made.line())
    return lines


def uses(item: Item, year: Year) -> bool:
    """Whether the item is one for this member: status, category, role."""
    member = year.member
    return (
        (not item.statuses or member.status in item.statuses)
        and (not item.categories or member.category in item.categories)
        and (not item.roles or any(role in item.roles for role in member.roles))
    )


def _stands_alone(item: Item, year: Year) -> bool:
    """Whether the item has a line without any fact: what is owed, and what others' deductions bring."""
    if item.rule == "shortfall":
        return uses(item, year)
    return item.rule == "joint" and item.id in year.joint


def _zeroed_by_shortfall(scheme: Scheme, part: str, year: Year) -> str:
    for item in scheme.items_at.get(part, ()):
        if item.rule == "shortfall" and item.short == "zero" and uses(item, year) and is_short(item, year):
            return item.id
    return ""


def _sanction(sanction: Sanction, year: Year, entries: Sequence[Entry]) -> Line:
    """A sanction's points, each time or once in the year; the first one counts."""
    lines = []
    for entry in entries:
        made = Sum("fact", sanction.id, before=sanction.points or ZERO, clause=sanction.clause, given=given(entry.fact))
        counted = year.counted(sanction.id)
        why = entry.why or ("once" if sanction.counts == "once" and counted[0] is not entry else "")
        lines.append((made.step("zero", why=why) if why else made).line())
    return Sum("sanction", sanction.id, lines, rule="sanction", clause=sanction.clause).line()


def evaluation_line(evaluation: Evaluation, entries: Sequence[Entry]) -> Line:
    """What the evaluations of one round come to: points of a band, or the mean of the votes by value."""
    lines = []
    for entry in entries:
        made = _votes(evaluation, entry) if evaluation.kind == "votes" else _band(evaluation, entry)
        lines.append((made.step("zero", why=entry.why) if entry.why else made).line())
    return Sum("evaluation", evaluation.id, lines, rule=evaluation.kind, clause=evaluation.clause).line()


def _band(evaluation: Evaluation, entry: Entry) -> Sum:
    fact = entry.fact
    band = next(band for band in evaluation.band if band.id == fact.band)
    points = band.points if band.points is not None else Fraction(fact.points or 0)
    return Sum("fact", evaluation.id, before=points, clause=evaluation.clause, given=given(fact))


def _votes(evaluation: Evaluation, entry: Entry) -> Sum:
    """The sum of votes times value, divided by all votes of the listed answers; no vote cast gives 0."""
    worth = {answer.id: answer.points for answer in evaluation.answer}
    votes = entry.fact.votes or ()
    lines = [
        Sum("vote", answer, before=worth[answer] * number, given=(("votes", str(number)), ("each", str(worth[answer]))))
        for answer, number in votes
    ]
    made = Sum("fact", evaluation.id, [line.line() for line in lines], given=given(entry.fact))
    cast = sum(number for _, number in votes)
    return made.step("divide", Fraction(cast), "votes") if cast else made


def beside_lines(scheme: Scheme, year: Year) -> tuple[Line, ...]:
    """Evaluations that are recorded without weight: the mean of the rounds held."""
    lines = []
    for evaluation in scheme.evaluations:
        held = year.counted(evaluation.id)
        if not evaluation.component and held:
            made = Sum("evaluation", evaluation.id, [evaluation_line(evaluation, [entry]) for entry in held])
            lines.append(made.step("divide", Fraction(len(held)), "mean").line())
    return tuple(lines)
