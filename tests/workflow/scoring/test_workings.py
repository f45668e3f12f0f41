"""The working of a year as it is told: one hard case of each scheme, kept as text, so that a changed word is seen.

The arithmetic is checked elsewhere (every line adds up again); here stand the words: what a line is about, what it
rests on, and why a figure was changed. A kept text is written anew by deleting it and running this test twice.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.schemes import library
from workflow.scoring.case_file import Case, read_cases
from workflow.scoring.score import Score, score_branch
from workflow.scoring.working import Line

CASES = Path(__file__).parents[2] / "cases"
KEPT = Path(__file__).parent / "workings"


def cases() -> list[Case]:
    """The last hard case of each scheme."""
    paths = sorted((CASES / "hard").glob("*.json"))
    return [read_cases(path.read_text(encoding="utf-8"), path.name)[-1] for path in paths]


def told(score: Score) -> Iterator[str]:
    yield f"{score.member}: {score.total} {score.grade or '–'} by {', '.join(score.graded_by) or '–'}" + (
        " (provisional)" if score.provisional else ""
    )
    for line in (score.working, *score.beside):
        yield from _lines(line, 1)


def _lines(line: Line, depth: int) -> Iterator[str]:
    given = " ".join(f"{name}={value}" for name, value in line.given)
    steps = "".join(f" | {step.rule} {step.operand} ({step.why or '-'}) {step.after}" for step in line.steps)
    words = f"{line.kind} {line.ref} [{line.rule or '-'}; {line.clause or '-'}] {given}".rstrip()
    yield f"{'  ' * depth}{words}: {line.before}{steps}"
    for child in line.children:
        yield from _lines(child, depth + 1)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_the_working_of_a_year_is_told_in_these_words(case):
    scores = score_branch(library.scheme(case.scheme), case.year, case.members)
    text = "\n".join(line for score in scores for line in told(score)) + "\n"
    kept = KEPT / f"{case.id}.txt"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
        pytest.fail(f"{kept.name} was missing and has been written: read it before you keep it")
    assert text == kept.read_text(encoding="utf-8")
