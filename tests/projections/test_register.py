"""The register has the columns that the scheme and its rounds give it (form F4)."""

from decimal import Decimal

import pytest

from ledger.errors import NotFoundError
from projections.register import register
from projections.runner import catch_up
from tests.projections.branch import STUDY, graded_year, posted_round, store
from tests.support import BRANCH, founded
from tests.workflow.story import RECORD, applied_and_observed, opened


def test_the_columns_are_the_schemes_components_and_the_cycles_rounds(sqlite_database):
    catch_up(store(sqlite_database, graded_year()))
    found = register(sqlite_database, BRANCH, "2026")
    assert (found.scheme, found.base, found.evaluation) == ("pipeline", ("daily",), ("evaluation",))
    assert found.rounds == ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    assert found.components == ("daily", "evaluation", "bonus")


def test_a_line_holds_the_rounds_the_evaluation_the_total_and_the_grade(sqlite_database):
    catch_up(store(sqlite_database, graded_year()))
    found = register(sqlite_database, BRANCH, "2026")
    assert [line.number for line in found.lines] == list(range(1, 10))
    line = found.lines[4]
    assert (line.member, line.category, line.evaluation) == ("M05", "default", Decimal("24.00"))
    assert [figures.subtotal for figures in line.rounds.values()] == [Decimal("69.00")] * 4
    assert (line.bonus, line.deductions) == (Decimal("0.00"), Decimal("0.00"))
    assert (str(line.total), line.grade, line.provisional, line.remark) == ("93.00", "excellent", False, "")


def test_a_bonus_stands_in_the_round_of_its_date(sqlite_database):
    house = applied_and_observed(opened(), 1)
    house.do("claim.apply", "M05", item="bonus.article.external", on="2026-02-10", evidence=RECORD)
    catch_up(store(sqlite_database, house))
    line = register(sqlite_database, BRANCH, "2026", kind="claimed").lines[4]
    assert (line.rounds["2026Q1"].bonus, line.bonus, line.total) == (Decimal("5"), Decimal("5"), Decimal("74"))


def test_what_is_not_final_is_not_in_the_register(sqlite_database):
    catch_up(store(sqlite_database, posted_round()))
    assert {line.total for line in register(sqlite_database, BRANCH, "2026").lines} == {Decimal("0.00")}


def test_a_year_that_changed_after_it_was_confirmed_says_so(sqlite_database):
    house = graded_year()
    house.do("publicity.open", "M01", subject="grading/2026", place="notice board", contact="M01")
    house.on("2027-01-20").do("clock.tick", "timer")
    made = house.do("filing.file", "M01", subject="grading/2026")[0].payload.filing
    request = house.do("filing.countersign", "M02", filing=made)[0].position
    house.upper("filing.acknowledge", "U1", request)
    house.upper("check.record", "U2", request, findings=["X1"], strike=[STUDY])
    catch_up(store(sqlite_database, house))
    line = register(sqlite_database, BRANCH, "2026").lines[4]
    assert (line.total, line.grade) == (Decimal("93.00"), "excellent")
    assert line.remark == "confirmed; computed today: 85.50 qualified"


def test_a_cycle_without_rules_has_no_register(sqlite_database):
    catch_up(store(sqlite_database, founded()))
    with pytest.raises(NotFoundError):
        register(sqlite_database, BRANCH, "2026")
