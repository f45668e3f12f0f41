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
    """The person concerned, and the instant at which objecting ends; None where it can't be objected to.

    `closed`: its window was closed, and what was closed stays closed, whatever a clock says later.
    """

    member: str
    cycle: str
    state: str
    deadline: datetime | None
    closed: bool = False

    def stands(self, now: datetime) -> bool:
        """Whether it is a matter of time alone: it could be objected to, or could have been."""
        return self.deadline is not None and not (self.closed and now < self.deadline)


def contested(ask: Ask, about: str) -> Contested:
    """What `about` names: claim/ID, veto/ID or grading/CYCLE/MEMBER.

    Raises:
        NotFoundError: no such matter. InvalidError: nothing that can be objected to.
    """
    kind, _, key = about.partition("/")
    if kind == "claim":
        claim = ask.find(Claim, key, "claim")
        if claim.state == "rejected":
            return Contested(claim.member, claim.cycle, claim.state, claim.objectable_until)
        return _posted(ask, claim.member, claim, "final")
    if kind == "veto":
        veto = ask.find(Veto, key, "veto")
        return _posted(ask, veto.member, veto, "in-force")
    if kind == "grading":
        key, _, member = key.partition("/")
        grading = ask.find(Grading, key, "grading")
        ask.find(Member, member, "member")
        return _posted(ask, member, grading, "posted")
    raise InvalidError("{about} can't be objected to: name claim/…, veto/… or grading/CYCLE/MEMBER", about=about)


def _posted(ask: Ask, member: str, record: Claim | Veto | Grading, after: str) -> Contested:
    """A matter that stands in publicity, or (in the state `after`) stood there."""
    deadline = None
    if record.window and record.state in ("public", after):
        deadline = ask.find(Window, record.window, "window").deadline
    return Contested(member, record.cycle, record.state, deadline, closed=record.state == after)
