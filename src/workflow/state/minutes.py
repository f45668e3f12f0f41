"""What minutes need of the state: the ids of the next ones, and which matters wait for which body's vote.

Source: spec/process.md §2, §10 Votes.
"""

from collections.abc import Mapping

from workflow.record import Record, View
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.deliberation import Minutes
from workflow.state.evaluation import Grading
from workflow.state.objection import Objection
from workflow.state.veto import Veto

KINDS: Mapping[str, type[Record]] = {
    "scheme": SchemeText,
    "cycle": Cycle,
    "round": Round,
    "claim": Claim,
    "veto": Veto,
    "objection": Objection,
    "grading": Grading,
}
# The state in which a matter waits for the vote of a session, and of a members' meeting.
SESSION_DUE: Mapping[str, str] = {
    "round": "open",
    "claim": "registered",
    "veto": "proposed",
    "objection": "admitted",
}
MEETING_DUE: Mapping[str, str] = {
    "scheme": "proposed",
    "cycle": "open",
    "round": "reviewed",
    "claim": "reviewed",
    "grading": "proposed",
}


# What a session would decide, where there is no committee and the meeting decides it.
IN_PLACE_DUE: Mapping[str, str] = {"round": "open", "veto": "proposed", "objection": "admitted"}


def waits_for(view: View, subject: str, *, meeting: bool) -> bool:
    """Whether this matter waits for the vote of a meeting, or else of a session."""
    record, kind = voted_on(view, subject), subject.partition("/")[0]
    state = getattr(record, "state", None)
    cycle = view.find(Cycle, str(getattr(record, "cycle", "")))
    without = cycle is not None and cycle.no_committee
    if meeting:
        return state is not None and state in (MEETING_DUE.get(kind), IN_PLACE_DUE.get(kind) if without else None)
    return state is not None and state == SESSION_DUE.get(kind) and not without


def session_id(view: View) -> str:
    """S001, S002 …"""
    return f"S{(view.find(Minutes) or Minutes()).sessions + 1:03}"


def meeting_id(view: View) -> str:
    """G001, G002 …"""
    return f"G{(view.find(Minutes) or Minutes()).meetings + 1:03}"


def voted_on(view: View, subject: str) -> Record | None:
    """The matter that a vote is on; None where there is none of this name."""
    kind, _, key = subject.partition("/")
    return view.find(KINDS[kind], key) if kind in KINDS else None
