"""The vocabulary of history: one module for each kind of stream.

An event says what was decided and everything needed to use it alone: ids, days, decimal points,
never a name. A stored event never changes; a mistake is corrected by a further event.
Importing the package makes every topic known.
"""

from ledger.events import (
    activity,
    aftermath,
    calendar,
    checkpoint,
    claim,
    complaint,
    cycle,
    delegation,
    deliberation,
    evaluation,
    exchange,
    filing,
    forgetting,
    keys,
    membership,
    objection,
    order,
    publicity,
    referral,
    sanction,
    transfer,
    veto,
)

__all__ = [
    "activity",
    "aftermath",
    "calendar",
    "checkpoint",
    "claim",
    "complaint",
    "cycle",
    "delegation",
    "deliberation",
    "evaluation",
    "exchange",
    "filing",
    "forgetting",
    "keys",
    "membership",
    "objection",
    "order",
    "publicity",
    "referral",
    "sanction",
    "transfer",
    "veto",
]
