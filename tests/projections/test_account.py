"""What happened to a claim, step by step: who, in which post, under which guards, on what facts."""

import pytest

from ledger.errors import NotFoundError
from projections.account import account, account_of
from tests.projections.branch import STUDY, filed_round, posted_round, store
from tests.support import BRANCH, UPPER
from workflow.process.table import table

OTHER = "2026Q1-001"


def steps(house, claim):
    return list(account_of(house.units[BRANCH].events, claim))


def test_every_step_has_its_actor_with_the_posts_of_that_day():
    taken = steps(posted_round(), "2026Q1-001")
    assert [(step.topic, step.before, step.after, step.by) for step in taken] == [
        ("claim-applied", "", "applied", "M01"),
        ("claim-signed", "applied", "signed", "M04"),
        ("claim-registered", "signed", "registered", "M02"),
        ("claim-reviewed", "registered", "reviewed", "M02"),
        ("publicity-opened", "reviewed", "public", "M01"),
    ]
    assert taken[1].posts == ("department-head", "member")
    assert set(taken[2].posts) >= {"recorder", "committee"}
    assert [step.step for step in taken] == [3, 3, 4, 5, 7]


def test_the_guards_named_are_those_of_the_table():
    for step in steps(posted_round(), "2026Q1-001"):
        rows = [row for row in table().of(step.command) if step.topic in row.events or row.trigger == step.command]
        assert set(step.guards) - {"who-may", "delegated", "seen-current"} in [set(row.guards) for row in rows]


def test_the_facts_are_those_of_the_moment():
    taken = {step.topic: step for step in steps(posted_round(), "2026Q1-001")}
    registered, reviewed = taken["claim-registered"].facts, taken["claim-reviewed"].facts
    assert registered["own-claim"] == {"conflicted": ["M01"]}
    assert registered["in-order"]["round_state"] == "open"
    assert reviewed["quorum"]["present"] == ["M01", "M02", "M03"]
    assert reviewed["quorum"]["favour"] == ["M02", "M03"]
    assert reviewed["own-claim"] == {"conflicted": ["M01"], "recused": ["M01"]}
    assert reviewed["same-hands"] == {"entered": "M01", "signed": "M04", "registered": "M02"}


def test_an_objection_is_told_without_who_objected():
    (lodged,) = [step for step in steps(filed_round(), STUDY) if step.topic == "objection-lodged"]
    assert (lodged.by, lodged.after) == (f"{BRANCH}#office", "contested")
    assert "M06" not in str(lodged.as_json())
    assert lodged.facts["in-window"]["deadline"] == "2026-04-07T16:00:00.000000Z"


def test_a_step_by_receipt_names_who_decided_above():
    house = filed_round()
    spot = {"branch": BRANCH, "cycle": "2026", "subject": f"claim/{OTHER}", "strike": [OTHER]}
    checked = house.do("check.spot", "U2", UPPER, **spot)
    house.do("receipt.take", "M01", decision=house.carry(UPPER, checked[0].position))
    taken = steps(house, OTHER)
    assert {step.topic for step in taken if step.elsewhere} <= {"receipt-taken", "claim-struck", "round-acknowledged"}
    assert taken[-1].after == "struck"
    assert taken[-1].elsewhere == {
        "unit": UPPER,
        "position": checked[0].position,
        "topic": "inspection-recorded",
        "by": "U2",
    }
    assert not any(step.elsewhere for step in taken if step.command != "receipt.take")
    assert all(step.clause for step in taken if step.topic != "receipt-taken")


def test_what_is_stored_tells_the_same(sqlite_database):
    house = posted_round()
    store(sqlite_database, house)
    assert list(account(sqlite_database, BRANCH, STUDY)) == steps(house, STUDY)
    with pytest.raises(NotFoundError):
        account(sqlite_database, BRANCH, "2026Q1-999")
