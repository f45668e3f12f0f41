"""A sign-in sheet as it is given at the command line: ids, a CSV, or JSON; what is wrong is named by line."""

from pathlib import Path

import pytest

from cli.papers import signed
from ledger.errors import InvalidError


def test_ids_stand_for_lines_without_figures():
    assert signed("M05,M06, M07") == [{"member": "M05"}, {"member": "M06"}, {"member": "M07"}]


def test_a_csv_gives_each_member_figures_of_their_own(tmp_path: Path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("member,name,times,points\nM05,王五,2,\nM06,赵六,,3.5\n\n", encoding="utf-8")
    assert signed(str(sheet)) == [{"member": "M05", "times": 2}, {"member": "M06", "points": "3.5"}]


def test_json_is_taken_as_it_stands(tmp_path: Path):
    sheet = tmp_path / "sheet.json"
    sheet.write_text('[{"member": "M05", "level": "group"}]', encoding="utf-8")
    assert signed(str(sheet)) == [{"member": "M05", "level": "group"}]


def test_every_line_that_cannot_be_read_is_named(tmp_path: Path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("member,times\nM05,two\nM06\nM07,1\n", encoding="utf-8")
    with pytest.raises(InvalidError) as wrong:
        signed(str(sheet))
    assert [fault.place for fault in wrong.value.faults] == [f"{sheet}, line 2", f"{sheet}, line 3"]


def test_a_file_without_members_is_no_sheet(tmp_path: Path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("name\n王五\n", encoding="utf-8")
    with pytest.raises(InvalidError):
        signed(str(sheet))
