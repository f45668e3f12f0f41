"""What a refusal says, and where exactly a figure becomes too large."""

from datetime import date
from decimal import Decimal
from typing import Any

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
    scheme,
    table,
    total,
)
from workflow.schemes import library
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.problems import Problem, check_fact

ODD: list[tuple[str, Fact, MemberYear]] = [
    ("pipeline", fact("daily.study", points="99"), member()),
    ("pipeline", fact("daily.study", points="-1"), member()),
    ("pipeline", fact("daily.study", points="0.005"), member()),
    ("pipeline", fact("daily.study"), member()),
    ("pipeline", fact("daily.study", points="1", times=2), member()),
    ("pipeline", fact("daily.study", points="1", level="x"), member()),
    ("pipeline", fact("bonus.commendation", level="x"), member()),
    ("pipeline", fact("no.such"), member()),
    ("pipeline", fact("no.such", kind="veto"), member()),
    ("pipeline", fact("no.such", kind="sanction"), member()),
    ("pipeline", fact("no.such", kind="evaluation"), member()),
    ("pipeline", fact("daily.study", kind="gift"), member()),
    ("pipeline", fact("review", kind="evaluation", band="x"), member()),
    ("pipeline", fact("review", kind="evaluation", band="excellent", points="1"), member()),
    ("pipeline", fact("review", kind="evaluation", band="excellent"), member()),
    ("pipeline", fact("veto.law", kind="veto", points="1"), member()),
    ("pipeline", fact("veto.law", kind="veto", times=2), member()),
    ("pioneer-index", fact("sanction.party-warning", kind="sanction", times=2), member()),
    ("district-bureau", fact("review", kind="evaluation", votes=(("x", 1),)), member()),
    ("soe-energy", fact("joint.secretary", points="1"), member()),
    ("county-wide", fact("duty.post-tasks", points="1"), member(category="mobile")),
    ("rural-summary", fact("base.dues", points="1"), member(category="evaluation-only")),
    ("honor-home", fact("study.app", quantity="-1"), member()),
]


def sentence(problem: Problem) -> str:
    return f"{problem.message} {problem.remedy}".format(**problem.facts)


@pytest.mark.parametrize(("name", "said", "who"), ODD, ids=lambda each: getattr(each, "ref", None))
def test_a_refusal_is_a_whole_sentence_with_its_facts(name, said, who):
    problems = check_fact(library.scheme(name), who, said)
    assert problems
    for problem in problems:
        assert "{" not in sentence(problem)
        if said.kind in ("item", "veto", "sanction", "evaluation"):
            assert problem.facts["ref"] == said.ref


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (fact("fixed", kind="evaluation", band="x"), None),
        (fact("v", kind="evaluation", band="fixed", points="7"), "8"),
        (fact("v", kind="evaluation", band="low", points="5"), "1..<5"),
        (fact("v", kind="evaluation", band="high", points="7.01"), "5..7"),
        (fact("v", kind="evaluation", band="high", points="4.99"), "5..7"),
        (fact("v", kind="evaluation", band="low", points="0.99"), "1..<5"),
        (fact("v", kind="evaluation", band="low", points="0"), "1..<5"),
        (fact("v", kind="evaluation", band="moon", points="1"), "fixed, low, high"),
    ],
)
def test_a_refusal_of_an_evaluation_names_what_is_allowed(said, expected):
    [problem] = check_fact(evaluated("bands", BANDS), member(), said)
    assert problem.facts.get("allowed") == expected
    if said.band in ("fixed", "low", "high"):
        assert problem.facts["points"] == str(said.points)


@pytest.mark.parametrize(
    ("keys", "points", "allowed"),
    [
        ({"least": "1", "most": "3"}, "0.99", "≥ 1, ≤ 3"),
        ({"least": "1", "most": "3"}, "3.01", "≥ 1, ≤ 3"),
        ({"above": "0.5"}, "0.5", "> 0.5"),
        ({}, "-1", "≥ 0"),
    ],
)
def test_a_refusal_of_points_names_the_range(keys, points, allowed):
    known = scheme(component(), item("i", "discretionary", **keys))
    [problem] = check_fact(known, member(), fact("i", points=points))
    assert problem.facts["allowed"] == allowed
    assert problem.facts["points"] == points
    assert problem.clause == "clause of i"


def test_signed_points_may_be_negative_and_stand_once_a_round():
    known = scheme(component(), item("i", "discretionary", signed=True))
    assert check_fact(known, member(), fact("i", points="-3")) == ()
    [problem] = check_fact(known, member(), fact("i", points="1"), [fact("i", points="-3")])
    assert (problem.guard, problem.facts["round"], problem.facts["on"]) == ("once", "2024", "2024-05-06")
    assert problem.clause == "clause of i"
    assert total(known, fact("i", points="-3")) == "-3.00"


def test_a_second_evaluation_names_its_clause():
    known = evaluated("bands", BANDS)
    one = fact("v", kind="evaluation", band="fixed")
    [problem] = check_fact(known, member(), one, [one])
    assert (problem.guard, problem.clause) == ("once", "clause of v")
    assert check_fact(known, member(), fact("i"), [one]) == ()
    assert check_fact(known, member(), one, [fact("i")]) == ()


@pytest.mark.parametrize(
    ("field", "given", "good"),
    [
        ("times", 100_000, True),
        ("times", 100_001, False),
        ("points", Decimal("999999999.99"), True),
        ("points", Decimal(1_000_000_000), False),
        ("points", Decimal("Infinity"), False),
        ("points", Decimal("-999999999.99"), True),
        ("points", Decimal("0.10"), True),
        ("points", Decimal("0.001"), False),
    ],
)
def test_figures_have_their_ends(field, given, good):
    known = scheme(component(), item("i", points="1"), item("j", "discretionary", signed=True))
    ref = "i" if field == "times" else "j"
    problems = check_fact(known, member(), Fact("item", ref, date(2024, 1, 1), **{field: given}))
    assert (problems == ()) is good


def test_what_is_no_day_is_refused():
    known = scheme(component(), item("i", points="1"))
    [problem] = check_fact(known, member(), Fact("item", "i", "2024-01-01"))  # type: ignore[arg-type]
    assert (problem.guard, sentence(problem).count("2024-01-01")) == ("in-range", 1)


def test_a_fact_says_how_often_at_most_and_what_it_said():
    known = scheme(component(), item("i", points="1"), item("m", "discretionary"))
    [problem] = check_fact(known, member(), fact("i", times=0))
    assert (problem.facts["times"], problem.facts["most"]) == ("0", "100000")
    [problem] = check_fact(known, member(), fact("m", points="1", times=2))
    assert (problem.facts["times"], problem.facts["most"]) == ("2", "1")
    [problem] = check_fact(known, member(), fact("m"))
    assert (problem.facts["field"], problem.facts["ref"]) == ("points", "m")


def test_votes_are_whole_numbers_for_the_answers_each_once():
    known = evaluated("votes", VOTED)

    def allowed(*votes: tuple[str, Any]) -> bool:
        return check_fact(known, member(), fact("v", kind="evaluation", votes=votes)) == ()

    assert allowed(("good", 0), ("poor", 100_000))
    assert not allowed(("good", 100_001))
    assert not allowed(("good", -1))
    assert not allowed(("good", True))
    assert not allowed(("good", 1), ("good", 2))
    assert not allowed(("moon", 1))


def test_a_category_that_is_scored_at_nothing_has_no_use_for_claims_there():
    known = scheme(
        table("category", "a"),
        table("category", "b"),
        component(zero_for=["b"]),
        item("i", points="1", categories=["a"]),
        component("only-a", categories=["a"]),
        item("j", points="1", component="only-a"),
    )
    for ref in ("i", "j"):
        assert check_fact(known, member(category="a"), fact(ref)) == ()
        [problem] = check_fact(known, member(category="b"), fact(ref))
        assert (problem.guard, problem.facts["category"]) == ("eligible", "b")


def test_who_an_item_is_for_is_said_with_what_the_member_has():
    known = scheme(component(), item("i", points="1", statuses=["activist"], roles=["secretary"]))
    problems = check_fact(known, member(), fact("i"))
    assert [(p.facts["what"], p.facts["has"], p.facts["allowed"]) for p in problems] == [
        ("status", "full", "activist"),
        ("role", "none", "secretary"),
    ]


@pytest.mark.parametrize("points", [1, "1", True, 0.5], ids=repr)
def test_points_that_are_no_decimal_are_refused_and_nothing_is_raised(points):
    known = scheme(component(), item("i", "discretionary"))
    [problem] = check_fact(known, member(), Fact("item", "i", date(2024, 1, 1), points=points))
    assert (problem.guard, problem.facts["field"]) == ("in-range", "points")


def test_what_is_too_long_to_be_shown_is_cut():
    known = scheme(component(), item("i", points="1"))
    [problem] = check_fact(known, member(), Fact("item", "i", date(2024, 1, 1), times=-(10**60)))
    assert problem.facts["times"] == "-1" + "0" * 38


def test_an_evaluation_is_held_once_an_entry():
    for known, said in (
        (evaluated("votes", VOTED), {"votes": (("good", 1),)}),
        (evaluated("bands", BANDS), {"band": "fixed"}),
    ):
        [problem] = check_fact(known, member(), fact("v", kind="evaluation", times=2, **said))
        assert problem.facts["times"] == "2"


def test_a_level_that_counts_once_a_year_is_entered_once():
    known = scheme(component(), item("i", "levels", once="year") + "\n" + LEVELS)
    [problem] = check_fact(known, member(), fact("i", level="low"), [fact("i", level="high", on="2024-01-01")])
    assert (problem.guard, problem.facts["ref"]) == ("once", "i")


def test_a_field_that_a_fact_doesn_t_take_is_said_with_its_value():
    known = scheme(component(), item("i", points="1"), item("m", "discretionary"))
    [problem] = check_fact(known, member(), fact("i", level="x"))
    assert (problem.facts["field"], problem.facts["value"]) == ("level", "x")
    [problem] = check_fact(known, member(), fact("m", points="1." + "1" * 60))
    assert problem.facts["value"] == "1." + "1" * 38


def test_a_matter_that_counts_once_is_named_and_so_is_the_category_that_has_no_use_for_it():
    known = scheme(component(), item("i", points="1", once="matter"))
    [problem] = check_fact(known, member(), fact("i", matter="A"), [fact("i", matter="A")])
    assert dict(problem.facts) == {"ref": "i", "matter": "A"}
    known = scheme(table("category", "a"), table("category", "b"), component(), item("i", points="1", categories=["a"]))
    [problem] = check_fact(known, member(category="b"), fact("i"))
    assert (problem.facts["what"], problem.facts["has"]) == ("category", "b")


def test_votes_that_are_too_many_to_be_shown_are_cut():
    votes = tuple((f"answer-{number}", 1) for number in range(99))
    [problem] = check_fact(evaluated("votes", VOTED), member(), fact("v", kind="evaluation", votes=votes))
    assert problem.facts["votes"] == str(votes)[:120]
