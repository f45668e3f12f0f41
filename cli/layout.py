"""Tables and colours for people: columns that line up where Chinese and Latin stand side by side."""

import unicodedata
from collections.abc import Iterable, Sequence

import click

GAP = "  "


def width(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two, a combining mark none."""
    columns = 0
    for letter in click.unstyle(text):
        if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
            continue
        columns += 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
    return columns


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()) -> str:
    """A table with a head line. `right` are the columns whose figures end flush."""
    cells = [[_cell(each) for each in row] for row in rows]
    lines = [list(heads), *cells]
    widths = [max(width(line[column]) for line in lines) for column in range(len(heads))]
    flush = frozenset(right)
    made = [_line(line, widths, flush) for line in lines]
    made.insert(1, GAP.join("─" * each for each in widths))
    made[0] = click.style(made[0], bold=True)
    return "\n".join(made)


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    placed = []
    for column, (cell, columns) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (columns - width(cell))
        placed.append(space + cell if column in right else cell + space)
    return GAP.join(placed).rstrip()


def _cell(value: object) -> str:
    if value is None or value == "":
        return "–"
    return " ".join(str(value).split())


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Label and value, one a line, values in one column."""
    kept = [(label, _cell(value)) for label, value in pairs]
    columns = max((width(label) for label, _ in kept), default=0)
    return "\n".join(f"{label}{' ' * (columns - width(label))}{GAP}{value}" for label, value in kept)
