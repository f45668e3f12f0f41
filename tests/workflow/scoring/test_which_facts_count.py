"""Which facts count, and why the others don't."""

from decimal import Decimal

import pytest

from tests.workflow.scoring.small import LEVELS, component, fact, item, member, scheme, score, table, total, why
from workflow.scoring.working import walk


def test_facts_before_the_effective_day_don_t_count_and_that_day_s_do():
    known = scheme(component(), item("i", points="1"), effective="2024-03-02")
    days = [fact("i", f"2024-03-0{day}") for day in (1, 2, 3)]
    assert (total(known, *days), why(known, *days)) == ("2.00", ["before-effective"])


def test_nothing_counts_after_a_departure_and_the_total_is_nothing():
    known = scheme(component(), item("i", points="1"), item("gone", "departure"))
    facts = [fact("i", "2024-03-01"), fact("i", "2024-04-01"), fact("i", "2024-04-02"), fact("gone", "2024-04-01")]
    assert (total(known, *facts), why(known, *facts)) == ("0.00", ["after-departure"])
    assert dict(score(known, member(*facts)).components) == {"c": Decimal("2.00")}


def test_an_audit_finding_annuls_the_facts_of_its_own_matter_alone():
    known = scheme(component(), item("i", points="1"), item("audit", "annul", annuls=["i"]))
    facts = [fact("i", matter="A"), fact("i", matter="B"), fact("i"), fact("audit", matter="A")]
    assert (total(known, *facts), why(known, *facts)) == ("2.00", ["annulled"])
    assert total(known, *facts[:3], fact("audit")) == "3.00", "a finding without a matter annuls nothing"


def test_an_item_is_void_in_the_months_that_have_a_fact_of_another():
    known = scheme(component(), item("i", points="1", voided_by=["no"]), item("no", points="-1"))
    facts = [fact("i", "2024-05-01"), fact("i", "2024-06-30"), fact("no", "2024-05-31")]
    assert (total(known, *facts), why(known, *facts)) == ("0.00", ["voided"])
    assert total(known, fact("no", "2024-05-31")) == "-1.00"


@pytest.mark.parametrize(
    ("once", "facts", "expected"),
    [
        ("year", [fact("i", "2024-01-01"), fact("i", "2024-12-31", times=3)], "1.00"),
        ("month", [fact("i", "2024-01-01"), fact("i", "2024-01-31"), fact("i", "2024-02-01", times=2)], "2.00"),
        ("matter", [fact("i", matter="A"), fact("i", matter="A"), fact("i", matter="B"), fact("i"), fact("i")], "4.00"),
        ("matter", [fact("i", matter="A", times=5), fact("i", times=2)], "3.00"),
        ("year", [fact("i", times=4)], "1.00"),
    ],
    ids=["a year", "a month", "a matter", "a matter of several times", "a year of several times"],
)
def test_what_counts_once_counts_once(once, facts, expected):
    assert total(scheme(component(), item("i", points="1", once=once)), *facts) == expected


def test_only_the_highest_of_a_matter_or_of_the_year_counts_and_the_first_of_equals():
    by_matter = scheme(component(), item("i", "levels", highest="matter") + "\n" + LEVELS)
    facts = [
        fact("i", level="low", matter="A", order=0),
        fact("i", level="high", matter="A", order=1),
        fact("i", level="low", order=2),
        fact("i", level="low", order=3),
    ]
    assert (total(by_matter, *facts), why(by_matter, *facts)) == ("5.00", ["highest-only"])
    by_year = scheme(component(), item("i", "levels", highest="year") + "\n" + LEVELS)
    assert total(by_year, *facts) == "3.00"
    [first, second] = [line for line in walk(score(by_year, member(facts[2], facts[3])).working) if line.kind == "fact"]
    assert (first.figure, second.figure) == (1, 0)


def test_items_of_one_pool_share_one_highest():
    one = item("i", "discretionary", highest="matter", pool="p", most="9")
    other = item("j", "discretionary", highest="matter", pool="p", most="9")
    facts = [fact("i", points="2", matter="A"), fact("j", points="3", matter="A"), fact("j", points="1", matter="B")]
    assert total(scheme(component(), one, other), *facts) == "4.00"


def test_levels_count_as_often_as_they_happened():
    known = scheme(component(), item("i", "levels") + "\n" + LEVELS)
    assert total(known, fact("i", level="high", times=3)) == "9.00"


def test_a_fact_that_doesn_t_count_uses_nothing_up():
    """It is neither the first of a year, nor a repetition, nor an occurrence, nor a quantity, nor anybody's share."""
    early, late = "2024-03-01", "2024-03-05"
    effective = {"effective": "2024-03-02"}
    once = scheme(component(), item("i", points="1", once="year"), **effective)
    assert total(once, fact("i", early), fact("i", late)) == "1.00"
    repeated = scheme(
        component(),
        item("i", points="-10", surcharges=["again"]),
        table("surcharge", "again", when="repeat", share="0.2"),
        **effective,
    )
    assert total(repeated, fact("i", early), fact("i", late)) == "-10.00"
    owed = scheme(component(), item("i", "shortfall", required="2", short="once", points="-1"), **effective)
    assert total(owed, fact("i", early, quantity="2")) == "-1.00"
    part = table("part", "p", within="c", start="5")
    zeroing = scheme(component(), part, item("i", "shortfall", part="p", required="2", short="zero"), **effective)
    assert total(zeroing, fact("i", early, quantity="2")) == "0.00"
    forced = scheme(
        component(),
        item("i", "mark", component=None),
        table("grade", "good", at_least="0"),
        table("grade", "poor"),
        '[[forced]]\ngrade = "poor"\nitem = "i"\ntimes = 2\nclause = "1"',
        **effective,
    )
    assert score(forced, member(fact("i", early), fact("i", late))).grade == "good"
    assert score(forced, member(fact("i", late), fact("i", late))).grade == "poor"
    highest = scheme(component(), item("i", "discretionary", highest="year"), **effective)
    assert total(highest, fact("i", early, points="9"), fact("i", late, points="1")) == "1.00"
    shares = {"of": ["d"], "liable": "secretary", "from_size": "1", "share": "0.5"}
    joint = scheme(component(), item("d", "discretionary", takes=True), item("j", "joint", **shares), **effective)
    source = member(fact("d", early, points="4"), fact("d", late, points="2"), name="M2")
    assert str(score(joint, member(roles=("secretary",)), source).total) == "-1.00"
    voided = scheme(component(), item("i", points="1", voided_by=["no"]), item("no", "mark"), **effective)
    assert total(voided, fact("no", early), fact("i", late)) == "1.00"


def test_what_is_there_is_what_counts_at_least_once():
    """An outcome that looks for a fact sees neither one from before the effective day nor misses one after it."""
    known = scheme(
        component(),
        item("i", points="1", surcharges=["again"]),
        table("surcharge", "again", when="repeat", share="0.2"),
        table("outcome", "seen") + '\n[[outcome.when]]\nfacts = ["i"]',
        effective="2024-03-02",
    )
    early, late = fact("i", "2024-03-01"), fact("i", "2024-03-05")
    assert [score(known, member(*facts)).outcomes for facts in ((early,), (early, late), (late,))] == [
        (),
        ("seen",),
        ("seen",),
    ]
    lines = [line for line in walk(score(known, member(early)).working) if line.kind == "fact"]
    assert [[step.rule for step in line.steps] for line in lines] == [["zero"]]


def test_a_sanction_from_before_the_effective_day_takes_nothing():
    known = scheme(component(), table("sanction", "s", component="c", points="-3"), effective="2024-03-02")
    facts = [fact("s", "2024-03-01", kind="sanction"), fact("s", "2024-03-05", kind="sanction")]
    assert (total(known, *facts), why(known, *facts)) == ("-3.00", ["before-effective"])
