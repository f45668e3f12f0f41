"""What an objection can be about, and until when: a claim, a veto, a member's grade.

Source: spec/process.md §3 Objection, §4 in-window.
"""

from dataclasses import dataclass
from datetime import datetime

from ledger.errors import InvalidError
from workflow.ask import Ask
from workflow.state.claim import Claim
from workflow.state.evaluation import Grading
from workflow.state.membership import Member
from workflow.state.publicity import Window
from workflow.state.veto import Veto


@dataclass(frozen=True)
class Contested:
    """The person concerned, and the instant at which objecting ends; None where it can't be objected to now."""

    member: str
    cycle: str
    state: str
    deadline: datetime | None


def contested(ask: Ask, about: str) -> Contested:
    """What `about` names: claim/ID, veto/ID or grading/CYCLE/MEMBER.

    Raises:
        NotFoundError: no such matter. InvalidError: nothing that can be objected to.
    """
    kind, _, key = about.partition("/")
    if kind == "claim":
        claim = ask.find(Claim, key, "claim")
        deadline = claim.objectable_until if claim.state == "rejected" else None
        if claim.state == "public":
            deadline = _window(ask, claim.window)
        return Contested(claim.member, claim.cycle, claim.state, deadline)
    if kind == "veto":
        veto = ask.find(Veto, key, "veto")
        return Contested(
            veto.member, veto.cycle, veto.state, _window(ask, veto.window) if veto.state == "public" else None
        )
    if kind == "grading":
        cycle, _, member = key.partition("/")
        grading = ask.find(Grading, cycle, "grading")
        ask.find(Member, member, "member")
        return Contested(
            member, cycle, grading.state, _window(ask, grading.window) if grading.state == "public" else None
        )
    raise InvalidError("{about} can't be objected to: name claim/…, veto/… or grading/CYCLE/MEMBER", about=about)


def _window(ask: Ask, window: str | None) -> datetime | None:
    return ask.find(Window, window, "window").deadline if window else None
