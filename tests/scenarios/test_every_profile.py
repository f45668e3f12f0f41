"""A branch's year under each profile, through the command line, in both languages.

A profile is how a scheme orders the steps: rounds by month, quarter or half-year, the meeting by round, half-year or
year or not at all, with or without posting, filed by the round or by the year.
"""

import json
import tomllib
from collections.abc import Iterator
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
# What users of this house wrote: where it was posted, and who recorded the clock.
WRITTEN = frozenset({"notice", "board", "timer"})


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
    said, clauses = "\n".join(house.said), frozenset(strings(tomllib.loads(way.text), "clause"))
    assert strangers(lang, said, known=WRITTEN | set(strings(tomllib.loads(way.text), "id")), clauses=clauses) == []


def strings(document: object, key: str) -> Iterator[str]:
    """Every value of this key, wherever it stands in the scheme's document."""
    for name, value in document.items() if isinstance(document, dict) else ():
        if name == key:
            yield value
        yield from strings(value, key)
    for each in document if isinstance(document, list) else ():
        yield from strings(each, key)


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
