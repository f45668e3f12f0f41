"""Limits of items, parts, rounds, components and totals; evaluations; and how the working tells it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.workflow.scoring.small import (
    BANDS,
    LEVELS,
    VOTED,
    component,
    evaluated,
    fact,
    item,
    member,
    rows,
    scheme,
    score,
    table,
    total,
    why,
)
from workflow.scoring import rounds
from workflow.scoring.working import walk


def test_items_parts_components_and_the_total_each_have_their_floor_and_cap():
    known = scheme(
        component(cap="6"),
        table("part", "p", within="c", cap="4", floor="-1"),
        item("i", points="1", part="p", cap="3"),
        item("j", points="1", part="p"),
        item("k", points="1"),
        item("m", points="-1", part="p"),
        component("e", start="3"),
        total='cap = "8"\nfloor = "1"',
    )
    said = [fact("i", times=9), fact("j", times=9), fact("k", times=9)]
    assert (total(known, said[0]), total(known, *said[:2]), total(known, *said)) == ("6.00", "7.00", "8.00")
    assert dict(score(known, member(*said)).components) == {"c": Decimal("6.00"), "e": Decimal("3.00")}
    assert total(known, fact("m", times=9)) == "2.00"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"combine": "sum"}, "7.00"),
        ({"combine": "mean"}, "1.75"),
        ({"combine": "mean-counted"}, "3.50"),
        ({"combine": "sum", "round_cap": "4"}, "6.00"),
        ({"combine": "sum", "round_floor": "3"}, "14.00"),
        ({"combine": "sum", "round_excess_over": "2"}, "3.00"),
        ({"combine": "sum", "round_weight": "0.5"}, "3.50"),
        ({"combine": "sum", "cap": "6.5", "weight": "2"}, "13.00"),
        ({"combine": "sum", "floor": "9"}, "9.00"),
    ],
    ids=lambda each: str(each),
)
def test_rounds_have_their_own_limits_and_combine_as_the_scheme_says(keys, expected):
    known = scheme(component(round="quarter", **keys), item("i", points="1"))
    assert total(known, fact("i", "2024-01-31", times=5), fact("i", "2024-04-01", times=2)) == expected


def test_a_mean_over_the_rounds_in_force_leaves_out_those_that_ended_before():
    tables = (component(round="quarter", combine="mean-in-force"), item("i", points="1"))
    facts = [fact("i", "2024-06-30", times=6)]
    assert total(scheme(*tables, effective="2024-03-31"), *facts) == "1.50"
    assert total(scheme(*tables, effective="2024-04-01"), *facts) == "2.00"
    assert total(scheme(*tables), *facts) == "1.50"


def test_a_start_stands_in_every_round_and_may_differ_by_category():
    known = scheme(
        table("category", "a"),
        table("category", "b"),
        component(round="half-year", start={"a": "2", "b": "0"}, weight={"a": "1", "b": "3"}),
        item("i", points="1"),
    )
    assert [total(known, fact("i"), category=each) for each in ("a", "b")] == ["5.00", "3.00"]


def test_a_component_is_left_out_or_nothing_for_some_categories():
    known = scheme(
        table("category", "a"),
        table("category", "b"),
        component(start="5", zero_for=["b"]),
        component("only-a", start="2", categories=["a"]),
    )
    assert dict(score(known, member(category="a")).components) == {"c": Decimal(5), "only-a": Decimal(2)}
    assert dict(score(known, member(category="b")).components) == {"c": Decimal(0)}
    steps = [step.why for line in walk(score(known, member(category="b")).working) for step in line.steps]
    assert "category:b" in steps


def test_a_veto_may_make_one_component_nothing():
    known = scheme(
        component(start="5"),
        component("e", start="3"),
        table("veto", "v", effect="component-zero", components=["c"]),
        table("veto", "w", effect="component-zero", components=["e"]),
    )
    assert total(known, fact("v", kind="veto")) == "3.00"
    assert total(known, fact("w", kind="veto")) == "5.00"


def test_sanctions_take_points_each_time_or_once_and_may_make_the_total_nothing():
    known = scheme(
        component(start="50"),
        table("sanction", "each", component="c", points="-3"),
        table("sanction", "once", component="c", points="-5", counts="once"),
        table("sanction", "all", total_zero=True),
    )
    each, once = (
        [fact(name, kind="sanction", order=0), fact(name, kind="sanction", order=1)] for name in ("each", "once")
    )
    assert (total(known, *each), total(known, *once), why(known, *once)) == ("44.00", "45.00", ["once"])
    assert total(known, fact("all", kind="sanction")) == "0.00"


@pytest.mark.parametrize(
    ("votes", "expected"),
    [((("good", 2), ("poor", 1)), "7.00"), ((("good", 1), ("blank", 1)), "5.00"), ((("good", 0),), "0.00")],
    ids=["a mean", "blanks divide too", "no vote is cast"],
)
def test_votes_count_by_value_over_all_answers(votes, expected):
    assert total(evaluated("votes", VOTED), fact("v", kind="evaluation", votes=votes)) == expected


def test_each_answer_s_votes_are_told():
    scored = score(evaluated("votes", VOTED), member(fact("v", kind="evaluation", votes=(("good", 2), ("poor", 1)))))
    votes = [(line.ref, dict(line.given), line.figure) for line in walk(scored.working) if line.kind == "vote"]
    assert votes == [
        ("good", {"votes": "2", "each": "10"}, Fraction(20)),
        ("poor", {"votes": "1", "each": "1"}, Fraction(1)),
    ]


@pytest.mark.parametrize(
    ("band", "points", "expected"),
    [("fixed", None, "8.00"), ("fixed", "8", "8.00"), ("low", "4.99", "4.99"), ("high", "7", "7.00")],
)
def test_a_band_gives_its_fixed_points_or_those_chosen_inside_it(band, points, expected):
    chosen = {} if points is None else {"points": points}
    assert total(evaluated("bands", BANDS), fact("v", kind="evaluation", band=band, **chosen)) == expected


def test_a_band_that_starts_at_nothing_may_give_nothing():
    known = evaluated("bands", rows("band", low={"least": "0", "below": "5"}))
    assert total(known, fact("v", kind="evaluation", band="low", points="0")) == "0.00"


def test_an_evaluation_from_before_the_effective_day_counts_nothing():
    voting = table("evaluation", "v", kind="votes", component="c") + "\n" + VOTED
    known = scheme(component(), voting, effective="2024-07-01")
    held = fact("v", "2024-06-30", kind="evaluation", votes=(("good", 1),))
    assert (total(known, held), why(known, held)) == ("0.00", ["before-effective"])


def test_an_evaluation_beside_the_score_is_kept_as_the_mean_of_its_rounds():
    known = evaluated("bands", BANDS, component_of=None, round="half-year")
    facts = [
        fact("v", f"2024-{month}-01", kind="evaluation", band="high", points=p) for month, p in (("02", 5), ("09", 6))
    ]
    scored = score(known, member(*facts))
    assert scored.total == 0
    [beside] = scored.beside
    assert (beside.figure, beside.steps[-1].why) == (Fraction(11, 2), "mean")
    assert score(known, member()).beside == ()


def test_a_line_says_everything_that_its_fact_says():
    known = scheme(component(), item("i", "levels") + "\n" + LEVELS, item("q", "quantity", points="1", per="1"))
    said = fact("i", level="low", times=2, matter="A", claim="k-1")
    [line] = [line for line in walk(score(known, member(said)).working) if line.kind == "fact"]
    assert dict(line.given) == {"on": "2024-05-06", "claim": "k-1", "times": "2", "level": "low", "matter": "A"}
    assert (line.ref, line.rule, line.clause) == ("i", "levels", "clause of i")
    [line] = [line for line in walk(score(known, member(fact("q", quantity="2.50"))).working) if line.kind == "fact"]
    assert dict(line.given) == {"on": "2024-05-06", "quantity": "2.5"}
    known = evaluated("bands", BANDS)
    scored = score(known, member(fact("v", kind="evaluation", band="low", points="2")))
    [line] = [line for line in walk(scored.working) if line.kind == "fact"]
    assert dict(line.given) == {"on": "2024-05-06", "band": "low", "points": "2"}


def test_components_rounds_parts_and_starts_are_named_for_what_they_are():
    known = scheme(
        component(start="1", round="half-year", round_weight="2"),
        table("part", "p", within="c", start="1"),
        item("i", points="1", part="p"),
        component("d", start="3"),
    )
    lines = [(line.kind, line.ref) for line in walk(score(known, member(fact("i"))).working)]
    half = [("start", "c"), ("part", "p"), ("start", "p")]
    assert lines == [
        ("total", "small"),
        ("component", "c"),
        ("round", "2024-H1"),
        *half,
        ("item", "i"),
        ("fact", "i"),
        ("round", "2024-H2"),
        *half,
        ("component", "d"),
        ("start", "d"),
    ]
    scored = score(known, member(fact("i")))
    assert {step.why for line in walk(scored.working) for step in line.steps if step.rule == "multiply"} == {
        "round_weight"
    }


@pytest.mark.parametrize(
    ("cadence", "day", "number", "label", "last"),
    [
        ("year", "2024-12-31", 0, "2024", "2024-12-31"),
        ("half-year", "2024-06-30", 0, "2024-H1", "2024-06-30"),
        ("half-year", "2024-07-01", 1, "2024-H2", "2024-12-31"),
        ("quarter", "2024-03-31", 0, "2024-Q1", "2024-03-31"),
        ("quarter", "2024-04-01", 1, "2024-Q2", "2024-06-30"),
        ("month", "2024-02-29", 1, "2024-02", "2024-02-29"),
        ("month", "2024-12-01", 11, "2024-12", "2024-12-31"),
    ],
)
def test_a_day_lies_in_its_round(cadence, day, number, label, last):
    assert rounds.index(cadence, date.fromisoformat(day)) == number
    assert rounds.label(cadence, 2024, number) == label
    assert rounds.last_day(cadence, 2024, number) == date.fromisoformat(last)


def test_the_rounds_in_force_are_those_that_end_on_the_effective_day_or_later():
    assert rounds.in_force("quarter", 2024, None) == (0, 1, 2, 3)
    assert rounds.in_force("quarter", 2024, date(2024, 6, 30)) == (1, 2, 3)
    assert rounds.in_force("quarter", 2024, date(2024, 7, 1)) == (2, 3)
    assert rounds.in_force("year", 2024, date(2024, 12, 31)) == (0,)
