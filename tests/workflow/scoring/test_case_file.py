"""A file of cases is read strictly, and says everything that is wrong with it at once."""

import json

import pytest

from ledger.errors import InvalidError
from workflow.scoring.case_file import read_cases


def case(**changes):
    fact = {"item": "heart.activity", "on": "2024-03-05", **changes.pop("fact", {})}
    member = {"member": "M01", "status": "full", "facts": [fact], **changes.pop("member", {})}
    return json.dumps([{"id": "c-1", "scheme": "heart-points", "year": 2024, "members": [member], **changes}])


def faults(text):
    with pytest.raises(InvalidError) as refused:
        read_cases(text, "c.json")
    return [str(fault) for fault in refused.value.faults]


def test_a_plain_case_is_read():
    [read] = read_cases(case(), "c.json")
    assert read.members[0].facts[0].ref == "heart.activity"
    assert read.expected is None


@pytest.mark.parametrize(
    "points", ["1e3", "NaN", "٣", "1.005", "+1", ".5", "1.", "01", "", " 1", "1 ", "-", "Infinity", "1" * 40]
)
def test_points_that_are_no_decimal_of_two_places_are_refused(points):
    [fault] = faults(case(fact={"points": points}))
    assert "members[0].facts[0].points" in fault


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}])
def test_points_that_are_no_string_are_refused(value):
    assert "points" in faults(case(fact={"points": value}))[0]


@pytest.mark.parametrize("times", [0, -1, True, "2", 1.0, 2.5, None, 10**30])
def test_times_are_whole_numbers_from_one(times):
    assert "times" in faults(case(fact={"times": times}))[0]


@pytest.mark.parametrize(
    "day", ["2024-02-30", "2023-12-31", "20240305", "2024-3-5", "2024-W01-1", "٢٠٢٤-03-05", 20240305, None]
)
def test_days_outside_the_year_or_the_calendar_are_refused(day):
    assert ".on" in faults(case(fact={"on": day}))[0]


def test_broken_json_is_named_by_line_and_column():
    assert "line 2, column" in faults('[\n{"id": }]')[0]


def test_a_key_that_stands_twice_is_refused():
    assert "twice" in faults('[{"id": "a", "id": "b"}]')[0]


def test_nesting_without_end_is_refused():
    assert faults("[" * 100_000)


def test_every_fault_comes_at_once():
    text = case(
        fact={"points": "1e3", "on": "2023-01-01", "bogus": 1},
        member={"status": "guest", "roles": ["king"]},
        year=2024,
        extra=1,
    )
    assert len(faults(text)) == 6


def test_a_fact_names_exactly_one_thing():
    assert "exactly one" in faults(case(fact={"veto": "veto.law"}))[0]


def test_a_member_expected_and_not_there_is_a_fault():
    expected = [{"member": "M09", "total": "1.00", "components": {}, "grade": None, "outcomes": []}]
    assert "M09" in faults(case(expected=expected))[0]


def test_expected_figures_have_exactly_two_places():
    expected = [{"member": "M01", "total": "1.0", "components": {"heart": "1"}, "grade": None, "outcomes": []}]
    assert len(faults(case(expected=expected))) == 2


def test_members_and_cases_stand_once():
    member = {"member": "M01", "status": "full"}
    one = {"id": "c", "scheme": "heart-points", "year": 2024, "members": [member, member]}
    assert len(faults(json.dumps([one, one]))) == 3


def test_an_earlier_year_lies_earlier_and_stands_once():
    history = [{"year": 2024, "grade": None}, {"year": 2023, "grade": "a"}, {"year": 2023, "grade": "b"}]
    assert len(faults(case(member={"history": history}))) == 2


def test_what_is_no_list_of_cases_is_refused():
    for text in ("{}", "null", "[1]", '[{"id": "c", "scheme": "x", "year": 2024, "members": {}}]'):
        assert faults(text)
