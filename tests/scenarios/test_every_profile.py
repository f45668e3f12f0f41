"""A branch's year under each profile, through the command line, in both languages.

A profile is how a scheme orders the steps: rounds by month, quarter or half-year, the meeting by round, half-year or
year or not at all, with or without posting, filed by the round or by the year.
"""

import json
from pathlib import Path

import pytest

from tests.scenarios.spoken_house import SpokenHouse, strangers
from tests.support import BRANCH
from tests.workflow.long_way import LongWay
from tests.workflow.test_long_way import cases, wanted, written
from workflow.course import Course
from workflow.schemes import library
from workflow.scoring.case_file import Case

STEPS = ("review", "meeting", "publicity", "filing")
# English in a Chinese answer that is no sentence of ours: product, formats, file names, units of a rule's own words.
NEVER_TRANSLATED = frozenset({"jifen", "json", "key"})


def profile(case: Case) -> tuple[object, ...]:
    """What tells one course through the year from another."""
    found = library.scheme(case.scheme).profile
    course = Course(found, above=True)
    cadences = tuple(course.cadence(step) for step in STEPS)
    return (found.round, *cadences, course.posts_first, course.grades, course.meets_before_posting)


def small(case: Case) -> tuple[int, int]:
    return len(case.members), sum(len(member.facts) for member in case.members)


def one_a_profile() -> list[Case]:
    """Of each profile the smallest case with something in it."""
    found: dict[tuple[object, ...], Case] = {}
    for case in sorted(cases(), key=small):
        if case.expected and any(member.facts for member in case.members):
            found.setdefault(profile(case), case)
    return list(found.values())


def test_there_are_profiles_of_every_cadence():
    rounds = {profile(case)[0] for case in one_a_profile()}
    meetings = {profile(case)[2] for case in one_a_profile()}
    assert rounds >= {"month", "quarter", "half-year"}
    assert meetings >= {"month", "quarter", None}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", one_a_profile(), ids=lambda case: case.scheme)
def test_a_year_at_the_command_line(case: Case, lang: str, tmp_path: Path):
    house = SpokenHouse(tmp_path, lang)
    way = LongWay(house, case)
    figures = way.play()
    assert written(figures) == wanted(case)
    shown(house, way)
    assert strangers(lang, "\n".join(house.said), NEVER_TRANSLATED) == []


def shown(house: SpokenHouse, way: LongWay) -> None:
    """What a secretary, a member and an auditor would look at when the year is over."""
    member = way.case.members[0].member
    for words in (["register"], ["board", "--past"], ["progress"], ["inbox"], ["score", "show"], ["role", "list"]):
        house.run(*words, by="S1")
    for words in (["score", "show", member], ["score", "explain", member], ["claim", "list", "--member", member]):
        house.run(*words, by=member)
    house.run("audit", "member", member, by="S1")
    house.run("verify")
    house.run("rebuild")
    assert json.loads(house.run("--json", "verify"))["clean"]
    house.said.pop()
    assert house.run("unit", "show", unit=BRANCH)
