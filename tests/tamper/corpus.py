"""The corpus: each edit at many random places of real ledgers, and what caught it, cell by cell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from shutil import copyfile
from tempfile import TemporaryDirectory

from tests.tamper.detect import DETECTORS, alarms, caught
from tests.tamper.edits import ROWS
from tests.tamper.histories import History, history, written

# A history is tampered with in this many places before chance makes another.
USES = 20


@dataclass
class Cells:
    """One row of the matrix: how often the edit was applied, what detected it how often, and by which codes."""

    applied: int = 0
    detected: Counter[str] = field(default_factory=Counter)
    by: Mapping[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DETECTORS})


def corpus(seed: int, rounds: int, rows: Iterable[str] = tuple(ROWS)) -> dict[str, Cells]:
    """Each of these edits `rounds` times, with the chance of this seed."""
    matrix = {name: Cells() for name in rows}
    with TemporaryDirectory() as folder:
        for use in range(rounds):
            if use % USES == 0:
                known, clean = _ledger(Path(folder), Random(f"{seed}/{use}"))
            for name, cells in matrix.items():
                place = Path(folder) / "tampered.db"
                for part in (place, Path(f"{place}-wal"), Path(f"{place}-shm")):
                    part.unlink(missing_ok=True)
                copyfile(clean, place)
                ROWS[name].edit(place, known, Random(f"{seed}/{use}/{name}"))
                cells.applied += 1
                for detector, codes in caught(place, known, resigned=ROWS[name].key).items():
                    cells.detected[detector] += bool(codes)
                    cells.by[detector].update(codes)
    return matrix


def _ledger(folder: Path, random: Random) -> tuple[History, Path]:
    place = folder / f"clean-{random.random()}.db"
    known = history(random)
    written(place, known.events).close()
    return known, place


def clean(seed: int, count: int) -> dict[int, list[str]]:
    """So many ledgers that nobody touched; the alarms that were raised, by number of the ledger. Hopefully none."""
    raised = {}
    with TemporaryDirectory() as folder:
        for number in range(count):
            random = Random(f"clean/{seed}/{number}")
            known, place = _ledger(Path(folder), random)
            found = list(alarms(place, known))
            if found:
                raised[number] = found
            place.unlink()
    return raised


def wrong(matrix: Mapping[str, Cells]) -> list[str]:
    """The cells that are not as spec/ledger.md §3 has them."""
    found = []
    for name, cells in matrix.items():
        for detector in DETECTORS:
            due, seen = getattr(ROWS[name], detector), cells.detected[detector]
            if (due is True and seen != cells.applied) or (due is False and seen):
                found.append(f"{name}, {detector}: {seen} of {cells.applied}")
    return found
