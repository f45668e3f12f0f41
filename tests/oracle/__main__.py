"""`python -m tests.oracle`: the whole walk and hundreds of runs of the machine; `--write` writes the page.

Exit 0 where program and oracle agree everywhere, 1 where they differ.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.oracle.both import Both
from tests.oracle.machine import AgainstTheOracle
from tests.oracle.page import PAGE, SHARE, Runs, text
from tests.oracle.walk import Figures, walk

STEPS = 50


def play(runs: int) -> Runs:
    """The machine's runs, the same ones each time; an AssertionError names the first divergence."""
    Both.asked_of_all, Both.accepted_of_all = Counter(), Counter()
    run_state_machine_as_test(
        AgainstTheOracle,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Runs(runs, STEPS, Both.asked_of_all, Both.accepted_of_all)


def tell(name: str, figures: Figures) -> None:
    print(f"{name}: {figures.cells:,} cells, {len(figures.faults)} faults")
    for cell, fault in figures.faults[:50]:
        print(f"  {cell.role} {cell.command} {cell.relation} {cell.state}: {fault}")


def main() -> int:
    reads = argparse.ArgumentParser(description=__doc__)
    reads.add_argument("--runs", type=int, default=400, help="how many runs of the machine")
    reads.add_argument("--write", action="store_true", help=f"write {PAGE}")
    asked = reads.parse_args()
    part, full = walk(SHARE), walk()
    tell("the slice", part)
    tell("the whole walk", full)
    runs = play(asked.runs)
    print(f"the machine: {runs.runs} runs of {runs.steps} steps, {sum(runs.asked.values()):,} commands, no divergence")
    if asked.write and not full.faults:
        (Path(__file__).parents[2] / PAGE).write_text(text(full, part, runs), encoding="utf-8")
    return 1 if full.faults else 0


if __name__ == "__main__":
    sys.exit(main())
