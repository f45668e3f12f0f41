"""The whole corpus: `python -m tests.tamper [--positions N] [--clean N] [--seed N] [--write]`.

Prints the matrix cell by cell and, with --write, keeps it in docs/reference/tamper-matrix.md. Exit code 1 where a
cell is not as it must be or a clean ledger raised an alarm.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.tamper import signed
from tests.tamper.clock import fast, jumps
from tests.tamper.corpus import Cells, clean, corpus, wrong
from tests.tamper.detect import DETECTORS
from tests.tamper.edits import ROWS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "tamper-matrix.md"
HEADS = {
    "chain": "chain in the database",
    "here": "checkpoint held here",
    "above": "filed above",
    "rebuild": "rebuild against tables",
}
CODES_SHOWN = 3
HOW_TO_READ = """\
Each edit was made at random places of real ledgers, below both anchors, guard rails off; each detector was then asked
alone. A cell holds how often it saw something, of how many edits, and by which codes of `jifen verify` most often. What
a cell must say stands in `tests/tamper/edits.py`; a slice of the corpus runs with the tests.""".splitlines()
WHAT_IT_MEANS = """\
Where the last column alone sees an edit, the events are whole and the answers are not: `jifen rebuild` mends them.
Where only *filed above* sees it, nothing inside the branch can: the attacker holds the ledger's key and put a fresh
checkpoint in the place of the one kept here. `jifen verify` then says how many events lie after the last outside
anchor. Two histories are each whole in themselves: the cell says that the one that was not filed differs from the
checkpoint that was.""".splitlines()


SIGNED_HEADS = {
    "filing": "signature, in the filing's verifier",
    "database": "signature, in `jifen verify`",
    "anchor": "the next anchor",
}
SIGNED_MEANS = """\
An ordinary ledger, whose people sign. The attacker holds the branch's key, writes everything again to fit and signs it
anew, above the last anchor, where nothing in the table above sees it. What a personal key signed is named all the
same. What none signed, or what its owner's stolen key signs anew, shows at the next anchor alone.""".splitlines()


def page(
    matrix: Mapping[str, Cells],
    people: Mapping[str, signed.Cells],
    positions: int,
    whole: int,
    raised: Mapping[int, object],
    seed: int,
) -> str:
    return "\n".join((*_lines(matrix, positions, whole, raised, seed), "", *_signed(people))) + "\n"


def _signed(matrix: Mapping[str, signed.Cells]) -> Iterator[str]:
    yield "## What people signed"
    yield ""
    yield from SIGNED_MEANS
    yield ""
    yield f"| edit | {' | '.join(SIGNED_HEADS[name] for name in signed.DETECTORS)} |"
    yield f"| --- | {' | '.join('---' for _ in signed.DETECTORS)} |"
    for name, cells in matrix.items():
        shown = (f"{cells.detected[each]} of {cells.applied}" for each in signed.DETECTORS)
        yield f"| {signed.ROWS[name].says} | {' | '.join(shown)} |"


def _lines(
    matrix: Mapping[str, Cells], positions: int, whole: int, raised: Mapping[int, object], seed: int
) -> Iterator[str]:
    yield "# What an insider may try, and what caught it"
    yield ""
    yield f"Written by `python -m tests.tamper --positions {positions} --clean {whole} --seed {seed} --write`."
    yield from HOW_TO_READ
    yield ""
    yield f"| edit | {' | '.join(HEADS[name] for name in DETECTORS)} |"
    yield f"| --- | {' | '.join('---' for _ in DETECTORS)} |"
    for name, cells in matrix.items():
        shown = (f"{cells.detected[each]} of {cells.applied}{_codes(cells, each)}" for each in DETECTORS)
        yield f"| {ROWS[name].says} | {' | '.join(shown)} |"
    yield ""
    counts = jumps(seed, positions)
    yield f"The clock was set back {counts['back']} times and forward {counts['forward']} times; the ledger recorded"
    yield f"{counts['recorded']} of {positions} jumps to the second, and of each whether it went back."
    ahead = fast(seed, positions)
    yield f"A branch whose clock ran ahead of a window that the unit above saw opened filed {positions} times."
    yield f"Before the end by the clock above, {ahead['early taken']} of {ahead['early']} filings were taken; after it"
    yield f"{ahead['late taken']} of {ahead['late']}."
    yield ""
    yield f"Ledgers that nobody touched: {whole}; alarms: {len(raised)}."
    yield ""
    yield from WHAT_IT_MEANS


def _codes(cells: Cells, detector: str) -> str:
    most = [f"`{code}`" for code, _ in cells.by[detector].most_common(CODES_SHOWN)]
    return f": {', '.join(most)}" if most else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.tamper")
    parser.add_argument("--positions", type=int, default=200)
    parser.add_argument("--clean", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        rows = {name: pool.submit(corpus, asked.seed, asked.positions, (name,)) for name in ROWS}
        people = {name: pool.submit(signed.corpus, asked.seed, asked.positions, (name,)) for name in signed.ROWS}
        wholes = [pool.submit(clean, number, asked.clean // 10) for number in range(10)]
        matrix = {name: row.result()[name] for name, row in rows.items()}
        raised = {number: alarm for whole in wholes for number, alarm in whole.result().items()}
        bent = {name: row.result()[name] for name, row in people.items()}
    said = page(matrix, bent, asked.positions, asked.clean // 10 * 10, raised, asked.seed)
    sys.stdout.write(said)
    for line in (*wrong(matrix), *signed.wrong(bent)):
        print(f"WRONG: {line}", file=sys.stderr)
    if asked.write:
        PAGE.write_text(said, encoding="utf-8")
    return int(bool(raised) or bool(wrong(matrix)) or bool(signed.wrong(bent)))


if __name__ == "__main__":
    sys.exit(main())
