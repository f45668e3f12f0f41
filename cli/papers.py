"""Lists too long for a line, read from files: exceptions in minutes, tallies, names.

Source: spec/process.md §2 steps 5, 6, 9.
"""

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.parts import text_of
from ledger.errors import Fault, InvalidError

COLUMNS = ("member", "band", "points")
SIGNED = ("member", "times", "points", "level", "quantity")


def exceptions(path: str) -> list[Any]:
    """What a body decided otherwise: a JSON list of objects with `claim`, `reason`, and `reject` or new figures."""
    return _list(path)


def tallies(path: str) -> list[Any]:
    """One result a member, from JSON or from a CSV whose other columns are votes."""
    text = text_of(path)
    if text.lstrip().startswith("["):
        return _list(path)
    lines = list(csv.reader(text.splitlines()))
    if not lines or lines[0][:1] != ["member"]:
        raise InvalidError("{path} holds no tallies: its first column must be member", path=path)
    heads, faults, found = lines[0], [], []
    for number, cells in enumerate(lines[1:], 2):
        if not any(cells):
            continue
        if len(cells) != len(heads):
            faults.append(
                Fault(
                    "{found} cells under {wanted} columns",
                    f"{path}, line {number}",
                    {"found": len(cells), "wanted": len(heads)},
                )
            )
            continue
        found.append(_tally(dict(zip(heads, cells, strict=True)), f"{path}, line {number}", faults))
    if faults:
        raise InvalidError("{path} holds no tallies that can be read", faults=faults, path=path)
    return found


def _tally(row: Mapping[str, str], place: str, faults: list[Fault]) -> dict[str, Any]:
    tally: dict[str, Any] = {name: row[name].strip() for name in COLUMNS if row.get(name, "").strip()}
    votes = {name: cell.strip() for name, cell in row.items() if name not in COLUMNS and cell.strip()}
    for name, cell in votes.items():
        if not (cell.isascii() and cell.isdecimal()):
            faults.append(Fault("{value} votes for {band} is no whole number", place, {"value": cell, "band": name}))
    if votes and not faults:
        tally["votes"] = {name: int(cell) for name, cell in votes.items()}
    return tally


def signed(path: str) -> list[Any]:
    """The lines of a sign-in sheet: ids with commas between them, or a file of them (CSV with a column member)."""
    if path != "-" and not Path(path).is_file():
        return [{"member": each} for each in re.split(r"[,，\s]+", path) if each]
    text = text_of(path)
    if text.lstrip().startswith("["):
        return _list(path)
    lines = [line for line in csv.reader(text.splitlines()) if any(line)]
    heads = [head.strip() for head in lines[0]] if lines else []
    if "member" not in heads:
        raise InvalidError("{path} holds no sign-in sheet: it needs a column member", path=path)
    faults, found = [], []
    for number, cells in enumerate(lines[1:], 2):
        if len(cells) != len(heads):
            facts = {"found": len(cells), "wanted": len(heads)}
            faults.append(Fault("{found} cells under {wanted} columns", f"{path}, line {number}", facts))
            continue
        given = zip(heads, cells, strict=True)
        row: dict[str, Any] = {name: cell.strip() for name, cell in given if name in SIGNED and cell.strip()}
        times = row.get("times", "1")
        if not (times.isascii() and times.isdecimal()):
            facts = {"value": times}
            faults.append(Fault("{value} times is no whole number", f"{path}, line {number}", facts))
            continue
        found.append({**row, **({"times": int(times)} if "times" in row else {})})
    if faults:
        raise InvalidError("{path} holds no sign-in sheet that can be read", faults=faults, path=path)
    return found


def names(path: str) -> list[tuple[str, str]]:
    """Names by id, from a JSON object."""
    from ledger.codec import read_json

    plain = read_json(text_of(path))
    if not isinstance(plain, dict) or not all(isinstance(name, str) for name in plain.values()):
        raise InvalidError("{path} holds no names: a JSON object of name by id is wanted", path=path)
    return list(plain.items())


def _list(path: str) -> list[Any]:
    from ledger.codec import read_json

    plain = read_json(text_of(path))
    if not isinstance(plain, list):
        raise InvalidError("{path} holds no list", path=path)
    return plain
