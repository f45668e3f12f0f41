"""A new version says in words what it changes, and whose figures of a year move."""

from datetime import date
from decimal import Decimal

from workflow.schemes import library
from workflow.scoring.diff import describe_changes, what_if
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.read import read_scheme

TEXT = library.scheme_text("pipeline")
OLD = read_scheme(TEXT)


def said(text):
    return [str(change) for change in describe_changes(OLD, read_scheme(text))]


def test_the_same_document_changes_nothing():
    assert said(TEXT + "\n# a remark\n") == []


def test_a_changed_figure_is_named_with_what_it_was_and_is():
    assert said(TEXT.replace('most = "33"', 'most = "30.5"')) == ["the item daily.study: most was 33, is now 30.5"]
    assert said(TEXT.replace('cap = "10"', 'cap = "12"', 1)) == ["the component bonus: cap was 10, is now 12"]
    assert said(TEXT.replace('meeting = "year"', 'meeting = "round"')) == ["profile: meeting was year, is now round"]


def test_what_is_new_and_what_is_gone_is_named():
    found = said(TEXT.replace('id = "veto.rules"', 'id = "veto.fraud"'))
    assert found == ["the veto veto.rules is gone", "the veto veto.fraud is new"]


def test_a_label_is_said_in_both_languages():
    assert said(TEXT.replace('en = "Bonus"', 'en = "Extra"')) == [
        "the component bonus: label was 奖励积分 / Bonus, is now 奖励积分 / Extra"
    ]


def test_what_if_names_those_whose_year_comes_out_differently():
    new = read_scheme(TEXT.replace('points = "5"', 'points = "4"', 1))
    writer = MemberYear("M1", "full", facts=(Fact("item", "bonus.article.external", date(2024, 5, 6)),))
    [moved] = what_if(OLD, new, 2024, [writer, MemberYear("M2", "full")])
    assert (moved.member, moved.before.total, moved.after.total) == ("M1", Decimal("5.00"), Decimal("4.00"))
    assert moved.what == ("total", "components")


def test_a_parameter_that_a_branch_sets_moves_grades():
    text = library.scheme_text("state-organ")
    done = [
        ("base.politics.2.hours", "24"),
        ("base.discipline.2.attendance", "4"),
        ("duty.work.3.research", "1"),
        ("duty.work.3.deed", "1"),
    ]
    facts = tuple(Fact("item", ref, date(2024, 5, 6), quantity=Decimal(quantity)) for ref, quantity in done)
    award = Fact("item", "bonus.commendation", date(2024, 5, 6), level="national")
    members = [
        MemberYear("M1", "full", facts=(*facts, award)),
        MemberYear("M2", "full", facts=facts),
        MemberYear("M3", "full", facts=facts),
    ]
    moved = what_if(read_scheme(text), read_scheme(text, {"top-number": "2"}), 2024, members)
    assert moved == ()
    moved = what_if(read_scheme(text), read_scheme(text, {"top-number": "1"}), 2024, members)
    assert [(each.member, each.after.grade) for each in moved] == [("M2", "qualified"), ("M3", "qualified")]
