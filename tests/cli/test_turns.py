"""`jifen due` and `jifen inbox`: whose turn it is, until when, and what to type."""

from tests.cli.door import APPLY, Door, say
from tests.cli.test_reading import reviewed  # noqa: F401


def test_due_is_quiet_while_nothing_is_late(reviewed: Door):  # noqa: F811
    found = reviewed.ask("due", at="2026-04-05")
    assert [item["subject"] for item in found["soon"]] == ["publicity/W001"]
    assert found["soon"][0]["day"] == "2026-04-10"
    assert found["late"] == []


def test_due_exits_1_once_something_is_late(reviewed: Door):  # noqa: F811
    said = reviewed.say("due", at="2026-04-11")
    assert said.code == 1
    assert "late" in said.out
    reviewed.ask("tick", by="timer", at="2026-04-11")
    assert reviewed.say("due", at="2026-04-11").code == 0


def test_reading_answers_as_though_the_window_were_closed_and_records_nothing(reviewed: Door):  # noqa: F811
    size = reviewed.ask("unit", "show", at="")["size"]
    for day, state in (("2026-04-10", "open"), ("2026-04-11", "closed")):
        assert reviewed.ask("publicity", "show", "W001", at=day)["publicity"]["state"] == state
    assert reviewed.ask("round", "show", "2026Q1", at="2026-04-11")["round"]["state"] == "posted"
    assert "W001 (jifen tick)" in reviewed.say("register", at="2026-04-11").err
    assert "W001" not in reviewed.say("register", at="2026-04-10").err
    assert reviewed.ask("unit", "show", at="")["size"] == size


def test_reminders_are_data_and_say_who_what_and_when(reviewed: Door):  # noqa: F811
    found = reviewed.ask("due", "--reminders", "--within", "30", at="2026-04-05")["reminders"]
    window = next(each for each in found if each["subject"] == "publicity/W001")
    assert window["remind_on"] == ["2026-04-10"]
    assert window["persons"]
    assert window["type"] == "jifen --unit B01 publicity close W001"


def test_the_inbox_of_a_person_gives_the_line_to_type(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    (sign,) = [i for i in door.ask("inbox", "--person", "M04", at="")["items"] if i["command"] == "claim.sign"]
    assert sign["type"].startswith(f"jifen --unit B01 --as M04 claim sign {claim}")
    assert f"claim sign {claim}" in door.read("inbox", "--person", "M04")
    assert say("--db", str(door.db), *sign["type"].split()[1:], "--at", door.day).code == 0


def test_the_inbox_leaves_out_what_is_still_to_come(reviewed: Door):  # noqa: F811
    assert "publicity/W001" not in [item["subject"] for item in reviewed.ask("inbox", at="2026-04-05")["items"]]
    assert "publicity/W001" in [item["subject"] for item in reviewed.ask("inbox", at="2026-04-11")["items"]]
