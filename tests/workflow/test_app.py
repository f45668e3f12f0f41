"""The one door, on a real database: idempotent, one winner of a race, nothing half-written, sealed texts."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.database import Database, open_database
from ledger.errors import InvalidError, NotFoundError, RefusedError
from ledger.sealing import open_text
from workflow.app import Answer, Caller, handle
from workflow.fold import fold
from workflow.record import state_key
from workflow.state.membership import Member, Roster
from workflow.store_view import row_of

NOW = datetime(2026, 1, 2, 8, tzinfo=UTC)
FOUND = {
    "command": "unit.found",
    "id": "found",
    "unit": "B01",
    "by": "root",
    "at": "2026-01-01T08:00:00Z",
    "kind": "branch",
    "sandbox": True,
    "secretary": "M01",
    "committee": ["M01", "M02", "M03"],
    "names": {"M01": "张三"},
}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(str(tmp_path / "ledger.db"), create=True)


@pytest.fixture
def branch(database: Database) -> Database:
    do(database, **FOUND)
    return database


def do(database: Database, **body: Any) -> Answer:
    return handle(database, body, Caller(None, NOW))


def enrol(member: str, **more: Any) -> dict[str, Any]:
    return {
        "command": "member.enrol",
        "id": f"enrol-{member}",
        "unit": "B01",
        "by": "M01",
        "member": member,
        "since": "2020-01-01",
        **more,
    }


def test_an_accepted_command_repeated_has_its_first_answer_and_no_second_effect(branch):
    first = do(branch, **enrol("M05"))
    again = do(branch, **enrol("M05"))
    assert (again.events, again.repeated, first.repeated) == (first.events, True, False)
    assert branch.ledger("B01").head().size == 2


def test_the_same_id_with_another_body_is_refused(branch):
    do(branch, **enrol("M05"))
    with pytest.raises(RefusedError) as refused:
        do(branch, **enrol("M05", since="2021-01-01"))
    assert [r.guard for r in refused.value.refusals] == ["once"]


def test_a_refusal_uses_no_id_up(branch):
    with pytest.raises(RefusedError):
        do(branch, **enrol("M05", by="M09"))
    assert do(branch, **enrol("M05")).events


def test_of_many_at_once_each_is_recorded_once_and_positions_have_no_gap(branch):
    def run(number: int) -> None:
        for member in range(10):
            do(branch, **enrol(f"X{number}{member}"))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger = branch.ledger("B01")
    assert [event.position for event in ledger.follow()] == list(range(41))


def test_the_stored_state_is_what_the_events_fold_to(branch):
    do(branch, **enrol("M05"))
    do(branch, **enrol("M06"))
    ledger = branch.ledger("B01")
    folded = {key: row_of(record) for key, record in fold(None, ledger.follow()).records.items()}
    with ledger.reading() as rows:
        assert rows.states() == folded
    assert set(folded) >= {state_key(Member, "M05"), state_key(Roster, "")}


def test_names_stay_out_of_the_log_and_texts_are_sealed(branch):
    do(branch, **enrol("M05", name="王五"))
    change = {"command": "member.change", "id": "x", "unit": "B01", "by": "M01", "member": "M05", "since": "2026-01-02"}
    do(branch, **change, inclusion="none", body="meeting", document="d" * 64, reason="长期生病")
    bodies = b"".join(body for _, body in branch.ledger("B01").bodies())
    assert "王五".encode() not in bodies
    assert "生病".encode() not in bodies
    event = list(branch.ledger("B01").follow())[-1]
    assert open_text(branch, "B01", event.payload.reason) == "长期生病"
    assert branch.directory.name_of("M05") == "王五"


def test_a_text_can_be_forgotten_and_the_log_stays_whole(branch):
    do(branch, **enrol("M05", name="王五"))
    change = {"command": "member.change", "id": "x", "unit": "B01", "by": "M01", "member": "M05", "since": "2026-01-02"}
    do(branch, **change, inclusion="none", body="meeting", document="d" * 64, reason="长期生病")
    branch.directory.forget("M05")
    event = list(branch.ledger("B01").follow())[-1]
    assert open_text(branch, "B01", event.payload.reason) is None


def test_forgetting_is_an_event_and_destroys_keys_in_its_own_transaction(branch):
    for member in ("M05", "M06"):
        do(branch, **enrol(member, name=f"name of {member}"))
    for number, member in enumerate(("M05", "M06")):
        change = {"command": "member.change", "id": f"x{number}", "unit": "B01", "by": "M01", "since": "2026-01-02"}
        do(branch, **change, member=member, standing="full", reason=f"reason of {member}")
    reasons = [event.payload.reason for event in branch.ledger("B01").follow() if event.topic == "member-changed"]
    asked = {"command": "member.forget", "id": "f", "unit": "B01", "by": "M01", "member": "M05"}
    do(branch, **asked, ground="request", document="0" * 64)
    assert list(branch.ledger("B01").follow())[-1].topic == "member-forgotten"
    assert [open_text(branch, "B01", reason) for reason in reasons] == [None, "reason of M06"]
    assert "M05" not in branch.directory.names()
    assert branch.directory.name_of("M06") == "name of M06"


def test_an_ordinary_ledger_takes_no_time_and_no_person_from_the_body(database):
    handle(database, _ordinary(), Caller("root", NOW))
    with pytest.raises(RefusedError) as refused:
        handle(database, enrol("M05", at="2026-01-01T08:00:00Z", by="M02"), Caller("M01", NOW))
    assert [r.guard for r in refused.value.refusals] == ["sandbox-apart", "who-may"]
    handle(database, enrol("M05"), Caller("M01", NOW))
    assert list(database.ledger("B01").follow())[-1].door == "local"


def _ordinary() -> dict[str, Any]:
    return {k: v for k, v in FOUND.items() if k not in ("at", "by", "sandbox")}


def test_a_unit_below_is_founded_by_the_unit_above_alone(branch):
    child = {**FOUND, "id": "child", "unit": "B02", "parent": "B01", "by": "M09"}
    with pytest.raises(RefusedError):
        do(branch, **child)
    assert branch.units() == ("B01",)


def test_what_cannot_be_read_is_said_all_at_once(branch):
    with pytest.raises(InvalidError) as invalid:
        do(branch, **{**enrol("M05"), "standing": "king", "since": "yesterday", "colour": "red"})
    assert len(invalid.value.faults) == 3


def test_unknown_commands_versions_and_units_are_refused_in_one_sentence(branch):
    with pytest.raises(InvalidError):
        do(branch, command="member.crown", id="1", unit="B01", by="M01")
    with pytest.raises(InvalidError):
        do(branch, **enrol("M05", version=2))
    with pytest.raises(NotFoundError):
        do(branch, **{**enrol("M05"), "unit": "B99"})


def test_the_answer_is_stored_with_the_events(branch):
    answer = do(branch, **enrol("M05"))
    stored = branch.ledger("B01").result_of("enrol-M05")
    assert stored is not None
    assert json.loads(stored.result) == answer.as_json()


def test_a_zone_that_is_none_and_a_text_that_is_no_text_are_refused_in_one_sentence(database, branch):
    with pytest.raises(InvalidError, match="no time zone"):
        do(database, **{**FOUND, "id": "z", "unit": "B07", "zone": "Mars/Olympus"})
    with pytest.raises(InvalidError, match="JSON"):
        do(branch, **enrol("M05", department="\ud800"))
