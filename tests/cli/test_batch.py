"""Real work is bulk: many commands from a file, each by itself or all or none, rehearsed, reported, repeated."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.door import Door, Said

MANY, WRONG = 1000, 500


def nothing(number: int, **more: Any) -> dict[str, Any]:
    """Member number so-and-so says that there is nothing to claim: a command that every one of them may give."""
    at = "2026-03-20T04:00:00Z"
    body = {"command": "claim.nothing", "id": f"n{number}", "unit": "B01", "by": f"M{number:04}", "at": at}
    return {**body, "round": "2026Q1", **more}


def enrol(number: int) -> dict[str, Any]:
    body = {"command": "member.enrol", "id": f"e{number}", "unit": "B01", "by": "M01", "at": "2026-03-20T04:00:00Z"}
    return {**body, "member": f"M{number:04}", "since": "2020-01-01"}


def paper(folder: Path, bodies: list[Any]) -> str:
    place = folder / "commands.jsonl"
    lines = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    place.write_text("\n".join(lines), encoding="utf-8")
    return str(place)


def size(door: Door) -> int:
    return int(door.ask("unit", "show", at="")["size"])


def outcomes(said: Said) -> list[str]:
    return [answer["outcome"] for answer in said.json["answers"]]


@pytest.fixture
def thousand(tmp_path: Path) -> list[dict[str, Any]]:
    """Commands of which one in the middle names somebody who isn't there."""
    bodies = [enrol(number) for number in range(MANY)]
    bodies[WRONG]["by"] = "nobody"
    return bodies


def test_all_or_none_stores_nothing_where_one_of_a_thousand_is_wrong(door: Door, tmp_path: Path, thousand):
    before = size(door)
    said = door.say("--json", "batch", "--all", paper(tmp_path, thousand))
    assert said.code == 4
    assert outcomes(said) == ["held-back"] * WRONG + ["refused"] + ["held-back"] * (MANY - WRONG - 1)
    assert said.json["answers"][WRONG]["line"] == WRONG + 1
    assert said.json["answers"][WRONG]["refusals"][0]["guard"] == "who-may"
    assert size(door) == before


def test_put_right_all_thousand_are_one_entry_and_repeated_they_are_none(door: Door, tmp_path: Path, thousand):
    thousand[WRONG]["by"] = "M01"
    before, file = size(door), paper(tmp_path, thousand)
    said = door.say("--json", "batch", "--all", file)
    assert (said.code, said.json["accepted"]) == (0, MANY)
    assert [answer["events"][0]["position"] for answer in said.json["answers"]] == list(range(before, before + MANY))
    again = door.say("--json", "batch", "--all", file)
    assert (again.code, again.json["repeated"]) == (0, MANY)
    assert size(door) == before + MANY


def test_each_by_itself_stops_at_the_wrong_one_and_goes_on_from_there_when_repeated(door: Door, tmp_path: Path):
    bodies = [enrol(number) for number in range(6)]
    bodies[3]["by"] = "nobody"
    before = size(door)
    said = door.say("--json", "batch", paper(tmp_path, bodies))
    assert (said.code, outcomes(said)) == (4, ["accepted"] * 3 + ["refused"] + ["not-given"] * 2)
    bodies[3]["by"] = "M01"
    again = door.say("--json", "batch", paper(tmp_path, bodies))
    assert (again.code, outcomes(again)) == (0, ["repeated"] * 3 + ["accepted"] * 3)
    assert size(door) == before + 6


def test_a_dry_run_says_what_would_come_of_each_line_and_records_nothing(door: Door, tmp_path: Path):
    bodies = [enrol(1), nothing(1), enrol(1), nothing(2)]
    before, file = size(door), paper(tmp_path, bodies)
    said = door.say("--json", "batch", "--dry-run", "--keep-going", file)
    assert said.json["dry_run"]
    assert outcomes(said) == ["accepted", "accepted", "repeated", "refused"]
    assert size(door) == before
    given = door.say("--json", "batch", "--keep-going", file)
    assert outcomes(given) == outcomes(said)
    assert [a.get("events") for a in given.json["answers"]] == [a.get("events") for a in said.json["answers"]]


def test_every_line_is_reported_to_people(door: Door, tmp_path: Path):
    said = door.say("batch", "--keep-going", paper(tmp_path, [enrol(1), "{", nothing(2)]))
    report = said.out.splitlines()
    assert report[0].split() == ["1", "accepted", "member.enrol", "e1", str(size(door) - 1)]
    assert report[1].split()[:2] == ["2", "refused"]
    assert "who-may" in said.out
    assert report[-1] == "1 accepted, 2 refused"


def test_the_same_id_with_another_body_is_refused_in_one_file_as_across_files(door: Door, tmp_path: Path):
    other = {**enrol(2), "id": "e1"}
    for words in (["--all"], ["--keep-going"], ["--dry-run", "--keep-going"]):
        said = door.say("--json", "batch", *words, paper(tmp_path, [enrol(1), other]))
        assert said.code == 6
        assert said.json["answers"][1]["refusals"][0]["guard"] == "once"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[]", "invalid"),
        ("null", "invalid"),
        ('{"command": "no.such", "id": "x", "unit": "B01"}', "invalid"),
        ('{"id": "x", "unit": "B01"}', "invalid"),
        (json.dumps(enrol(1) | {"version": 2}), "invalid"),
        (json.dumps(enrol(1) | {"id": "е1"}), "invalid"),  # a Cyrillic letter that looks like e
        (json.dumps(enrol(1) | {"id": "e1\u200b"}), "invalid"),
        (json.dumps(enrol(1) | {"unit": "B99"}), "not-found"),
        ('{"command": "member.enrol", "command": "member.enrol"}', "invalid"),
        (json.dumps(enrol(1)) + " trailing", "invalid"),
    ],
)
def test_a_line_that_is_no_command_is_said_with_its_number_and_stores_nothing(door, tmp_path, body, code):
    before = size(door)
    for words in (["--all"], [], ["--dry-run"]):
        said = door.say("--json", "batch", *words, paper(tmp_path, [enrol(7) | {"id": "first"}, body]))
        assert said.code != 0
        answer = said.json["answers"][1]
        assert (answer["line"], answer["outcome"], answer["code"]) == (2, "refused", code)
    assert size(door) == before + 1  # the first line, where each stands by itself


def test_reordered_commands_are_refused_as_they_stand(door: Door, tmp_path: Path):
    said = door.say("--json", "batch", "--all", paper(tmp_path, [nothing(1), enrol(1)]))
    assert (said.code, outcomes(said)) == (4, ["refused", "held-back"])


def test_all_or_none_is_of_one_unit(door: Door, tmp_path: Path):
    said = door.say("--json", "batch", "--all", paper(tmp_path, [enrol(1), enrol(2) | {"unit": "P01", "by": "U1"}]))
    assert said.code == 1
    assert "unit by unit" in said.json["message"]
