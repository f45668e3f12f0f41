"""A scheme document is read whole or refused whole, with every fault at its line."""

from hashlib import sha256

import pytest

from ledger.errors import InvalidError
from workflow.schemes import library
from workflow.scoring.read import digest, read_scheme

SMALL = library.scheme_text("heart-points")


def faults(text, **settings):
    with pytest.raises(InvalidError) as refused:
        read_scheme(text, settings or None)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("name", library.scheme_ids())
def test_every_document_of_the_package_reads(name):
    scheme = library.scheme(name)
    assert scheme.id == name
    assert scheme.digest == sha256(library.scheme_text(name).encode()).hexdigest()


@pytest.mark.parametrize("name", library.scheme_ids())
def test_everything_has_a_name_in_both_languages_and_a_clause(name):
    scheme = library.scheme(name)
    for thing in (
        *scheme.components,
        *scheme.items,
        *scheme.vetoes,
        *scheme.sanctions,
        *scheme.grades,
        *scheme.outcomes,
    ):
        assert thing.label.zh
        assert thing.label.en
        assert thing.clause


def test_the_digest_is_of_the_bytes():
    assert digest("积分") == sha256("积分".encode()).hexdigest()


def test_three_schemes_are_shown_and_cannot_be_put_into_force():
    blocked = {name for name in library.scheme_ids() if library.scheme(name).blockers()}
    assert blocked == {"scenic-branch", "group-five", "three-lights"}
    assert "no value" in " ".join(str(fault) for fault in library.scheme("scenic-branch").blockers())


def test_labels_are_found_by_kind_id_and_language():
    scheme = library.scheme("pipeline")
    assert scheme.label("item", "daily.study", "zh") == "学习教育"
    assert scheme.label("band", "review/excellent", "en") == "Excellent"
    assert scheme.label("level", "bonus.commendation/group", "zh") == "集团公司"
    assert scheme.label("item", "no-such", "zh") == "no-such"
    assert scheme.item("no-such") is None


def test_every_fault_comes_at_once_each_with_its_line():
    text = (
        SMALL.replace('points = "1"', 'points = "1e3"')
        .replace('floor = "0"', "floor = 0.5")
        .replace("edition = 1", "edition = true")
    )
    found = faults(text)
    assert len(found) == 3
    lines = text.split("\n")
    assert any(
        f"line {lines.index('points = ' + chr(34) + '1e3' + chr(34)) + 1}, item[0].points" in fault for fault in found
    )


def test_unknown_keys_are_named_with_what_is_allowed():
    [fault] = faults(SMALL.replace("[total]", '[total]\nformula = "x"'))
    assert "formula" in fault
    assert "floor, cap" in fault


@pytest.mark.parametrize(
    "hostile",
    [
        "a = " + "[" * 100_000,
        "a = [" + "[" * 7 + "]" * 8,
        ".".join(["a"] * 5000) + " = 1",
        "[" + ".".join(["a"] * 50) + "]",
        "a = " + "9" * 3999,
        "a = " + "9" * 100_000,
        "a = 1e999999999",
        "a = 1\na = 2",
        "x" * 300_000,
        '积 = "a"' * 1000,
        "\ud800",
        "",
        "[item]\nid = 1",
        "component = 3",
        'a = """' + "x\n" * 1000,
    ],
    ids=range(15),
)
def test_hostile_documents_are_refused_in_bounded_time(hostile):
    assert faults(hostile)


@pytest.mark.parametrize(
    "name", ["Heart", "heart activity", "hеart", "heart..a", ".heart", "heart.", "heart_a", "h" * 81, "１", ""]
)
def test_look_alike_and_malformed_ids_are_refused(name):
    assert any("is no id" in fault for fault in faults(SMALL.replace('"heart.activity"', f'"{name}"')))


@pytest.mark.parametrize("figure", ['"1e3"', '"NaN"', '"0.005"', '"1e999999999"', "1", "1.5", "true", '"٣"', '["1"]'])
def test_figures_that_are_no_decimal_of_two_places_are_refused(figure):
    assert any("item[0].points" in fault for fault in faults(SMALL.replace('points = "1"', f"points = {figure}")))


ITEM = """
[[item]]
id = "{id}"
label = {{ zh = "甲", en = "A" }}
clause = "1"
component = "heart"
rule = "zero"
zeroes = ["{target}"]
"""


def test_items_that_refer_to_each_other_in_a_circle_are_refused():
    text = SMALL + ITEM.format(id="a", target="b") + ITEM.format(id="b", target="a")
    assert any("circle" in fault for fault in faults(text))


def test_a_long_chain_of_items_is_read_without_recursion():
    chain = "".join(ITEM.format(id=f"x{n}", target=f"x{n + 1}") for n in range(1500))
    assert faults(SMALL + chain)


PART = '\n[[part]]\nid = "{id}"\nlabel = {{ zh = "甲", en = "A" }}\nclause = "1"\nwithin = "{within}"\n'


def test_a_part_of_itself_is_refused():
    text = SMALL + PART.format(id="a", within="b") + PART.format(id="b", within="a")
    assert any("part of itself" in fault for fault in faults(text))


def test_names_that_lead_nowhere_are_refused():
    assert any("no component" in fault for fault in faults(SMALL.replace('component = "heart"', 'component = "hart"')))


def test_a_rule_understands_its_own_keys_only():
    assert any("has no most" in fault for fault in faults(SMALL.replace('points = "1"', 'points = "1"\nmost = "3"')))
    assert any("needs points" in fault for fault in faults(SMALL.replace('points = "1"\n', "")))


def test_grades_have_no_hole_and_no_overlap():
    pipeline = library.scheme_text("pipeline")
    assert any("best first" in fault for fault in faults(pipeline.replace('at_least = "80"', 'at_least = "95"')))
    assert any("either" in fault for fault in faults(pipeline.replace('at_least = "80"\n', "")))


def test_an_outcome_can_only_be_replaced_by_one_further_up():
    text = library.scheme_text("company-60-40").replace(
        'unless_outcome = ["activist-removed"]', 'unless_outcome = ["development-priority"]'
    )
    assert any("outcome further up" in fault for fault in faults(text))


def test_a_branch_sets_what_a_parameter_allows_and_nothing_else():
    text = library.scheme_text("county-wide")
    assert read_scheme(text, {"top-number": "3"}).grades[0].rank_number == 3
    assert read_scheme(text).grades[0].rank_number is None
    assert any("beyond its most" in fault for fault in faults(text, **{"base-full": "101"}))
    assert any("no parameter" in fault for fault in faults(text, bottom="1"))
    assert any("no figure" in fault or "is not one" in fault for fault in faults(text, **{"base-full": "1e3"}))


def test_what_a_scheme_says_of_the_process_is_in_its_profile():
    profile = library.scheme("pipeline").profile
    assert (profile.round, profile.meeting, profile.publicity_days, profile.objection_days) == ("quarter", "year", 7, 7)
    assert (profile.reply_days, profile.reply_days_kind, profile.grades_settled_by) == (3, "working", "upper")
    assert [each.id for each in profile.evaluation] == ["mid-year", "year-end"]
    assert library.scheme("primary-school").profile.objection_days == 5
    assert library.scheme("xujiayan").profile.reply_days_kind == "calendar"
    assert library.scheme("pipeline").item("daily.achievement").sign == "department-head"
