"""What follows when a window's deadline has passed.

Uncontested claims enter the register, an uncontested veto takes force; what is contested stays behind.
Source: spec/process.md §2 step 7.
"""

from collections.abc import Iterable

from ledger.events.claim import ClaimEntered
from ledger.events.publicity import PublicityClosed
from ledger.events.veto import VetoTookForce
from workflow.ask import Ask, Emit
from workflow.state.claim import Claim
from workflow.state.publicity import Window
from workflow.state.veto import Veto


def close_window(ask: Ask, window: Window) -> Iterable[Emit]:
    """The events that close this window. Whether it is over, the caller has asked."""
    kind, _, key = window.subject.partition("/")
    claims = [ask.find(Claim, claim, "claim") for claim in window.claims]
    contested = [claim.claim for claim in claims if claim.state == "contested"]
    veto = ask.view.find(Veto, key) if kind == "veto" else None
    if veto and veto.state == "contested":
        contested.append(veto.veto)
    yield (
        f"publicity/{window.window}",
        PublicityClosed(window=window.window, subject=window.subject, contested=tuple(contested)),
    )
    for claim in claims:
        if claim.state == "public" and claim.window == window.window:
            yield f"claim/{claim.claim}", ClaimEntered(claim=claim.claim, window=window.window)
    if veto and veto.state == "public":
        yield f"veto/{veto.veto}", VetoTookForce(veto=veto.veto, order=f"publicity/{window.window}")
