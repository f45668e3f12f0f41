"""In which stream an event belongs: told from its own fields.

Source: spec/ledger.md §1.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ledger.event import Event
from ledger.events import activity, checkpoint, forgetting, referral
from ledger.events import aftermath as after
from ledger.events import claim as claims
from ledger.events import complaint as complained
from ledger.events import cycle as years
from ledger.events import delegation as delegated
from ledger.events import deliberation as sat
from ledger.events import evaluation as evaluated
from ledger.events import filing as filed
from ledger.events import keys as keyed
from ledger.events import membership as belonging
from ledger.events import objection as objected
from ledger.events import order as ordered
from ledger.events import publicity as published
from ledger.events import sanction as sanctions
from ledger.events import transfer as moved
from ledger.events import veto as vetoed
from ledger.events.calendar import CalendarRecorded
from ledger.events.exchange import ReceiptTaken

STREAMS: Mapping[type, Callable[[Event, Any], str]] = {
    belonging.UnitFounded: lambda event, said: f"unit/{event.unit}",
    belonging.MemberEnrolled: lambda event, said: f"member/{said.member}",
    belonging.MemberChanged: lambda event, said: f"member/{said.member}",
    belonging.MemberAway: lambda event, said: f"member/{said.member}",
    belonging.MemberReturned: lambda event, said: f"member/{said.member}",
    belonging.MemberLeft: lambda event, said: f"member/{said.member}",
    belonging.HistoryImported: lambda event, said: f"member/{said.member}",
    forgetting.MemberForgotten: lambda event, said: f"member/{said.member}",
    belonging.KinDeclared: lambda event, said: f"member/{said.person}",
    belonging.RoleAppointed: lambda event, said: f"post/{said.person}",
    belonging.RoleEnded: lambda event, said: f"post/{said.person}",
    belonging.RoleHandedOver: lambda event, said: f"post/{said.person}",
    delegated.DelegationGranted: lambda event, said: f"delegation/{said.principal}",
    delegated.DelegationEnded: lambda event, said: f"delegation/{said.principal}",
    CalendarRecorded: lambda event, said: f"calendar/{said.year}",
    years.CyclePlanned: lambda event, said: f"cycle/{said.cycle}",
    years.SchemeProposed: lambda event, said: f"scheme/{said.digest}",
    years.SchemeAdopted: lambda event, said: f"scheme/{said.digest}",
    years.SchemeDecided: lambda event, said: f"approval/{said.branch}/{said.request}",
    years.CycleOpened: lambda event, said: f"cycle/{said.cycle}",
    years.RoundOpened: lambda event, said: f"round/{said.round}",
    years.CycleClosed: lambda event, said: f"cycle/{said.cycle}",
    activity.ActivitySignedIn: lambda event, said: f"activity/{said.activity}",
    claims.ClaimsForwarded: lambda event, said: f"group/{said.group}",
    claims.NothingClaimed: lambda event, said: f"round/{said.round}",
    sat.SessionHeld: lambda event, said: f"session/{said.session}",
    sat.MeetingHeld: lambda event, said: f"meeting/{said.meeting}",
    sat.SessionLapsed: lambda event, said: f"session/{said.session}",
    sat.MeetingLapsed: lambda event, said: f"meeting/{said.meeting}",
    sat.HearingInvited: lambda event, said: f"hearing/{said.subject}/{said.member}",
    sat.HearingHeld: lambda event, said: f"hearing/{said.subject}/{said.member}",
    sat.ClockRecorded: lambda event, said: "clock",
    published.PublicityOpened: lambda event, said: f"publicity/{said.window}",
    published.WindowWitnessed: lambda event, said: f"witness/{said.branch}/{said.window}",
    published.PublicityClosed: lambda event, said: f"publicity/{said.window}",
    vetoed.VetoRequested: lambda event, said: f"veto/{said.branch}/{said.cycle}",
    vetoed.VetoProposed: lambda event, said: f"veto/{said.veto}",
    vetoed.VetoDecided: lambda event, said: f"veto/{said.veto}",
    sanctions.SanctionRecorded: lambda event, said: f"sanction/{said.sanction}",
    sanctions.SanctionLifted: lambda event, said: f"sanction/{said.sanction}",
    complained.ComplaintLodged: lambda event, said: f"complaint/{said.complaint}",
    complained.ComplaintAdmitted: lambda event, said: f"complaint/{said.complaint}",
    complained.ComplaintNotAdmitted: lambda event, said: f"complaint/{said.complaint}",
    objected.LeadRecorded: lambda event, said: f"lead/{said.lead}",
    objected.LeadClosed: lambda event, said: f"lead/{said.lead}",
    objected.ObjectionsAnnounced: lambda event, said: f"meeting/{said.meeting}",
    referral.MatterReferred: lambda event, said: str(said.about),
    referral.ReferralDecided: lambda event, said: f"referral/{said.branch}/{said.request}",
    objected.AppealDecided: lambda event, said: f"appeal/{said.branch}/{said.request}",
    evaluated.EvaluationOpened: lambda event, said: f"evaluation/{said.evaluation}",
    evaluated.EvaluationPartHeld: lambda event, said: f"evaluation/{said.evaluation}",
    evaluated.OpinionGiven: lambda event, said: f"evaluation/{said.evaluation}",
    evaluated.EvaluationTallied: lambda event, said: f"evaluation/{said.evaluation}",
    evaluated.GradesProposed: lambda event, said: f"grading/{said.cycle}",
    evaluated.GradesConfirmed: lambda event, said: f"grading/{said.cycle}",
    after.GradeCommented: lambda event, said: f"comment/{said.cycle}",
    after.FollowUpPlanned: lambda event, said: f"follow-up/{said.follow_up}",
    after.FollowUpDone: lambda event, said: f"follow-up/{said.follow_up}",
    ordered.InspectionRecorded: lambda event, said: f"order/{said.order}",
    ordered.OrderAnswered: lambda event, said: f"order/{said.order}",
    ordered.OrderDecided: lambda event, said: f"order/{said.branch}/{said.request}",
    evaluated.GradesRevised: lambda event, said: f"revision/{said.revision}",
    evaluated.GradesSettled: lambda event, said: f"settlement/{said.branch}/{said.request}",
    filed.FilingMade: lambda event, said: f"filing/{said.filing}",
    filed.FilingCountersigned: lambda event, said: f"filing/{said.filing}",
    filed.FilingDecided: lambda event, said: f"filed/{said.branch}/{said.filing}",
    filed.FilingPassedOn: lambda event, said: f"filed/{said.branch}/{said.filing}",
    filed.CheckRecorded: lambda event, said: f"filed/{said.branch}/{said.filing}",
    keyed.KeyRegistered: lambda event, said: f"key/{said.person}",
    keyed.KeyRevoked: lambda event, said: f"key/{said.person}",
    keyed.LogKeyRotated: lambda event, said: f"log-key/{event.unit}",
    keyed.KeyWithdrawn: lambda event, said: f"withdrawn/{said.branch}",
    moved.TransferRequested: lambda event, said: f"transfer/{said.transfer}",
    moved.TransferDecided: lambda event, said: f"taken-in/{said.branch}/{said.request}",
    checkpoint.CheckpointWitnessed: lambda event, said: f"log/{said.branch}",
    checkpoint.ForkRecorded: lambda event, said: f"log/{said.branch}",
    checkpoint.LedgerRecovered: lambda event, said: f"unit/{event.unit}",
    ReceiptTaken: lambda event, said: str(said.about),
}


def stream_of(event: Event) -> str:
    """Where an event belongs: claims and objections in their own streams, by their ids."""
    said: Any = event.payload
    told = STREAMS.get(type(said))
    if told is not None:
        return told(event, said)
    if hasattr(said, "claim"):
        return f"claim/{said.claim}"
    return f"objection/{said.objection}" if hasattr(said, "objection") else f"veto/{said.veto}"
