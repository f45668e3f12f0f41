"""How a figure came about: a tree of lines whose children add up to their parents, exactly.

A line starts from `before` (the sum of its children, or what a fact says), takes its steps one by one
(a cap, a weight, a mean ...) and ends at `figure`. Nothing is rounded but by the step `round`.
Source: spec/process.md §6 ("explained line by line").
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.exact import published

Given = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a figure: which rule, with which operand, why (an id or a short word), and the figure after."""

    rule: str
    operand: Fraction
    after: Fraction
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working.

    Attributes:
        kind: total, component, round, part, start, item, day, fact, sanction, evaluation, vote or joint.
        ref: the id that the line is about: a component, an item, a round such as `2024-Q1`.
        rule: the kind of rule that gave `before`; empty where it is a plain sum.
        clause: where the printed scheme says so.
        before: the figure before the steps: the sum of the children's figures, if there are any.
        steps: the changes, in order.
        figure: the figure after the last step.
        children: the lines that add up to `before`.
        given: what the line rests on, as words: times, points, level, on, claim ...
    """

    kind: str
    ref: str
    rule: str
    clause: str
    before: Fraction
    steps: tuple[Step, ...]
    figure: Fraction
    children: tuple["Line", ...] = ()
    given: Given = ()

    def as_json(self) -> dict[str, object]:
        """The line and everything below it as plain data; figures as exact text, `279/4`."""
        return {
            "kind": self.kind,
            "ref": self.ref,
            "rule": self.rule,
            "clause": self.clause,
            "given": dict(self.given),
            "before": str(self.before),
            "steps": [
                {"rule": step.rule, "operand": str(step.operand), "why": step.why, "after": str(step.after)}
                for step in self.steps
            ],
            "figure": str(self.figure),
            "children": [child.as_json() for child in self.children],
        }


ZERO = Fraction(0)


def added(lines: Sequence[Line]) -> Fraction:
    """The sum of the lines' figures. Most lines have one child or two, so nothing is added to a zero first."""
    if not lines:
        return ZERO
    figure = lines[0].figure
    for line in lines[1:]:
        figure += line.figure
    return figure


def _short_of(figure: Fraction, operand: Fraction) -> Fraction:
    return max(ZERO, operand - figure)


STEPS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "floor": max,
    "cap": min,
    "multiply": lambda figure, operand: figure * operand,
    "divide": lambda figure, operand: figure / operand,
    "zero": lambda figure, operand: ZERO,
    "set": lambda figure, operand: operand,
    "less": lambda figure, operand: figure - operand,
    "excess": lambda figure, operand: max(ZERO, figure - operand),
    "short-of": _short_of,
    "whole-units": lambda figure, operand: Fraction((figure / operand).__floor__()),
    "round": lambda figure, operand: Fraction(published(figure)),
}


class Sum:
    """A line in the making: children add up, steps follow."""

    __slots__ = ("_children", "_clause", "_given", "_kind", "_ref", "_rule", "_steps", "before", "figure")

    def __init__(
        self,
        kind: str,
        ref: str,
        children: Sequence[Line] = (),
        *,
        before: Fraction | None = None,
        rule: str = "",
        clause: str = "",
        given: Given = (),
    ) -> None:
        self._kind, self._ref, self._rule, self._clause, self._given = kind, ref, rule, clause, given
        self._children = tuple(children)
        self._steps: list[Step] = []
        self.before = added(self._children) if before is None else before
        self.figure = self.before

    def step(self, rule: str, operand: Fraction = ZERO, why: str = "") -> "Sum":
        """Take one step of the table `STEPS`, and keep it in the working."""
        self.figure = STEPS[rule](self.figure, operand)
        self._steps.append(Step(rule, operand, self.figure, why))
        return self

    def bound(self, floor: Fraction | None, cap: Fraction | None) -> "Sum":
        """Hold the figure between floor and cap; a bound that changes nothing leaves no step."""
        if floor is not None and self.figure < floor:
            self.step("floor", floor)
        if cap is not None and self.figure > cap:
            self.step("cap", cap)
        return self

    def line(self) -> Line:
        return Line(
            self._kind,
            self._ref,
            self._rule,
            self._clause,
            self.before,
            tuple(self._steps),
            self.figure,
            self._children,
            self._given,
        )


def walk(line: Line) -> Iterator[Line]:
    """The line and every line below it, parents first."""
    yield line
    for child in line.children:
        yield from walk(child)


def readds(line: Line) -> bool:
    """Whether the working holds: children add up, and every step gives the figure that it says, all the way down."""
    for each in walk(line):
        if each.children and each.before != sum(child.figure for child in each.children):
            return False
        figure = each.before
        for step in each.steps:
            figure = STEPS[step.rule](figure, step.operand)
            if figure != step.after:
                return False
        if figure != each.figure:
            return False
    return True
