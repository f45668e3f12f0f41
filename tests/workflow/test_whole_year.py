"""The main path, end to end, decided without a database."""

from decimal import Decimal

from tests.support import House
from tests.workflow.story import filed, rounds_done
from workflow.state.cycle import Cycle
from workflow.state.evaluation import Grading


def evaluated(house: House, on: str) -> House:
    evaluation = house.do("evaluation.open", "M01", cycle="2026", code="review", on=on, tellers=["M05", "M06"])
    key = evaluation[0].stream.removeprefix("evaluation/")
    results = [{"member": f"M{n:02}", "band": "excellent", "points": "24"} for n in range(1, 10)]
    house.do("evaluation.tally", "M01", evaluation=key, ballots=9, tellers=["M05", "M06"], results=results)
    house.assessed(key)
    return house


def test_a_year_runs_from_its_rules_to_a_verified_filing_and_is_closed():
    house = rounds_done()
    house.on("2027-01-12")
    evaluated(house, "2026-06-30")
    evaluated(house, "2026-12-31")
    house.do("meeting.confirm-year", "M02", cycle="2026", entitled=9, present=9, favour=9)
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", entitled=9, present=9, favour=9)
    house.do("publicity.open", "M01", subject="grading/2026", place="notice board", contact="M01")
    house.on("2027-01-20").do("clock.tick", "timer")
    filed(house, "grading/2026")
    request = next(e.position for e in reversed(house.units["B01"].events) if e.topic == "filing-countersigned")
    house.upper("grade.settle", "U1", request)
    house.do("cycle.close", "M01", cycle="2026")
    figures = house.find(Grading, "2026").figures
    assert [(f.total, f.grade) for f in figures] == [(Decimal("93.00"), "excellent")] * 9
    assert house.find(Cycle, "2026").state == "closed"
