"""Tables that leave the house as CSV or Parquet: columns with kinds, and cells that no spreadsheet runs.

A text that begins like a formula is run by spreadsheets when the file is opened; such a cell gets an apostrophe
in front, which they show as text. Figures stay figures, negative ones too.
Source: RFC 4180; OWASP, CSV Injection.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "points", "count", "flag"]
Cell = str | Decimal | int | bool | None

BOM = "\ufeff"
# Plain and full-width, which spreadsheets take for the same in some languages.
_RUNS = tuple("=+-@＝＋－＠")
_RUNS_TOO = ("\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    """`points` are exact decimals with two places; `text` is the only kind that people may have written."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def defused(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula. Every writer of sheets asks this for text.

    >>> defused("=1+1"), defused("  @SUM(A1)"), defused("-2 for lateness"), defused("plain")
    ("'=1+1", "'  @SUM(A1)", "'-2 for lateness", 'plain')
    """
    runs = text.startswith(_RUNS_TOO) or text.lstrip().startswith(_RUNS)
    return f"'{text}" if runs else text


def csv_text(sheet: Sheet, *, bom: bool = False) -> str:
    """The sheet as CSV with a head line. `bom` lets Excel see that it is UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([defused(column.name) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_cell(column, value) for column, value in zip(sheet.columns, row, strict=True)])
    return (BOM if bom else "") + out.getvalue()


def _cell(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if column.kind == "flag":
        return "true" if value else "false"
    if column.kind == "text":
        return defused(str(value))
    assert not isinstance(value, str), column.name
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def safe_rows(sheet: Sheet) -> Sequence[Sequence[Cell]]:
    """The rows with their texts defused: for writers of other formats, which spreadsheets open too."""
    return [
        [
            defused(value) if column.kind == "text" and isinstance(value, str) else value
            for column, value in zip(sheet.columns, row, strict=True)
        ]
        for row in sheet.rows
    ]
