"""What one may ask: one module for each kind of matter. Importing the package makes every command known."""

from workflow.commands import (
    activity,
    calendar,
    claim,
    cycle,
    delegation,
    deliberation,
    evaluation,
    exchange,
    filing,
    keys,
    membership,
    minutes,
    objection,
    publicity,
    sanction,
    veto,
)

__all__ = [
    "activity",
    "calendar",
    "claim",
    "cycle",
    "delegation",
    "deliberation",
    "evaluation",
    "exchange",
    "filing",
    "keys",
    "membership",
    "minutes",
    "objection",
    "publicity",
    "sanction",
    "veto",
]
