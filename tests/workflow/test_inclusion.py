"""不纳入积分管理: who decides is the profile's, on paper; a filing tells who they are, and who is operator besides."""

import json

import pytest

from ledger.bundle import read_bundle
from tests.support import BRANCH, House, founded, opened
from tests.workflow.story import after_publicity, applied_and_observed, filed, published
from tests.workflow.verifier.filings import bundle_of, checked, ids, said, where
from tests.workflow.verifier.test_honest_histories import replayed

PAPER = "d" * 64
OUT = {"member": "M05", "since": "2026-02-01", "inclusion": "none"}


def change(house: House, **more: str) -> list[str]:
    return house.refused("member.change", "M01", **OUT, **more)


@pytest.mark.parametrize(
    ("scheme", "body", "others"),
    [
        ("pipeline", "meeting", ("committee", "upper")),
        ("handan", "committee", ("meeting", "upper")),
        ("rural-town", "upper", ("meeting", "committee")),
    ],
)
def test_the_body_that_the_profile_names_decides_on_paper(scheme, body, others):
    house = opened(scheme).on("2026-02-01")
    assert change(house) == ["who-may"]
    assert change(house, body=body) == ["who-may"], "without its paper"
    assert [change(house, body=other, document=PAPER) for other in others] == [["who-may"]] * 2
    house.do("member.change", "M01", **OUT, body=body, document=PAPER)
    house.do("member.change", "M01", **{**OUT, "inclusion": "points", "since": "2026-02-02"}, body=body, document=PAPER)
    assert replayed(house, BRANCH) == ()


def test_evaluated_only_is_the_profiles_to_allow():
    only = {**OUT, "inclusion": "evaluation", "document": PAPER}
    assert opened("pipeline").on("2026-02-01").refused("member.change", "M01", body="meeting", **only) == ["eligible"]
    house = opened("rural-summary").on("2026-02-01")
    house.do("member.change", "M01", body="committee", **only)
    assert replayed(house, BRANCH) == ()


def test_before_any_cycle_the_meeting_decides_on_who_is_enrolled_without_points():
    house = founded()
    new = {"member": "M20", "since": "2026-01-01"}
    assert house.refused("member.enrol", "M01", inclusion="none", **new) == ["who-may"]
    house.do("member.enrol", "M01", inclusion="none", body="meeting", document=PAPER, **new)
    house.do("member.enrol", "M01", member="M21", since="2026-01-01")
    assert replayed(house, BRANCH) == ()


@pytest.fixture(scope="module")
def round_filed() -> House:
    """The first quarter is posted; M20 is not included, and M06 is operator besides a post."""
    house = opened()
    house.do("member.enrol", "M01", member="M20", since="2026-01-01", inclusion="none", body="meeting", document=PAPER)
    for role in ("operator", "teller"):
        house.do("role.appoint", "M01", person="M06", role=role, since="2026-01-01")
    published(applied_and_observed(house, 1), 1)
    house.on(after_publicity(house, 1)).do("clock.tick", "timer")
    return house


def test_a_filing_tells_who_is_not_included_and_who_is_operator_besides(round_filed):
    filed(round_filed, "round/2026Q1")
    events = round_filed.units[BRANCH].events
    end = where(events, "filing-countersigned") + 1
    events = events[:end]
    told = json.loads(read_bundle(bundle_of(events))["filing.json"])
    assert told["not_included"] == ["M20"]
    assert told["operators_with_business"] == ["M06"]
    assert checked(events).ok
    forged = said(events, where(events, "filing-made"), not_included=())
    assert "filing" in ids(checked(forged))


def test_an_inclusion_that_nobody_decided_is_found(round_filed):
    events = round_filed.units[BRANCH].events[: where(round_filed.units[BRANCH].events, "filing-countersigned") + 1]
    enrolled = next(e.position for e in events if getattr(e.payload, "inclusion", "") == "none")
    for fields in ({"body": "committee"}, {"document": None}):
        assert "who-may" in ids(checked(said(events, enrolled, **fields)))
