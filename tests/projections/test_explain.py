"""A score is explained line by line, as of any day, as known on any day, from the events alone."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.errors import InvalidError, NotFoundError
from projections.explain import explain, explain_events
from tests.projections.branch import STUDY, filed_round, graded_year, posted_round, store
from tests.support import BRANCH

GRADED = graded_year()
EVENTS = GRADED.units[BRANCH].events


def explained(member="M05", events=EVENTS, **more):
    return explain_events(BRANCH, events, "2026", member, **more)


def test_the_lines_add_up_to_the_total_and_name_their_clauses():
    said = explained()
    assert (said.total, said.grade, said.size) == (Decimal("93.00"), "excellent", len(EVENTS))
    assert said.lines[0].kind == "total"
    components = [line for line in said.lines if line.depth == 1]
    assert sum(Fraction(line.figure) for line in components) == Fraction(said.lines[0].before)
    assert {line.ref: line.figure for line in components} == {"daily": "69", "evaluation": "24", "bonus": "0"}
    assert all(line.clause for line in said.lines if line.kind in ("component", "item"))


def test_a_step_says_its_rule_its_operand_and_the_figure_after_it():
    daily = next(line for line in explained().lines if line.ref == "daily" and line.depth == 1)
    assert (daily.before, daily.steps, daily.figure) == ("276", (("divide", "4", "mean-counted", "69"),), "69")


def test_every_leaf_names_its_claim_and_the_events_of_its_way():
    leaf = next(line for line in explained().lines if line.claim == STUDY)
    topics = [topic for _, topic in leaf.events]
    assert topics == ["claim-observed", "claim-reviewed", "publicity-opened", "claim-entered", "filing-made"]
    assert all(EVENTS[position].topic == topic for position, topic in leaf.events)


def test_an_evaluation_names_the_event_of_its_tally():
    (tally, _) = [line for line in explained().lines if line.kind == "fact" and line.ref == "review"]
    ((position, topic),) = tally.events
    assert (topic, EVENTS[position].topic) == ("evaluation-tallied", "evaluation-tallied")


def test_as_of_a_day_only_what_had_happened_counts():
    assert explained(as_of=date(2026, 3, 27)).total == 0
    assert explained(as_of=date(2026, 4, 30)).components == (
        ("daily", Decimal("69.00")),
        ("evaluation", Decimal("0.00")),
        ("bonus", Decimal("0.00")),
    )


def test_as_known_on_a_day_only_what_the_ledger_held_counts():
    events = filed_round().units[BRANCH].events
    before, after = (explained("M01", events, known_at=date(2026, 4, day)) for day in (8, 9))
    assert (before.total, after.total) == (Decimal("0.00"), Decimal("69.00"))
    assert before.size < after.size == len(events)
    assert explained("M01", events, known_at=date(2026, 4, 8), kind="reviewed").total == Decimal("69.00")


def test_a_clock_that_ran_backwards_does_not_cut_history_short():
    # Here the second quarter is opened, by the clock, before the first was through publicity.
    (opened_at,) = (e.position for e in EVENTS if e.topic == "round-opened" and e.payload.round == "2026Q2")
    assert EVENTS[opened_at - 1].payload.backwards
    assert explained(known_at=date(2026, 4, 1)).size > opened_at


def test_before_the_cycle_was_opened_there_is_nothing_to_explain():
    with pytest.raises(NotFoundError):
        explained(known_at=date(2025, 12, 31))
    with pytest.raises(NotFoundError):
        explained(member="M99")
    with pytest.raises(InvalidError):
        explained(kind="guessed")


def test_each_kind_has_its_own_figures():
    change = [{"claim": STUDY, "points": "20", "reason": "half of it"}]
    events = posted_round(exceptions=change).units[BRANCH].events
    totals = {kind: explained(events=events, kind=kind).total for kind in ("claimed", "reviewed", "final")}
    assert totals == {"claimed": Decimal("69"), "reviewed": Decimal("59"), "final": Decimal("0")}


def test_an_explanation_is_plain_data(sqlite_database):
    store(sqlite_database, filed_round())
    said = explain(sqlite_database, BRANCH, "2026", "M01", known_at=date(2026, 12, 31))
    plain = json.loads(json.dumps(said.as_json()))
    assert (plain["total"], plain["known_at"], plain["lines"][0]["kind"]) == ("69.00", "2026-12-31", "total")


def test_the_same_events_give_the_same_bytes():
    assert json.dumps(explained().as_json()) == json.dumps(explained(events=list(EVENTS)).as_json())
