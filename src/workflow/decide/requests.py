"""The upper unit's side: which request a decision answers, and whether it has one already.

Source: spec/process.md §8.
"""

from collections.abc import Iterable
from typing import TypeVar

from ledger.errors import InvalidError, Refusal
from ledger.events.exchange import Carried
from ledger.events.objection import AppealLodged
from ledger.events.referral import MatterReferred
from ledger.payload import Payload
from workflow.ask import Ask
from workflow.carried import opened
from workflow.state.exchange import Decided

P = TypeVar("P", bound=Payload)


def requested(carried: Carried, kind: type[P], called: str) -> P:
    """The request inside, if it is of the kind asked for. InvalidError else."""
    payload = opened(carried).payload
    if not isinstance(payload, kind):
        raise InvalidError(
            "position {position} of {unit} holds no {called}, but {topic}",
            position=carried.position,
            unit=carried.unit,
            called=called,
            topic=payload.TOPIC,
        )
    return payload


def already_decided(ask: Ask, topic: str) -> Iterable[Refusal]:
    """One request, one decision of a kind: it ends the matter."""
    carried = getattr(ask.command, "request")  # noqa: B009
    known = ask.view.find(Decided, f"{carried.unit}/{carried.position}/{topic}")
    if known:
        yield Refusal(
            "ended",
            "the request at position {request} of {branch} was decided at position {position}",
            "send that decision again; it stays as it is",
            "process §8",
            {"request": known.request, "branch": known.branch, "position": known.position},
        )


def nobody_concerned(ask: Ask, request: MatterReferred | AppealLodged) -> Iterable[Refusal]:
    """Neither the member, nor the kin declared in the branch or here, decides on it above."""
    for person in sorted({*request.concerned, *ask.conflicted(request.member)} & set(ask.persons)):
        yield Refusal(
            "own-claim",
            "{person} is the person concerned in {matter}, or their kin",
            "somebody else in the upper unit decides it",
            "process §4 own-claim",
            {"person": person, "matter": request.about},
        )
