"""The vocabulary of history: one module for each kind of stream.

An event says what was decided and everything needed to use it alone: ids, days, decimal points,
never a name. A stored event never changes; a mistake is corrected by a further event.
Whoever takes the topics from here has every one.
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
from ledger.payload import topic_class, topics

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
    "topic_class",
    "topics",
    "transfer",
    "veto",
]
