"""From one branch to another: request, decision, receipt; what goes back, what is carried, what each side proves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.errors import InvalidError, TamperedError
from ledger.events.membership import MemberLeft
from ledger.events.transfer import TransferDecided, TransferRequested, YearSoFar
from tests.support import BRANCH, UPPER, House, Unit, opened, quarter
from tests.workflow.story import RECORD, round_done
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.fold import fold
from workflow.scoring.facts import PastYear
from workflow.state.claim import Claim
from workflow.state.membership import Member
from workflow.state.transfer import CameFrom, Transfer
from workflow.year import history_of

OTHER = "B02"
PAPER = "d" * 64


@pytest.fixture(scope="module")
def filed_quarter() -> House:
    """The first quarter of B01 is filed, the second open; another branch stands beside it."""
    house = opened().on("2026-01-04")
    house.do("unit.found", "U1", OTHER, kind="branch", parent=UPPER, sandbox=True, secretary="N01", committee=["N02"])
    house.do("member.history", "M01", member="M05", year=2025, grade="good", total="88.5", document=PAPER)
    round_done(house, 1)
    house.on("2026-04-10", 12).do("round.open", "M01", **quarter(2))
    return house


@pytest.fixture
def house(filed_quarter: House) -> House:
    """A copy to act on: units are replaced, never their events."""
    units = {name: Unit(list(unit.events), fold(None, unit.events)) for name, unit in filed_quarter.units.items()}
    return House(units, filed_quarter.now, filed_quarter.commands).on("2026-05-10")


def asked(house: House, **fields: Any) -> int:
    return house.do("transfer.request", "M01", member="M05", **{"to": OTHER, **fields})[0].position


def accept(house: House, position: int, since: str = "2026-05-11", by: str = "N01", **more: Any) -> list[Any]:
    return house.do("transfer.accept", by, OTHER, request=house.carry(BRANCH, position), since=since, **more)


def moved(house: House) -> House:
    """Asked on the 10th, taken in from the 11th, received."""
    position = asked(house)
    decided = accept(house.on("2026-05-11"), position, department="E1")
    house.do("receipt.take", "M01", decision=house.carry(OTHER, decided[0].position))
    return house


def applied(house: House, unit: str = BRANCH) -> str:
    line = {"item": "daily.achievement", "on": "2026-04-10", "points": "18", "evidence": RECORD}
    return house.do("claim.apply", "M05", unit, **line)[0].stream.removeprefix("claim/")


def test_both_branches_name_the_others_position_and_the_member_has_moved(house):
    moved(house)
    transfer, member = house.find(Transfer, "T001"), house.find(Member, "M05")
    came, there = house.find(CameFrom, "M05", OTHER), house.find(Member, "M05", OTHER)
    assert (transfer.state, transfer.to) == ("accepted", OTHER)
    assert (came.unit, came.position) == (BRANCH, transfer.requested_at)
    assert isinstance(house.units[OTHER].events[transfer.decided_at].payload, TransferDecided)
    assert (member.left, member.how, member.to) == (date(2026, 5, 10), "transferred", OTHER)
    assert (there.since, there.department, there.left) == (date(2026, 5, 11), "E1", None)
    assert replayed(house, BRANCH) == () == replayed(house, OTHER)


def test_open_claims_go_back_visibly_and_keep_their_date(house):
    claim = applied(house)
    moved(house)
    assert house.find(Claim, claim).state == "given-back"
    assert [event.topic for event in house.units[BRANCH].events[-2:]] == ["member-left", "claim-given-back"]


def test_the_request_carries_the_years_and_what_is_final_of_this_one(house):
    open_claim = applied(house)
    said = house.units[BRANCH].events[asked(house)].payload
    assert isinstance(said, TransferRequested)
    assert [(year.year, year.grade, year.total) for year in said.years] == [(2025, "good", Decimal("88.5"))]
    [this] = said.so_far
    assert (this.cycle, this.scheme, this.waiting) == ("2026", "pipeline", (open_claim,))
    assert this.total is not None
    assert this.total > 0


def test_the_new_branch_looks_back_at_the_earlier_years_and_shows_the_other_figures(house):
    moved(house)
    assert history_of(house.view(OTHER), "M05") == (PastYear(2025, "good", Decimal("88.5")),)
    [this] = house.find(CameFrom, "M05", OTHER).so_far
    assert isinstance(this, YearSoFar)
    assert this.scheme == "pipeline"


def test_under_watch_goes_along(house):
    house.do("member.change", "M01", member="M05", since="2026-05-01", under_watch=True)
    moved(house)
    assert house.find(Member, "M05", OTHER).under_watch
    assert replayed(house, OTHER) == ()


def test_a_refusal_leaves_everything_as_it_was(house):
    claim, position = applied(house), asked(house)
    refused = house.do(
        "transfer.refuse", "N01", OTHER, request=house.carry(BRANCH, position), reason="the papers are not complete"
    )
    house.do("receipt.take", "M01", decision=house.carry(OTHER, refused[0].position))
    assert (house.find(Transfer, "T001").state, house.find(Claim, claim).state) == ("refused", "applied")
    assert house.find(Member, "M05").left is None
    assert replayed(house, BRANCH) == () == replayed(house, OTHER)
    assert asked(house) == len(house.units[BRANCH].events) - 1, "it may be asked again"


def test_only_the_secretaries_take_part(house):
    assert house.refused("transfer.request", "M02", member="M05", to=OTHER) == ["who-may"]
    request = house.carry(BRANCH, asked(house))
    assert house.refused("transfer.accept", "N02", OTHER, request=request, since="2026-05-10") == ["who-may"]
    assert house.refused("transfer.refuse", "N02", OTHER, request=request, reason="no") == ["who-may"]


def test_one_transfer_at_a_time_to_another_branch_while_a_member(house):
    assert house.refused("transfer.request", "M01", member="M05", to=BRANCH) == ["in-order"]
    asked(house)
    assert house.refused("transfer.request", "M01", member="M05", to="B03") == ["in-order"]
    house.do("member.leave", "M01", member="M06", day="2026-05-10", how="moved")
    assert house.refused("transfer.request", "M01", member="M06", to=OTHER) == ["in-order"]


def test_who_is_taken_in_comes_on_a_day_between_and_no_kin_of_theirs_decides(house):
    request = house.carry(BRANCH, asked(house))
    for since in ("2026-05-09", "2026-05-11"):
        assert house.refused("transfer.accept", "N01", OTHER, request=request, since=since) == ["in-order"]
    assert "in-order" in house.refused("transfer.accept", "U1", UPPER, request=request, since="2026-05-10")
    house.do("member.kin", "N01", OTHER, person="N01", kin="M05")
    assert house.refused("transfer.accept", "N01", OTHER, request=request, since="2026-05-10") == ["own-claim"]


def test_each_part_is_done_once(house):
    moved(house)
    transfer = house.find(Transfer, "T001")
    request, decided = house.carry(BRANCH, transfer.requested_at), house.carry(OTHER, transfer.decided_at)
    assert "ended" in house.refused("transfer.accept", "N01", OTHER, request=request, since="2026-05-11")
    assert "ended" in house.refused("transfer.refuse", "N01", OTHER, request=request, reason="late")
    assert "ended" in house.refused("receipt.take", "M01", decision=decided)


def test_another_branchs_answer_is_no_receipt_here(house):
    decided = accept(house, asked(house), since="2026-05-10")
    carried = house.carry(OTHER, decided[1].position)
    with pytest.raises(InvalidError):
        house.do("receipt.take", "M01", decision=carried)
    with pytest.raises(TamperedError):
        house.do("receipt.take", "M01", decision={**house.carry(OTHER, decided[0].position), "root": "0" * 64})


def test_a_sandboxs_member_stays_among_sandboxes(house):
    ordinary = {"kind": "branch", "parent": UPPER, "secretary": "N01", "committee": ["N02"]}
    house.do("unit.found", "U1", "B03", **ordinary)
    request = house.carry(BRANCH, asked(house, to="B03"))
    assert house.refused("transfer.accept", "N01", "B03", request=request, since="2026-05-10") == ["sandbox-apart"]


def forged(house: House, unit: str, position: int, **fields: Any) -> tuple[str, ...]:
    """What the replay says once one event's payload says something else."""
    events = house.units[unit].events
    payload: Any = events[position].payload
    events[position] = replace(events[position], payload=replace(payload, **fields))
    return replayed(house, unit)


def test_a_figure_that_the_request_makes_up_is_found(house):
    position = asked(house)
    [this] = house.units[BRANCH].events[position].payload.so_far
    found = forged(house, BRANCH, position, so_far=(replace(this, total=Decimal("99")),))
    assert any("figures of the year" in one for one in found)


def test_a_standing_that_the_new_branch_makes_up_is_found(house):
    decided = accept(house, asked(house), since="2026-05-10")
    found = forged(house, OTHER, decided[1].position, standing="probationary")
    assert any("standing" in one for one in found)


def test_a_claim_kept_back_at_the_receipt_is_found(house):
    applied(house)
    moved(house)
    house.units[BRANCH].events.pop()
    assert any("leads to 3 events here; 2 were recorded" in one for one in replayed(house, BRANCH))


def test_a_last_day_that_the_other_branch_never_named_is_found(house):
    moved(house)
    position = next(e.position for e in house.units[BRANCH].events if isinstance(e.payload, MemberLeft))
    assert forged(house, BRANCH, position, day=date(2026, 5, 1)) != ()
