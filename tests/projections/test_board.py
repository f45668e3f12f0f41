"""The board shows what the scheme makes public, and nothing else."""

import json
from dataclasses import asdict
from decimal import Decimal

import pytest

from projections import figures
from projections.board import board, windows
from projections.runner import catch_up
from projections.tables import stored_rows
from tests.projections.branch import ALL, STUDY, graded_year, posted_round, store
from tests.support import BRANCH
from workflow.scoring.read import read_scheme


def posted(database, house, **more):
    catch_up(store(database, house))
    return board(database, BRANCH, **more)


def test_a_round_shows_every_member_with_round_figures_and_published_claims(sqlite_database):
    (window,) = posted(sqlite_database, posted_round())
    assert (window.window, window.subject, window.state, window.contact) == ("W001", "round/2026Q1", "open", "M01")
    assert [line.member for line in window.lines] == [f"M{n:02}" for n in range(1, 10)]
    line = window.lines[4]
    assert line.figures is not None
    assert (line.figures.base, line.figures.subtotal) == ({"daily": Decimal("69.00")}, Decimal("69.00"))
    study = next(claim for claim in line.claims if claim.claim == STUDY)
    assert (study.item, str(study.points)) == ("daily.study", "30.00")


def test_a_posting_stays_as_it_was_posted(sqlite_database):
    house = posted_round()
    before = posted(sqlite_database, house)
    lodged = house.do("objection.lodge", "M06", about=f"claim/{STUDY}", text="he was not there")[0]
    assert posted(sqlite_database, house) == before
    house.on("2026-04-09").do("clock.tick", "timer")
    assert posted(sqlite_database, house) == ()
    (after,) = posted(sqlite_database, house, past=True)
    assert (after.state, after.lines) == ("closed", before[0].lines)
    assert posted(sqlite_database, house, window="W001") == (after,)
    rows = json.dumps([dict(row) for row in stored_rows(sqlite_database, windows, BRANCH)])
    assert lodged.payload.objection not in rows
    assert "M06" in rows  # as a member with points, never as who objected


def test_what_was_not_accepted_is_not_on_the_board(sqlite_database):
    refused = [{"claim": STUDY, "reject": True, "reason": "no record"}]
    (window,) = posted(sqlite_database, posted_round(exceptions=refused))
    assert STUDY not in {claim.claim for claim in window.lines[4].claims}
    assert window.lines[4].figures is not None
    assert window.lines[4].figures.subtotal == Decimal("39.00")


def test_a_changed_claim_is_published_again_by_itself(sqlite_database):
    house = posted_round()
    objection = house.do("objection.lodge", "M05", about=f"claim/{STUDY}", text="I was there")[0].payload.objection
    house.do("objection.admit", "M01", objection=objection)
    vote = {"present": ALL, "favour": ALL, "reason": "the sign-in sheet says so"}
    house.do("objection.answer", "M02", objection=objection, upheld=True, points="33", **vote)
    house.do("publicity.open", "M01", subject=f"claim/{STUDY}", place="notice board", contact="M01")
    _, again = posted(sqlite_database, house)
    (line,) = again.lines
    assert (line.member, line.figures) == ("M05", None)
    assert [(claim.claim, str(claim.points)) for claim in line.claims] == [(STUDY, "33.00")]


def test_of_a_veto_only_that_there_is_one(sqlite_database):
    house = posted_round()
    document = {"code": "veto.discipline", "on": "2026-03-20", "ground": "the notice", "document": "0" * 64}
    veto = house.do("veto.propose", "M01", cycle="2026", member="M05", **document)[0].payload.veto
    house.do("hearing.invite", "M01", subject=f"veto/{veto}", member="M05", until="2026-04-06")
    house.on("2026-04-06").do("hearing.hold", "M01", subject=f"veto/{veto}", member="M05", statement="I see")
    house.do("veto.decide", "M02", veto=veto, present=ALL, favour=["M02", "M03"])
    house.do("publicity.open", "M01", subject=f"veto/{veto}", place="notice board", contact="M01")
    _, window = posted(sqlite_database, house)
    (line,) = window.lines
    assert (line.member, line.veto, line.claims, line.figures) == ("M05", True, (), None)
    assert "discipline" not in str(asdict(window))


def test_of_a_sensitive_item_the_points_and_never_the_ground(sqlite_database, monkeypatch):
    def sensitive(text):
        return read_scheme(text.replace('id = "daily.study"', 'sensitive = true\nid = "daily.study"'))

    monkeypatch.setattr(figures, "scheme_of_text", sensitive)
    (window,) = posted(sqlite_database, posted_round())
    claim = next(claim for claim in window.lines[4].claims if claim.claim == STUDY)
    assert (claim.item, claim.on, str(claim.points)) == (None, None, "30.00")


def test_the_years_grades_are_posted_with_their_totals(sqlite_database):
    house = graded_year()
    house.do("publicity.open", "M01", subject="grading/2026", place="notice board", contact="M01")
    (window,) = posted(sqlite_database, house)
    assert {(line.total, line.grade) for line in window.lines} == {(Decimal("93.00"), "excellent")}
    assert str(window.lines[0].components["evaluation"]) == "24.00"


@pytest.mark.parametrize("kept_back", ["note", "objector", "ballots", "rank", "reason", "I see"])
def test_nothing_else_is_on_the_board(sqlite_database, kept_back):
    shown = posted(sqlite_database, graded_year(), past=True)
    assert kept_back not in json.dumps([asdict(window) for window in shown], default=str)
