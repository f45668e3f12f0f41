"""What an evaluation consists of: 自评, 互评, 民主测评, 评定意见; mass representatives where the scheme has them."""

from typing import Any

import pytest

from tests.support import House
from tests.workflow.small_year import SCHEME, forged, year_filed
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.schemes.library import scheme
from workflow.state.evaluation import Evaluation, Grading

EVERYBODY = [f"M{number:02}" for number in range(1, 10)]
KEY = {"evaluation": "E01-2026"}
TELLERS = {"tellers": ["M05", "M06"]}
OPENING: dict[str, Any] = {"cycle": "2026", "code": "year-end", "on": "2026-12-31", **TELLERS}
EVALUATED = """[[process.evaluation]]
id = "year-end"
"""


def small(parts: str = "", more: str = "") -> House:
    """The small year filed, under a profile with one evaluation of these parts."""
    profile = (f"evaluation_parts = [{parts}]\n" if parts else "") + more
    return year_filed({"M05": "70"}, text=SCHEME.replace("LEAVE", profile + EVALUATED))


def held(house: House, **fields: Any) -> House:
    house.do("evaluation.open", "M01", **{**OPENING, **fields})
    return house


def counted(house: House) -> None:
    house.do("evaluation.tally", "M01", ballots=9, results=[{"member": "M05", "band": "good"}], **KEY, **TELLERS)


def take_part(house: House, part: str, *present: str) -> None:
    house.do("evaluation.take-part", "M02", part=part, present=list(present), **KEY)


def opinions(house: House, *members: str) -> None:
    for member in members:
        house.do("evaluation.opinion", "M02" if member == "M01" else "M01", member=member, text="steady", **KEY)


def whole(house: House) -> House:
    take_part(house, "self", "M05")
    take_part(house, "mutual", "M05", "M06")
    counted(house)
    opinions(house, *EVERYBODY)
    return house


def test_grading_waits_for_every_part_of_the_profile():
    house = held(small())
    steps = (
        lambda: take_part(house, "self", *EVERYBODY),
        lambda: take_part(house, "mutual", *EVERYBODY),
        lambda: counted(house),
        lambda: opinions(house, *EVERYBODY),
    )
    for step in steps:
        assert house.refused("grade.propose", "M01", cycle="2026") == ["in-order"]
        step()
    house.do("grade.propose", "M01", cycle="2026")
    assert sorted(house.find(Evaluation, "E01-2026").opinions) == EVERYBODY
    assert replayed(house, "B01") == ()


def test_a_part_that_the_profile_leaves_out_is_neither_asked_nor_taken():
    house = held(small('"ballot"'))
    assert house.refused("evaluation.take-part", "M01", part="self", present=["M05"], **KEY) == ["in-order"]
    assert house.refused("evaluation.opinion", "M01", member="M05", text="x", **KEY) == ["in-order"]
    counted(house)
    house.do("grade.propose", "M01", cycle="2026")
    assert replayed(house, "B01") == ()


def test_without_a_ballot_nobody_counts_and_the_opinion_waits_for_nothing():
    house = held(small('"self", "opinion"'), tellers=[])
    opinions(house, *EVERYBODY)
    take_part(house, "self", "M05")
    house.do("grade.propose", "M01", cycle="2026")
    assert replayed(house, "B01") == ()


def test_the_opinion_follows_the_count():
    house = held(small())
    assert house.refused("evaluation.opinion", "M01", member="M05", text="steady", **KEY) == ["in-order"]
    counted(house)
    opinions(house, "M05")


def test_nobody_gives_the_opinion_on_themselves_and_none_is_given_twice():
    house = held(small())
    counted(house)
    assert house.refused("evaluation.opinion", "M01", member="M01", text="steady", **KEY) == ["own-claim"]
    opinions(house, "M05")
    assert house.refused("evaluation.opinion", "M01", member="M05", text="steady", **KEY) == ["in-range"]


@pytest.mark.parametrize("present", [[], ["M05", "M05"], ["U1"]], ids=["nobody", "twice", "a stranger"])
def test_who_took_part_is_of_those_evaluated_each_once(present):
    house = held(small())
    assert house.refused("evaluation.take-part", "M02", part="mutual", present=present, **KEY) == ["in-range"]


def test_a_member_alone_records_no_part_and_an_operator_neither():
    house = held(small())
    asked = {"part": "self", "present": ["M05"], **KEY}
    assert house.refused("evaluation.take-part", "M05", **asked) == ["who-may"]
    house.do("role.appoint", "M01", person="X1", role="operator", since="2026-01-01")
    assert "operator-no-business" in house.refused("evaluation.take-part", "X1", **asked)


def test_what_the_grades_rest_on_takes_no_more_parts():
    house = whole(held(small()))
    house.do("grade.propose", "M01", cycle="2026")
    assert house.refused("evaluation.take-part", "M02", part="self", present=["M06"], **KEY) == ["in-order"]


def test_mass_representatives_take_part_where_the_scheme_has_them():
    house = small(more="mass_representatives = true\n")
    assert house.refused("evaluation.open", "M01", **OPENING) == ["eligible"]
    assert house.refused("evaluation.open", "M01", representatives=["G1"], **OPENING) == ["eligible"]
    house.do("role.appoint", "M01", person="G1", role="mass-representative", since="2026-01-01")
    held(house, representatives=["G1"])
    assert replayed(house, "B01") == ()
    forged(house, "evaluation-opened", lambda said: {"representatives": ("M05",)})
    assert any("mass representative" in finding for finding in replayed(house, "B01"))


def test_where_the_scheme_has_none_nobody_from_outside_evaluates():
    house = small()
    house.do("role.appoint", "M01", person="G1", role="mass-representative", since="2026-01-01")
    assert house.refused("evaluation.open", "M01", representatives=["G1"], **OPENING) == ["eligible"]


def test_the_pioneer_index_has_representatives_of_the_public():
    assert scheme("pioneer-index").profile.mass_representatives
    assert not scheme("pipeline").profile.mass_representatives


@pytest.mark.parametrize(
    ("topic", "forgery", "told"),
    [
        ("evaluation-part-held", {"present": ()}, "who took part"),
        ("evaluation-part-held", {"present": ("U1",)}, "who took part"),
        ("opinion-given", {"member": "M01"}, "themselves"),
        ("opinion-given", {"member": "U1"}, "was not evaluated"),
    ],
)
def test_the_verifier_finds_a_part_that_was_not_held_so(topic, forgery, told):
    house = held(small())
    take_part(house, "self", "M05")
    counted(house)
    opinions(house, "M05")
    assert replayed(house, "B01") == ()
    forged(house, topic, lambda said: forgery)
    assert any(told in finding for finding in replayed(house, "B01"))


def test_the_verifier_finds_grades_before_a_part_that_was_asked():
    house = whole(held(small()))
    house.do("grade.propose", "M01", cycle="2026")
    assert house.find(Grading, "2026").state == "proposed"
    forged(house, "evaluation-part-held", lambda said: {"part": "self"})
    assert any("mutual" in finding for finding in replayed(house, "B01"))
