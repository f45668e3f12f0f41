"""Who stood behind each command: signatures that hold are counted, those that don't are named, doors are listed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

import tests.support
from ledger.bundle import read_bundle
from ledger.checkpoint import Checkpoint
from ledger.database import open_database
from ledger.event import Event
from ledger.events.keys import KeyRegistered, KeyRevoked
from ledger.mapper import event_bytes
from ledger.note import sign_note, verifier_key
from ledger.signing import command_text, signature_text
from tests.support import BRANCH, opened
from tests.workflow.signed_house import SignedHouse, id_of, private_key, public_key
from tests.workflow.story import applied_and_observed, filed, published
from tests.workflow.verifier.filings import KEY, ORIGIN, at, bundle_of, changed, checked, inserted, said, where
from workflow.verifier import verify_bundle, write_trust

Events = list[Event]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Events]:
    """A filed quarter of an ordinary branch: all sign but M08, the timer and the founder; M07 objected."""
    database = open_database(str(tmp_path_factory.mktemp("signed") / "ledger.db"), create=True)
    without = frozenset({"timer", "root", "M08"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tests.support, "House", lambda: SignedHouse(database, without=without))
        house = opened()
    published(applied_and_observed(house, 1), 1)
    claims = [event for event in database.ledger(BRANCH).follow() if event.topic == "claim-applied"]
    about = next(event.stream for event in claims if event.payload.member == "M05")
    lodged = house.on("2026-04-02").do("objection.lodge", "M07", about=about, text="that is not so")
    house.do("objection.admit", "M01", objection=lodged[0].stream.partition("/")[2])
    house.on("2026-04-09").do("clock.tick", "timer")
    filed(house, "round/2026Q1")
    events = list(database.ledger(BRANCH).follow())
    yield events[: where(events, "filing-countersigned") + 1]
    database.close()


def test_every_signature_is_checked_and_what_only_a_door_vouches_for_is_listed(signed):
    verdict = checked(signed)
    assert (verdict.findings, verdict.ok) == ((), True)
    by_key = {event.command for event in signed if event.door.startswith("key:")}
    # All but the genesis: the founder's key is registered in the unit above.
    assert verdict.checked["commands signed"] == len(by_key - {signed[0].command}) > 60
    listed = "\n".join(map(str, verdict.not_checked))
    for words in ("local for M08 1", "local for timer ", "office for B01#office 1", "only a door vouches"):
        assert words in listed, listed
    assert "local for M02 1" in listed  # the registration of the key itself
    assert "M07 1" in listed  # the same, and nothing of the objection


def resigned(events: Events, position: int, name: str) -> Events:
    """The command at this position signed with the key of this name, by whoever holds it."""
    command = events[position].command
    group = [event for event in events if event.command == command]
    signature = signature_text(private_key(name).sign(command_text(group)))
    return changed(events, group[0].position, signature=signature)


def a_changed_figure(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-registered", 3)
    return changed(events, position, at=events[position].at.replace(microsecond=1)), position


def another_actor(events: Events) -> tuple[Events, int]:
    position = where(events, "member-enrolled", 6)
    return changed(events, position, by="M02"), position


def a_signature_of_another_key(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-registered", 3)
    return resigned(events, position, "M01@B01"), position


def a_signature_that_was_dropped(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-registered", 3)
    return changed(events, position, signature=None), position


def a_key_that_was_never_registered(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-registered", 3)
    forged = changed(events, position, door=f"key:{id_of(public_key('M02@forged'))}")
    return resigned(forged, position, "M02@forged"), position


def the_door_instead_of_the_key(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-registered", 3)
    return changed(events, position, door="local", signature=None), position


def a_sandbox_door(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-applied", 7)
    assert events[position].by == "M08"
    return changed(events, position, door="sandbox"), position


def a_signature_further_back_in_a_command(events: Events) -> tuple[Events, int]:
    first = where(events, "session-held")
    return changed(events, first + 1, signature=events[first].signature), first


def an_office_with_an_open_signature(events: Events) -> tuple[Events, int]:
    position = where(events, "objection-lodged")
    return resigned(events, position, "M07@B01"), position


def a_signature_that_no_door_gave(events: Events) -> tuple[Events, int]:
    position = where(events, "claim-applied", 7)
    return changed(events, position, signature="AAAA"), position


def a_genesis_that_lost_its_signature(events: Events) -> tuple[Events, int]:
    assert events[0].door.startswith("key:")
    return changed(events, 0, signature=None), 0


def unsigned_filing(events: Events) -> tuple[Events, int]:
    position = where(events, "filing-made")
    assert events[position].by == "M01"
    return changed(events, position, by="M08", door="local", signature=None), position


FORGED = [
    a_changed_figure,
    another_actor,
    a_signature_of_another_key,
    a_signature_that_was_dropped,
    a_key_that_was_never_registered,
    the_door_instead_of_the_key,
    a_signature_further_back_in_a_command,
    an_office_with_an_open_signature,
    a_signature_that_no_door_gave,
    a_genesis_that_lost_its_signature,
    unsigned_filing,
]


def test_a_bit_flipped_in_what_somebody_signed_is_named_at_that_command(signed):
    made, dice = bundle_of(signed), Random(5)
    part = read_bundle(made)["events.jsonl"]
    start = made.index(part)
    known = write_trust({ORIGIN: [verifier_key(ORIGIN, KEY)]})
    by_key = [event for event in signed[1:] if event.door.startswith("key:")]
    for event in dice.sample(by_key, 12):
        line = part.index(event_bytes(event))
        place = start + line + dice.randrange(len(event_bytes(event)))
        verdict = verify_bundle(made[:place] + bytes([made[place] ^ 1 << dice.randrange(8)]) + made[place + 1 :], known)
        first = next(each.position for each in signed if each.command == event.command)
        named = [found.position for found in verdict.findings if found.position is not None]
        assert first <= min(named) <= event.position, (event.position, named)


@pytest.mark.parametrize("topic", ["filing-made", "filing-countersigned"])
@pytest.mark.parametrize("way", ["missing", "of-another", "of-another-text", "by-the-door"])
def test_both_signatures_of_a_filing_are_personal_and_named_where_they_do_not_hold(signed, topic: str, way: str):
    position = where(signed, topic)
    made, other = where(signed, "filing-made"), where(signed, "filing-countersigned")
    assert {signed[made].by, signed[other].by} == {"M01", "M02"}
    assert all(signed[each].door.startswith("key:") and signed[each].signature for each in (made, other))
    foreign = signed[other if position == made else made].signature
    events = {
        "missing": lambda: changed(signed, position, signature=None),
        "of-another": lambda: resigned(signed, position, "M03@B01"),
        "of-another-text": lambda: changed(signed, position, signature=foreign),
        "by-the-door": lambda: changed(signed, position, door="local", signature=None),
    }[way]()
    found = checked(events)
    assert at(found, "signature") == [position]
    assert signed[position].by in str(found.findings[0])


@pytest.mark.parametrize("forge", FORGED, ids=lambda forge: forge.__name__)
def test_a_history_that_its_owners_did_not_sign_is_named(signed, forge: Callable[[Events], tuple[Events, int]]):
    events, position = forge(signed)
    assert position in at(checked(events), "signature")


def test_a_door_of_a_sandbox_is_none_of_an_ordinary_ledger(signed):
    events, position = a_sandbox_door(signed)
    assert at(checked(events), "sandbox-apart") == [position]


def forged_key(signed: Events, payload: Any, stream: str, **envelope: Any) -> set[str]:
    """What is found where somebody puts this event of their own into the log, signed with nothing."""
    events = inserted(signed, where(signed, "round-opened"), (stream, payload), **envelope)
    position = where(signed, "round-opened")
    return {found.check for found in checked(events).findings if found.position == position}


def test_a_key_that_was_slipped_in_is_named(signed):
    local = {"door": "local", "signature": None}
    new = public_key("M09@forged")
    slipped = KeyRegistered(person="M09", key=new)
    assert forged_key(signed, slipped, "key/M09", by="M08", **local) == {"who-may"}
    assert "who-may" in forged_key(signed, slipped, "key/M09", by="M01", **local)
    assert forged_key(signed, KeyRegistered(person="M09", key=public_key(M02)), "key/M09", by="M09", **local) >= {
        "signature"
    }
    assert "once" in forged_key(signed, KeyRegistered(person="M02", key=public_key(M02)), "key/M02", by="M02", **local)
    revoked = KeyRevoked(person="M02", key_id=id_of(public_key(M02)))
    assert "who-may" in forged_key(signed, revoked, "key/M02", by="M08", **local)
    unknown = KeyRevoked(person="M02", key_id="00000000")
    assert "ended" in forged_key(signed, unknown, "key/M02", by="M01", **local)


M02 = "M02@B01"


def test_what_a_revoked_key_signed_is_named_from_there_on(signed):
    """The secretary revokes the recorder's key before the round is open; the recorder goes on signing with it."""
    before = where(signed, "round-opened")
    revoked = KeyRevoked(person="M02", key_id=id_of(public_key(M02)))
    like = signed[before]
    events = inserted(signed, before, ("key/M02", revoked), by="M01", door=like.door, signature=None)
    events = [replace(e, position=i) for i, e in enumerate(events)]
    events = resigned(events, before, "M01@B01")
    found = checked(events)
    assert before not in at(found, "signature")
    assert any("no key of M02" in str(one) for one in found.findings)


def test_an_older_ledger_without_signatures_reads_the_same(quarter):
    assert all(event.signature is None for event in quarter)
    assert checked(quarter).checked["commands signed"] == 0


def test_a_receipt_without_its_signed_checkpoint_is_named_outside_a_sandbox(signed):
    position = where(signed, "receipt-taken")
    assert position not in at(checked(signed), "receipt")
    bare = replace(signed[position].payload.carried, checkpoint="")
    assert position in at(checked(said(signed, position, carried=bare)), "receipt")
    other = replace(bare, checkpoint=checkpoint_of("jifen/B01", bare.size))
    assert position in at(checked(said(signed, position, carried=other)), "receipt")


def checkpoint_of(origin: str, size: int) -> str:
    return sign_note(Checkpoint(origin, size, bytes(32)).to_text(), origin, private_key(origin))


def test_signed_receipts_are_counted_where_the_trust_file_knows_who_stands_above(signed):
    keys = {ORIGIN: [verifier_key(ORIGIN, KEY)], "jifen/P01": [verifier_key("jifen/P01", private_key("jifen/P01"))]}
    verdict = verify_bundle(bundle_of(signed), write_trust(keys, {ORIGIN: "jifen/P01"}))
    assert verdict.ok
    assert not any("receipts carry" in str(fault) for fault in verdict.not_checked)
    keys["jifen/P01"] = [verifier_key("jifen/P01", private_key("another"))]
    verdict = verify_bundle(bundle_of(signed), write_trust(keys, {ORIGIN: "jifen/P01"}))
    assert where(signed, "receipt-taken") in at(verdict, "receipt")
