"""Tallies only: ballots that add up, tellers who were chosen, and nothing shown that would tell who voted what."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.events.evaluation import Tally
from projections.explain import flattened
from projections.history import shown
from projections.picture import Picture
from tests.support import House, opened
from tests.workflow.small_year import forged
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.scoring.working import Sum
from workflow.state.evaluation import Evaluation

RESULTS = [{"member": "M05", "band": "excellent", "points": "24", "votes": {"good": 3}}]
TALLY = {"evaluation": "E01-2026", "tellers": ["M05", "M06"], "results": RESULTS}


@pytest.fixture
def house() -> House:
    house = opened().on("2026-01-20")
    house.do("evaluation.open", "M01", cycle="2026", code="review", on="2026-01-20", tellers=["M05", "M06"])
    return house


@pytest.mark.parametrize(
    "counts",
    [{"ballots": 9, "issued": 8}, {"ballots": 9, "invalid": 10}, {"ballots": 9, "invalid": -1}],
    ids=["more than issued", "more void than returned", "fewer than none"],
)
def test_ballots_add_up(house, counts):
    results = [{"member": "M05", "band": "excellent", "points": "24"}]
    assert house.refused("evaluation.tally", "M01", **{**TALLY, "results": results}, **counts) == ["in-range"]


def test_the_tallies_are_entered_by_a_teller_or_the_committee_and_by_no_recorder(house):
    house.do("role.appoint", "M01", person="M08", role="recorder", since="2026-01-01")
    results = [{"member": "M05", "band": "excellent", "points": "24"}]
    tally = {**TALLY, "results": results, "ballots": 9}
    assert "who-may" in house.refused("evaluation.tally", "M08", **tally)
    house.do("evaluation.tally", "M03", **tally)


def test_void_ballots_hold_no_votes(house):
    results = [{"member": "M05", "votes": {"good": 9}}]
    guards = house.refused("evaluation.tally", "M01", **{**TALLY, "results": results}, ballots=9, invalid=1)
    assert guards == ["in-range"]


@pytest.mark.parametrize(("ballots", "seen"), [(4, None), (5, {"good": 3})])
def test_of_few_ballots_no_view_shows_the_votes(ballots, seen):
    tally = Tally(member="M05", votes={"good": 3})
    held = Evaluation("E01", "2026", "x", date(2026, 1, 20), "tallied", (), ("M05",), (tally,), 7, ballots)
    assert held.shown().results[0].votes == seen


def test_the_history_shows_no_votes_of_a_small_group(house):
    results = [{"member": f"M{n:02}", "band": "excellent", "points": "24"} for n in range(1, 10)]
    event = house.do("evaluation.tally", "M01", **{**TALLY, "results": results}, ballots=4, issued=9, invalid=1)[0]
    assert all(not line.get("votes") for line in shown(event, "evaluation/E01-2026")["results"])
    assert replayed(house, "B01") == ()
    forged(house, "evaluation-tallied", lambda said: {"issued": 3})
    assert any("issued" in finding for finding in replayed(house, "B01"))


@pytest.mark.parametrize(("counts", "seen"), [((2, 2), False), ((3, 2), True), ((0, 4), False), ((0, 0), False)])
def test_the_working_of_a_score_shows_no_answers_of_a_few_ballots(counts, seen):
    votes = [Sum("vote", f"a{n}", before=Fraction(0), given=(("votes", str(n)),)).line() for n in counts]
    lines = list(flattened(Picture("B01"), Sum("evaluation", "review", votes).line(), 0))
    assert [line.kind for line in lines] == ["evaluation", *(["vote", "vote"] if seen else [])]
