"""A year of one round under a scheme small enough to be read at a glance: grades by one figure, with leave to depart.

Nine members as in `tests.support`; what each is given is the points of one observed item.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.support import House, founded
from workflow.scoring.read import digest

COUNT = {"entitled": 9, "present": 9, "favour": 9}
PAPER = "d" * 64
POSTED = {"place": "notice board", "contact": "M01"}
ALL = ["M01", "M02", "M03"]

SCHEME = """
[scheme]
id = "small-year"
edition = 1
label = { zh = "小", en = "small" }
source = "made up"
[covers]
statuses = ["full", "probationary"]
clause = "1"
[process]
round = "year"
heard_over = "100"
LEAVE
[total]
clause = "1"
[[component]]
id = "c"
label = { zh = "分", en = "points" }
clause = "1"
start = "0"
[[item]]
id = "given"
label = { zh = "分", en = "points" }
clause = "1"
rule = "discretionary"
component = "c"
entered_by = ["recorder"]
[grading]
statuses = ["full", "probationary"]
clause = "1"
[[grade]]
id = "top"
label = { zh = "优秀", en = "top" }
clause = "1"
at_least = "90"
[[grade]]
id = "mid"
label = { zh = "合格", en = "mid" }
clause = "1"
at_least = "60"
[[grade]]
id = "low"
label = { zh = "不合格", en = "low" }
clause = "1"
[[sanction]]
id = "open"
label = { zh = "立案", en = "under investigation" }
clause = "1"
provisional = true
[[sanction]]
id = "warned"
label = { zh = "警告", en = "warned" }
clause = "1"
grade = "low"
[[veto]]
id = "vetoed"
label = { zh = "否决", en = "vetoed" }
clause = "1"
effect = "grade"
grade = "low"
[[outcome]]
id = "praise"
label = { zh = "表扬", en = "praise" }
clause = "1"
[[outcome.when]]
grades = ["top"]
[[outcome]]
id = "talk"
label = { zh = "谈话", en = "a talk" }
clause = "1"
[[outcome.when]]
grades = ["low"]
"""


def scheme_text(*, leave: bool = True) -> str:
    return SCHEME.replace("LEAVE", "may_depart_from_grade = true" if leave else "")


def year_filed(points: Mapping[str, str], *, leave: bool = True, text: str = "") -> House:
    """The round is through and acknowledged: the grades may be proposed."""
    house = founded().on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    text = text or scheme_text(leave=leave)
    house.do("scheme.propose", "M01", text=text)
    adopted = house.do("scheme.adopt", "M02", scheme=digest(text), **COUNT)
    house.upper("scheme.approve", "U1", adopted[-1].position)
    house.do("cycle.open", "M01", cycle="2026", scheme=digest(text))
    span = {"starts": "2026-01-01", "ends": "2026-12-31", "closes": "2026-12-31"}
    house.do("round.open", "M01", round="2026", cycle="2026", **span)
    house.on("2026-12-30")
    for member, given in points.items():
        recorder = "M03" if member == "M02" else "M02"
        house.do("claim.observe", recorder, member=member, item="given", on="2026-12-01", points=given)
    house.on("2027-01-02")
    house.do("session.review", "M02", round="2026", present=ALL, favour=ALL)
    house.do("meeting.confirm", "M02", round="2026", **COUNT)
    house.do("publicity.open", "M01", subject="round/2026", **POSTED)
    house.on("2027-01-20").do("clock.tick", "timer")
    request = signed(house, "round/2026")
    house.upper("filing.acknowledge", "U1", request)
    return house


def signed(house: House, subject: str) -> int:
    """Filed and countersigned; the request's position."""
    filing = house.do("filing.file", "M01", subject=subject)[0].stream.removeprefix("filing/")
    return house.do("filing.countersign", "M02", filing=filing)[0].position


def graded(house: House) -> House:
    """Grades proposed and confirmed as computed, posted, filed and acknowledged."""
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", **COUNT)
    house.do("publicity.open", "M01", subject="grading/2026", **POSTED)
    house.on("2027-01-29").do("clock.tick", "timer")
    house.upper("filing.acknowledge", "U1", signed(house, "grading/2026"))
    return house


def forged(house: House, topic: str, forge: Callable[[Any], dict[str, Any]], unit: str = "B01") -> None:
    """The last event of this topic says otherwise; nothing else is touched."""
    events = house.units[unit].events
    event = next(event for event in reversed(events) if event.topic == topic)
    events[event.position] = replace(event, payload=replace(event.payload, **forge(event.payload)))
