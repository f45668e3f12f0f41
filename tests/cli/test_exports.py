"""`jifen export`: into a file or to stdout, with names only where asked, refused to those who may not read."""

import builtins
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.door import APPLY, Door


@pytest.fixture
def claimed(door: Door) -> Door:
    door.ask("member", "enrol", "M08", "--name", '=cmd|"/c calc"!A1', "--since", "2020-07-01", "--department", "D1")
    door.ask(*APPLY, by="M05")
    door.ask(*APPLY, by="M08")
    return door


def test_an_event_log_goes_to_a_file_or_to_stdout(claimed: Door, tmp_path: Path):
    paper = tmp_path / "log.json"
    assert claimed.read("export", "ocel", "--out", str(paper)) == ""
    assert paper.read_text("utf-8") == claimed.read("export", "ocel")
    assert "刘长河" not in paper.read_text("utf-8")
    assert "刘长河" in claimed.read("export", "ocel", "--names")
    lines = claimed.read("export", "cloudevents").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(number) for number in range(len(lines))]


def test_scores_go_to_a_sheet_that_excel_reads_and_does_not_run(claimed: Door, tmp_path: Path):
    paper = tmp_path / "claims.csv"
    claimed.read("export", "csv", "--what", "claims", "--names", "--bom", "--out", str(paper))
    raw = paper.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    assert b"\r\r\n" not in raw
    assert "'=cmd" in raw.decode("utf-8-sig")
    assert '"=cmd' not in raw.decode("utf-8-sig")


def test_parquet_keeps_points_exact_and_texts_harmless(claimed: Door, tmp_path: Path):
    from pyarrow import parquet

    paper = tmp_path / "claims.parquet"
    claimed.read("export", "parquet", "--what", "claims", "--names", "--out", str(paper))
    found = parquet.read_table(paper)
    assert str(found.schema.field("claimed").type) == "decimal128(18, 2)"
    assert set(found.column("claimed").to_pylist()) == {Decimal("18.00")}
    assert [name for name in found.column("name").to_pylist() if name.startswith("'=")]


def test_without_pyarrow_the_refusal_says_what_to_install(
    claimed: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    original = builtins.__import__

    def absent(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return original(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    said = claimed.say("export", "parquet", "--out", str(tmp_path / "x.parquet"), at="")
    assert said.code == 1
    assert "extra [parquet]" in said.err


@pytest.mark.parametrize("what", ["ocel", "cloudevents", "csv"])
def test_a_member_may_not_take_the_whole_ledger_away(claimed: Door, what: str):
    assert claimed.say("export", what, by="M06", at="").code == 4
