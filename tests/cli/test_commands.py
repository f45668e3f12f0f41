"""Commands that change a ledger: what the words become, what is answered, what a repetition does."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.cli.door import APPLY, EVERYBODY, NAMES, OBSERVE, RECORDER, UPPER, Door, say


def test_the_answer_holds_the_id_and_every_event(door: Door):
    answer = door.ask(*APPLY, by="M05")
    assert set(answer) == {"command", "id", "unit", "events", "repeated"}
    assert (answer["command"], answer["unit"], answer["repeated"]) == ("claim.apply", "B01", False)
    assert re.fullmatch(r"[0-9a-f-]{36}", answer["id"])
    assert [event["topic"] for event in answer["events"]] == ["claim-applied"]


def test_the_same_id_is_done_once(door: Door):
    first = door.ask("--id", "mine-1", *APPLY, by="M05")
    again = door.ask("--id", "mine-1", *APPLY, by="M05")
    assert again == first | {"repeated": True}
    assert len(door.ask("claim", "list", "--member", "M05")["claims"]) == 1


def test_the_same_id_for_another_command_is_refused(door: Door):
    door.ask("--id", "mine-1", *APPLY, by="M05")
    said = door.say("--json", "--id", "mine-1", "claim", "nothing", "2026Q1", by="M05")
    assert (said.code, said.json["refusals"][0]["guard"]) == (6, "once")


def test_options_of_the_line_may_stand_behind_the_words(door: Door):
    line = ["claim", "nothing", "2026Q1", "--db", str(door.db), "--unit", "B01", "--as", "M05", "--json"]
    assert say(*line, "--at", "2026-03-20").json["command"] == "claim.nothing"


def test_a_day_is_its_noon_and_a_time_the_unit_s_own(door: Door):
    for number, (at, stored) in enumerate(
        [
            ("2026-03-20", "2026-03-20T04:00:00.000000Z"),
            ("2026-03-20T18:30", "2026-03-20T10:30:00.000000Z"),
            ("2026-03-20T18:30:00+09:00", "2026-03-20T09:30:00.000000Z"),
            ("2026-03-20T18:30:00Z", "2026-03-20T18:30:00.000000Z"),
        ]
    ):
        door.ask("claim", "nothing", "2026Q1", by=f"M0{number + 1}", at=at)
        assert door.ask("audit", "round", "2026Q1", at="")["events"][-1]["at"] == stored


def test_an_ordinary_ledger_takes_no_time_from_the_line(tmp_path: Path):
    door = Door(tmp_path / "ledger.db", unit="P01", by="root")
    assert say("--db", str(door.db), "init").code == 0
    words = ["unit", "found", "--kind", "committee", "--secretary", "U1", "--committee", "U1,U2,U3"]
    said = door.say("--json", *words, at="2026-01-02")
    assert (said.code, said.json["refusals"][0]["guard"]) == (6, "sandbox-apart")
    assert door.ask(*words, at="")["events"][0]["position"] == 0
    assert door.ask("member", "enrol", "U1", "--since", "2020-01-01", by="U1", at="")["events"]


def test_evidence_and_proofs_take_a_digest_or_a_file(door: Door, tmp_path: Path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"signed")
    digest = hashlib.sha256(b"signed").hexdigest()
    words = [*APPLY[:-1], f"record:{paper}"]
    claim = door.id_of(door.ask(*words, "--evidence", f"notice:{digest}", by="M05"))
    said = door.ask("audit", "claim", claim, at="")["events"][0]["data"]
    assert said["evidence"] == [{"digest": digest, "kind": "record"}, {"digest": digest, "kind": "notice"}]


def test_exceptions_stand_in_the_line_or_in_a_file(door: Door, tmp_path: Path):
    claims = [door.id_of(door.ask(*OBSERVE[:2], member, *OBSERVE[3:], by=RECORDER)) for member in ("M05", "M06", "M07")]
    paper = tmp_path / "exceptions.json"
    paper.write_text(json.dumps([{"claim": claims[2], "points": "20", "reason": "缺席"}]), encoding="utf-8")
    words = ["session", "review", "2026Q1", "--present", EVERYBODY, "--favour", EVERYBODY]
    words += [
        "--lower",
        f"{claims[0]}=25:缺席一次",
        "--reject",
        f'{claims[1]}："任务：未完成"',
        "--exceptions",
        str(paper),
    ]
    door.ask(*words, by=RECORDER, at="2026-04-02")
    found = {row["claim"]: (row["state"], row["reviewed"]) for row in door.ask("claim", "list")["claims"]}
    assert found == {
        claims[0]: ("reviewed", "25.00"),
        claims[1]: ("rejected", None),
        claims[2]: ("reviewed", "20.00"),
    }


@pytest.mark.parametrize("text", ["{}", "1", '[{"claim": 5}]', "nonsense", '[{"claim": "x", "points": 1.5}]'])
def test_a_file_of_exceptions_that_makes_no_sense_is_exit_1(door: Door, tmp_path: Path, text: str):
    paper = tmp_path / "exceptions.json"
    paper.write_text(text, encoding="utf-8")
    words = ["session", "review", "2026Q1", "--present", EVERYBODY, "--favour", EVERYBODY, "--exceptions", str(paper)]
    assert door.say(*words, by=RECORDER, at="2026-04-02").code == 1


def test_tallies_come_from_csv_or_json(door: Door, tmp_path: Path):
    from cli.papers import tallies

    sheet = tmp_path / "tallies.csv"
    sheet.write_text("member,band,points\nM01,excellent,24\n\nM02,qualified,\n", encoding="utf-8-sig")
    assert tallies(str(sheet)) == [
        {"member": "M01", "band": "excellent", "points": "24"},
        {"member": "M02", "band": "qualified"},
    ]
    sheet.write_text("member,good,poor\nM01,10,0\n", encoding="utf-8")
    assert tallies(str(sheet)) == [{"member": "M01", "votes": {"good": 10, "poor": 0}}]
    sheet.write_text('[{"member": "M01", "band": "good"}]', encoding="utf-8")
    assert tallies(str(sheet)) == [{"member": "M01", "band": "good"}]


@pytest.mark.parametrize(
    "text", ["", "name,band\n", "member,band\nM01\n", "member,good\nM01,many\n", "member,good\nM01,٣\n"]
)
def test_a_sheet_of_tallies_that_makes_no_sense_says_where(door: Door, tmp_path: Path, text: str):
    sheet = tmp_path / "tallies.csv"
    sheet.write_text(text, encoding="utf-8")
    said = door.say(
        "evaluation", "tally", "E01-2026", "--ballots", "7", "--tellers", "M05,M06", "--results", str(sheet)
    )
    assert said.code == 1
    assert str(sheet) in said.err


def test_names_go_to_the_directory_and_are_shown_to_people_alone(door: Door):
    assert "M05 刘长河" in door.read("member", "list")
    assert "刘长河" not in json.dumps(door.ask("member", "list"), ensure_ascii=False)
    words = ["unit", "found", "B02", "--kind", "branch", "--parent", UPPER, "--sandbox", "--secretary", "N1"]
    door.ask(*words, "--committee", "N1,N2,N3", "--name", "N1=钱学敏", by="U1")
    assert "N1 钱学敏" in door.read("role", "list", unit="B02")


def test_can_says_whether_it_would_be_accepted_and_records_nothing(door: Door):
    before = door.ask("unit", "show", at="")["size"]
    assert door.ask("can", *APPLY, by="M05") == {"command": "claim.apply", "accepted": True, "refusals": []}
    said = door.say("--json", "can", *OBSERVE, by="M07")
    assert said.code == 4
    assert [refusal["guard"] for refusal in said.json["refusals"]] == ["who-may"]
    assert "would be accepted" in door.read("can", *APPLY, by="M05", at="2026-03-20")
    assert door.ask("unit", "show", at="")["size"] == before


def test_whether_somebody_else_may_is_asked_by_their_id(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("claim", "sign", claim, by="M04")
    for words in (["claim", "register", claim], ["claim.register", claim]):
        assert door.say("can", RECORDER, *words).code == 0
        assert door.say("can", "M06", *words).code == 4
    refused = door.say("--json", "can", "M05", "claim.register", claim).json["refusals"]
    assert [refusal["guard"] for refusal in refused] == ["who-may", "own-claim"]
    assert door.ask("claim", "show", claim)["claim"]["state"] == "signed"


def test_a_calendar_is_given_by_spans_of_days_and_shown(door: Door):
    days = ["--holidays", "2026-10-01..2026-10-03,2026-10-05", "--workdays", "2026-10-10", "--document", "0" * 64]
    door.ask("calendar", "record", "2026", *days)
    shown = door.ask("calendar", "show", "2026")["calendar"]
    assert shown["holidays"] == ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-05"]
    assert "2026-10-10" in door.read("calendar", "show", "2026")
    assert (
        door.say("calendar", "record", "2027", "--holidays", "2027-10-05..2027-10-01", "--document", "0" * 64).code == 2
    )


def test_a_claim_after_the_closing_date_is_shown_to_wait(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05", at="2026-03-29"))
    assert door.ask("claim", "show", claim)["waits"]
    assert "It waits for the next round" in door.read("claim", "show", claim)


def test_tick_is_short_for_clock_tick(door: Door):
    assert door.ask("tick", by="timer")["command"] == "clock.tick"


def test_who_stands_in_is_named_in_the_command(door: Door):
    said = door.say("--json", "--for", "M05", "claim", "nothing", "2026Q1", by="M06")
    assert said.code in (4, 6)
    assert "delegated" in [refusal["guard"] for refusal in said.json["refusals"]]


def test_a_batch_gives_each_line_once(door: Door, tmp_path: Path):
    base = {"unit": "B01", "at": "2026-03-20T04:00:00Z", "command": "claim.nothing", "round": "2026Q1"}
    lines = [{**base, "id": f"b{number}", "by": f"M0{number}"} for number in (4, 5, 6)]
    paper = tmp_path / "commands.jsonl"
    paper.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert door.ask("batch", str(paper))["accepted"] == 3
    again = door.ask("batch", str(paper))
    assert [answer["repeated"] for answer in again["answers"]] == [True, True, True]


def test_a_batch_stops_where_a_command_is_not_accepted(door: Door, tmp_path: Path):
    paper = tmp_path / "commands.jsonl"
    bad = {"command": "claim.register", "id": "x", "unit": "B01", "by": "M02", "claim": "none"}
    good = {"command": "clock.tick", "id": "y", "unit": "B01", "by": "timer", "at": "2026-03-21T04:00:00Z"}
    paper.write_text("\n".join(map(json.dumps, [bad, good])), encoding="utf-8")
    said = door.say("--json", "batch", str(paper))
    assert (said.code, said.json["accepted"], len(said.json["answers"])) == (3, 0, 2)
    assert door.say("--json", "batch", "--keep-going", str(paper)).json["accepted"] == 1


def test_no_name_and_no_text_stands_in_the_log(door: Door):
    logged = []
    claim = door.id_of(door.ask(*APPLY, "--note", "很好的工作", by="M05"))
    for words in (
        ["member", "enrol", "M20", "--name", "钱学敏", "--since", "2020-01-01"],
        ["claim", "return", claim, "--reason", "请注明日期", "--as", "M02"],
        ["claim", "return", claim, "--reason", "请再注明日期", "--as", "M02"],
    ):
        said = door.say("-v", *words)
        logged.append(said.err.splitlines()[0])
    for line, outcome in zip(logged, ("accepted", "accepted", "refused"), strict=True):
        assert f"outcome={outcome}" in line
        assert "unit=B01" in line
        assert not [name for name in (*NAMES.values(), "钱学敏", "注明", "工作") if name in line]


def test_without_v_nothing_is_logged(door: Door, monkeypatch: pytest.MonkeyPatch):
    assert door.say("claim", "nothing", "2026Q1", by="M05").err == ""
    monkeypatch.setenv("JIFEN_LOG", "info")
    assert "event=claim.nothing" in door.say("claim", "nothing", "2026Q1", by="M06").err
