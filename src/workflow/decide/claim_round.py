"""Which round a new claim enters.

The round of its own date while that takes applications; after the closing date, the next open one,
where it still counts for the period of its own date. Source: spec/process.md §2 step 3, §10 Dates.
"""

from datetime import date

from workflow.ask import Ask
from workflow.state.cycle import Cycle, Round


def round_for(ask: Ask, cycle: Cycle, on: date) -> Round | None:
    """The round that takes a claim dated `on` today, or None where none is open for it."""
    rounds = [ask.find(Round, key, "round") for key in cycle.rounds]
    taking = [r for r in rounds if r.state == "open" and ask.today <= r.closes]
    own = [r for r in taking if r.starts <= on <= r.ends]
    later = [r for r in taking if r.starts > on]
    return next(iter(own or later), None)


def next_claim(round_: Round) -> str:
    """The id of the next claim in a round: 2026Q1-001, 2026Q1-002 …"""
    return f"{round_.round}-{round_.numbered + 1:03}"
