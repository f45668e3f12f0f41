"""What follows when an objection has come to its end, by an answer, by lapse of time or by the upper unit's decision.

A matter is held until every objection to it has ended; what an answer changed in the meantime waits so long.
Source: spec/process.md §3 Objection and appeal, §10 Objections.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from ledger.events.claim import (
    ClaimBroughtIn,
    ClaimCorrected,
    ClaimEntered,
    ClaimReinstated,
    ClaimRejectionStood,
    ClaimReleased,
    ClaimStruck,
    Line,
)
from ledger.events.objection import AppealDecided, Changes, ObjectionEnded
from ledger.events.veto import VetoRevoked, VetoTookForce
from workflow.ask import Ask, Emit
from workflow.decide.claim_round import next_claim
from workflow.lines import worth_of
from workflow.state.claim import STRIKE, Claim
from workflow.state.contest import contest
from workflow.state.cycle import Round
from workflow.state.objection import Objection
from workflow.state.veto import Veto

# What an upheld objection still changes: what it holds, and what a grade rests on.
CHANGES = frozenset({"contested", "final", "in-force"})


def end_objection(ask: Ask, objection: Objection, ended: frozenset[str] = frozenset()) -> Iterable[Emit]:
    """Nobody appealed in time: the matter goes where it would have gone without the objection.

    `ended` are others that came to their end by the same command.
    """
    yield f"objection/{objection.objection}", ObjectionEnded(objection=objection.objection)
    yield from stands(ask, objection, f"objection/{objection.objection}", ended)


def stands(ask: Ask, objection: Objection, order: str, ended: frozenset[str] = frozenset()) -> Iterable[Emit]:
    """The objection failed for good: what no other one holds goes its way."""
    about = objection.about
    if set(contest(ask.view, about).open) - ended - {objection.objection}:
        return
    claim, veto = concerned(ask, about)
    if claim and claim.state == "contested":
        match claim.held_from:
            case "rejected":
                yield about, ClaimRejectionStood(claim=claim.claim, order=order)
            case "corrected":
                yield about, ClaimReleased(claim=claim.claim, order=order)
            case _:
                yield about, ClaimEntered(claim=claim.claim, window=claim.window or "")
    if veto and veto.state == "contested":
        yield about, VetoTookForce(veto=veto.veto, order=order)


def gives_way(
    ask: Ask,
    objection: Objection,
    order: str,
    line: Line | None,
    worth: Decimal | None,
    *,
    struck: bool,
    corrects: str | None = None,
) -> Iterable[Emit]:
    """It was upheld: the claim changes or is struck, what was left out enters, the veto is revoked.

    `corrects` is what an objection to a grade puts right instead: a final claim, or a veto in force.
    """
    about = corrects or objection.about
    claim, veto = concerned(ask, about)
    if claim and objection.ground == STRIKE:
        if claim.state == "struck":
            changed, worth = (line, worth) if line else (claim.line, claim.worth)
            yield about, ClaimReinstated(claim=claim.claim, order=order, line=changed, worth=worth)
    elif claim and claim.state in CHANGES and struck:
        yield about, ClaimStruck(claim=claim.claim, order=order)
    elif claim and claim.state in CHANGES:
        changed = line or claim.line
        yield about, ClaimCorrected(claim=claim.claim, order=order, line=changed, worth=worth if line else claim.worth)
    if veto and veto.state in CHANGES:
        yield about, VetoRevoked(veto=veto.veto, order=order)
    left_out = line or objection.line
    if objection.ground == "omission" and left_out:
        yield brought_in(ask, objection, order, left_out)


def line_below(ask: Ask, objection: Objection, decided: AppealDecided) -> Line | None:
    """How the upper unit's decision makes the line read; None where it names no change."""
    if decided.line or not decided.changes:
        return decided.line
    claim, _ = concerned(ask, decided.corrects or objection.about)
    old = claim.line if claim else objection.line
    new = replace(old, **given(decided.changes)) if old else None
    return new if new != old else None


def given(changes: Changes) -> dict[str, Any]:
    """The figures that are named."""
    return {each.name: value for each in fields(changes) if (value := getattr(changes, each.name)) is not None}


def brought_in(ask: Ask, objection: Objection, order: str, line: Line) -> Emit:
    """The claim that was left out, in the round where it was missing."""
    round_ = ask.find(Round, objection.about.split("/")[1], "round")
    claim = next_claim(round_)
    said = ClaimBroughtIn(
        claim=claim,
        round=round_.round,
        cycle=objection.cycle,
        member=objection.member,
        line=line,
        worth=worth_of(ask.view, ask.scheme(objection.cycle), objection.member, line),
        order=order,
    )
    return f"claim/{claim}", said


def concerned(ask: Ask, about: str) -> tuple[Claim | None, Veto | None]:
    """The claim or the veto that an objection is about; neither, where it is about a grade or an omission."""
    kind, _, key = about.partition("/")
    claim = ask.view.find(Claim, key) if kind == "claim" else None
    veto = ask.view.find(Veto, key) if kind == "veto" else None
    return claim, veto
