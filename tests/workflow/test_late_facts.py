"""补报: a fact found after its round was filed enters the next, counts for the period of its date, says so in both."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ledger.events.filing import FilingMade
from projections.register import register
from projections.runner import catch_up
from projections.scores import score_rows
from tests.projections.branch import store
from tests.support import BRANCH, House, opened
from tests.workflow.story import RECORD, after_publicity, applied_and_observed, filed, published, round_done
from tests.workflow.verifier.filings import checked
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.state.claim import Claim

PAPER = "d" * 64
ARTICLE = {"item": "bonus.article.external", "evidence": RECORD}


@pytest.fixture(scope="module")
def house() -> House:
    """The first quarter is filed; an article of February comes to light in May, and the second quarter is filed."""
    house = round_done(opened(), 1)
    applied_and_observed(house, 2)
    house.do("claim.apply", "M05", on="2026-02-10", **ARTICLE)
    house.do("claim.register", "M02", claim=late(house))
    published(house, 2)
    house.on(after_publicity(house, 2)).do("clock.tick", "timer")
    return filed(house, "round/2026Q2")


def late(house: House) -> str:
    applied = (e for e in reversed(house.units[BRANCH].events) if e.topic == "claim-applied")
    return next(e.payload.claim for e in applied if e.payload.line.on.month == 2)


def made(house: House) -> FilingMade:
    event = next(e for e in reversed(house.units[BRANCH].events) if e.topic == "filing-made")
    assert isinstance(event.payload, FilingMade)
    return event.payload


def test_it_enters_the_next_round_with_its_own_date_and_says_for_which(house):
    claim = house.find(Claim, late(house))
    assert (claim.round, str(claim.line.on), claim.late_for) == ("2026Q2", "2026-02-10", "2026Q1")
    assert house.find(Claim, "2026Q2-001").late_for is None


def test_the_next_filing_lists_it_with_the_round_of_its_date(house):
    assert [(one.claim, one.late_for) for one in made(house).claims if one.late_for] == [(late(house), "2026Q1")]
    assert replayed(house, BRANCH) == ()


def test_it_counts_for_the_period_of_its_date_and_the_register_says_so(house, sqlite_database):
    catch_up(store(sqlite_database, house))
    rows = {row.round: row.figures["final"] for row in score_rows(sqlite_database, BRANCH, "2026", member="M05")}
    assert (rows["2026Q1"].bonus, rows["2026Q2"].bonus) == (Decimal(5), Decimal(0))
    line = register(sqlite_database, BRANCH, "2026").lines[4]
    assert line.late == {late(house): "2026Q1"}


def test_what_is_only_late_in_its_round_is_no_late_fact():
    """After the closing date, before the filing: the next round, and no 补报."""
    house = applied_and_observed(opened(), 1)
    house.on("2026-03-31").do("claim.apply", "M05", on="2026-03-30", **ARTICLE)
    claim = next(e for e in reversed(house.units[BRANCH].events) if e.topic == "claim-applied").payload.claim
    assert house.find(Claim, claim).late_for is None


def test_the_verifier_finds_a_late_fact_that_is_filed_as_if_it_were_none(house):
    events = list(house.units[BRANCH].events)
    assert not checked(events, "F002").findings
    place = next(e.position for e in reversed(events) if e.topic == "filing-made")
    in_time = tuple(replace(one, late_for=None) for one in made(house).claims)
    events[place] = replace(events[place], payload=replace(made(house), claims=in_time))
    assert any("late for 2026Q1" in str(finding) for finding in checked(events, "F002").findings)


def test_what_was_final_before_an_exclusion_is_filed_all_the_same():
    house = applied_and_observed(opened(), 1)
    published(house, 1)
    out = {"member": "M05", "since": "2026-04-02", "inclusion": "none", "body": "meeting", "document": PAPER}
    house.on("2026-04-02").do("member.change", "M01", **out)
    house.on(after_publicity(house, 1)).do("clock.tick", "timer")
    filed(house, "round/2026Q1")
    assert len([one for one in made(house).claims if one.member == "M05"]) == 5
    assert made(house).not_included == ("M05",)
    assert replayed(house, BRANCH) == ()
