"""Which of the eleven steps an event belongs to, and in which cycle: the process table's word for history.

The table says which steps may leave an event of a topic; where there are several, what the event is about
decides between them. Source: spec/process.md §2.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ledger.event import Event
from ledger.events import claim as claims
from ledger.events import cycle as cycles
from ledger.events import deliberation, evaluation, filing, objection, publicity
from ledger.events.exchange import ReceiptTaken
from ledger.events.membership import RoleAppointed
from ledger.payload import Payload
from projections.picture import Picture
from workflow.carried import decision
from workflow.process.table import Row, table
from workflow.scoring.profile import STEPS
from workflow.state.claim import Claim
from workflow.state.cycle import Round
from workflow.state.evaluation import Evaluation
from workflow.state.filing import Filing
from workflow.state.objection import Objection
from workflow.state.publicity import Window
from workflow.state.veto import Veto

# What a body met about, or what was posted, and the step that it belongs to.
_SESSIONS = {"round": 5, "veto": 5, "objection": 7, "claim": 5}
_MEETINGS = {"scheme": 1, "round": 6, "cycle": 6, "grading": 10}
_POSTED = {"grading": 10}
_RECEIPTS = {
    "scheme-decided": 1,
    "appeal-decided": 7,
    "referral-decided": 5,
    "filing-decided": 8,
    "check-recorded": 11,
    "grades-settled": 10,
}
_HEARINGS = {"claim": 4, "item": 4, "veto": 5, "grading": 10}


def _by_subject(steps: Mapping[str, int], otherwise: int) -> Callable[[Any], int]:
    return lambda said: steps.get(said.subject.partition("/")[0], otherwise)


_TOLD_APART: Mapping[type[Payload], Callable[[Any], int]] = {
    deliberation.SessionHeld: _by_subject(_SESSIONS, 5),
    deliberation.MeetingHeld: lambda said: _by_subject(_SESSIONS if said.for_committee else _MEETINGS, 6)(said),
    deliberation.SessionLapsed: _by_subject(_SESSIONS, 5),
    deliberation.MeetingLapsed: _by_subject(_MEETINGS, 6),
    deliberation.HearingInvited: _by_subject(_HEARINGS, 4),
    deliberation.HearingHeld: _by_subject(_HEARINGS, 4),
    publicity.PublicityOpened: _by_subject(_POSTED, 7),
    publicity.PublicityClosed: _by_subject(_POSTED, 7),
    claims.ClaimRejected: lambda said: 6 if said.held.startswith("meeting/") else 5,
    claims.ClaimStruck: lambda said: 11 if said.order.startswith("check/") else 7,
    claims.ClaimCorrected: lambda said: 7,
    claims.ClaimEntered: lambda said: 7,
    cycles.StepSkipped: lambda said: STEPS.index(said.step) + 1,
    ReceiptTaken: lambda said: _RECEIPTS.get(said.topic, 0),
    RoleAppointed: lambda said: 2 if said.role in ("recorder", "deputy-recorder") else 0,
}


@lru_cache
def rows_of(topic: str) -> tuple[Row, ...]:
    """The table's rows that may leave an event of this topic."""
    return tuple(row for row in table().rows if topic in row.events)


def step_of(event: Event) -> int:
    """The step, 1 to 11; 0 for what belongs to none of them."""
    told = _TOLD_APART.get(type(event.payload))
    if told:
        return told(event.payload)
    return min((row.step for row in rows_of(event.topic)), default=0)


def roles_for(event: Event) -> frozenset[str]:
    """The roles that the table asks of who leaves such an event."""
    step = step_of(event)
    rows = rows_of(event.topic)
    near = [row for row in rows if row.step == step] or rows
    return frozenset(role for row in near for role in row.roles)


def scope_of(picture: Picture, event: Event) -> str:
    """What the event's step counts for: cycle/…, scheme/… (whichever cycle pins it), unit, or "" for nothing."""
    said = event.payload
    match said:
        case cycles.SchemeProposed() | cycles.SchemeAdopted():
            return f"scheme/{said.digest}"
        case ReceiptTaken():
            return _of_decision(picture, said)
        case RoleAppointed():
            return "unit"
        case deliberation.SessionHeld() | deliberation.MeetingHeld() | cycles.StepSkipped():
            return _of_matter(picture, said.subject)
        case deliberation.HearingInvited() | deliberation.HearingHeld():
            return _of_matter(picture, said.subject)
        case publicity.PublicityClosed():
            return _of_matter(picture, f"publicity/{said.window}")
        case _ if hasattr(said, "cycle"):
            return f"cycle/{said.cycle}"
        case _:
            return _of_matter(picture, event.stream)


def _of_decision(picture: Picture, said: ReceiptTaken) -> str:
    decided = decision(said).payload
    match decided:
        case cycles.SchemeDecided():
            return f"scheme/{decided.digest}"
        case objection.AppealDecided():
            return _of_matter(picture, f"objection/{decided.objection}")
        case filing.FilingDecided() | filing.CheckRecorded() | evaluation.GradesSettled():
            return _of_matter(picture, f"filing/{decided.filing}")
        case _:
            return ""


_MATTERS: Mapping[str, type[Any]] = {
    "claim": Claim,
    "round": Round,
    "objection": Objection,
    "veto": Veto,
    "filing": Filing,
    "evaluation": Evaluation,
    "publicity": Window,
}


def _of_matter(picture: Picture, matter: str) -> str:
    kind, _, key = matter.partition("/")
    if kind in ("cycle", "scheme"):
        return matter
    if kind == "grading":
        return f"cycle/{key.partition('/')[0]}"
    if kind == "item":
        return "unit"
    record = picture.find(_MATTERS[kind], key) if kind in _MATTERS else None
    return f"cycle/{record.cycle}" if record else ""
