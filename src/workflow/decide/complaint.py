"""Straight to the upper unit: lodged in its ledger, admitted (a late one with its reason) or not, decided.

Source: spec/process.md §3 Objection and appeal, §4 in-window, §8.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events import complaint as happened
from ledger.events.objection import AppealDecided, Changes
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import complaint as asked
from workflow.decide.objection import in_their_own_name
from workflow.guards.actors import UPPER
from workflow.state.complaint import Complaint, DecidedAbove, called_below, complaint_id

CLAUSE = "process §3 Objection, §8"
KINDS = frozenset({"claim", "veto", "grading", "omission"})
# The upper unit has no scheme of its own: it answers in the days that hold where a scheme says nothing.
ANSWER_DAYS = 3


def _lodgeable(ask: Ask) -> Iterable[Refusal]:
    """In a ledger above branches, about a matter that can be objected to, with its line where it was left out."""
    c = ask.command
    assert isinstance(c, asked.LodgeComplaint)
    kind, _, key = c.about.partition("/")
    if kind not in KINDS or not key:
        raise InvalidError("{about} can't be objected to: name {forms}", about=c.about, forms=", ".join(sorted(KINDS)))
    if ask.unit.kind == "branch":
        yield Refusal(
            "in-order",
            "{unit} is a branch: what is brought before it is an objection",
            "lodge it with the branch as an objection, or with the unit above",
            CLAUSE,
            {"unit": ask.envelope.unit},
        )
    if (kind == "omission") != (c.line is not None):
        yield Refusal(
            "in-order",
            "an omission, and nothing else, is objected to with the line that should be there; this is about {about}",
            "give item and day of the line for an omission, and no line for anything else",
            CLAUSE,
            {"about": c.about},
        )


def _not_ended(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.LodgeComplaint)
    known = ask.view.find(DecidedAbove, f"{c.branch}/{c.about}")
    if known:
        yield Refusal(
            "ended",
            "{about} of {branch} was decided here at position {position}: that ended it within this scheme",
            "what was decided stays as it is",
            "process §3 (本制度内终结)",
            {"about": c.about, "branch": c.branch, "position": known.position},
        )


def _in_their_own_name(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, asked.LodgeComplaint)
    yield from in_their_own_name(ask, ask.command, UPPER)


def _lodge(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.LodgeComplaint)
    assert c.objector is not None
    complaint, term = complaint_id(ask.view), ask.term(ANSWER_DAYS, "working")
    yield (
        f"complaint/{complaint}",
        happened.ComplaintLodged(
            complaint=complaint,
            branch=c.branch,
            about=c.about,
            member=c.member,
            objector=c.objector,
            tag=ask.tag,
            text=c.text,
            form=c.form,
            line=c.line,
            answer_by=term.until,
            deadline=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def _of(ask: Ask) -> Complaint:
    return ask.find(Complaint, str(getattr(ask.command, "complaint")), "complaint")  # noqa: B009


def _matter(ask: Ask) -> Iterable[Matter]:
    return (Matter(f"complaint/{_of(ask).complaint}", _of(ask).member),)


def _admit(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AdmitComplaint)
    known = _of(ask)
    yield (
        f"complaint/{c.complaint}",
        happened.ComplaintAdmitted(
            complaint=c.complaint,
            branch=known.branch,
            request=known.request,
            about=known.about,
            member=known.member,
            objector=known.objector,
            tag=known.tag,
            form=known.form,
            line=known.line,
            lodged_at=known.lodged_at,
            answer_by=known.answer_by,
            deadline=known.deadline,
            reason=c.reason,
        ),
    )


def _refuse(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RefuseComplaint)
    yield f"complaint/{c.complaint}", happened.ComplaintNotAdmitted(complaint=c.complaint, reason=c.reason)


def _decide(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.DecideComplaint)
    known = _of(ask)
    if c.upheld and known.about.startswith("grading/") and c.corrects is None:
        raise InvalidError("a grade follows from points and vetoes: name the claim or the veto that is put right")
    changes = Changes(points=c.points, times=c.times, level=c.level, quantity=c.quantity)
    yield (
        f"appeal/{known.branch}/{known.request}",
        AppealDecided(
            branch=known.branch,
            request=known.request,
            objection=called_below(ask.envelope.unit, c.complaint),
            about=known.about,
            upheld=c.upheld,
            changes=changes if c.upheld and changes != Changes() else None,
            struck=c.upheld and c.strike,
            corrects=c.corrects if c.upheld else None,
            reason=c.reason,
        ),
    )


_complaint = about("complaint", Complaint, "complaint", "complaint")

DEEDS: Mapping[str, Deed] = {
    "complaint.lodge": Deed(
        lambda ask: Subject("complaint", complaint_id(ask.view), ""),
        _lodge,
        policies={"in-order": _lodgeable, "ended": _not_ended, "who-may": _in_their_own_name},
    ),
    "complaint.admit": Deed(_complaint, _admit, _matter),
    "complaint.refuse": Deed(_complaint, _refuse, _matter),
    "complaint.decide": Deed(_complaint, _decide, _matter),
}
