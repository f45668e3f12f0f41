"""What follows when an objection has come to its end, by lapse of time or by the upper unit's decision.

Source: spec/process.md §3 Objection and appeal, §10 Objections.
"""

from collections.abc import Iterable
from decimal import Decimal

from ledger.events.claim import ClaimCorrected, ClaimEntered, ClaimRejectionStood, ClaimStruck, Line
from ledger.events.objection import ObjectionEnded
from ledger.events.veto import VetoRevoked, VetoTookForce
from workflow.ask import Ask, Emit
from workflow.state.claim import Claim
from workflow.state.objection import Objection
from workflow.state.veto import Veto


def end_objection(ask: Ask, objection: Objection) -> Iterable[Emit]:
    """Nobody appealed in time: the matter goes where it would have gone without the objection."""
    yield f"objection/{objection.objection}", ObjectionEnded(objection=objection.objection)
    yield from stands(ask, objection.about, f"objection/{objection.objection}")


def stands(ask: Ask, about: str, order: str) -> Iterable[Emit]:
    """The objection failed for good."""
    claim, veto = concerned(ask, about)
    if claim and claim.held_from == "rejected":
        yield about, ClaimRejectionStood(claim=claim.claim, order=order)
    elif claim:
        yield about, ClaimEntered(claim=claim.claim, window=claim.window or "")
    if veto:
        yield about, VetoTookForce(veto=veto.veto, order=order)


def gives_way(
    ask: Ask, about: str, order: str, line: Line | None, worth: Decimal | None, *, struck: bool
) -> Iterable[Emit]:
    """The objection or appeal was upheld: the claim changes or is struck, the veto is revoked."""
    claim, veto = concerned(ask, about)
    if claim and struck:
        yield about, ClaimStruck(claim=claim.claim, order=order)
    elif claim:
        changed = line or claim.line
        yield about, ClaimCorrected(claim=claim.claim, order=order, line=changed, worth=worth if line else claim.worth)
    if veto:
        yield about, VetoRevoked(veto=veto.veto, order=order)


def concerned(ask: Ask, about: str) -> tuple[Claim | None, Veto | None]:
    """The claim or the veto that an objection is about; neither, where it is about a grade."""
    kind, _, key = about.partition("/")
    claim = ask.view.find(Claim, key) if kind == "claim" else None
    veto = ask.view.find(Veto, key) if kind == "veto" else None
    return claim, veto
