"""What the end of an objection makes of the claim or the veto that it held: written out whole.

Source: spec/process.md §3 Objection, §10 Objections; docs/decisions/0005.
"""

from collections.abc import Iterator
from typing import Any

from ledger.events import claim as claims
from ledger.events import veto as vetoed
from ledger.payload import Payload
from workflow.lines import worth_of
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.state.claim import STRIKE, Claim
from workflow.state.contest import contest
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.objection import Objection
from workflow.state.veto import Veto

# A stream, and either the topic due in it or the whole payload.
Due = tuple[str, str | Payload]


# What an upheld objection still changes: what it holds, and what a grade rests on.
CHANGES = frozenset({"contested", "final", "in-force"})


def worth_under(view: View, objection: Objection, line: claims.Line) -> Any:
    cycle = view.find(Cycle, objection.cycle)
    text = view.find(SchemeText, (cycle.digest if cycle else None) or "")
    assert text is not None, f"the cycle {objection.cycle} has pinned no scheme"
    return worth_of(view, scheme_of_text(text.text), objection.member, line)


def stands(view: View, objection: Objection, order: str, ended: frozenset[str] = frozenset()) -> Iterator[Due]:
    """The objection came to nothing: what no other one holds goes its way."""
    about = objection.about
    if set(contest(view, about).open) - ended - {objection.objection}:
        return
    claim, veto = claim_of(view, about), veto_of(view, about)
    if claim and claim.state == "contested":
        if claim.held_from == "rejected":
            yield about, claims.ClaimRejectionStood(claim=claim.claim, order=order)
        elif claim.held_from == "corrected":
            yield about, claims.ClaimReleased(claim=claim.claim, order=order)
        else:
            yield about, claims.ClaimEntered(claim=claim.claim, window=claim.window or "")
    if veto and veto.state == "contested":
        yield about, vetoed.VetoTookForce(veto=veto.veto, order=order)


def gives_way(
    view: View,
    objection: Objection,
    order: str,
    line: claims.Line | None,
    worth: Any,
    *,
    struck: bool,
    corrects: str | None = None,
) -> Iterator[Due]:
    """It was upheld."""
    about = corrects or objection.about
    claim, veto = claim_of(view, about), veto_of(view, about)
    if claim and objection.ground == STRIKE:
        if claim.state == "struck" and line:
            yield about, claims.ClaimReinstated(claim=claim.claim, order=order, line=line, worth=worth)
    elif claim and claim.state in CHANGES and struck:
        yield about, claims.ClaimStruck(claim=claim.claim, order=order)
    elif claim and claim.state in CHANGES and line:
        yield about, claims.ClaimCorrected(claim=claim.claim, order=order, line=line, worth=worth)
    if veto and veto.state in CHANGES:
        yield about, vetoed.VetoRevoked(veto=veto.veto, order=order)
    if objection.ground == "omission" and line:
        yield _left_out(view, objection, order, line)


def _left_out(view: View, objection: Objection, order: str, line: claims.Line) -> Due:
    """What had been left out enters its round under the next number."""
    round_ = view.find(Round, objection.about.split("/")[1])
    assert round_ is not None, f"there is no round for {objection.about}"
    claim = f"{round_.round}-{round_.numbered + 1:03}"
    said = claims.ClaimBroughtIn(
        claim=claim,
        round=round_.round,
        cycle=objection.cycle,
        member=objection.member,
        line=line,
        worth=worth_under(view, objection, line),
        order=order,
    )
    return f"claim/{claim}", said


def objection_of(view: View, key: str) -> Objection:
    found = view.find(Objection, key)
    assert found is not None, f"there is no objection {key}"
    return found


def claim_of(view: View, about: str) -> Claim | None:
    kind, _, key = about.partition("/")
    return view.find(Claim, key) if kind == "claim" else None


def veto_of(view: View, about: str) -> Veto | None:
    kind, _, key = about.partition("/")
    return view.find(Veto, key) if kind == "veto" else None
