"""Two explanations of one figure are laid side by side: what moved, by which events, under which rules."""

import json
from datetime import date
from decimal import Decimal

from projections.compare import compare
from projections.explain import explain_events
from tests.projections.branch import STUDY, filed_round, graded_year, posted_round
from tests.support import BRANCH
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest, read_scheme

GRADED = graded_year().units[BRANCH].events
FILED = filed_round().units[BRANCH].events


def explained(member="M05", events=GRADED, **more):
    return explain_events(BRANCH, events, "2026", member, **more)


def changed_scheme(old: str, new: str, times: int = 1):
    text = scheme_text("pipeline")
    assert old in text
    text = text.replace(old, new, times)
    return read_scheme(text), digest(text)


def test_a_figure_is_the_same_as_itself():
    found = compare(explained(), explained())
    assert found.same
    assert found.moved == ()


def test_between_two_days_of_knowledge_the_events_in_between_are_named():
    found = compare(*(explained("M01", FILED, known_at=date(2026, 4, day)) for day in (8, 9)))
    assert (found.before.total, found.after.total) == (Decimal("0.00"), Decimal("69.00"))
    entered = [line for line in found.moved if line.claim]
    assert len(entered) == 5
    for line in entered:
        assert line.before is None
        assert "events" in line.why
        assert line.events[-1][1] in ("claim-entered", "filing-made")
        assert all(FILED[position].topic == topic for position, topic in line.events)
    total = found.moved[0]
    assert (total.kind, total.why) == ("total", ("below",))


def test_between_two_days_of_fact_what_lies_between_them_is_named_as_dated():
    found = compare(explained(as_of=date(2026, 4, 30)), explained(as_of=date(2026, 6, 30)))
    assert found.before.size == found.after.size
    later = [line for line in found.moved if line.claim and line.before is None]
    assert later
    assert {line.why for line in later} == {("dated",)}
    assert all("2026-04-30" < line.after.given["on"] <= "2026-06-30" for line in later if line.after)


def test_a_lowered_claim_is_one_line_with_both_figures():
    change = [{"claim": STUDY, "points": "20", "reason": "half of it"}]
    events = posted_round(exceptions=change).units[BRANCH].events
    found = compare(explained(events=events, kind="claimed"), explained(events=events, kind="reviewed"))
    (line,) = [line for line in found.moved if line.claim == STUDY]
    assert line.before is not None
    assert line.after is not None
    assert (line.before.figure, line.after.figure) == ("30", "20")
    assert "given" in line.why


def test_under_another_scheme_the_limit_that_differs_is_named_and_both_totals_and_grades_stand_there():
    under = changed_scheme('cap = "75"', 'cap = "60"')
    found = compare(explained(), explained(under=under))
    assert found.before.digest != found.after.digest
    assert (found.before.total, found.after.total) == (Decimal("93.00"), Decimal("84.00"))
    assert (found.before.grade, found.after.grade) == ("excellent", "qualified")
    total, daily = found.moved
    assert (daily.ref, daily.why) == ("daily", ("steps",))
    assert (total.kind, total.why) == ("total", ("below",))
    assert found.after.left_out == ()


def test_what_the_other_scheme_does_not_know_is_left_out_and_listed():
    text = scheme_text("handan")
    found = explained(under=(read_scheme(text), digest(text)))
    assert found.left_out
    assert {each.guard for each in found.left_out} <= {"in-range", "once", "in-order"}
    assert {each.matter for each in found.left_out} & {STUDY}
    assert found.scheme == "handan"


def test_a_comparison_is_plain_data_and_the_same_each_time():
    made = [compare(explained(as_of=date(2026, 4, 30)), explained()).as_json() for _ in range(2)]
    assert json.dumps(made[0]) == json.dumps(made[1])
    assert made[0]["before"]["total"] == "69.00"
    assert made[0]["after"]["grade"] == "excellent"
