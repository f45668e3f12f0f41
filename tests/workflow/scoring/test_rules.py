"""What the facts of one item come to, rule by rule."""

import pytest

from tests.workflow.scoring.small import component, fact, item, member, scheme, score, table, total
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch
from workflow.scoring.working import walk


def test_surcharges_are_added_never_compounded_and_the_first_fact_is_no_repetition():
    known = scheme(
        component(),
        item("i", points="-10", surcharges=["again", "post"]),
        table("surcharge", "again", when="repeat", share="0.2"),
        table("surcharge", "post", when="role", roles=["secretary", "committee"], share="0.1"),
    )
    two = [fact("i", order=0), fact("i", order=1)]
    assert total(known, *two) == "-22.00"
    assert total(known, *two, roles=("committee", "secretary")) == "-24.00", "a role's surcharge is added once"
    steps = [step.why for line in walk(score(known, member(*two, roles=("secretary",))).working) for step in line.steps]
    assert steps == ["", "post", "again+post"]


def test_so_many_of_a_day_are_free_for_the_categories_named():
    known = scheme(
        table("category", "desk"),
        table("category", "other"),
        component(),
        item("i", points="2", free_per_day={"desk": "2"}),
    )
    facts = [fact("i", "2024-05-02", times=3), fact("i", "2024-05-01", times=2), fact("i", "2024-05-01", times=1)]
    assert total(known, *facts, category="desk") == "4.00"
    assert total(known, *facts, category="other") == "12.00"
    days = [line for line in walk(score(known, member(*facts, category="desk")).working) if line.kind == "day"]
    assert [dict(day.given)["on"] for day in days] == ["2024-05-01", "2024-05-02"]
    assert [step.why for step in days[0].steps] == ["free-per-day", "each"]


def test_a_mark_from_the_full_ones_takes_away_what_it_lacks():
    known = scheme(component(start="10"), item("i", "assessed", most="10", from_full=True))
    assert total(known) == "10.00"
    assert total(known, fact("i", points="7.5")) == "7.50"
    assert total(known, fact("i", points="0")) == "0.00"


def test_a_zeroed_item_from_full_marks_loses_them_and_another_its_points():
    made = (
        component(start="10"),
        item("full", "assessed", most="10", from_full=True),
        item("plain", points="3"),
        item("z", "zero", component=None, zeroes=["full", "plain"]),
    )
    known = scheme(*made)
    assert total(known, fact("plain")) == "13.00"
    assert total(known, fact("plain"), fact("z")) == "0.00"
    assert total(known, fact("full", points="4"), fact("z")) == "0.00"
    steps = [step for line in walk(score(known, member(fact("plain"), fact("z"))).working) for step in line.steps]
    assert [step.why for step in steps if step.rule in ("set", "zero")] == ["z", "z"]


@pytest.mark.parametrize(
    ("whole", "expected"), [("sum", "6.00"), ("fact", "3.00")], ids=["of the sum", "of each fact by itself"]
)
def test_a_quantity_counts_in_whole_units(whole, expected):
    known = scheme(component(), item("i", "quantity", points="3", per="10", whole=whole))
    assert total(known, fact("i", quantity="9.99"), fact("i", quantity="10.01")) == expected
    assert total(known, fact("i", quantity="9.99")) == "0.00"


@pytest.mark.parametrize(
    ("keys", "quantity", "expected"),
    [
        ({"short": "each", "points": "-1", "per": "2"}, "5", "-2.00"),
        ({"short": "each", "points": "-1", "per": "2"}, "10", "0.00"),
        ({"short": "each", "points": "-1"}, "7.5", "-2.00"),
        ({"short": "once", "points": "-4"}, "9.99", "-4.00"),
        ({"short": "once", "points": "-4"}, "10", "0.00"),
    ],
    ids=["each two", "nothing is short", "each one", "once", "just enough"],
)
def test_what_is_missing_from_what_is_owed_costs_points(keys, quantity, expected):
    known = scheme(component(), item("i", "shortfall", required="10", **keys))
    assert total(known, fact("i", quantity=quantity)) == expected
    assert total(known) in ("-5.00", "-10.00", "-4.00")


def test_roles_may_owe_more_and_the_most_counts():
    keys = {"required": "1", "required_by_role": {"secretary": "3", "committee": "2"}, "short": "each", "points": "-1"}
    known = scheme(component(), item("i", "shortfall", **keys))
    assert [total(known, roles=roles) for roles in ((), ("committee",), ("committee", "secretary"))] == [
        "-1.00",
        "-2.00",
        "-3.00",
    ]


def test_falling_short_may_make_its_part_nothing():
    known = scheme(
        component(),
        table("part", "p", within="c", start="5"),
        item("i", "shortfall", part="p", required="2", short="zero"),
    )
    assert total(known, fact("i", quantity="1.99")) == "0.00"
    assert total(known, fact("i", quantity="2")) == "5.00"
    steps = [(step.rule, step.why) for line in walk(score(known, member()).working) for step in line.steps]
    assert ("zero", "i") in steps
    assert ("multiply", "part-zeroed") in steps


def test_what_is_owed_is_owed_only_by_those_for_whom_the_item_is():
    keys = {"required": "1", "short": "each", "points": "-1"}
    known = scheme(
        table("category", "a"),
        table("category", "b"),
        component(),
        item("by-status", "shortfall", statuses=["full"], **keys),
        item("by-category", "shortfall", categories=["a"], **keys),
        item("by-role", "shortfall", roles=["secretary"], **keys),
    )
    assert total(known, status="full", category="a", roles=("secretary",)) == "-3.00"
    assert total(known, status="activist", category="b") == "0.00"
    assert total(known, status="activist", category="a") == "-1.00"
    assert total(known, status="activist", category="b", roles=("secretary", "recorder")) == "-1.00"


def joint_scheme() -> Scheme:
    shares = {"of": ["d"], "liable": "secretary", "from_size": "2", "share": "0.5", "cap": None, "floor": "-3"}
    return scheme(component(), item("d", "discretionary", takes=True), item("j", "joint", **shares))


def test_a_role_holder_bears_a_share_of_others_single_deductions_and_nobody_of_their_own():
    secretary = member(fact("d", points="4"), name="S", roles=("secretary",))
    others = [member(fact("d", points="2"), fact("d", points="1.99"), name="M1"), member(name="M2")]
    figures = {each.member: str(each.total) for each in score_branch(joint_scheme(), 2024, [secretary, *others])}
    assert figures == {"S": "-5.00", "M1": "-3.99", "M2": "0.00"}


def test_a_share_is_held_at_the_item_s_floor_and_two_holders_bear_it_each():
    holders = [member(name=name, roles=("secretary",)) for name in ("S1", "S2")]
    source = member(fact("d", points="100"), name="M1")
    figures = {each.member: str(each.total) for each in score_branch(joint_scheme(), 2024, [source, *holders])}
    assert figures == {"S1": "-3.00", "S2": "-3.00", "M1": "-100.00"}


def test_a_quantity_of_nothing_is_nothing():
    assert total(scheme(component(), item("i", "quantity", points="3", per="1")), fact("i", quantity="0")) == "0.00"
    assert (
        total(scheme(component(), item("i", "quantity", points="3", per="1", whole="fact")), fact("i", quantity="0"))
        == "0.00"
    )
    owed = item("i", "shortfall", required="1", short="once", points="-1")
    assert total(scheme(component(), owed), fact("i", quantity="0")) == "-1.00"
    part = table("part", "p", within="c", start="5")
    zeroing = scheme(component(), part, item("i", "shortfall", part="p", required="1", short="zero"))
    assert total(zeroing, fact("i", quantity="0")) == "0.00"
