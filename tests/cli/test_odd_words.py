"""Words that nobody means: whatever stands in a line, it is answered with a sentence and an exit code."""

import json

import pytest

from tests.cli.door import Door

TOO_LONG = "a" * 300  # no file system takes it as a name
LAST_DAY = "9999-12-31"


@pytest.mark.parametrize(
    "line",
    [
        ["scheme", "diff", TOO_LONG, "pipeline"],
        ["scheme", "new", "x", "--from", TOO_LONG],
        ["keys", "register", "M05", TOO_LONG],
        ["filing", "bundle", "F001", "--key", TOO_LONG, "--out", "x"],
        ["checkpoint", "sign", "--key", TOO_LONG],
        ["sanction", "lift", "S01-2026", "--document", TOO_LONG],
    ],
    ids=lambda line: " ".join(line[:2]),
)
def test_a_place_that_no_file_system_takes_is_said_so(door: Door, line: list[str]):
    said = door.say("--json", *line)
    assert said.code in (1, 2, 3)
    assert said.json["code"] != "internal"


@pytest.mark.parametrize("line", [["audit", "conduct"], ["audit", "replay", "M05"], ["score", "explain", "M05"]])
def test_the_last_day_of_the_calendar_is_a_day(door: Door, line: list[str]):
    door.ask("claim", "observe", "M05", "--item", "daily.study", "--on", "2026-03-20", "--points", "31", by="M02")
    far, last = (door.read(*line, "--known-at", day) for day in ("9000-01-01", LAST_DAY))
    assert last.replace(LAST_DAY, "9000-01-01") == far


def test_an_export_to_a_file_says_where_it_lies(door: Door, tmp_path):
    for kind in ("csv", "ocel", "cloudevents"):
        path = tmp_path / kind
        assert door.ask("export", kind, "--out", str(path), at="") == {"written": str(path)}
        assert path.stat().st_size


def test_texts_that_are_not_the_readers_are_not_even_counted(door: Door):
    line = ["--item", "daily.achievement", "--on", "2026-03-20", "--points", "18", "--evidence", "record"]
    door.ask("claim", "apply", *line, by="M05")
    door.ask("claim", "return", "2026Q1-001", "--reason", "请注明日期", by="M02")
    assert door.ask("texts", "claim/2026Q1-001", by="M05", at="")["texts"][0]["text"] == "请注明日期"
    said = door.say("--json", "texts", "claim/2026Q1-001", by="M06", at="")
    assert said.code == 4
    assert [each["guard"] for each in json.loads(said.out)["refusals"]] == ["who-may"]
    assert "claim-returned" not in said.out
