"""A member's history is played again: every event, the score after it, whose hand, which rule; as of and as known."""

import json
from datetime import date
from decimal import Decimal

import pytest

from ledger.errors import NotFoundError
from projections.explain import explain_events
from projections.history import concerning
from projections.replay import as_json, replay
from projections.stages import KINDS
from tests.projections.branch import STUDY, filed_round, graded_year, posted_round
from tests.support import BRANCH, House, opened
from tests.workflow.long_way import LongWay
from tests.workflow.test_long_way import one_a_scheme

EVENTS = graded_year().units[BRANCH].events


def played(member="M05", events=EVENTS, **more):
    return replay(BRANCH, events, "2026", member, **more)


def test_every_event_of_the_member_stands_in_it_once_and_in_order():
    found = played()
    positions = [entry.position for entry in found.entries]
    opened = next(event.position for event in EVENTS if event.topic == "cycle-opened")
    mine = [event.position for event in concerning(EVENTS, "member/M05")]
    assert positions == sorted({*mine, opened})


def test_the_score_runs_on_as_a_claim_is_entered_reviewed_and_published():
    first = played().entries[2:15]
    ways = [(entry.topic, *(str(entry.figures[kind]) for kind in ("claimed", "reviewed", "final"))) for entry in first]
    assert ways[0] == ("claim-applied", "18.00", "0.00", "0.00")
    assert ways[6] == ("claim-observed", "69.00", "0.00", "0.00")
    assert ways[7] == ("claim-reviewed", "69.00", "18.00", "0.00")
    assert ways[12] == ("publicity-opened", "69.00", "69.00", "0.00")


def test_what_each_event_moved_adds_up_to_the_figure_at_the_end():
    found = played()
    for kind in KINDS:
        assert sum(entry.moved.get(kind, Decimal(0)) for entry in found.entries) == found.ends[kind].total


@pytest.mark.parametrize("member", ["M02", "M05"])
def test_the_figure_after_an_event_is_what_an_explanation_of_that_moment_says(member):
    found = played(member)
    for entry in found.entries[:: max(1, len(found.entries) // 7)][1:]:
        until = EVENTS[: entry.position + 1]
        said = {kind: explain_events(BRANCH, until, "2026", member, kind=kind).total for kind in KINDS}
        assert entry.figures == said, entry.position


@pytest.mark.parametrize("case", one_a_scheme(), ids=lambda case: case.scheme)
def test_under_every_scheme_what_each_event_moved_adds_up_to_the_figure_at_the_end(case):
    way = LongWay(House(), case)
    way.play()
    events = way.house.units[BRANCH].events
    (cycle,) = {event.payload.cycle for event in events if event.topic == "cycle-opened"}
    for member in sorted(each.member for each in case.members)[:2]:
        found = replay(BRANCH, events, cycle, member)
        for kind in KINDS:
            moved = sum((entry.moved.get(kind, Decimal(0)) for entry in found.entries), Decimal(0))
            assert moved == found.ends[kind].total, (member, kind)


def test_points_that_a_scheme_starts_from_come_with_the_opening_and_a_share_with_anothers_deduction():
    (case,) = [case for case in one_a_scheme() if case.scheme == "soe-energy"]
    way = LongWay(House(), case)
    way.play()
    events = way.house.units[BRANCH].events
    (cycle,) = {event.payload.cycle for event in events if event.topic == "cycle-opened"}
    found = replay(BRANCH, events, cycle, "M02")
    start = next(entry for entry in found.entries if entry.topic == "cycle-opened")
    assert start.moved["final"] == Decimal("100.00")
    borne = [entry for entry in found.entries if entry.moved and not entry.data]
    assert sum(entry.moved.get("final", Decimal(0)) for entry in borne) == Decimal("-2.60")
    assert all(entry.ground and entry.ground.rule and not entry.ground.given for entry in borne)


def test_an_event_names_its_actor_their_posts_the_rule_and_its_clause():
    observed = next(entry for entry in played().entries if entry.stream == f"claim/{STUDY}")
    assert (observed.by, observed.step, observed.door) == ("M02", 4, "sandbox")
    assert observed.roles == ("committee", "member", "recorder")
    assert observed.ground is not None
    assert (observed.ground.ref, observed.ground.rule) == ("daily.study", "assessed")
    assert observed.ground.clause
    assert observed.ground.given == {"points": "30"}


def test_as_of_a_day_later_facts_move_nothing_but_are_shown():
    found = played(as_of=date(2026, 4, 30))
    later = [entry for entry in found.entries if entry.later]
    assert later
    assert all(not entry.moved for entry in later)
    assert found.ends["final"].total == Decimal("69.00")
    assert found.entries[-1].figures["final"] == Decimal("69.00")
    assert len(found.entries) == len(played().entries)


def test_as_known_on_a_day_later_events_are_not_there():
    events = filed_round().units[BRANCH].events
    before, after = (played("M01", events, known_at=date(2026, 4, day)) for day in (8, 9))
    assert len(before.entries) < len(after.entries)
    assert (before.ends["final"].total, after.ends["final"].total) == (Decimal("0.00"), Decimal("69.00"))
    assert before.size < after.size == len(events)


def test_a_review_that_lowers_shows_by_how_much():
    change = [{"claim": STUDY, "points": "20", "reason": "half of it"}]
    found = played(events=posted_round(exceptions=change).units[BRANCH].events)
    lowered = next(entry for entry in found.entries if entry.topic == "claim-reviewed" and STUDY in entry.stream)
    assert lowered.moved["reviewed"] == Decimal("20.00")
    assert found.ends["claimed"].total - found.ends["reviewed"].total == Decimal("10.00")


def test_others_claims_figures_and_names_are_not_in_it():
    plain = json.dumps(as_json(played()))
    assert "M07" not in plain
    others = {claim for event in EVENTS if event.topic == "claim-applied" and event.payload.member != "M05"
              for claim in [event.payload.claim]}  # fmt: skip
    assert not {claim for claim in others if f'"{claim}"' in plain}


def test_no_sealed_text_is_in_it():
    events = filed_round().units[BRANCH].events
    assert "he was not there" not in json.dumps(as_json(played(events=events)))


def test_whoever_has_no_points_kept_is_played_all_the_same():
    house = opened()
    decided = {"inclusion": "none", "body": "meeting", "document": "0" * 64}
    house.do("member.enrol", "M01", member="M20", since="2020-01-01", **decided)
    found = played("M20", house.units[BRANCH].events)
    assert [entry.topic for entry in found.entries] == ["cycle-opened", "member-enrolled"]
    assert found.ends == {}
    assert as_json(found)["totals"] == {}


def test_there_is_nothing_to_play_before_the_cycle_was_opened_or_for_a_stranger():
    with pytest.raises(NotFoundError):
        played(known_at=date(2025, 12, 31))
    with pytest.raises(NotFoundError):
        played("M99")


def test_the_same_events_give_the_same_bytes():
    assert json.dumps(as_json(played())) == json.dumps(as_json(played(events=list(EVENTS))))
