"""One step that nobody could have taken, in a history that is signed and adds up: it is named, with its position.

Each case is a forger's edit of an honest quarter: made through no decision, put right in every figure, signed with
the branch's own key.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ledger.event import Event
from ledger.events.calendar import CalendarRecorded
from ledger.events.claim import ClaimHeldOver, ClaimReviewed, ClaimWithdrawn, NothingClaimed
from ledger.events.cycle import RoundOpened
from ledger.events.delegation import DelegationGranted
from ledger.events.deliberation import ClockRecorded, MeetingHeld
from ledger.events.forgetting import MemberForgotten
from ledger.events.membership import KinDeclared, MemberEnrolled, MemberLeft, RoleAppointed, RoleHandedOver
from ledger.events.objection import ObjectionAdmitted, ObjectionLodged
from ledger.events.publicity import PublicityClosed, PublicityOpened
from ledger.events.veto import VetoProposed
from ledger.sealed import Sealed
from tests.workflow.verifier.filings import at, changed, checked, inserted, put_right, said, where

Events = list[Event]
Forged = tuple[Events, str, int]


def without(events: Events, position: int) -> Events:
    return put_right([*events[:position], *events[position + 1 :]])


def earlier(events: Events, position: int, days: int) -> Events:
    """The whole command of this event, so many days before it was."""
    command = events[position].command
    return [replace(e, at=e.at - timedelta(days=days)) if e.command == command else e for e in events]


def first(events: Events, topic: str, **fields: object) -> int:
    """The position of the first event of this topic with these fields."""
    return next(
        event.position
        for event in events
        if event.topic == topic and all(getattr(event.payload, name) == value for name, value in fields.items())
    )


def own_claim_registered(events: Events) -> Forged:
    member = events[first(events, "claim-applied", member="M03")].payload.claim
    position = first(events, "claim-registered", claim=member)
    return changed(events, position, by="M03"), "own-claim", position


def kin_claim_registered(events: Events) -> Forged:
    opened = where(events, "round-opened")
    forged = inserted(events, opened, ("member/M02", KinDeclared(person="M02", kin="M09")))
    claim = forged[first(forged, "claim-applied", member="M09")].payload.claim
    return forged, "own-claim", first(forged, "claim-registered", claim=claim)


def registered_without_a_post(events: Events) -> Forged:
    position = where(events, "claim-registered", 4)
    return changed(events, position, by="M08"), "who-may", position


def registered_by_the_deputy_without_need(events: Events) -> Forged:
    position = where(events, "claim-registered", 5)
    return changed(events, position, by="M03"), "who-may", position


def signed_by_another_head(events: Events) -> Forged:
    position = where(events, "claim-signed", 6)
    return changed(events, position, by="M01"), "who-may", position


def registered_unsigned(events: Events) -> Forged:
    position = where(events, "claim-signed", 6)
    return without(events, position), "in-order", position


def applied_for_another(events: Events) -> Forged:
    position = where(events, "claim-applied", 6)
    return changed(events, position, by="M01"), "who-may", position


def acted_for_another(events: Events) -> Forged:
    position = where(events, "claim-registered", 2)
    return changed(events, position, on_behalf="M03"), "delegated", position


def delegated(events: Events, person: str, principal: str, since: date) -> Events:
    granted = DelegationGranted(person=person, principal=principal, since=since, until=date(2026, 12, 31))
    return inserted(events, where(events, "round-opened"), (f"delegation/{principal}", granted), by="M01")


def stood_in_before_the_first_day(events: Events) -> Forged:
    forged = delegated(events, "M06", "M02", date(2026, 4, 1))
    position = where(forged, "claim-registered", 4)
    return changed(forged, position, by="M06", on_behalf="M02"), "delegated", position


def stood_in_for_the_recorder_in_a_claim_of_ones_own(events: Events) -> Forged:
    forged = delegated(events, "M06", "M02", date(2026, 1, 1))
    claim = forged[first(forged, "claim-applied", member="M06")].payload.claim
    position = first(forged, "claim-registered", claim=claim)
    return changed(forged, position, by="M06", on_behalf="M02"), "own-claim", position


def a_delegation_to_oneself(events: Events) -> Forged:
    position = where(events, "round-opened")
    granted = DelegationGranted(person="M03", principal="M02", since=date(2026, 1, 1), until=date(2026, 12, 31))
    return inserted(events, position, ("delegation/M02", granted), by="M03"), "operator-no-business", position


def signed_twice_in_one_name(events: Events) -> Forged:
    forged = delegated(events, "M06", "M01", date(2026, 1, 1))
    position = where(forged, "filing-made")
    forged = changed(forged, position, by="M06", on_behalf="M01")
    second = where(forged, "filing-countersigned")
    forged = said(forged, second, signers=("M06", "M01"), signed_for=("M01",))
    return changed(forged, second, by="M01"), "same-hands", second


def a_post_handed_over_by_who_never_held_it(events: Events) -> Forged:
    position = where(events, "filing-made")
    handed = RoleHandedOver(person="M05", to="M06", role="recorder", on=date(2026, 4, 1), body="committee")
    return inserted(events, position, ("post/M05", handed), by="M01"), "in-order", position


def a_post_handed_to_oneself(events: Events) -> Forged:
    position = where(events, "filing-made")
    handed = RoleHandedOver(person="M02", to="M01", role="recorder", on=date(2026, 4, 1), body="committee")
    return inserted(events, position, ("post/M02", handed), by="M01"), "operator-no-business", position


def left_and_kept_what_was_open(events: Events) -> Forged:
    position = where(events, "session-held")
    left = MemberLeft(member="M07", day=date(2026, 3, 28), how="moved")
    return inserted(events, position, ("member/M07", left), by="M01"), "in-order", position


def applied_after_leaving(events: Events) -> Forged:
    position = where(events, "round-opened")
    left = MemberLeft(member="M07", day=date(2025, 12, 31), how="moved")
    forged = inserted(events, position, ("member/M07", left), by="M01")
    return forged, "who-may", first(forged, "claim-applied", member="M07")


def left_before_the_last_day_had_come(events: Events) -> Forged:
    position = where(events, "round-opened")
    left = MemberLeft(member="M07", day=date(2026, 3, 28), how="moved")
    return inserted(events, position, ("member/M07", left), by="M01"), "in-order", position


def forgotten_with_a_claim_under_way(events: Events) -> Forged:
    position = first(events, "claim-applied", member="M06") + 1
    gone = MemberForgotten(member="M06", ground="request", document="0" * 64)
    return inserted(events, position, ("member/M06", gone), by="M01"), "in-order", position


def forgotten_by_oneself(events: Events) -> Forged:
    gone = MemberForgotten(member="M03", ground="request", document="0" * 64)
    position = where(events, "round-opened")
    return inserted(events, position, ("member/M03", gone), by="M03"), "own-claim", position


def more_points_than_the_item_has(events: Events) -> Forged:
    position = where(events, "claim-observed", 3)
    line = replace(events[position].payload.line, points=Decimal("500"))
    return said(events, position, line=line, worth=None), "in-range", position


def the_same_entered_twice(events: Events) -> Forged:
    position = where(events, "claim-observed", 3)
    payload = events[position].payload
    number = sum(event.topic in ("claim-applied", "claim-observed") for event in events[: position + 1])
    again = replace(payload, claim=f"2026Q1-{number + 1:03}")
    return inserted(events, position + 1, (f"claim/{again.claim}", again)), "once", position + 1


def entered_after_the_closing_date(events: Events) -> Forged:
    position = where(events, "claim-applied", 3)
    return changed(events, position, at=events[position].at + timedelta(days=2)), "in-order", position


def dated_in_the_future(events: Events) -> Forged:
    position = where(events, "claim-applied", 3)
    line = replace(events[position].payload.line, on=date(2026, 3, 31))
    return said(events, position, line=line), "in-order", position


def reviewed_before_the_closing_date_had_passed(events: Events) -> Forged:
    position = where(events, "session-held")
    return earlier(events, position, 4), "in-order", position


def reviewed_without_a_quorum(events: Events) -> Forged:
    position = where(events, "session-held")
    return said(events, position, present=("M01",)), "quorum", position


def reviewed_with_a_stranger(events: Events) -> Forged:
    position = where(events, "claim-reviewed", 8)
    return said(events, position, favour=("M01", "M02", "M08")), "quorum", position


def reviewed_without_a_majority(events: Events) -> Forged:
    position = where(events, "claim-reviewed", 8)
    return said(events, position, favour=("M01",), against=("M02", "M03")), "quorum", position


def voted_on_ones_own_claim(events: Events) -> Forged:
    position = next(
        event.position
        for event in events
        if isinstance(event.payload, ClaimReviewed) and "M02" not in event.payload.favour
    )
    return said(events, position, favour=("M01", "M02", "M03")), "own-claim", position


def raised_in_the_review(events: Events) -> Forged:
    position = first(events, "claim-reviewed", claim=events[where(events, "claim-observed", 3)].payload.claim)
    line = events[position].payload.line
    return said(events, position, line=replace(line, points=line.points + 1)), "never-more", position


def left_out_of_the_review(events: Events) -> Forged:
    return without(events, where(events, "claim-reviewed", 7)), "in-order", where(events, "session-held")


def published_for_too_short_a_time(events: Events) -> Forged:
    position = where(events, "publicity-opened")
    window = events[position].payload
    other = {"until": window.until - timedelta(days=3), "deadline": window.deadline - timedelta(days=3)}
    return said(events, position, **other), "in-window", position


def closed_before_the_deadline(events: Events) -> Forged:
    position = where(events, "publicity-closed")
    return earlier(events, position, 3), "in-window", position


def claims_left_out_of_the_posting(events: Events) -> Forged:
    position = where(events, "publicity-opened")
    return said(events, position, claims=events[position].payload.claims[1:]), "in-order", position


def objected_after_the_window(events: Events) -> Forged:
    position = where(events, "objection-lodged")
    payload = events[position].payload
    late = events[where(events, "publicity-opened")].payload.deadline
    lodged = replace(events[position], at=late, payload=payload)
    return put_right([*events[:position], lodged, *events[position + 1 :]]), "in-window", position


def an_objector_by_name(events: Events) -> Forged:
    position = where(events, "objection-lodged")
    return changed(events, position, by="M07"), "who-may", position


def answered_by_the_person_concerned(events: Events) -> Forged:
    position = where(events, "objection-admitted")
    about = events[where(events, "objection-lodged")].payload.member
    forged = inserted(
        events,
        where(events, "round-opened"),
        (f"post/{about}", RoleAppointed(person=about, role="committee", since=date(2026, 1, 1), body="committee")),
        by="M01",
    )
    return changed(forged, position + 1, by=about), "own-claim", position + 1


def a_late_answer_called_in_time(events: Events) -> Forged:
    position = where(events, "objection-answered")
    command = events[position].command
    late = [replace(e, at=e.at + timedelta(days=20)) if e.command == command else e for e in events]
    return late, "in-window", position


def an_answer_that_changes_nothing(events: Events) -> Forged:
    position = where(events, "claim-corrected")
    return without(events, position), "in-order", where(events, "session-held", 1)


def an_answer_that_changes_something_else(events: Events) -> Forged:
    position = where(events, "claim-corrected")
    line = replace(events[position].payload.line, points=Decimal("30"))
    return said(events, position, line=line, worth=Decimal("30")), "in-order", where(events, "session-held", 1)


def filed_and_countersigned_by_one(events: Events) -> Forged:
    position = where(events, "filing-countersigned")
    return said(changed(events, position, by="M01"), position, signers=("M01", "M01")), "same-hands", position


def signers_that_did_not_sign(events: Events) -> Forged:
    position = where(events, "filing-countersigned")
    return said(events, position, signers=("M01", "M03")), "signers", position


def filed_before_publicity_was_over(events: Events) -> Forged:
    closing = where(events, "publicity-closed")
    command = events[closing].command
    forged = put_right([event for event in events if event.command != command])
    return forged, "in-order", where(forged, "filing-made")


def contested_claims_kept_off_the_list(events: Events) -> Forged:
    position = where(events, "filing-made")
    return said(events, position, contested=()), "filing", position


def a_meeting_without_a_majority(events: Events) -> Forged:
    position = where(events, "meeting-held")
    other = said(events, position, favour=4, against=5)
    return said(other, position + 1, favour=4, against=5), "quorum", position


def a_meeting_that_counts_fewer_members(events: Events) -> Forged:
    position = where(events, "meeting-held")
    other = said(events, position, entitled=5, present=5, favour=5)
    return said(other, position + 1, entitled=5, present=5, favour=5), "quorum", position


def appointed_by_oneself(events: Events) -> Forged:
    position = where(events, "role-appointed")
    return changed(events, position, by="M02"), "operator-no-business", position


def a_cycle_opened_before_the_approval(events: Events) -> Forged:
    receipt, opened = where(events, "receipt-taken"), where(events, "cycle-opened")
    assert opened == receipt + 1
    order = [*events[:receipt], events[opened], events[receipt], *events[opened + 1 :]]
    return put_right(order), "pinned-scheme", receipt


def withdrawn_after_the_end(events: Events) -> Forged:
    position = where(events, "filing-made")
    claim = events[position].payload.claims[0]
    gone = ClaimWithdrawn(claim=claim.claim)
    return inserted(events, position, (f"claim/{claim.claim}", gone), by=claim.member), "in-order", position


def closed_twice(events: Events) -> Forged:
    position = where(events, "filing-made")
    again = PublicityClosed(window="W001", subject="round/2026Q1")
    return inserted(events, position, ("publicity/W001", again), by="timer"), "ended", position


def a_round_out_of_turn(events: Events) -> Forged:
    position = where(events, "filing-made")
    third = RoundOpened(
        round="2026Q3", cycle="2026", starts=date(2026, 7, 1), ends=date(2026, 9, 30), closes=date(2026, 9, 27)
    )
    return inserted(events, position, ("round/2026Q3", third), by="M01"), "in-order", position


def founded_twice(events: Events) -> Forged:
    position = where(events, "cycle-planned")
    return inserted(events, position, ("unit/B01", events[0].payload), by="root"), "genesis", position


def enrolled_twice(events: Events) -> Forged:
    position = where(events, "cycle-planned")
    again = MemberEnrolled(member="M05", standing="probationary", category="default", since=date(2020, 1, 1))
    return inserted(events, position, ("member/M05", again), by="M01"), "in-order", position


def nothing_said_after_the_closing_date(events: Events) -> Forged:
    position = where(events, "filing-made")
    nothing = NothingClaimed(round="2026Q1", member="M05")
    return inserted(events, position, ("round/2026Q1", nothing), by="M05"), "in-order", position


def a_claim_moved_to_a_round_that_is_not_open(events: Events) -> Forged:
    position = where(events, "claim-registered", 3)
    claim = events[position].payload.claim
    moved = ClaimHeldOver(claim=claim, round="2026Q1", into="2026Q2")
    return inserted(events, position, (f"claim/{claim}", moved), by="M02"), "in-order", position


def minutes_of_nothing(events: Events) -> Forged:
    position = where(events, "filing-made")
    minutes = MeetingHeld(meeting="G002", subject="picnic/1", entitled=9, present=9, favour=9, against=0, abstained=0)
    return inserted(events, position, ("meeting/G002", minutes), by="M02"), "in-order", position


def a_veto_against_ones_kin_without_a_code(events: Events) -> Forged:
    position = where(events, "filing-made")
    veto = VetoProposed(
        veto="V01-2026",
        cycle="2026",
        member="M01",
        code="none-such",
        on=date(2026, 2, 1),
        ground=Sealed("0" * 32, "x"),
        document="d" * 64,
    )
    return inserted(events, position, ("veto/V01-2026", veto), by="M01"), "own-claim", position


def one_id_for_two_commands(events: Events) -> Forged:
    position = where(events, "claim-registered", 3)
    return changed(events, position, command=events[position - 4].command), "once", position


def one_command_of_two_persons(events: Events) -> Forged:
    position = where(events, "claim-reviewed", 3)
    return changed(events, position, by="M01"), "who-may", where(events, "session-held")


def an_event_in_another_stream(events: Events) -> Forged:
    position = where(events, "claim-registered", 3)
    return put_right(changed(events, position, stream="claim/other")), "in-order", position


def a_calendar_with_a_monday_made_a_worked_weekend(events: Events) -> Forged:
    position = where(events, "session-held")
    said = CalendarRecorded(year=2026, workdays=(date(2026, 4, 27),), document="0" * 64)
    return inserted(events, position, ("calendar/2026", said), by="M01"), "in-range", position


def a_window_that_claims_a_calendar_was_missing(events: Events) -> Forged:
    position = where(events, "publicity-opened")
    return said(events, position, without_calendar=(2026,)), "in-window", position


def done_in_the_name_of_the_clock(events: Events) -> Forged:
    position = where(events, "claim-registered", 4)
    return changed(events, position, by="clock"), "who-may", position


def the_clock_recorded_for_nothing(events: Events) -> Forged:
    position = where(events, "claim-registered", 4)
    jump = (events[position].at - events[position - 1].at).seconds
    said = ClockRecorded(source="on the way of x", jump_seconds=jump)
    forged = inserted(events, position, ("clock", said), by="clock")
    return changed(forged, position, command=f"clock/{position}", door="clock"), "clock", position


def done_while_a_window_that_was_over_stood_open(events: Events) -> Forged:
    position = where(events, "clock-recorded", -1)
    return inserted(events, position, ("member/M02", KinDeclared(person="M02", kin="M09"))), "in-window", position


def a_clock_that_ran_back_unrecorded(events: Events) -> Forged:
    position = where(events, "session-held")
    at = events[position - 1].at - timedelta(minutes=2)
    forged = inserted(events, position, ("member/M02", KinDeclared(person="M02", kin="M09")), at=at, by="M02")
    return forged, "clock", position


CASES: list[Callable[[Events], Forged]] = [
    made
    for name, made in list(globals().items())
    if callable(made) and getattr(made, "__annotations__", {}).get("return") == Forged and name != "Forged"
]


@pytest.mark.parametrize("forge", CASES, ids=lambda forge: forge.__name__)
def test_a_step_that_nobody_could_take_is_named_with_its_position(quarter, forge):
    events, check, position = forge(quarter)
    verdict = checked(events)
    assert not verdict.ok
    assert position in at(verdict, check), "\n".join(map(str, verdict.findings))


def test_an_honest_event_beside_them_is_not_named(quarter):
    """The forger's one step is the first thing that is found."""
    events, _, position = reviewed_without_a_majority(quarter)
    assert checked(events).findings[0].position == position


def test_what_an_objection_needs_is_asked_of_one_put_in_by_hand(quarter):
    """An objection to a claim that nobody published, dated rightly, admitted rightly."""
    position = where(quarter, "filing-made")
    claim = quarter[position].payload.claims[0]
    day = date(2026, 4, 15)
    deadline = quarter[where(quarter, "publicity-opened")].payload.deadline
    lodged = ObjectionLodged(
        objection="O004",
        about=f"claim/{claim.claim}",
        ground="claim",
        cycle="2026",
        member=claim.member,
        objector=Sealed("0" * 32, "x"),
        tag="t",
        text=Sealed("1" * 32, "x"),
        form="written",
        answer_by=day,
        deadline=deadline,
    )
    events = inserted(quarter, position, ("objection/O004", lodged), by="B01#office")
    verdict = checked(events)
    assert position in at(verdict, "in-order")
    assert position in at(verdict, "in-window")
    admitted = inserted(events, position + 1, ("objection/O004", ObjectionAdmitted(objection="O004")), by="M01")
    assert not checked(admitted).ok


def test_a_window_opened_for_nothing_is_named(quarter):
    position = where(quarter, "filing-made")
    opened = quarter[where(quarter, "publicity-opened")].payload
    again = replace(opened, window="W003", subject="claim/none")
    assert isinstance(again, PublicityOpened)
    verdict = checked(inserted(quarter, position, ("publicity/W003", replace(again, claims=())), by="M01"))
    assert position in at(verdict, "in-order")
