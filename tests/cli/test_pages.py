"""What the tutorial and the how-to pages tell a reader to type is understood by the command line."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.door import Door, say

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md")), *sorted((DOCS / "explanation").glob("*.md"))]
USAGE = 2


def lines_of(page: Path) -> list[str]:
    """Every `jifen …` of a page: in blocks, with continued lines joined, and between backquotes."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"\\\n\s*", "", text)
    blocks = re.findall(r"^```(?:sh|text)?\n(.*?)^```", text, re.S | re.M)
    typed = [line.strip() for block in blocks for line in block.splitlines()]
    typed += [line.strip() for line in text.splitlines() if line.startswith("    ")]
    spoken = [each.strip() for each in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))]
    return [_plain(line) for line in (*typed, *spoken) if re.match(r"(5 0 \* \* \*\s+)?jifen \S", line)]


def _plain(line: str) -> str:
    line = re.sub(r"^5 0 \* \* \*\s+", "", line).partition(" > ")[0]
    return re.sub(r"\s+#\s.*$", "", line)


LINES = [pytest.param(line, id=f"{page.stem}: {line[:70]}") for page in PAGES for line in dict.fromkeys(lines_of(page))]
LEFT_OUT = {"--item": "daily.study", "--on": "2026-03-20", "--present": "M01,M02,M03", "--favour": "M01,M02,M03"}


def test_the_pages_have_lines_to_type():
    assert len(LINES) > 150


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_documentation_is_understood(door: Door, line: str, tmp_path: Path, monkeypatch):
    """A command that is only named is there; a whole line has no word that the command doesn't know."""
    monkeypatch.chdir(tmp_path)
    words = filled(shlex.split(line)[1:])
    for paper in (re.sub(r"^[a-z]+:", "", word) for word in words):
        if re.fullmatch(r"[\w.-]+\.(pdf|jpg|csv|json|txt|pub|checkpoint)", paper):
            Path(paper).write_text("member\nM05\n" if paper.endswith("csv") else "[]", encoding="utf-8")
    options = [word for word in words if word.startswith("--")]
    if len(words) <= 3 and not re.search(r"[0-9A-Z]", "".join(words)):
        said = say(*words, *([] if options else ["--help"]))
        assert said.code == 0 or "no such" not in said.err.lower(), said.err
    else:
        said = say("--db", str(door.db), "--unit", "B01", "--as", "M01", *words)
        assert said.code != USAGE, said.err


def filled(words: list[str]) -> list[str]:
    """What a page leaves to the reader with an ellipsis, put in; what it leaves out, left out."""
    found: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if word != "…":
            found.append(word)
        elif before.startswith("--"):
            found.append(LEFT_OUT.get(before, "…"))
        elif found[-1].startswith("M"):
            found += ["--item", "daily.study", "--on", "2026-03-20", "--evidence", "record"]
    return found
