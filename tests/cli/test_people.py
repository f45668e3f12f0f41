"""People and posts as a user meets them: standing in, handing over, leaving, going to another branch."""

from pathlib import Path

import pytest

from tests.cli.door import APPLY, OBSERVE, RECORDER, UPPER, Door, opened

OTHER = "B02"


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return opened(tmp_path / "ledger.db")


def test_who_stands_in_says_for_whom(door: Door):
    door.ask("delegation", "grant", "M06", "--principal", RECORDER, "--since", "2026-03-01", "--until", "2026-03-31")
    [event] = door.ask("--for", RECORDER, *OBSERVE, by="M06")["events"]
    assert event["topic"] == "claim-observed"
    assert door.say("round", "list", by="M06").code == 0
    assert door.say("register", by="M06").code == 0, "who stands in reads what the post needs"
    assert door.say("register", by="M07").code == 4
    refused = door.say("--json", "--for", RECORDER, *OBSERVE, by="M07")
    assert refused.code in (4, 6)
    assert "delegated" in refused.err + refused.out
    [granted] = door.ask("delegation", "list", at="")["delegations"]
    assert (granted["person"], granted["principal"], granted["until"]) == ("M06", RECORDER, "2026-03-31")
    assert "2026-03-31" in door.read("delegation", "list")


def test_what_waits_is_shown_to_who_stands_in_with_what_to_type(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("claim", "sign", claim, by="M04")
    before = door.ask("inbox", "--person", "M06", at="")["items"]
    assert f"claim/{claim}" not in {each["subject"] for each in before}
    door.ask("delegation", "grant", "M06", "--principal", RECORDER, "--since", "2026-03-01", "--until", "2026-03-31")
    items = door.ask("inbox", "--person", "M06", at="")["items"]
    [item] = [each for each in items if each["subject"] == f"claim/{claim}"]
    assert item["stand_ins"] == [{"person": "M06", "for": RECORDER}]
    assert item["type"] == f"jifen --unit B01 --as M06 --for {RECORDER} claim register {claim}"


def test_a_handover_lists_what_is_open_in_the_post(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("claim", "sign", claim, by="M04")
    listed = door.ask("role", "handover", "recorder", at="")
    [item] = [each for each in listed["open"] if each["subject"] == f"claim/{claim}"]
    assert (item["command"], item["state"]) == ("claim.register", "signed")
    assert [post["person"] for post in listed["held"]] == [RECORDER]
    assert claim in door.read("role", "handover", "recorder")
    door.ask("role", "hand-over", RECORDER, "M06", "recorder", "--on", "2026-03-20")
    assert door.say("role", "handover", "teller", at="").code == 3


def test_the_list_of_posts_says_what_is_unusual(door: Door):
    door.ask("role", "appoint", "M06", "operator", "--since", "2026-01-01")
    door.ask("role", "appoint", "M06", "teller", "--since", "2026-01-01")
    door.ask("role", "appoint", "M01", "recorder", "--since", "2026-01-01", by="M02")
    told = door.ask("role", "list", at="")["unusual"]
    assert told == {"M06": ["operator-with-business"], "M01": ["secretary-is-recorder"]}
    assert "secretary and recorder in one person" in door.read("role", "list")


def test_a_member_goes_to_another_branch_with_their_dates(door: Door):
    door.ask(
        *f"unit found --kind branch --parent {UPPER} --sandbox --secretary N01 --committee N01,N02".split(),
        by="U1",
        unit=OTHER,
    )
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("transfer", "request", "M05", "--to", OTHER)
    [waiting] = door.ask("inbox", unit=OTHER, at="")["items"]
    assert (waiting["command"], waiting["persons"]) == ("transfer.accept", ["N01"])
    accept = ["transfer", "accept", "--from", "B01", "--transfer", "T001", "--since", "2026-03-20"]
    door.ask(*accept, by="N01", unit=OTHER)
    door.ask("receipt", "take", "--from", OTHER, "--all")
    assert door.ask("claim", "show", claim, at="")["claim"]["state"] == "given-back"
    [moved] = door.ask("transfer", "list", at="")["transfers"]
    assert (moved["state"], moved["to"]) == ("accepted", OTHER)
    here, there = door.read("member", "show", "M05"), door.read("member", "show", "M05", by="N01", unit=OTHER)
    assert "2026-03-19" in here
    assert "B02 #" in here
    assert "B01 #" in there
    assert "2026 pipeline" in there
    for unit in ("B01", OTHER):
        assert door.say("verify", by="U1", unit=unit, at="").code == 0


def test_times_away_and_leaving_are_shown_with_their_dates(door: Door):
    away = ["--kind", "secondment", "--host", "V07", "--since", "2026-03-01", "--until", "2026-12-31"]
    door.ask("member", "away", "M05", *away)
    door.ask("member", "leave", "M05", "--day", "2026-03-20", "--how", "moved")
    shown = door.read("member", "show", "M05")
    assert "V07 2026-03-01 – 2026-12-31" in shown
    assert "2026-03-20" in shown
