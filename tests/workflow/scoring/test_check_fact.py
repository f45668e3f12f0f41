"""Whether a fact is allowed: range, standing, once; all problems, nothing raised."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ledger.errors import InvalidError
from workflow.schemes import library
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.problems import check_fact
from workflow.scoring.score import fact_points, score_branch

DAY = date(2024, 5, 6)
MEMBER = MemberYear("M01", "full")


def item(ref, **fields):
    return Fact(
        "item",
        ref,
        fields.pop("on", DAY),
        **{k: Decimal(v) if k in ("points", "quantity") else v for k, v in fields.items()},
    )


def band(name, points, on=DAY):
    return Fact("evaluation", "review", on, band=name, points=None if points is None else Decimal(points))


def guards(scheme, fact, member=MEMBER, others=()):
    return [problem.guard for problem in check_fact(library.scheme(scheme), member, fact, others)]


@pytest.mark.parametrize(
    ("scheme", "fact"),
    [
        ("pipeline", item("daily.study", points="33")),
        ("pipeline", item("daily.study", points="0")),
        ("pipeline", item("bonus.article.house", times=3)),
        ("pipeline", item("bonus.commendation", level="group")),
        ("pipeline", band("excellent", "23")),
        ("pipeline", band("unqualified", None)),
        ("corp-quarterly", band("good", "2")),
        ("pioneer-index", band("unqualified", "59.99")),
        ("pipeline", Fact("veto", "veto.law", DAY)),
        ("honor-home", item("study.app", quantity="12.5")),
        ("rural-town", Fact("evaluation", "evaluation.annual", DAY, votes=(("blank", 1), ("good", 3)))),
    ],
)
def test_a_fact_inside_its_range_is_allowed(scheme, fact):
    assert guards(scheme, fact) == []


@pytest.mark.parametrize(
    ("scheme", "fact"),
    [
        ("pipeline", item("daily.study", points="33.01")),
        ("pipeline", item("daily.study", points="-1")),
        ("pipeline", item("daily.study")),
        ("pipeline", item("daily.study", points="0.005")),
        ("pipeline", item("daily.study", points="NaN")),
        ("pipeline", item("daily.study", points="1e20")),
        ("pipeline", item("daily.study", points="1", times=2)),
        ("pipeline", item("bonus.article.house", times=0)),
        ("pipeline", item("bonus.article.house", times=True)),
        ("pipeline", item("bonus.article.house", points="2")),
        ("pipeline", item("bonus.commendation", level="national")),
        ("pipeline", item("bonus.commendation")),
        ("pipeline", item("no.such")),
        ("pipeline", Fact("item", "veto.law", DAY)),
        ("pipeline", Fact("gift", "daily.study", DAY)),
        ("pipeline", Fact("veto", "veto.law", DAY, points=Decimal(1))),
        ("pipeline", band("excellent", "22.99")),
        ("pipeline", band("basic", "14.01")),
        ("pipeline", band("excellent", None)),
        ("pipeline", band("superb", "25")),
        ("corp-quarterly", band("good", "3")),
        ("pioneer-index", band("unqualified", "60")),
        ("district-bureau", Fact("evaluation", "review", DAY, votes=(("blank", 1),))),
        ("district-bureau", Fact("evaluation", "review", DAY, votes=(("good", -1),))),
        ("district-bureau", Fact("evaluation", "review", DAY)),
        ("county-wide", item("duty.pledge", points="0")),
        ("county-wide", item("base.belief", points="1")),
        ("employee-ab", item("a.work.4.over-quantity", points="4.99")),
        ("honor-home", item("study.app", quantity="-1")),
        ("soe-energy", item("joint.secretary", points="1")),
        ("scenic-branch", item("basic.study")),
    ],
)  # fmt: skip
def test_a_fact_outside_its_range_is_refused_by_in_range(scheme, fact):
    assert set(guards(scheme, fact)) == {"in-range"}


def test_every_problem_of_a_fact_is_named():
    fact = item("daily.study", times=0, level="a", points="99")
    assert guards("pipeline", fact) == ["in-range"] * 3


def test_a_problem_says_what_is_allowed_and_where_the_scheme_says_so():
    [problem] = check_fact(library.scheme("pipeline"), MEMBER, item("daily.service", points="9"))
    assert problem.facts["allowed"] == "≥ 0, ≤ 8"
    assert problem.clause == "三(一)1"
    assert problem.remedy


@pytest.mark.parametrize(
    ("scheme", "fact", "member"),
    [
        ("county-wide", item("duty.post-tasks", points="1"), MemberYear("M", "full", "mobile")),
        ("employee-ab", item("a.work.12.task-issued"), MemberYear("M", "employee")),
        ("company-60-40", item("base.politics.2.exam-failed"), MEMBER),
        ("state-organ", item("base.discipline.2.lecture", quantity="1"), MemberYear("M", "full", roles=("committee",))),
        ("rural-summary", item("base.dues", points="1"), MemberYear("M", "full", "evaluation-only")),
        ("fuxing-town", item("duty.post", points="1"), MemberYear("M", "full", "away")),
    ],
)
def test_standing_category_and_role_may_close_an_item(scheme, fact, member):
    assert set(guards(scheme, fact, member)) == {"eligible"}


def test_an_assessed_item_has_one_entry_a_round():
    first = item("daily.study", points="3", on=date(2024, 1, 1))
    assert guards("pipeline", item("daily.study", points="4", on=date(2024, 3, 31)), others=[first]) == ["once"]
    assert guards("pipeline", item("daily.study", points="4", on=date(2024, 4, 1)), others=[first]) == []


def test_there_is_one_evaluation_a_half_year():
    first = band("excellent", "24", date(2024, 6, 30))
    assert guards("pipeline", band("excellent", "24", date(2024, 1, 1)), others=[first]) == ["once"]
    assert guards("pipeline", band("excellent", "24", date(2024, 7, 1)), others=[first]) == []


def test_one_matter_is_claimed_once_where_the_scheme_counts_it_once():
    first = item("heart.activity", matter="A")
    assert guards("heart-points", item("heart.activity", matter="A"), others=[first]) == ["once"]
    assert guards("heart-points", item("heart.activity", matter="B"), others=[first]) == []
    assert (
        guards(
            "org-dept",
            item("bonus.contest", level="first", matter="A"),
            MemberYear("M", "full", "a"),
            [item("bonus.contest", level="third", matter="A")],
        )
        == []
    )


def test_a_year_with_a_fact_that_is_not_allowed_is_refused_with_every_fault():
    member = replace(
        MEMBER,
        facts=(
            item("daily.study", points="34"),
            band("excellent", "20"),
            item("daily.service", points="1", on=date(2023, 1, 1)),
        ),
    )
    with pytest.raises(InvalidError) as refused:
        score_branch(
            library.scheme("pipeline"), 2024, [member, member, replace(MEMBER, member="M02", status="activist")]
        )
    assert len(refused.value.faults) == 8


def test_two_entries_of_one_round_are_refused_when_the_year_is_scored():
    member = replace(MEMBER, facts=(item("daily.study", points="3"), item("daily.study", points="4", order=1)))
    with pytest.raises(InvalidError):
        score_branch(library.scheme("pipeline"), 2024, [member])


def test_a_scheme_without_figures_is_not_scored():
    with pytest.raises(InvalidError) as refused:
        score_branch(library.scheme("group-five"), 2024, [MEMBER])
    assert len(refused.value.faults) == len(library.scheme("group-five").blockers())


def test_a_year_before_the_scheme_came_into_force_is_not_scored():
    with pytest.raises(InvalidError):
        score_branch(library.scheme("fuxing-town"), 2018, [MemberYear("M", "full", "home")])


@pytest.mark.parametrize(
    ("scheme", "fact", "worth"),
    [
        ("pipeline", item("bonus.article.house", times=3), "6.00"),
        ("pipeline", item("bonus.commendation", level="group"), "5.00"),
        ("pipeline", item("daily.study", points="3.5"), "3.50"),
        ("pipeline", band("excellent", "24"), "24.00"),
        ("handan", item("points.violation", points="2"), "-2.00"),
        ("employee-ab", item("a.rules.1.overtime", quantity="3.5"), "30.00"),
        ("pioneer-index", Fact("sanction", "sanction.legal-fine", DAY), "-10.00"),
        ("honor-home", item("study.app", quantity="900"), None),
        ("soe-energy", item("deduction.post", points="2"), None),
        ("pipeline", item("daily.study", points="99"), None),
        ("pipeline", Fact("veto", "veto.law", DAY), None),
    ],
)
def test_a_claim_is_worth_what_it_is_worth_by_itself(scheme, fact, worth):
    found = fact_points(library.scheme(scheme), MEMBER, fact)
    assert found == (None if worth is None else Decimal(worth))
