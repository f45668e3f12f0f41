"""Which round a new claim enters.

The round of its own date while that takes applications; after the closing date, the next open one,
where it still counts for the period of its own date. The closing date is the applicants': what enters
registered or reviewed (an observation, the committee's supplement) may come until the session has sat.
Source: spec/process.md §2 steps 3 and 5, §10 Dates, Who else.
"""

from datetime import date

from workflow.ask import Ask
from workflow.state.cycle import Cycle, Round

# Nobody applies by these: they enter registered, or reviewed.
ENTERED_DIRECTLY = frozenset({"claim.observe", "claim.supplement"})


def round_for(ask: Ask, cycle: Cycle, on: date) -> Round | None:
    """The round that takes a claim dated `on` today, or None where none is open for it."""
    rounds = [ask.find(Round, key, "round") for key in cycle.rounds]
    directly = ask.envelope.command in ENTERED_DIRECTLY
    taking = [r for r in rounds if r.state == "open" and (directly or ask.today <= r.closes)]
    own = [r for r in taking if r.starts <= on <= r.ends]
    later = [r for r in taking if r.starts > on]
    return next(iter(own or later), None)


def next_claim(round_: Round, ahead: int = 0) -> str:
    """The id of the next claim in a round, or of one so many ahead: 2026Q1-001, 2026Q1-002 …"""
    return f"{round_.round}-{round_.numbered + 1 + ahead:03}"
