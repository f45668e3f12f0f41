"""A picture of a year: the score as it stood after each event, drawn as steps over time, for a page.

Whole numbers throughout, so that the same history gives the same picture on any machine.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cli.page import Markup, tag

WIDTH, HEIGHT = 960, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 28, 36
# Colour-blind safe, and told apart in print by their dashes.
STYLES: Sequence[tuple[str, str]] = (("#6e7781", "2 3"), ("#9a6700", "6 3"), ("#0969da", "8 3 2 3"), ("#1a7f37", ""))
TICKS = 5


@dataclass(frozen=True)
class Mark:
    """One event: when, what a reader sees when pointing at it, and the figure of each line after it."""

    at: datetime
    title: str
    figures: Sequence[Decimal | None]


def timeline(title: str, names: Sequence[str], marks: Sequence[Mark], label: str, days: Sequence[str]) -> Markup:
    """The picture.

    Args:
        names: of the lines, in the order of `Mark.figures`; at most four.
        label: what a reader who can't see it is told.
        days: the first and the last day as written below the picture.
    """
    known = [figure for mark in marks for figure in mark.figures if figure is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(1)])
    first, last = marks[0].at, max(mark.at for mark in marks)
    span = max(_seconds(last, first), 1)

    def across(at: datetime) -> int:
        return LEFT + max(_seconds(at, first), 0) * (WIDTH - LEFT - RIGHT) // span

    def down(figure: Decimal) -> int:
        return HEIGHT - BOTTOM - int((figure - low) * (HEIGHT - TOP - BOTTOM) / (high - low))

    drawn = [*_grid(low, high, down)]
    for number, name in enumerate(names):
        colour, dashes = STYLES[number]
        points = " ".join(_steps([(across(mark.at), mark.figures[number]) for mark in marks], down))
        stroke = {"stroke": colour, "stroke_width": 2, "stroke_dasharray": dashes, "fill": "none"}
        drawn.append(tag("polyline", points=points, **stroke))
        x = LEFT + number * 150
        drawn.append(tag("line", x1=x, y1=14, x2=x + 28, y2=14, **stroke))
        drawn.append(tag("text", name, x=x + 34, y=18, font_size=12))
    for mark in marks:
        figure = next((each for each in reversed(mark.figures) if each is not None), Decimal(0))
        said = tag("title", mark.title)
        colour = STYLES[len(names) - 1][0]
        drawn.append(tag("circle", said, cx=across(mark.at), cy=down(figure), r=3, fill=colour))
    drawn.append(tag("text", days[0], x=LEFT, y=HEIGHT - 10, font_size=12))
    drawn.append(tag("text", days[1], x=WIDTH - RIGHT, y=HEIGHT - 10, font_size=12, text_anchor="end"))
    return tag("svg", tag("title", title), tag("desc", label), *drawn, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")


def _grid(low: Decimal, high: Decimal, down: Callable[[Decimal], int]) -> Iterable[Markup]:
    for number in range(TICKS):
        figure = low + (high - low) * number / (TICKS - 1)
        y = down(figure)
        yield tag("line", x1=LEFT, y1=y, x2=WIDTH - RIGHT, y2=y, stroke="#d8dee4")
        yield tag("text", f"{figure:.1f}", x=LEFT - 6, y=y + 4, font_size=11, text_anchor="end")


def _steps(points: Sequence[tuple[int, Decimal | None]], down: Callable[[Decimal], int]) -> Iterable[str]:
    """A line that goes across first and then up or down: a figure holds until the next event."""
    before: int | None = None
    for x, figure in points:
        if figure is None:
            continue
        y = down(figure)
        if before is not None and before != y:
            yield f"{x},{before}"
        yield f"{x},{y}"
        before = y


def _seconds(later: datetime, earlier: datetime) -> int:
    passed = later - earlier
    return passed.days * 86_400 + passed.seconds
