"""What the year looks back at and looks up to: sanctions from the competent body, years from before the ledger."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support import House, founded, opened
from workflow.scoring.facts import PastYear
from workflow.state.cycle import Cycle
from workflow.state.membership import Member
from workflow.state.sanction import Sanction
from workflow.year import branch_year

PAPER = "d" * 64
WARNING = {"cycle": "2026", "member": "M05", "code": "sanction.party-warning", "on": "2026-02-01", "document": PAPER}


@pytest.fixture
def house() -> House:
    return opened("pioneer-index").on("2026-03-01")


def year_of(house: House, member: str):
    years = branch_year(house.units["B01"].state, house.find(Cycle, "2026"))
    return next(year for year in years if year.member == member)


def test_a_sanction_is_recorded_from_the_notice_and_counts_until_it_is_lifted(house):
    house.do("sanction.record", "M01", **WARNING, note="from the discipline inspection")
    assert house.find(Sanction, "S01-2026").state == "in-force"
    assert [(fact.kind, fact.ref) for fact in year_of(house, "M05").facts] == [("sanction", WARNING["code"])]
    house.do("sanction.lift", "M03", sanction="S01-2026", document=PAPER)
    assert year_of(house, "M05").facts == ()
    assert house.refused("sanction.lift", "M03", sanction="S01-2026", document=PAPER) == ["ended"]


def test_an_investigation_is_a_sanction_that_the_scheme_calls_provisional(house):
    house.do("sanction.record", "M01", **{**WARNING, "code": "sanction.under-investigation"})
    [fact] = year_of(house, "M05").facts
    assert fact.ref == "sanction.under-investigation"


@pytest.mark.parametrize(
    ("change", "guards"),
    [
        ({"code": "sanction.banishment"}, ["in-range"]),
        ({"on": "2025-12-31"}, ["in-range"]),
        ({"on": "2026-03-02"}, ["in-range"]),
        ({"member": "M01"}, ["own-claim"]),
    ],
    ids=["unknown code", "before the cycle", "still to come", "one's own"],
)
def test_a_sanction_is_known_to_the_scheme_dated_in_the_cycle_and_never_ones_own(house, change, guards):
    assert house.refused("sanction.record", "M01", **{**WARNING, **change}) == guards


def test_only_committee_and_secretary_record_sanctions(house):
    assert house.refused("sanction.record", "M05", **{**WARNING, "member": "M06"}) == ["who-may"]


def test_no_sanction_is_recorded_before_the_cycle_is_open():
    house = founded()
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    assert "in-order" in house.on("2026-03-01").refused("sanction.record", "M01", **WARNING)


def test_a_year_from_before_the_ledger_is_imported_and_corrected_by_a_later_import(house):
    house.do("member.history", "M01", member="M05", year=2025, grade="qualified", document=PAPER)
    house.do("member.history", "M01", member="M05", year=2024, total="68.5", document=PAPER)
    house.do("member.history", "M01", member="M05", year=2025, grade="warned", total="59", document=PAPER)
    assert year_of(house, "M05").history == (
        PastYear(2024, None, Decimal("68.5")),
        PastYear(2025, "warned", Decimal(59)),
    )
    assert year_of(house, "M06").history == ()


@pytest.mark.parametrize(
    "said",
    [
        {"year": 2026, "grade": "warned"},
        {"year": 19, "grade": "warned"},
        {"year": 2025},
        {"year": 2025, "total": "1.005"},
    ],
    ids=str,
)
def test_an_imported_year_lies_before_the_ledger_and_says_something(house, said):
    assert house.refused("member.history", "M01", member="M05", document=PAPER, **said) == ["in-range"]


def test_nobody_imports_their_own_history(house):
    fields = {"member": "M01", "year": 2025, "grade": "qualified", "document": PAPER}
    assert house.refused("member.history", "M01", **fields) == ["own-claim"]


def test_a_member_is_scored_as_the_last_day_of_the_cycle_finds_them(house):
    house.do("member.change", "M01", member="M05", since="2026-12-31", standing="probationary")
    house.do("member.change", "M01", member="M06", since="2027-01-01", standing="probationary")
    house.do("member.change", "M01", member="M07", since="2026-06-01", standing="activist")
    years = {year.member: year.status for year in branch_year(house.units["B01"].state, house.find(Cycle, "2026"))}
    assert (years["M05"], years["M06"]) == ("probationary", "full")
    assert "M07" not in years, "the scheme doesn't cover activists"


def test_who_comes_after_the_cycle_is_no_part_of_its_year(house):
    house.do("member.enrol", "M01", member="M10", since="2027-01-01")
    members = [year.member for year in branch_year(house.units["B01"].state, house.find(Cycle, "2026"))]
    assert "M10" not in members


def test_changes_hold_from_their_day_in_whatever_order_they_are_entered(house):
    house.do("member.change", "M01", member="M05", since="2026-06-01", standing="probationary")
    house.do("member.change", "M01", member="M05", since="2026-04-01", standing="activist", category="home")
    member = house.find(Member, "M05")
    days = ("2019-01-01", "2026-03-31", "2026-04-01", "2026-06-01")
    held = [(as_of.standing, as_of.category) for as_of in (member.on(date.fromisoformat(day)) for day in days)]
    assert held == [("full", "default"), ("full", "default"), ("activist", "home"), ("probationary", "home")]


def test_who_is_to_be_full_only_later_does_not_vote_yet(house):
    house.do("member.change", "M01", member="M05", since="2026-06-01", standing="probationary")
    counts = {"cycle": "2026", "present": 9, "favour": 9}
    assert "quorum" not in house.refused("meeting.confirm-year", "M02", entitled=9, **counts)
    house.on("2026-06-01")
    assert "quorum" in house.refused("meeting.confirm-year", "M02", entitled=9, **counts)
