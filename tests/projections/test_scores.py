"""Each figure at each stage: as claimed, as reviewed, as confirmed, and final."""

from decimal import Decimal

import pytest

from projections.runner import catch_up
from projections.scores import claim_rows, score_rows, year_rows
from tests.projections.branch import ALL, STUDY, graded_year, posted_round, store
from tests.support import BRANCH, House, opened, quarter
from tests.workflow.story import RECORD, applied_and_observed, published


def followed(database, house: House):
    catch_up(store(database, house))
    return database


def of_claim(database, claim: str = STUDY):
    (row,) = (row for row in claim_rows(database, BRANCH, "2026") if row.claim == claim)
    return row.state, row.claimed, row.reviewed, row.confirmed, row.final


def of_round(database, member: str = "M05"):
    (row,) = score_rows(database, BRANCH, "2026", round="2026Q1", member=member)
    return row.claimed, row.reviewed, row.confirmed, row.final


def points(*figures: str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if figure is None else Decimal(figure) for figure in figures)


def test_what_is_applied_for_counts_as_claimed_and_nowhere_else(sqlite_database):
    database = followed(sqlite_database, applied_and_observed(opened(), 1))
    assert of_claim(database) == ("registered", *points("30", None, None, None))
    assert of_round(database) == points("69", "0", "0", "0")


def test_the_session_may_give_less_and_both_figures_stay(sqlite_database):
    change = [{"claim": STUDY, "points": "20", "reason": "half of it"}]
    database = followed(sqlite_database, posted_round(exceptions=change))
    # Where the meeting comes by year, what the session gave counts as confirmed.
    assert of_claim(database) == ("public", *points("30", "20", "20", None))
    assert of_round(database) == points("69", "59", "59", "0")


def test_final_is_what_went_through_publicity(sqlite_database):
    house = posted_round().on("2026-04-09")
    house.do("clock.tick", "timer")
    database = followed(sqlite_database, house)
    assert of_claim(database) == ("final", *points("30", "30", "30", "30"))
    assert of_round(database) == points("69", "69", "69", "69")


def test_what_was_not_accepted_stays_as_claimed(sqlite_database):
    refused = [{"claim": STUDY, "reject": True, "reason": "no record"}]
    database = followed(sqlite_database, posted_round(exceptions=refused))
    assert of_claim(database) == ("rejected", *points("30", None, None, None))
    assert of_round(database) == points("69", "39", "39", "0")


def test_what_was_withdrawn_counts_nowhere(sqlite_database):
    house = opened().on("2026-01-05")
    house.do("round.open", "M01", **quarter(1))
    applied = house.do("claim.apply", "M05", item="bonus.article.house", on="2026-01-05", evidence=RECORD)
    claim = applied[0].stream.removeprefix("claim/")
    assert of_claim(followed(sqlite_database, house), claim) == ("applied", *points("2", None, None, None))
    house.do("claim.withdraw", "M05", claim=claim)
    database = followed(sqlite_database, house)
    assert of_claim(database, claim) == ("withdrawn", *points(None, None, None, None))
    assert of_round(database) == points("0", "0", "0", "0")


def test_what_is_contested_is_not_final_and_what_was_upheld_is_confirmed_at_its_new_figure(sqlite_database):
    house = posted_round()
    lodged = house.do("objection.lodge", "M05", about=f"claim/{STUDY}", text="I was there")
    objection = lodged[0].stream.removeprefix("objection/")
    house.on("2026-04-09").do("clock.tick", "timer")
    database = followed(sqlite_database, house)
    assert of_claim(database) == ("contested", *points("30", "30", "30", None))
    assert of_round(database) == points("69", "69", "69", "39")
    house.do("objection.admit", "M01", objection=objection)
    vote = {"present": ALL, "favour": ALL, "reason": "the sign-in sheet says so"}
    house.do("objection.answer", "M02", objection=objection, upheld=True, points="33", **vote)
    assert of_claim(followed(database, house)) == ("confirmed", *points("30", "30", "33", None))
    house.do("publicity.open", "M01", subject=f"claim/{STUDY}", place="notice board", contact="M01")
    house.on("2026-04-20").do("clock.tick", "timer")
    assert of_claim(followed(database, house)) == ("final", *points("30", "30", "33", "33"))
    assert of_round(database) == points("69", "69", "72", "72")


def test_a_bonus_stands_beside_the_components_of_the_round(sqlite_database):
    house = applied_and_observed(opened(), 1)
    house.do("claim.apply", "M05", item="bonus.article.external", on="2026-02-10", evidence=RECORD)
    (row,) = score_rows(followed(sqlite_database, house), BRANCH, "2026", round="2026Q1", member="M05")
    figures = row.figures["claimed"]
    assert figures.base == {"daily": Decimal("69")}
    assert (figures.bonus, figures.deductions, figures.subtotal) == points("5", "0", "74")
    assert (figures.claims, figures.unpriced) == (6, 0)


def test_a_late_claim_counts_for_the_period_of_its_own_date(sqlite_database):
    house = published(applied_and_observed(opened(), 1), 1).on("2026-04-05")
    house.do("round.open", "M01", **quarter(2))
    applied = house.do("claim.apply", "M05", item="bonus.article.house", on="2026-03-30", evidence=RECORD)
    database = followed(sqlite_database, house)
    (claim,) = (row for row in claim_rows(database, BRANCH, "2026") if row.claim == applied[0].payload.claim)
    first, second = score_rows(database, BRANCH, "2026", member="M05")
    assert claim.round == "2026Q2"
    assert (first.round, first.claimed, second.round, second.claimed) == (
        "2026Q1",
        Decimal("71"),
        "2026Q2",
        Decimal("0"),
    )


def test_a_year_is_provisional_until_the_meeting_has_confirmed_it(database):
    house = posted_round().on("2026-04-09")
    house.do("clock.tick", "timer")
    followed(database, house)
    (early,) = year_rows(database, BRANCH, "2026", member="M05")
    assert (early.total, early.provisional, early.recorded) == (Decimal("69"), True, None)


def test_the_year_as_confirmed_stands_beside_what_the_ledger_gives_today(sqlite_database):
    followed(sqlite_database, graded_year())
    years = year_rows(sqlite_database, BRANCH, "2026")
    assert [year.member for year in years] == [f"M{n:02}" for n in range(1, 10)]
    assert {(year.total, year.grade, year.provisional) for year in years} == {(Decimal("93"), "excellent", False)}
    assert all(year.recorded and year.recorded.total == year.total for year in years)
    assert str(years[0].total) == "93.00"
    (claimed,) = year_rows(sqlite_database, BRANCH, "2026", kind="claimed", member="M05")
    assert (claimed.total, claimed.provisional, claimed.recorded) == (Decimal("93"), True, None)


@pytest.mark.parametrize("cycle", ["2025", ""])
def test_a_cycle_that_is_not_there_has_no_figures(sqlite_database, cycle):
    followed(sqlite_database, opened())
    assert year_rows(sqlite_database, BRANCH, cycle) == ()
    assert score_rows(sqlite_database, BRANCH, cycle) == ()
