"""What the README shows is what the demonstration prints."""

import re
from pathlib import Path

import pytest

from cli import demo
from cli.main import run

ROOT = Path(__file__).parents[2]
CUT = " …"  # where a line is too wide for the page


def shown(page: str) -> list[str]:
    """The lines of the demonstration's block, without what was left out."""
    block = re.search(r"<!-- demo:begin -->\n```text\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert block is not None
    return [line for line in block[1].splitlines() if line.strip() and line.strip() != CUT.strip()]


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en_GB.UTF-8"), ("README.zh-CN.md", "zh_CN.UTF-8")])
def test_the_page_shows_the_demonstrations_own_output(page, lang, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    demo.main()
    said = capfd.readouterr()
    lines = [line.rstrip() for line in (said.out + said.err).splitlines()]
    for line in shown(page):
        if line.endswith(CUT):
            assert any(found.startswith(line.removesuffix(CUT)) for found in lines), line
        else:
            assert line in lines
    assert "verified" in said.out
    assert run(["--db", str(tmp_path / ".demo" / "ledger.db"), "verify"]) == 0
