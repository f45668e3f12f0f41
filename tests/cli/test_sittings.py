"""Sheets, sittings that decided nothing and referrals, as they are given at the command line."""

from pathlib import Path

import pytest

from tests.cli.door import APPLY, EVERYBODY, RECORDER, UPPER, Door

APRIL = "2026-04-01"
SHEET = ["activity", "sign-in", "--item", "daily.service", "--on", "2026-03-20"]
VOTE = ["--present", EVERYBODY, "--favour", EVERYBODY]


def test_a_sheet_from_a_csv_makes_a_claim_for_each_of_its_lines(door: Door, tmp_path: Path):
    (tmp_path / "sheet.jpg").write_bytes(b"a photo")
    lines = tmp_path / "sheet.csv"
    lines.write_text("member,points\nM05,7\nM06,8\n", encoding="utf-8")
    words = [*SHEET, "--sheet", str(tmp_path / "sheet.jpg"), "--members", str(lines)]
    done = door.ask(*words, by=RECORDER)
    assert [event["topic"] for event in done["events"]] == ["activity-signed-in", "claim-applied", "claim-applied"]
    claim = door.ask("claim", "show", done["events"][1]["stream"].partition("/")[2], at="")["claim"]
    assert (claim["member"], claim["source"], claim["line"]["points"]) == ("M05", "sign-in", "7")
    again = door.say("--json", *words, by=RECORDER)
    assert again.code == 6
    assert [refusal["facts"]["line"] for refusal in again.json["refusals"] if "claim" in refusal["facts"]] == [1, 2]


def test_a_round_says_who_said_nothing_and_which_sittings_lapsed(door: Door):
    door.ask(*APPLY, by="M05")
    door.ask("claim", "nothing", "2026Q1", by="M06")
    door.ask("session", "record-lapse", "round/2026Q1", "--present", "M01", by=RECORDER, at=APRIL)
    shown = door.ask("round", "show", "2026Q1", at="")["round"]
    assert shown["said_nothing"] == ["M01", "M02", "M03", "M04", "M07"]
    assert shown["lapsed"] == ["S001"]
    assert "S001" in door.read("round", "show", "2026Q1")
    history = door.ask("audit", "round", "2026Q1", at="")
    assert "session-lapsed" in str(history)


def test_a_meeting_without_quorum_is_refused_with_the_command_that_records_it(door: Door):
    words = ["scheme", "adopt", "0" * 64, "--entitled", "7", "--present", "3", "--favour", "3"]
    assert door.say("--json", *words, by=RECORDER).code == 3
    lapse = ["meeting", "record-lapse", "cycle/2026", "--entitled", "7", "--present", "3"]
    assert door.ask(*lapse, by=RECORDER)["events"][0]["topic"] == "meeting-lapsed"
    carried = door.say("--json", *lapse[:-1], "7", "--favour", "7", by=RECORDER)
    assert (carried.code, [refusal["guard"] for refusal in carried.json["refusals"]]) == (6, ["quorum"])


@pytest.mark.parametrize(("how", "state"), [("--accepted", "reviewed"), ("--rejected", "rejected")])
def test_a_matter_goes_up_and_comes_back_by_receipt(door: Door, how: str, state: str):
    for person in ("M01", RECORDER):
        door.ask("member", "kin", person, "M05", by=person)
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("claim", "sign", claim, by="M04")
    door.ask("claim", "register", claim, by="M03")
    review = door.say("--json", "session", "review", "2026Q1", *VOTE, by=RECORDER, at=APRIL)
    assert "matter.refer" in review.json["refusals"][0]["remedy"]
    door.ask("matter", "refer", f"claim/{claim}", "--reason", "两名委员须回避", by=RECORDER)
    assert ("referral.decide", f"claim/{claim}") in {
        (item["command"], item["subject"]) for item in door.ask("inbox", unit=UPPER, at="")["items"]
    }
    words = ["referral", "decide", "--from", "B01", "--about", f"claim/{claim}", how, "--reason", "材料属实"]
    door.ask(*words, by="U2", unit=UPPER)
    door.ask("receipt", "take", "--all")
    assert door.ask("claim", "show", claim, at="")["claim"]["state"] == state
