"""A scheme whose meeting confirms every round and that knows deductions: soe-energy, by month."""

from decimal import Decimal

import pytest

from projections.register import register
from projections.runner import catch_up, rebuild
from projections.scores import claim_rows, score_rows, year_rows
from projections.worklist import worklist
from tests.projections.branch import ALL, store
from tests.support import BRANCH, House, opened

MONTH = {"round": "2026M01", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-01-31", "closes": "2026-01-28"}
BONUS, DEDUCTION = "2026M01-001", "2026M01-002"


@pytest.fixture
def house() -> House:
    """M05 applied for a bonus of 4; a deduction of 3 was entered against M06."""
    house = opened("soe-energy").on("2026-01-20")
    house.do("round.open", "M01", **MONTH)
    house.do("claim.apply", "M05", item="bonus.suggestion", on="2026-01-19", points="4")
    entry = {"item": "deduction.discipline", "on": "2026-01-19", "points": "3"}
    house.do("claim.enter", "M02", member="M06", **entry)
    return house


def registered(house: House) -> House:
    house.do("hearing.invite", "M02", subject=f"claim/{DEDUCTION}", member="M06", until="2026-01-24")
    house.on("2026-01-25")
    for claim in (BONUS, DEDUCTION):
        house.do("claim.register", "M02", claim=claim)
    return house


def confirmed(house: House) -> House:
    registered(house).on("2026-01-30")
    house.do("session.review", "M02", round="2026M01", present=ALL, favour=ALL)
    change = [{"claim": BONUS, "points": "3", "reason": "one part was everyday work"}]
    counts = {"entitled": 9, "present": 9, "favour": 9}
    house.do("meeting.confirm", "M02", round="2026M01", exceptions=change, **counts)
    return house


def rows(database, house):
    catch_up(store(database, house))
    return {row.claim: row for row in claim_rows(database, BRANCH, "2026")}


def test_a_deduction_waits_for_its_hearing_and_an_addition_does_not(sqlite_database, house):
    def waiting():
        catch_up(store(sqlite_database, house))
        found = worklist(sqlite_database, BRANCH, at=house.now)
        return {(i.subject, i.command): i for i in found if i.subject.startswith(("claim/", "hearing/"))}

    assert set(waiting()) == {(f"claim/{BONUS}", "claim.register"), (f"claim/{DEDUCTION}", "hearing.invite")}
    house.do("hearing.invite", "M02", subject=f"claim/{DEDUCTION}", member="M06", until="2026-01-24")
    invited = waiting()
    assert invited[f"claim/{DEDUCTION}", "claim.register"].not_before is not None
    assert (f"hearing/claim/{DEDUCTION}/M06", "hearing.hold") in invited
    house.do("hearing.hold", "M02", subject=f"claim/{DEDUCTION}", member="M06", statement="I was late")
    assert waiting()[f"claim/{DEDUCTION}", "claim.register"].not_before is None


def test_where_the_meeting_confirms_every_round_a_reviewed_claim_is_not_confirmed_yet(sqlite_database, house):
    registered(house).on("2026-01-30").do("session.review", "M02", round="2026M01", present=ALL, favour=ALL)
    row = rows(sqlite_database, house)[BONUS]
    assert (row.claimed, row.reviewed, row.confirmed, row.final) == (Decimal(4), Decimal(4), None, None)


def test_the_meeting_may_make_it_smaller_and_each_stage_keeps_its_figure(sqlite_database, house):
    row = rows(sqlite_database, confirmed(house))[BONUS]
    assert (row.claimed, row.reviewed, row.confirmed, row.final) == (Decimal(4), Decimal(4), Decimal(3), None)
    (bonus,) = score_rows(sqlite_database, BRANCH, "2026", member="M05")
    assert (bonus.claimed, bonus.reviewed, bonus.confirmed, bonus.final) == tuple(map(Decimal, (4, 4, 3, 0)))


def test_what_the_meeting_rejects_stays_as_reviewed(sqlite_database, house):
    registered(house).on("2026-01-30").do("session.review", "M02", round="2026M01", present=ALL, favour=ALL)
    change = [{"claim": BONUS, "reject": True, "reason": "everyday work"}]
    counts = {"entitled": 9, "present": 9, "favour": 9}
    house.do("meeting.confirm", "M02", round="2026M01", exceptions=change, **counts)
    row = rows(sqlite_database, house)[BONUS]
    assert (row.state, row.claimed, row.reviewed, row.confirmed) == ("rejected", Decimal(4), Decimal(4), None)


def test_bonus_and_deduction_stand_in_the_round_of_their_date(sqlite_database, house):
    confirmed(house).do("publicity.open", "M01", subject="round/2026M01", place="notice board", contact="M01")
    house.on("2026-02-08").do("clock.tick", "timer")
    catch_up(store(sqlite_database, house))
    found = register(sqlite_database, BRANCH, "2026")
    assert (found.base, found.evaluation, found.rounds) == ((), (), ("2026M01",))
    lines = {line.member: line for line in found.lines}
    assert (lines["M05"].bonus, lines["M05"].deductions, lines["M05"].total) == tuple(map(Decimal, (3, 0, 103)))
    assert (lines["M06"].bonus, lines["M06"].deductions, lines["M06"].total) == tuple(map(Decimal, (0, -3, 97)))
    assert lines["M05"].evaluation is None
    assert {row.total for row in year_rows(sqlite_database, BRANCH, "2026", kind="claimed")} >= {Decimal(104)}
    assert rebuild(sqlite_database).differences == ()
