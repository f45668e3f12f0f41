"""How a line comes into the ledger: by whose word, with which evidence, after which hearing."""

import pytest

from tests.support import House, opened
from workflow.schemes import library

QUARTER = {"round": "2026Q1", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-03-31", "closes": "2026-03-31"}
YEAR = {"round": "2026", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-12-31", "closes": "2026-12-31"}
MONTH = {"round": "2026-01", "cycle": "2026", "starts": "2026-01-01", "ends": "2026-01-31", "closes": "2026-01-31"}


def entering(scheme: str, round_: dict[str, str], **who: str) -> House:
    house = opened(scheme).on("2026-01-20")
    house.do("member.enrol", "M01", member="M10", since="2020-01-01", **who)
    house.do("round.open", "M01", **round_)
    return house


LINE = {"member": "M10", "on": "2026-01-20"}


@pytest.mark.parametrize(
    ("scheme", "round_", "category", "line"),
    [
        ("org-dept", YEAR, "d", {"item": "category.activity"}),
        ("pioneer-index", MONTH, "default", {"item": "base.discipline.1.leave"}),
        ("state-organ", {**YEAR, "ends": "2026-06-30"}, "default", {"item": "base.politics.1.breach"}),
    ],
    ids=["fixed points", "fixed points by month", "an item that makes a part 0"],
)
def test_every_line_that_takes_points_away_asks_for_a_hearing(scheme, round_, category, line):
    known = library.scheme(scheme)
    house = entering(scheme, round_, category=category)
    evidence = [{"kind": kind} for kind in known.by_item[line["item"]].evidence]
    assert house.refused("claim.observe", "M02", evidence=evidence, **LINE, **line) == ["heard"]
    subject = {"subject": f"item/{line['item']}/2026-01-20", "member": "M10"}
    house.do("hearing.invite", "M02", until="2026-01-23", **subject)
    house.do("hearing.hold", "M02", **subject)
    assert house.do("claim.observe", "M02", evidence=evidence, **LINE, **line)


def test_a_line_that_adds_points_asks_for_none():
    house = entering("pipeline", QUARTER)
    assert house.do("claim.observe", "M02", item="daily.study", points="30", **LINE)


def test_one_of_the_kinds_of_evidence_is_enough_and_none_is_too_few():
    house = entering("pipeline", QUARTER)
    line = {"item": "bonus.commendation", "on": "2026-01-20", "level": "group"}
    assert house.refused("claim.apply", "M10", **line) == ["in-range"]
    assert house.do("claim.apply", "M10", evidence=[{"kind": "notice"}], **line)


def test_the_department_s_word_follows_with_its_signature_and_stands_for_no_other_paper():
    house = entering("pipeline", QUARTER)
    line = {"item": "daily.achievement", "on": "2026-01-20", "points": "18"}
    assert house.refused("claim.apply", "M10", evidence=[{"kind": "department-word"}], **line) == ["in-range"]
    assert house.do("claim.apply", "M10", evidence=[{"kind": "record"}], **line)


def test_what_the_unit_above_gives_points_for_is_entered_on_its_word_alone():
    house = opened("village-discipline").on("2026-01-20")
    house.do("round.open", "M01", **YEAR)
    line = {"item": "supervision.plan", "on": "2026-01-20", "member": "M03", "points": "2"}
    assert "eligible" in house.refused("claim.enter", "M02", source="paper", **line)
    assert "eligible" in house.refused("claim.observe", "M02", **line)
    house.do("claim.enter", "M02", source="upper", **line)
    assert house.units["B01"].events[-1].payload.source == "upper"


def test_where_the_recorder_may_enter_they_may_also_enter_what_a_department_gave_in_writing():
    house = entering("pipeline", QUARTER)
    assert house.do("claim.enter", "M02", source="department", item="daily.study", points="30", **LINE)
