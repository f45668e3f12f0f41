"""Who takes a claim back: the claimant what they applied for; nobody a deduction that others entered on them."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.events.claim import ClaimWithdrawn
from tests.support import BRANCH, House, opened
from tests.workflow.verifier.test_honest_histories import replayed

ABSENCE = {"member": "M05", "item": "base.discipline.3.absence", "on": "2026-03-20"}


@pytest.fixture
def deducted() -> tuple[House, str]:
    """An absence of M05, who was heard, entered by the recorder."""
    house = opened("state-organ").on("2026-01-04")
    half = {"round": "2026H1", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-06-30", "closes": "2026-06-28"}
    house.do("round.open", "M01", **half)
    house.on("2026-03-21")
    subject = {"subject": f"item/{ABSENCE['item']}/{ABSENCE['on']}", "member": "M05"}
    if house.refused("claim.observe", "M02", **ABSENCE) == ["heard"]:
        house.do("hearing.invite", "M02", **subject, until="2026-03-25")
        house.on("2026-03-26")
    return house, house.do("claim.observe", "M02", **ABSENCE)[0].stream.removeprefix("claim/")


def test_a_deduction_that_the_recorder_entered_is_not_the_members_to_withdraw(deducted):
    house, claim = deducted
    assert house.refused("claim.withdraw", "M05", claim=claim) == ["who-may"]
    assert replayed(house, BRANCH) == ()


def test_the_verifier_names_a_deduction_that_its_member_withdrew(deducted):
    house, claim = deducted
    events = house.units[BRANCH].events
    last = events[-1]
    forged: Any = {"position": last.position + 1, "version": last.version + 1, "by": "M05", "command": "c-forged"}
    events.append(replace(last, payload=ClaimWithdrawn(claim=claim), **forged))
    assert any("who-may" in finding for finding in replayed(house, BRANCH))
