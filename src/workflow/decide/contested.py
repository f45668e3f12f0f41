"""What an objection can be about, and until when: a claim, a rejection, an omission, a veto, a member's grade.

Source: spec/process.md §3 Objection, §4 in-window.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.errors import InvalidError
from workflow.ask import Ask
from workflow.lines import takes_away
from workflow.state.claim import Claim
from workflow.state.cycle import Round
from workflow.state.evaluation import Grading
from workflow.state.membership import Member
from workflow.state.publicity import Window
from workflow.state.revision import Revision, latest_revision
from workflow.state.veto import Veto

# Who has not been told yet has all the time.
NOT_TOLD = datetime.max.replace(tzinfo=UTC)
FORMS = "claim/…, veto/…, grading/CYCLE/MEMBER or omission/ROUND/MEMBER"


@dataclass(frozen=True)
class Contested:
    """The person concerned, and the instant at which objecting ends; None where it can't be objected to.

    `state` is how the matter stands without the objections that hold it; `ground` what objecting to it is.
    `closed`: its window was closed, and what was closed stays closed, whatever a clock says later.
    """

    member: str
    cycle: str
    state: str
    ground: str
    deadline: datetime | None
    closed: bool = False

    def stands(self, now: datetime) -> bool:
        """Whether it is a matter of time alone: it could be objected to, or could have been."""
        return self.deadline is not None and not (self.closed and now < self.deadline)


def contested(ask: Ask, about: str) -> Contested:
    """What `about` names.

    Raises:
        NotFoundError: no such matter. InvalidError: nothing that can be objected to.
    """
    kind, _, key = about.partition("/")
    if kind == "claim":
        return _claim(ask, ask.find(Claim, key, "claim"))
    if kind == "veto":
        veto = ask.find(Veto, key, "veto")
        return _posted(ask, veto.member, veto, "veto", veto.state, ("public", "contested"), "in-force")
    if kind not in ("grading", "omission") or "/" not in key:
        raise InvalidError("{about} can't be objected to: name {forms}", about=about, forms=FORMS)
    first, _, member = key.partition("/")
    ask.find(Member, member, "member")
    if kind == "grading":
        grading = ask.find(Grading, first, "grading")
        graded = latest_revision(ask.view, grading, member) or grading
        return _posted(ask, member, graded, "grade", graded.state, ("public",), "posted")
    record = ask.find(Round, first, "round")
    return _posted(ask, member, record, "omission", record.state, ("public",), "posted")


def _claim(ask: Ask, claim: Claim) -> Contested:
    """A claim that others hold already may be objected to as long as it could be without them."""
    state = claim.held_from or claim.state if claim.state == "contested" else claim.state
    if state == "rejected":
        return Contested(claim.member, claim.cycle, state, "rejection", claim.objectable_until or NOT_TOLD)
    scheme = ask.scheme(claim.cycle)
    item = scheme.by_item.get(claim.line.item)
    ground = "deduction" if item and takes_away(item, claim.line) else "claim"
    return _posted(ask, claim.member, claim, ground, state, ("public", "corrected"), "final")


def _posted(
    ask: Ask,
    member: str,
    record: Claim | Veto | Grading | Revision | Round,
    ground: str,
    state: str,
    posted: tuple[str, ...],
    after: str,
) -> Contested:
    """A matter that stands in publicity, or (in the state `after`) stood there."""
    deadline = None
    if record.window and state in (*posted, after):
        deadline = ask.find(Window, record.window, "window").deadline
    return Contested(member, record.cycle, state, ground, deadline, closed=state == after)
