"""Commands that read: what is on the sheet for people, and the shape of the JSON."""

import json
from pathlib import Path

import pytest

from cli.layout import table, width
from tests.cli.door import APPLY, EVERYBODY, OBSERVE, RECORDER, Door, say
from workflow.schemes.library import scheme_text

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture
def reviewed(door: Door) -> Door:
    """Two claims of the first quarter, reviewed and posted."""
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("claim", "sign", claim, by="M04")
    door.ask("claim", "register", claim, by=RECORDER)
    door.ask(*OBSERVE, by=RECORDER)
    words = ["session", "review", "2026Q1", "--present", EVERYBODY, "--favour", EVERYBODY]
    door.ask(*words, by=RECORDER, at="2026-04-02")
    door.ask("publicity", "open", "round/2026Q1", "--place", "公示栏", "--contact", "M01", at="2026-04-03")
    return door


def test_the_scores_of_a_branch_and_of_a_member(reviewed: Door):
    found = reviewed.ask("score", "show", "--kind", "reviewed", at="")
    assert set(found) == {"unit", "cycle", "kind", "years", "rounds"}
    mine = next(row for row in found["rounds"] if row["member"] == "M05")
    assert mine["figures"]["reviewed"]["subtotal"] == "49.00"
    assert mine["figures"]["final"]["subtotal"] == "0.00"
    sheet = reviewed.read("score", "show", "M05")
    assert "M05 刘长河" in sheet
    assert "49.00" in sheet


def test_a_score_is_explained_down_to_claim_clause_and_position(reviewed: Door):
    said = reviewed.read("score", "explain", "M05", "--kind", "reviewed")
    assert "2026Q1-001 @" in said
    assert "§三(一)1" in said
    assert "claim-reviewed" in said
    found = reviewed.ask("score", "explain", "M05", "--kind", "reviewed", "--as-of", "2026-03-19", at="")
    assert found["total"] == "0.00"
    known = reviewed.ask("score", "explain", "M05", "--kind", "reviewed", "--known-at", "2026-04-01", at="")
    assert known["total"] == "0.00"


def test_the_register_has_a_line_for_each_member(reviewed: Door):
    found = reviewed.ask("register", at="")
    assert [line["member"] for line in found["lines"]] == [f"M{number:02}" for number in range(1, 8)]
    assert set(found["lines"][0]) >= {"number", "category", "rounds", "bonus", "deductions", "total", "grade", "remark"}
    assert "M07 周德胜" in reviewed.read("register", "2026")


def test_the_board_shows_what_is_posted(reviewed: Door):
    found = reviewed.ask("board", at="")["windows"]
    assert [(window["window"], window["subject"], window["until"]) for window in found] == [
        ("W001", "round/2026Q1", "2026-04-10")
    ]
    assert "公示栏" in reviewed.read("board")
    reviewed.ask("tick", by="timer", at="2026-04-11")
    assert "nothing is posted" in reviewed.read("board")
    assert reviewed.ask("board", "--past", at="")["windows"][0]["state"] == "closed"


def test_the_inbox_says_whose_turn_it_is(reviewed: Door):
    reviewed.ask("tick", by="timer", at="2026-04-11")
    found = reviewed.ask("inbox", at="")
    assert ("round/2026Q1", "filing.file") in [(item["subject"], item["command"]) for item in found["items"]]
    assert reviewed.ask("inbox", "--person", "M06", at="")["items"] == []
    assert "filing.file" in reviewed.read("inbox", "--role", "secretary")


def test_progress_lists_the_eleven_steps(reviewed: Door):
    found = reviewed.ask("progress", at="")["steps"]
    assert [step["step"] for step in found] == list(range(1, 12))
    assert (found[0]["state"], found[10]["state"]) == ("done", "not-yet")
    assert "支委会初评" in reviewed.read("--lang", "zh", "progress")


def test_a_claim_says_how_it_stands_and_what_may_happen_next(reviewed: Door):
    found = reviewed.ask("claim", "show", "2026Q1-001", at="")
    assert (found["claim"]["state"], found["figures"]["reviewed"]) == ("public", "18.00")
    assert "objection.lodge" in found["possible"]
    said = reviewed.read("explain", "2026Q1-001")
    assert "signed_by" in said
    assert "M04 赵雪梅" in said
    assert "已初评" not in said
    assert "公示中" in reviewed.read("--lang", "zh", "claim", "show", "2026Q1-001")


def test_who_objected_is_never_shown(reviewed: Door):
    reviewed.ask("objection", "lodge", "claim/2026Q1-002", "--text", "我有异议", by="M06", at="2026-04-05")
    for words in (
        ["objection", "show", "O001"],
        ["objection", "list"],
        ["audit", "objection", "O001"],
        ["audit", "claim", "2026Q1-002"],
        ["audit", "member", "M05"],
    ):
        for lang in ("en", "zh"):
            shown = reviewed.read("--lang", lang, *words)
            assert "M06" not in shown
            assert "孙玉芬" not in shown
            assert "objector" not in shown
            assert "我有异议" not in shown
        plain = json.dumps(reviewed.ask(*words, at=""), ensure_ascii=False)
        assert "M06" not in plain
        assert "objector" not in plain
        assert '"tag"' not in plain


def test_a_history_names_every_event_in_order(reviewed: Door):
    events = reviewed.ask("audit", "claim", "2026Q1-001", at="")["events"]
    assert [event["topic"] for event in events] == [
        "claim-applied",
        "claim-signed",
        "claim-registered",
        "claim-reviewed",
        "publicity-opened",
    ]
    assert "部门审签" in reviewed.read("--lang", "zh", "audit", "claim", "2026Q1-001")


@pytest.mark.parametrize(
    "words",
    [
        ["unit", "show"],
        ["unit", "list"],
        ["member", "show", "M05"],
        ["member", "list", "--standing", "full"],
        ["role", "list"],
        ["cycle", "show", "2026"],
        ["cycle", "list"],
        ["round", "show", "2026Q1"],
        ["round", "list", "--state", "public"],
        ["claim", "list", "--state", "public"],
        ["publicity", "show", "W001"],
        ["objection", "list"],
        ["veto", "list"],
        ["filing", "list"],
        ["sanction", "list"],
        ["audit", "round", "2026Q1"],
        ["audit", "window", "W001"],
        ["scheme", "list"],
        ["scheme", "show", "pipeline", "--overview"],
    ],
)
def test_every_reading_command_answers_in_three_ways(reviewed: Door, words: list[str]):
    assert reviewed.ask(*words, at="")
    english, chinese = (reviewed.read("--lang", lang, *words) for lang in ("en", "zh"))
    assert english
    assert chinese


def test_verify_is_clean_and_rebuild_finds_nothing_different(reviewed: Door):
    reviewed.read("register")
    assert reviewed.ask("verify", at="")["clean"] is True
    assert reviewed.ask("rebuild", at="")["differences"] == []
    assert "verified" in reviewed.read("verify", "B01")
    assert reviewed.say("verify", "B99", at="").code == 3


def test_a_trial_counts_members_results(tmp_path: Path):
    found = say("--json", "trial", str(CASES / "pipeline.json"), str(CASES / "pioneer-index.json"))
    assert found.code == 0
    assert (found.json["failed"], len(found.json["files"])) == (0, 2)
    said = say("trial", str(CASES / "pipeline.json"))
    assert said.out.splitlines()[-1] == f"{found.json['files'][0]['passed']} passed, 0 failed"


def test_a_trial_names_member_figure_wanted_and_found(tmp_path: Path):
    cases = json.loads((CASES / "pipeline.json").read_text(encoding="utf-8"))
    cases[0]["expected"][0]["total"] = "1.23"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(cases[:1]), encoding="utf-8")
    said = say("trial", str(path))
    assert said.code == 1
    assert f"{cases[0]['expected'][0]['member']} total: expected 1.23, got" in said.out
    assert said.out.splitlines()[-1].endswith("1 failed")
    assert "应为 1.23" in say("--lang", "zh", "trial", str(path)).out


def test_a_scheme_is_checked_compared_and_begun_anew(tmp_path: Path):
    path = tmp_path / "mine.toml"
    assert say("scheme", "new", str(path), "--from", "pipeline").code == 0
    assert say("scheme", "new", str(path), "--from", "pipeline").code == 1
    assert say("--json", "scheme", "check", str(path)).json["id"] == "mine"
    assert say("--json", "scheme", "diff", "pipeline", str(path)).code == 0
    assert "the same" in say("scheme", "diff", "pipeline", "pipeline").out
    changed = path.read_text(encoding="utf-8").replace('cap = "75"', 'cap = "70"')
    path.write_text(changed, encoding="utf-8")
    assert say("scheme", "diff", "pipeline", str(path)).out.count("\n") >= 1


def test_columns_line_up_where_chinese_and_latin_stand_side_by_side():
    lines = table(["党员", "points"], [["M01 陈志远", "18.00"], ["Ann", "7.5"]], right=[1]).splitlines()
    assert {width(line) for line in lines} == {18}
    assert width("e\u0301") == 1
    assert width("\x1b[31m红\x1b[0m") == 2


def test_what_if_says_whose_scores_and_grades_move(tmp_path):
    stricter = tmp_path / "stricter.toml"
    stricter.write_text(scheme_text("pipeline").replace('at_least = "90"', 'at_least = "92"'), encoding="utf-8")
    facts = str(CASES / "pipeline.json")
    moved = json.loads(say("--json", "scheme", "diff", "pipeline", str(stricter), "--facts", facts).out)["moved"]
    assert [(each["case"], each["member"], each["what"]) for each in moved] == [
        ("pipeline-02", "M01", ["grade", "outcomes"])
    ]
    assert "nobody" in say("scheme", "diff", "pipeline", "pipeline", "--facts", facts).out
