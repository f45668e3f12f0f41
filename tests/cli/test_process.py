"""A few lines as the shell gives them: a process of its own, its streams, its start."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.door import Door

ROOT = Path(__file__).parents[2]
JIFEN = [sys.executable, "-m", "cli"]


def jifen(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIFEN", "LC_", "LANG"))}
    surroundings = {**kept, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONUTF8": "1", **more}
    return subprocess.run([*JIFEN, *words], capture_output=True, text=True, env=surroundings, encoding="utf-8")


def test_help_comes_at_once():
    took = []
    for _ in range(3):
        start = time.perf_counter()
        assert jifen("--help").returncode == 0
        took.append(time.perf_counter() - start)
    assert min(took) < 1  # well under half a second where nothing else runs


def test_a_year_begins_in_a_fresh_process(door: Door):
    said = jifen("--db", str(door.db), "--unit", "B01", "claim", "list")
    assert (said.returncode, said.stderr) == (0, "")
    said = jifen("claim", "show", "x", JIFEN_DB=str(door.db), JIFEN_UNIT="B01", LANG="zh_CN.UTF-8")
    assert (said.returncode, said.stdout) == (3, "")
    assert "没有" in said.stderr


def test_colour_is_for_terminals_only(door: Door):
    said = jifen("--db", str(door.db), "--unit", "B01", "--as", "M05", "can", "claim", "register", "x", "--lang", "en")
    assert "\x1b" not in said.stdout + said.stderr


def test_a_reader_that_has_gone_ends_it_without_a_word(door: Door):
    words = " ".join(JIFEN)
    line = f"{words} --db {door.db} --unit B01 scheme show county-wide --overview | head -1; echo ${{PIPESTATUS[0]}}"
    surroundings = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    said = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=surroundings)
    assert said.stderr == ""
    assert said.stdout.splitlines()[-1] in ("0", "141")


def test_the_shell_is_offered_the_verbs():
    said = jifen(_JIFEN_COMPLETE="bash_complete", COMP_WORDS="jifen claim ob", COMP_CWORD="2")
    assert said.stdout.split() == ["plain,observe"]


def test_a_wrong_line_is_exit_2():
    said = jifen("claim", "aply")
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
