"""Which round a new claim enters.

The round of its own date while that takes applications; after the closing date the next one, where it still
counts for the period of its own date. Where the next is not open yet, the claim is applied for at once and waits
for it, held over like what was not registered in time. The closing date is the applicants': what enters
registered or reviewed (an observation, the committee's supplement) may come until the session has sat.
Source: spec/process.md §2 steps 3 and 5, §10 Dates, Who else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.events.claim import ClaimHeldOver
from workflow.ask import Ask, Emit
from workflow.periods import expected_rounds
from workflow.state.cycle import Cycle, Round

# Nobody applies by these: they enter registered, or reviewed.
ENTERED_DIRECTLY = frozenset({"claim.observe", "claim.supplement", "meeting.supplement"})


@dataclass(frozen=True)
class Place:
    """Where a claim enters: the round in which it gets its number, and whether it then `waits` for the next one."""

    round: Round
    waits: bool = False


def place_for(ask: Ask, cycle: Cycle, on: date) -> Place | None:
    """Where a claim dated `on` enters today, or None where no round takes it, and none that it could wait for."""
    rounds = [ask.find(Round, key, "round") for key in cycle.rounds]
    directly = ask.envelope.command in ENTERED_DIRECTLY
    taking = [r for r in rounds if r.state == "open" and (directly or ask.today <= r.closes)]
    own = [r for r in taking if r.starts <= on <= r.ends]
    later = [r for r in taking if r.starts > on]
    if own or later:
        return Place((own or later)[0])
    closed = next((r for r in rounds if r.starts <= on <= r.ends), None)
    return Place(closed, waits=True) if closed and not directly and one_follows(ask, cycle) else None


def one_follows(ask: Ask, cycle: Cycle) -> bool:
    """Whether the cycle has a round that is still to be opened."""
    return len(cycle.rounds) < len(expected_rounds(cycle.starts, cycle.ends, ask.scheme(cycle.cycle).profile.round))


def entered(place: Place, claims: Iterable[str]) -> Iterable[Emit]:
    """What follows the application: where it waits, that it is held over."""
    for claim in claims if place.waits else ():
        yield f"claim/{claim}", ClaimHeldOver(claim=claim, round=place.round.round)


def next_claim(round_: Round, ahead: int = 0) -> str:
    """The id of the next claim in a round, or of one so many ahead: 2026Q1-001, 2026Q1-002 …"""
    return f"{round_.round}-{round_.numbered + 1 + ahead:03}"
