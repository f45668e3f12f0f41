"""Who is asking, outside a sandbox: a registered key signs every command of its owner, and a door vouches no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import tests.support
from ledger.codec import encode
from ledger.database import Database, open_database
from ledger.errors import InvalidError, NotFoundError, RefusedError
from ledger.note import sign_note, verifier_key
from ledger.sealed import Sealed
from ledger.sealing import open_text
from ledger.signing import command_text, signed
from projections.receipt import carried
from projections.texts import texts
from tests.support import BRANCH, UPPER, opened
from tests.workflow.signed_house import SignedHouse, id_of, private_key, public_key, signer
from tests.workflow.story import applied_and_observed, published
from workflow.app import Caller, examine, handle
from workflow.verifier import tree
from workflow.verifier.log import read_log
from workflow.verifier.receipts import Receipts
from workflow.verifier.replay import Replay
from workflow.verifier.trust import Trust
from workflow.verifier.verdict import Findings
from workflow.verifier.vouching import Vouching

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
FOUND = {"kind": "branch", "secretary": "M01", "committee": ["M01", "M02", "M03"]}
KEYLESS = frozenset({"timer", "root", "M08", "U3"})
M01, M02, M05 = "M01@B01", "M02@B01", "M05@B01"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(str(tmp_path / "ledger.db"), create=True)
    give(database, "unit.found", Caller("root", NOW), **FOUND)
    yield database
    database.close()


def give(database: Database, command: str, caller: Caller, **fields: Any) -> Any:
    body = {"command": command, "id": f"{command}-{database_size(database)}", "unit": BRANCH, **fields}
    return handle(database, body, caller)


def database_size(database: Database) -> int:
    return database.ledger(BRANCH).head().size if BRANCH in database.units() else 0


def refused(database: Database, command: str, caller: Caller, **fields: Any) -> set[str]:
    with pytest.raises(RefusedError) as found:
        give(database, command, caller, **fields)
    return {refusal.message for refusal in found.value.refusals if refusal.guard == "who-may"}


def by(person: str, key: str = "") -> Caller:
    return signer(person, NOW, key) if key else Caller(person, NOW)


def register(database: Database, person: str, key: str, caller: Caller, **more: Any) -> Any:
    return give(database, "keys.register", caller, person=person, key=public_key(key), **more)


def enrol(database: Database, member: str, caller: Caller) -> Any:
    return give(database, "member.enrol", caller, member=member, since="2020-01-01")


def last(database: Database) -> Any:
    return list(database.ledger(BRANCH).follow())[-1]


def test_before_a_key_is_registered_the_local_door_vouches(database):
    enrol(database, "M05", by("M01"))
    assert (last(database).door, last(database).signature) == ("local", None)


def test_a_signed_command_keeps_who_which_key_and_the_signature(database):
    register(database, "M01", M01, by("M01"))
    enrol(database, "M05", by("M01", M01))
    event = last(database)
    assert event.door == f"key:{id_of(public_key(M01))}"
    assert signed(command_text([event]), event.signature, public_key(M01))
    assert not signed(command_text([replace(event, by="M02")]), event.signature, public_key(M01))
    assert not signed(command_text([replace(event, position=9)]), event.signature, public_key(M01))
    assert not signed(command_text([replace(event, unit="B02")]), event.signature, public_key(M01))
    assert not signed(command_text([event, event]), event.signature, public_key(M01))


def test_once_a_key_is_registered_nothing_is_done_in_that_name_without_it(database):
    register(database, "M01", M01, by("M01"))
    assert refused(database, "member.enrol", by("M01"), member="M05", since="2020-01-01") == {
        "{by} has a personal key, and this command is not signed with it: {keys}"
    }
    assert refused(database, "member.enrol", by("M01", M02), member="M05", since="2020-01-01") == {
        "{key} is no key that signs for {by} here: {keys}"
    }
    body = {"command": "member.enrol", "id": "x", "unit": BRANCH, "member": "M05", "since": "2020-01-01"}
    assert [refusal.guard for refusal in examine(database, body, by("M01"))] == ["who-may"]
    assert examine(database, body, by("M01", M01)) == ()


def test_a_door_that_claims_a_key_and_does_not_hold_it_is_refused(database):
    register(database, "M01", M01, by("M01"))
    for sign in (None, private_key(M02).sign, lambda text: b""):
        with pytest.raises(InvalidError, match="did not sign"):
            enrol(database, "M05", replace(by("M01", M01), sign=sign))
    assert database_size(database) == 2


def test_a_body_that_names_somebody_else_is_refused_whoever_signs(database):
    register(database, "M01", M01, by("M01"))
    fields = {"member": "M05", "since": "2020-01-01", "by": "M02"}
    assert refused(database, "member.enrol", by("M01", M01), **fields) == {
        "the command names {by}, but {person} is asking"
    }


def test_a_key_of_somebody_else_is_registered_by_an_officer_who_signs(database):
    enrol(database, "M05", by("M01"))
    assert refused(database, "keys.register", by("M01"), person="M05", key=public_key(M05)) == {
        "{by} vouches for a key of {person}, and signs with no key"
    }
    register(database, "M01", M01, by("M01"))
    register(database, "M05", M05, by("M01", M01))
    enrol(database, "M06", by("M01", M01))
    assert refused(database, "keys.register", by("M05", M05), person="M06", key=public_key("M06@B01")) == {
        "{by} may not register a key of {person}"
    }
    assert refused(database, "keys.register", by("M01", M01), person="X1", key=public_key("X1@B01")) == {
        "{person} is neither a member of this unit nor in a post here"
    }


def test_a_key_bears_its_owners_name_and_is_registered_once(database):
    for name in (M02, "M01", "jifen/B01"):
        with pytest.raises(InvalidError, match="called"):
            register(database, "M01", name, by("M01"))
    register(database, "M01", M01, by("M01"))
    with pytest.raises(InvalidError, match="registered before"):
        register(database, "M01", M01, by("M01", M01))
    with pytest.raises(InvalidError, match="verifier key"):
        give(database, "keys.register", by("M01", M01), person="M01", key="M01@B01+00000000+AAAA")


def test_a_new_key_that_replaces_the_old_one_is_signed_by_it(database):
    register(database, "M01", M01, by("M01"))
    register(database, "M01", "M01@new", by("M01", M01), replaces=id_of(public_key(M01)))
    assert refused(database, "member.enrol", by("M01", M01), member="M05", since="2020-01-01")
    enrol(database, "M05", by("M01", "M01@new"))
    with pytest.raises(NotFoundError):
        register(database, "M01", "M01@third", by("M01", "M01@new"), replaces=id_of(public_key(M01)))


def test_a_revoked_key_signs_nothing_and_its_owner_needs_a_new_one_from_an_officer(database):
    register(database, "M01", M01, by("M01"))
    register(database, "M02", M02, by("M01", M01))
    gone = id_of(public_key(M02))
    give(database, "keys.revoke", by("M01", M01), person="M02", key_id=gone, stolen=True)
    assert refused(database, "member.kin", by("M02", M02), person="M02", kin="M03")
    assert refused(database, "member.kin", by("M02"), person="M02", kin="M03") == {
        "every key of {by} is revoked, so nothing can be done in that name"
    }
    assert refused(database, "keys.register", by("M02"), person="M02", key=public_key("M02@new"))
    register(database, "M02", "M02@new", by("M01", M01))
    give(database, "member.kin", by("M02", "M02@new"), person="M02", kin="M03")
    with pytest.raises(NotFoundError):
        give(database, "keys.revoke", by("M01", M01), person="M02", key_id=gone)


def test_keys_of_others_are_revoked_by_the_secretary_alone(database):
    register(database, "M01", M01, by("M01"))
    register(database, "M02", M02, by("M01", M01))
    fields = {"person": "M01", "key_id": id_of(public_key(M01))}
    assert refused(database, "keys.revoke", by("M02", M02), **fields) == {"{by} may not revoke a key of {person}"}
    give(database, "keys.revoke", by("M02", M02), person="M02", key_id=id_of(public_key(M02)))


def test_a_repeated_command_has_its_first_answer_and_no_second_signature(database):
    register(database, "M01", M01, by("M01"))
    body = {"command": "member.enrol", "id": "once", "unit": BRANCH, "member": "M05", "since": "2020-01-01"}
    first = handle(database, body, by("M01", M01))
    assert handle(database, body, by("M01", M01)).events == first.events
    assert database_size(database) == 3


def rotation(old: str, new: str, *, signer: str = "") -> dict[str, str]:
    """The fields of a rotation; both keys are the log's."""
    keys = {name: verifier_key("jifen/B01", private_key(name)) for name in (old, new)}
    note = sign_note(f"{keys[new]}\n", "jifen/B01", private_key(signer or old))
    return {"old": keys[old], "key": keys[new], "note": note}


def test_the_ledgers_key_is_handed_on_by_the_key_that_signs_now(database):
    give(database, "keys.rotate", by("M01"), **rotation("first", "second"))
    give(database, "keys.rotate", by("M01"), **rotation("second", "third"))
    for fields in (
        rotation("first", "fourth"),
        rotation("third", "second"),
        rotation("third", "fourth", signer="first"),
        {**rotation("third", "fourth"), "key": public_key("jifen/B02")},
    ):
        with pytest.raises(RefusedError) as found:
            give(database, "keys.rotate", by("M01"), **fields)
        assert {refusal.guard for refusal in found.value.refusals} == {"in-order"}


@pytest.fixture(scope="module")
def signed_branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedHouse]:
    """An ordinary branch whose people sign: a quarter in publicity, and an objection by M07."""
    database = open_database(str(tmp_path_factory.mktemp("signed") / "ledger.db"), create=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tests.support, "House", lambda: SignedHouse(database, without=KEYLESS))
        house = opened()
    published(applied_and_observed(house, 1), 1)
    house.on("2026-04-02").do("objection.lodge", "M07", about="claim/2026Q1-001", text="that is not so")
    assert isinstance(house, SignedHouse)
    yield house
    database.close()


def test_filings_and_decisions_from_above_take_a_key_even_before_one_is_registered(signed_branch):
    house = signed_branch
    adopted = next(e.position for e in house.database.ledger(BRANCH).follow() if e.topic == "scheme-adopted")
    for command, unit, person, fields in (
        ("filing.file", BRANCH, "M08", {"subject": "round/2026Q1"}),
        ("scheme.approve", UPPER, "U3", {"request": house.carry(BRANCH, adopted)}),
    ):
        with pytest.raises(RefusedError) as found:
            house.do(command, person, unit, **fields)
        said = {refusal.message for refusal in found.value.refusals}
        assert "{command} takes a personal key, and {by} has none registered here" in said


def test_an_objectors_signature_lies_sealed_beside_the_office(signed_branch):
    house = signed_branch
    event = next(e for e in house.database.ledger(BRANCH).follow() if e.topic == "objection-lodged")
    assert (event.by, event.door) == ("B01#office", "office")
    word, text, box = event.signature.split(":")
    line = open_text(house.database, BRANCH, Sealed(text, box))
    key_id, signature = line.split(" ")
    assert (word, key_id) == ("sealed", id_of(public_key("M07@B01")))
    lodged = [e for e in house.database.ledger(BRANCH).follow() if e.command == event.command]
    assert signed(command_text(lodged), signature, public_key("M07@B01"))


def test_those_who_answer_see_whose_signature_it_is_and_the_person_concerned_does_not(signed_branch):
    house = signed_branch
    objection = next(e for e in house.database.ledger(BRANCH).follow() if e.topic == "objection-lodged")

    def signature(reader: str) -> tuple[str | None, str]:
        read = texts(house.database, BRANCH, objection.stream, reader, house.now.date())
        return next((each.text, each.kept) for each in read if each.field == "signature")

    concerned = objection.payload.member
    assert signature("M02") == (f"✓ M07@B01 {id_of(public_key('M07@B01'))}", "")
    assert signature("M07") == signature("M02")
    assert signature(concerned) == (None, "not-for-you")


def test_an_objection_looks_the_same_whether_its_objector_has_a_key_or_none(signed_branch):
    house = signed_branch
    assert (BRANCH, "M08") not in house.names
    house.do("objection.lodge", "M08", about="claim/2026Q1-002", text="that is not so")
    first, second = [e for e in house.database.ledger(BRANCH).follow() if e.topic == "objection-lodged"]
    assert (first.by, first.door, len(first.signature)) == (second.by, second.door, len(second.signature))


def test_a_decision_from_above_comes_with_its_signed_checkpoint(signed_branch):
    house = signed_branch
    decided = next(e for e in house.database.ledger(UPPER).follow() if e.topic == "scheme-decided")
    bare = encode(carried(house.database.ledger(UPPER), decided.position))
    other = house.carry(UPPER, decided.position - 1)["checkpoint"]
    for checkpoint in ("", "no note", other):
        with pytest.raises(RefusedError) as found:
            house.do("receipt.take", "M01", decision={**bare, "checkpoint": checkpoint})
        said = {refusal.message for refusal in found.value.refusals}
        assert "this decision of {from} comes without its signed checkpoint" in said
    with pytest.raises(RefusedError) as found:  # received before; nothing is wrong with its checkpoint
        house.do("receipt.take", "M01", decision=house.carry(UPPER, decided.position))
    assert "signed checkpoint" not in str(found.value)


def test_the_unit_above_withdraws_a_stolen_personal_key_and_the_branch_learns_of_it_by_receipt(signed_branch):
    house, stolen = signed_branch, id_of(public_key("M09@B01"))
    reason = {"reason": "the desk was broken open"}
    with pytest.raises(InvalidError, match="whose key"):
        house.do("keys.withdraw", "U1", UPPER, branch=BRANCH, key_id=stolen, person="M09", size=3, **reason)
    decided = house.do("keys.withdraw", "U1", UPPER, branch=BRANCH, key_id=stolen, person="M09", **reason)
    with pytest.raises(RefusedError) as found:
        house.do("keys.withdraw", "U2", UPPER, branch=BRANCH, key_id=stolen, person="M09", **reason)
    assert {refusal.guard for refusal in found.value.refusals} == {"ended"}
    taken = house.do("receipt.take", "M01", decision=house.carry(UPPER, decided[0].position))
    assert [event.topic for event in taken] == ["receipt-taken", "key-revoked"]
    with pytest.raises(RefusedError):
        house.do("member.kin", "M09", person="M09", kin="M08")
    events = tuple(house.database.ledger(BRANCH).follow())
    found = Findings()
    bodies = [body for _, body in house.database.ledger(BRANCH).bodies()]
    log = read_log(b"".join(body + b"\n" for body in bodies), found)
    receipts = Receipts(Trust({}), "jifen/B01", lambda size: tree.root(log.leaves[:size]))
    Replay(found, receipts, lambda view, event: (), Vouching(log.bare)).run(events)
    assert found.listed() == ()


def test_a_command_that_lost_a_race_is_signed_again_for_its_new_place(database):
    register(database, "M01", M01, by("M01"))
    asked: list[bytes] = []

    def sign(text: bytes) -> bytes:
        asked.append(text)
        if len(asked) == 1:  # somebody else is first
            handle(database, {"command": "clock.tick", "id": "tick", "unit": BRANCH}, by("timer"))
        return private_key(M01).sign(text)

    enrol(database, "M05", replace(by("M01", M01), sign=sign))
    event = last(database)
    assert len(asked) == 2
    assert asked[0] != asked[1] == command_text([event])
    assert signed(asked[1], event.signature, public_key(M01))


def test_a_unit_below_an_ordinary_one_is_founded_with_a_key_that_is_known_there(signed_branch):
    house, child = signed_branch, {"kind": "branch", "parent": UPPER, "secretary": "X1", "committee": ["X1"]}
    first = next(iter(house.database.ledger(BRANCH).follow()))
    assert first.door == f"key:{id_of(public_key('U1@P01'))}"
    assert signed(command_text([first]), first.signature, public_key("U1@P01"))
    body = {"command": "unit.found", "id": "child", "unit": "B09", **child}
    for caller in (Caller("U1", house.now), Caller("U3", house.now), signer("U1", house.now, "U1@forged")):
        with pytest.raises(RefusedError) as found:
            handle(house.database, body, caller)
        assert {refusal.guard for refusal in found.value.refusals} == {"who-may"}
    assert "B09" not in house.database.units()
