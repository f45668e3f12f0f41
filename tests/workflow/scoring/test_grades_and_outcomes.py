"""Which grade a total brings, and what follows from it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflow.scoring.small import ALL, component, fact, graded, item, member, scheme, score, table
from workflow.scoring.facts import Fact, MemberYear, PastYear
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch


def grades(known: Scheme, *points: str, **more: Any) -> list[str | None]:
    branch = [member(fact("i", points=each), name=f"M{n}", **more) for n, each in enumerate(points)]
    return [each.grade for each in score_branch(known, 2024, branch)]


def test_an_interval_starts_at_its_figure_or_above_it():
    assert grades(graded(), "90", "89.99", "60", "59.99") == ["top", "mid", "mid", "low"]
    assert grades(graded(at_least=None, above="90"), "90", "90.01") == ["mid", "top"]


def test_who_is_not_graded_has_no_grade():
    assert grades(graded('[grading]\nstatuses = ["full"]\nclause = "1"'), "95", status="activist") == [None]


@pytest.mark.parametrize(
    ("limit", "points", "expected"),
    [
        ({"quota": "0.5"}, ["99", "98", "97", "96"], ["top", "top", "mid", "mid"]),
        ({"quota": "0.5"}, ["99", "98", "98", "96"], ["top", "mid", "mid", "mid"]),
        ({"quota": "0.4"}, ["99", "98", "97", "96"], ["top", "mid", "mid", "mid"]),
        ({"rank_share": "0.5"}, ["99", "98", "98", "96"], ["top", "top", "top", "mid"]),
        ({"rank_number": "1"}, ["99", "99", "98", "10"], ["top", "top", "mid", "low"]),
        ({"rank_number": "2"}, ["99", "98", "97"], ["top", "top", "mid"]),
    ],
    ids=[
        "a quota",
        "a tie over the quota is out",
        "a quota rounds down",
        "a share of ranks",
        "the first",
        "two places",
    ],
)
def test_a_grade_is_held_to_its_share(limit, points, expected):
    assert grades(graded(**ALL, **limit), *points) == expected


def test_several_limits_all_hold():
    known = graded(**ALL, rank_number="3", quota="0.25")
    assert grades(known, "99", "98", "97", "96") == ["top", "mid", "mid", "mid"]


def test_a_grade_for_the_last_ranks_takes_only_those():
    known = scheme(
        component(),
        item("i", "discretionary"),
        table("grade", "good", at_least="60"),
        table("grade", "warned", bottom_number="1", otherwise="good"),
    )
    assert grades(known, "10", "20", "70") == ["warned", "good", "good"]


def test_the_last_place_goes_to_the_lowest_unless_all_are_equal():
    known = graded(table("grade", "last", last_place=True))
    assert grades(known, "95", "94", "94") == ["top", "last", "last"]
    assert grades(known, "95", "95") == ["top", "top"]
    assert grades(known, "95") == ["top"]


def test_a_component_minimum_that_is_missed_gives_the_other_grade():
    known = graded('[[grade]]\nid="x"\nlabel={zh="x",en="x"}\nclause="1"\nby_rule_only = true', **ALL)
    least = scheme(
        component(),
        item("i", "discretionary"),
        component("d"),
        item("j", "discretionary", component="d"),
        table("grade", "top", at_least="10", otherwise="mid", component_least=[{"component": "d", "least": "5"}]),
        table("grade", "mid"),
    )
    assert grades(known, "95") == ["top"], "a grade by rule alone has no interval"
    [made] = score_branch(least, 2024, [member(fact("i", points="10"), fact("j", points="4.99"))])
    assert (made.grade, made.graded_by) == ("mid", ("condition",))
    assert score(least, member(fact("i", points="10"), fact("j", points="5"))).grade == "top"


def test_a_grade_by_rule_alone_is_passed_over_wherever_it_stands():
    known = scheme(
        component(),
        item("i", "discretionary"),
        table("grade", "honoured", by_rule_only=True),
        table("grade", "last", last_place=True),
        table("grade", "good", at_least="60"),
        table("grade", "poor"),
    )
    assert grades(known, "70", "70") == ["good", "good"]


def test_what_forces_a_grade_takes_the_worst_and_says_so():
    known = graded(
        table("veto", "v", effect="grade", grade="mid"),
        table("sanction", "s", grade="low"),
        table("sanction", "open", provisional=True),
        '[[forced]]\ngrade = "mid"\nitem = "bad"\ntimes = 2\nclause = "1"',
    )

    def made(*facts: Fact) -> tuple[str | None, tuple[str, ...], bool]:
        scored = score(known, member(fact("i", points="95"), *facts))
        return scored.grade, scored.graded_by, scored.provisional

    assert made() == ("top", ("interval",), False)
    assert made(fact("v", kind="veto")) == ("mid", ("v",), False)
    assert made(fact("v", kind="veto"), fact("s", kind="sanction")) == ("low", ("s",), False)
    assert made(fact("bad")) == ("top", ("interval",), False)
    assert made(fact("bad", times=2)) == ("mid", ("bad",), False)
    assert made(fact("bad", times=2), fact("v", kind="veto")) == ("mid", ("bad", "v"), False)
    assert made(fact("open", kind="sanction")) == ("top", ("interval",), True)
    assert made(fact("open", kind="sanction"), fact("v", kind="veto")) == ("mid", ("v",), True)


def test_last_year_s_grade_may_change_this_year_s():
    known = graded('[[regrade]]\ngrade = "mid"\nlast = ["low", "mid"]\nbecomes = "low"\nclause = "1"')
    for year, last, expected in ((2023, "low", "low"), (2023, "top", "mid"), (2022, "low", "mid")):
        assert grades(known, "70", history=(PastYear(year, last),)) == [expected]
    assert score(known, member(fact("i", points="70"), history=(PastYear(2023, "low"),))).graded_by == ("look-back",)


def outcome(*whens: str, id: str = "o") -> str:
    return table("outcome", id) + "".join(f"\n[[outcome.when]]\n{when}" for when in whens)


@pytest.mark.parametrize(
    ("when", "who", "follows"),
    [
        ('statuses = ["full"]', {}, True),
        ('statuses = ["activist"]', {}, False),
        ('categories = ["default"]', {}, True),
        ('roles = ["secretary"]', {"roles": ("secretary", "recorder")}, True),
        ('roles = ["secretary"]', {"roles": ("recorder",)}, False),
        ('roles = ["secretary"]', {}, False),
        ('grades = ["mid"]', {}, True),
        ('grades = ["top"]', {}, False),
        ('at_least = "70"', {}, True),
        ('at_least = "70.01"', {}, False),
        ('above = "70"', {}, False),
        ('above = "69.99"', {}, True),
        ('at_most = "70"', {}, True),
        ('at_most = "69.99"', {}, False),
        ('below = "70"', {}, False),
        ('below = "70.01"', {}, True),
        ('unclamped_above = "70"', {}, False),
        ('unclamped_above = "69.99"', {}, True),
        ('graded_by = ["interval"]', {}, True),
        ('graded_by = ["condition"]', {}, False),
        ('not_only_by = ["interval"]', {}, False),
        ('not_only_by = ["condition"]', {}, True),
        ("any_veto = true", {}, False),
        ("any_veto = false", {}, True),
        ('facts = ["i"]', {}, True),
        ('facts = ["bad", "i"]', {}, True),
        ('facts = ["bad"]', {}, False),
        ('no_facts = ["bad"]', {}, True),
        ('no_facts = ["bad", "i"]', {}, False),
        ('last_grades = ["low"]', {"history": (PastYear(2023, "low"),)}, True),
        ('last_grades = ["low"]', {"history": (PastYear(2022, "low"),)}, False),
        ('last_below = "60"', {"history": (PastYear(2023, None, Decimal("59.99")),)}, True),
        ('last_below = "60"', {"history": (PastYear(2023, None, Decimal(60)),)}, False),
        ('last_below = "60"', {"history": (PastYear(2022, None, Decimal(5)),)}, False),
        (
            'last_below = "60"',
            {"history": (PastYear(2022, None, Decimal(5)), PastYear(2023, None, Decimal(80)))},
            False,
        ),
        ('last_below = "60"', {"history": (PastYear(2023, "low"),)}, False),
        ('earlier_grades = ["low"]', {"history": (PastYear(2020, "low"),)}, True),
        ('earlier_grades = ["low"]', {"history": (PastYear(2024, "low"),)}, False),
        ('earlier_grades = ["low"]', {"history": (PastYear(2020, "mid"),)}, False),
        ('no_earlier_grades = ["low"]', {"history": (PastYear(2020, "low"),)}, False),
        ('no_earlier_grades = ["low"]', {"history": (PastYear(2020, "mid"),)}, True),
        ('graded_times = { grades = ["mid"], least = 2 }', {"history": (PastYear(2020, "mid"),)}, True),
        ('graded_times = { grades = ["mid"], least = 2 }', {}, False),
        ('graded_times = { grades = ["mid"], least = 1, most = 1 }', {}, True),
        (
            'graded_times = { grades = ["mid"], least = 1, most = 1 }',
            {"history": (PastYear(2020, "mid"),)},
            False,
        ),
        ("risen = 1", {"history": (PastYear(2023, "low"),)}, True),
        ("risen = 2", {"history": (PastYear(2023, "low"),)}, False),
        ("risen = 1", {"history": (PastYear(2023, "mid"),)}, False),
        ("risen = 1", {"history": (PastYear(2022, "low"),)}, False),
    ],
)
def test_an_outcome_follows_when_its_condition_holds(when, who, follows):
    known = graded(outcome(when))
    assert score(known, member(fact("i", points="70"), **who)).outcomes == (("o",) if follows else ())


def test_an_outcome_follows_when_any_of_its_conditions_does_and_only_once():
    known = graded(outcome('below = "1"', 'at_least = "70"', 'above = "1"'))
    assert score(known, member(fact("i", points="70"))).outcomes == ("o",)


def test_all_that_one_condition_asks_must_hold_and_a_heavier_outcome_replaces_a_lighter():
    known = graded(
        outcome('at_least = "50"\nbelow = "60"'),
        outcome('at_least = "1"\nunless_outcome = ["o"]', id="lighter"),
        table("veto", "v", effect="total-zero"),
        outcome("any_veto = true", id="vetoed"),
    )
    assert score(known, member(fact("i", points="55"))).outcomes == ("o",)
    assert score(known, member(fact("i", points="60"))).outcomes == ("lighter",)
    assert score(known, member(fact("i", points="60"), fact("v", kind="veto"))).outcomes == ("vetoed",)


def won(known: Scheme, *members: MemberYear) -> dict[str, tuple[str, ...]]:
    return {each.member: each.outcomes for each in score_branch(known, 2024, members)}


def test_the_rank_of_a_round_is_won_in_each_round_by_all_who_share_it():
    ranked = table("round_outcome", "star", components=["c"], rank=1, above="0")
    second = table("round_outcome", "silver", components=["c"], rank=2, above="0")
    known = scheme(component(round="quarter"), item("i", points="1"), item("gone", "departure"), ranked, second)
    a = member(fact("i", "2024-01-01", times=3), fact("i", "2024-04-01"), name="A")
    b = member(fact("i", "2024-01-01", times=3), name="B")
    c = member(fact("i", "2024-02-01", times=2), fact("i", "2024-04-01"), fact("gone", "2024-06-01"), name="C")
    d = member(name="D")
    assert won(known, a, b, c, d) == {"A": ("star", "star"), "B": ("star",), "C": (), "D": ()}
    assert won(known, a, c) == {"A": ("star", "star"), "C": ("silver",)}
