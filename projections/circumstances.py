"""What the guards of a step saw: the facts of the moment, by guard, read from the state as it was.

Each guard that looks at more than the claim has one function here. Source: spec/process.md §4.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.event import Event
from ledger.events.deliberation import MeetingHeld, SessionHeld
from ledger.scalar import instant_text
from projections.figures import pinned_scheme
from workflow.lines import asks_for_hearing
from workflow.record import View
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round
from workflow.state.deliberation import Hearing
from workflow.state.membership import Member, kin_of
from workflow.state.publicity import Window

Facts = Mapping[str, Any]
See = Callable[[View, Sequence[Event], Claim, date], Facts]


def circumstances(
    view: View, group: Sequence[Event], claim: Claim, guards: Sequence[str], day: date
) -> dict[str, Facts]:
    """The facts of each guard that has any; `group` is the command's events up to the step."""
    seen = {guard: SEEN[guard](view, group, claim, day) for guard in guards if guard in SEEN}
    return {guard: facts for guard, facts in seen.items() if facts}


def _order(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    round_ = view.find(Round, claim.round) if claim.round else None
    if round_ is None:
        return {"day": day.isoformat()}
    return {"round": round_.round, "round_state": round_.state, "closes": str(round_.closes), "day": day.isoformat()}


def _window(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    window = view.find(Window, claim.window) if claim.window else None
    until = window.deadline if window else claim.objectable_until
    return {"deadline": instant_text(until), "at": instant_text(group[-1].at)} if until else {}


def _conflicts(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    near = sorted(kin_of(view, claim.member))
    recused = sorted(set(near).intersection(*(s.present for s in _sessions(group)))) if _sessions(group) else []
    return {"conflicted": near, **({"recused": recused} if recused else {})}


def _votes(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    facts: dict[str, Any] = {}
    for session in _sessions(group):
        facts |= {"members": list(session.members), "present": list(session.present)}
    for meeting in (e.payload for e in group if isinstance(e.payload, MeetingHeld)):
        names = ("entitled", "present", "favour", "against", "abstained")
        facts |= {name: getattr(meeting, name) for name in names}
    said = group[-1].payload
    for name in ("favour", "against", "abstained"):
        voters = getattr(said, name, None)
        if isinstance(voters, tuple):
            facts[name] = list(voters)
    return facts


def _sessions(group: Sequence[Event]) -> list[SessionHeld]:
    return [event.payload for event in group if isinstance(event.payload, SessionHeld)]


def _range(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    cycle = view.find(Cycle, claim.cycle)
    scheme = pinned_scheme(view, cycle) if cycle else None
    item = scheme.by_item.get(claim.line.item) if scheme else None
    if scheme is None or item is None:
        return {}
    facts: dict[str, Any] = {"item": item.id, "rule": item.rule, "clause": item.clause}
    for name in ("points", "least", "most"):
        value = getattr(item, name, None)
        if value is not None:
            facts[name] = str(value)
    return facts | {"evidence": list(claim.evidence)}


def _eligible(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    member = view.find(Member, claim.member)
    held = member.on(claim.line.on) if member else None
    return {"standing": held.standing, "category": held.category, "inclusion": held.inclusion} if held else {}


def _hearing(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    cycle = view.find(Cycle, claim.cycle)
    scheme = pinned_scheme(view, cycle) if cycle else None
    if scheme is None or not asks_for_hearing(scheme, claim.line, claim.worth):
        return {"asked_for": False}
    hearing = view.find(Hearing, f"claim/{claim.claim}/{claim.member}") or view.find(
        Hearing, f"item/{claim.line.item}/{claim.member}"
    )
    if hearing is None:
        return {"asked_for": True}
    return {"asked_for": True, "state": hearing.state, "deadline": instant_text(hearing.deadline)}


def _hands(view: View, group: Sequence[Event], claim: Claim, day: date) -> Facts:
    hands = {"entered": claim.entered_by, "signed": claim.signed_by, "registered": claim.registered_by}
    return {name: person for name, person in hands.items() if person}


SEEN: Mapping[str, See] = {
    "in-order": _order,
    "in-window": _window,
    "own-claim": _conflicts,
    "same-hands": _hands,
    "quorum": _votes,
    "in-range": _range,
    "eligible": _eligible,
    "heard": _hearing,
}
