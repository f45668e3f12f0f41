"""What nobody could have done with an objection, put into an honest quarter by hand: it is named, with its position."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from ledger.event import Event
from ledger.events.claim import ClaimReleased, ClaimTold
from ledger.events.objection import LeadRecorded, ObjectionsAnnounced
from ledger.sealed import Sealed
from tests.workflow.verifier.filings import at, changed, checked, inserted, put_right, said, where

Events = list[Event]
Forged = tuple[Events, str, int]


def told_before_the_answer(events: Events) -> Forged:
    told, answer = where(events, "objection-told"), where(events, "objection-answered")
    session = where(events, "session-held", 1)
    order = [*events[:session], events[told], *events[session:told], *events[told + 1 :]]
    assert session < answer < told
    return put_right(order), "in-order", session


def told_with_less_time_to_appeal(events: Events) -> Forged:
    position = where(events, "objection-told")
    until = events[position].payload.appealable_until - timedelta(days=1)
    return said(events, position, appealable_until=until), "in-window", position


def told_by_the_person_concerned(events: Events) -> Forged:
    position = where(events, "objection-told")
    return changed(events, position, by=events[where(events, "objection-lodged")].payload.member), "own-claim", position


def ended_though_nobody_was_told(events: Events) -> Forged:
    told = where(events, "objection-told", -1)
    forged = put_right([*events[:told], *events[told + 1 :]])
    return forged, "in-window", where(forged, "objection-ended")


def a_ground_that_the_matter_is_not(events: Events) -> Forged:
    position = where(events, "objection-lodged")
    return said(events, position, ground="veto"), "in-order", position


def a_line_for_what_was_not_left_out(events: Events) -> Forged:
    position = where(events, "objection-lodged")
    line = events[where(events, "claim-observed")].payload.line
    return said(events, position, line=line), "in-order", position


def announced_at_a_meeting_before_the_answer(events: Events) -> Forged:
    position = where(events, "filing-made")
    announced = ObjectionsAnnounced(meeting="G001", objections=("O001",))
    return inserted(events, position, ("meeting/G001", announced), by="M02"), "in-order", position


def released_while_nothing_held_it(events: Events) -> Forged:
    position = where(events, "filing-made")
    claim = events[position].payload.claims[0].claim
    released = ClaimReleased(claim=claim, order="objection/O002")
    return inserted(events, position, (f"claim/{claim}", released), by="M02"), "in-order", position


def told_of_a_rejection_that_was_none(events: Events) -> Forged:
    position = where(events, "filing-made")
    claim, until = events[position].payload.claims[0].claim, events[where(events, "objection-told")].payload
    told = ClaimTold(
        claim=claim, on=events[position].at.date(), form="written", objectable_until=until.appealable_until
    )
    return inserted(events, position, (f"claim/{claim}", told), by="M01"), "in-order", position


def objections_kept_off_the_filing(events: Events) -> Forged:
    position = where(events, "filing-made")
    return said(events, position, objections=events[position].payload.objections[1:]), "filing", position


def an_answer_in_time_that_was_late_in_the_filing(events: Events) -> Forged:
    position = where(events, "filing-made")
    listed = tuple(replace(one, late=not one.late) for one in events[position].payload.objections)
    return said(events, position, objections=listed), "filing", position


def a_lead_out_of_number(events: Events) -> Forged:
    position = where(events, "filing-made")
    lead = LeadRecorded(lead="N007", text=Sealed("0" * 32, "x"))
    return inserted(events, position, ("lead/N007", lead), by="M02"), "in-order", position


CASES: list[Callable[[Events], Forged]] = [
    told_before_the_answer,
    told_with_less_time_to_appeal,
    told_by_the_person_concerned,
    ended_though_nobody_was_told,
    a_ground_that_the_matter_is_not,
    a_line_for_what_was_not_left_out,
    announced_at_a_meeting_before_the_answer,
    released_while_nothing_held_it,
    told_of_a_rejection_that_was_none,
    objections_kept_off_the_filing,
    an_answer_in_time_that_was_late_in_the_filing,
    a_lead_out_of_number,
]


@pytest.mark.parametrize("forge", CASES, ids=lambda forge: forge.__name__)
def test_what_nobody_could_have_done_with_an_objection_is_named(quarter, forge):
    events, check, position = forge(quarter)
    verdict = checked(events)
    assert position in at(verdict, check), "\n".join(map(str, verdict.findings))
