"""What crosses ledgers: requests found by what they ask about, decisions received with their proof, once."""

from pathlib import Path

import pytest

from tests.cli.door import RECORDER, UPPER, Door, founded, say

COUNTS = ["--entitled", "7", "--present", "7", "--favour", "7"]


@pytest.fixture
def asking(tmp_path: Path) -> Door:
    """A branch whose meeting has adopted a scheme; nobody above has looked at it."""
    door = founded(tmp_path / "ledger.db")
    propose(door, tmp_path, "pipeline")
    return door


def propose(door: Door, folder: Path, scheme: str) -> str:
    paper = folder / f"{scheme}.toml"
    paper.write_text(say("scheme", "show", scheme).out, encoding="utf-8")
    if scheme == "pipeline":
        door.ask("cycle", "plan", "2026", "--starts", "2026-01-01", "--ends", "2026-12-31")
    door.ask("scheme", "propose", str(paper))
    digest = str(say("--json", "scheme", "check", str(paper)).json["digest"])
    door.ask("scheme", "adopt", digest, *COUNTS, by=RECORDER)
    return digest


def test_a_request_waits_in_the_inbox_above_until_it_is_decided(asking: Door):
    waiting = asking.ask("inbox", unit=UPPER, at="")["items"]
    assert [(item["unit"], item["command"]) for item in waiting] == [("B01", "scheme.approve")]
    assert waiting[0]["persons"] == ["U1", "U2", "U3"]
    asking.ask("scheme", "approve", "--from", "B01", by="U1", unit=UPPER)
    assert asking.ask("inbox", unit=UPPER, at="")["items"] == []
    assert [item["command"] for item in asking.ask("inbox", at="")["items"]][:1] == ["receipt.take"]


def test_a_request_comes_from_a_ledger_at_hand_or_from_a_file_and_never_from_both(asking: Door, tmp_path: Path):
    (request,) = [item["request"] for item in asking.ask("inbox", unit=UPPER, at="")["items"]]
    file = str(tmp_path / "request.json")
    asking.ask("keys", "new", "--out", str(tmp_path), at="")
    made = ["receipt", "make", str(request), "--key", str(tmp_path / "B01.pem"), "--out", file]
    asking.ask(*made, at="")
    for words in ([], ["--from", "B01", "--file", file]):
        assert asking.say("scheme", "approve", *words, by="U1", unit=UPPER).code == 2
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    assert asking.say("scheme", "approve", "--file", str(tmp_path / "other.json"), by="U1", unit=UPPER).code == 1
    asking.ask("scheme", "approve", "--file", file, by="U1", unit=UPPER)


def test_a_request_is_found_by_its_position_too(asking: Door):
    request = asking.ask("inbox", unit=UPPER, at="")["items"][0]["request"]
    words = ["scheme", "approve", "--from", "B01", "--request", str(request)]
    assert asking.ask(*words, by="U1", unit=UPPER)["events"][0]["topic"] == "scheme-decided"


def test_all_decisions_are_taken_once(asking: Door):
    assert asking.ask("receipt", "take", "--all")["answers"] == []
    asking.ask("scheme", "refuse", "--from", "B01", "--reason", "缺少上限", by="U1", unit=UPPER)
    taken = asking.ask("receipt", "take", "--all")["answers"]
    assert [event["topic"] for answer in taken for event in answer["events"]] == ["receipt-taken"]
    assert asking.ask("receipt", "take", "--all")["answers"] == []
    assert "nothing to do" in asking.read("receipt", "take", "--all", at="2026-01-02")


def test_a_decision_received_before_is_refused_as_ended(asking: Door):
    position = asking.ask("scheme", "approve", "--from", "B01", by="U1", unit=UPPER)["events"][0]["position"]
    words = ["receipt", "take", "--from", UPPER, "--position", str(position)]
    asking.ask(*words)
    said = asking.say("--json", *words)
    assert said.code == 6
    assert "ended" in [refusal["guard"] for refusal in said.json["refusals"]]


def test_a_decision_stands_once(asking: Door):
    asking.ask("scheme", "approve", "--from", "B01", by="U1", unit=UPPER)
    said = asking.say("--json", "scheme", "approve", "--from", "B01", by="U2", unit=UPPER)
    assert said.code == 6


def test_several_schemes_that_wait_must_be_told_apart(asking: Door, tmp_path: Path):
    digest = propose(asking, tmp_path, "corp-quarterly")
    said = asking.say("scheme", "approve", "--from", "B01", by="U1", unit=UPPER)
    assert said.code == 1
    assert digest in said.err
    asking.ask("scheme", "approve", "--from", "B01", "--scheme", digest, by="U1", unit=UPPER)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["appeal", "decide", "--from", "B01", "--objection", "O001", "--upheld", "--reason", "x"], 3),
        (["filing", "acknowledge", "--from", "B01", "--filing", "F001"], 3),
        (["filing", "acknowledge", "--from", "B99", "--filing", "F001"], 3),
        (["check", "record", "--from", "B01", "--request", "999"], 3),
        (["filing", "acknowledge", "--from", "B01", "--request", "0"], 1),
    ],
)
def test_a_request_that_was_not_made_can_not_be_decided(asking: Door, words: list[str], code: int):
    assert asking.say(*words, by="U1", unit=UPPER).code == code


def test_a_unit_with_nobody_above_has_nothing_to_receive(asking: Door):
    assert asking.say("receipt", "take", "--all", by="U1", unit=UPPER).code == 3
