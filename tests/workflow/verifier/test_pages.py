"""The page of the bundle's format knows every check that the verifier makes."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
CODE = ROOT / "src" / "workflow" / "verifier"
# A scheme's own guards, which a rule passes on as they come.
PASSED_ON = {"in-range", "eligible", "once"}


def test_every_check_has_its_line_and_no_line_is_of_none():
    page = (ROOT / "docs" / "reference" / "filing-bundle.md").read_text("utf-8")
    table = page[page.index("| check | what doesn't hold |") :]
    listed = {name for line in table.splitlines()[2:] for name in re.findall(r"`([a-z-]+)`", line.split("|")[1])}
    text = "".join(path.read_text("utf-8") for path in CODE.rglob("*.py"))
    named = set(re.findall(r"\b(?:no|differs)\(\s*\"([a-z-]+)\"", text)) | PASSED_ON
    assert listed == named
