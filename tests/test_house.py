"""What the house promises about itself: floors, sizes, pages that are current, a lock without a host."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli import main, readers
from cli.reference import pages
from workflow.reading import readings

ROOT = Path(__file__).parents[1]
CODE = [path for folder in ("src", "projections", "cli") for path in (ROOT / folder).rglob("*.py")]
LINES_MOST = 500


def test_every_floor_knows_only_the_floors_below_it():
    contracts = "from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run([sys.executable, "-c", contracts], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", sorted(pages()))
def test_a_generated_page_is_what_the_code_would_write(path: str):
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path], "run python -m cli.reference"


def test_every_command_that_reads_says_who_may_read_it():
    alone = {name for name, (where, _) in main.ALONE.items() if where}
    known = alone | {f"{noun} {verb}" for noun, verbs in main.READS.items() for verb in verbs}
    assert known == readers.READS.keys() | readers.FREE, "give it a line in cli/readers.py"
    assert {view for view, _, _ in readers.READS.values()} == readings().keys()


def test_no_module_is_over_five_hundred_lines():
    long = {str(p.relative_to(ROOT)): n for p in CODE if (n := len(p.read_text("utf-8").splitlines())) > LINES_MOST}
    assert long == {}


def test_every_module_says_what_it_answers():
    silent = [str(p.relative_to(ROOT)) for p in CODE if not p.read_text("utf-8").lstrip().startswith('"""')]
    assert silent == []


def test_no_module_takes_what_another_keeps_to_itself():
    taken = re.compile(r"^\s*from (\S+) import ([^\n(]*)", re.MULTILINE)
    found = [
        f"{path.relative_to(ROOT)}: {name} of {module}"
        for path in [*CODE, *(ROOT / "tests").rglob("*.py")]
        for module, names in taken.findall(path.read_text("utf-8"))
        for name in re.split(r",\s*", names)
        if module.split(".")[0] in ("ledger", "workflow", "projections", "cli", "tests") and re.match(r"_[a-z]", name)
    ]
    assert found == []


def test_no_float_is_made_in_the_domain():
    found = [
        f"{p.relative_to(ROOT)}: {line.strip()}"
        for p in CODE
        if "cli" not in p.relative_to(ROOT).parts[:1]
        for line in p.read_text("utf-8").splitlines()
        if re.search(r"\bfloat\(", line)
    ]
    assert found == []


def test_the_lock_files_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path):
    linked = re.findall(r"\]\(([^)\s#]+)", page.read_text("utf-8"))
    here = [link for link in linked if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in here if not (page.parent / link).exists()] == []


def test_the_documentation_lists_every_page():
    docs = ROOT / "docs"
    listed = (docs / "README.md").read_text("utf-8")
    pages_there = {str(page.relative_to(docs)) for page in PROSE if page.is_relative_to(docs)}
    assert {page for page in pages_there - {"README.md"} if page not in listed and "decisions/" not in page} == set()


def test_decisions_are_numbered_one_by_one():
    named = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in named] == list(range(1, len(named) + 1))
    for page in named:
        text = page.read_text("utf-8")
        assert text.startswith(f"# {page.name[:4]}: ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences", "Not chosen")), page.name
