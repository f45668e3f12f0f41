"""What the profile says to a step: not taken at all, or not before the whole of its period is there.

Source: spec/process.md §2 (a step is skipped by the profile, visibly, never by a person), §10 Dates.
"""

from collections.abc import Iterable

from ledger.errors import Refusal
from ledger.events.claim import ClaimEntered
from ledger.events.cycle import StepSkipped
from workflow.ask import Ask, Emit
from workflow.course import ROUND, period
from workflow.periods import expected_rounds
from workflow.state.claim import Claim
from workflow.state.cycle import Round

# What every round of a period has come to before the step is taken for any of them.
COMES_AFTER = {"review": "open", "meeting": "reviewed", "publicity": "reviewed", "filing": "posted"}


def not_taken(step: str, instead: str) -> Refusal:
    """The scheme has no such step."""
    return Refusal(
        "in-order",
        "the profile of this scheme skips the step {step}",
        instead,
        "process §2 (profile)",
        {"step": step},
    )


def period_is_there(ask: Ask, round_: Round, step: str) -> Iterable[Refusal]:
    """Where a step comes by a longer period than the round, every round of the period has come to it."""
    cycle, course = ask.cycle(round_.cycle), ask.course(round_.cycle)
    cadence = course.cadence(step)
    if cadence is None or cadence == course.profile.round:
        return
    first, last = period(cycle.starts, cycle.ends, cadence, round_.starts)
    opened = [ask.find(Round, key, "round") for key in cycle.rounds]
    least = ROUND.index(COMES_AFTER[step])
    waiting = [r.round for r in opened if first <= r.starts <= last and ROUND.index(r.state) < least]
    spans = expected_rounds(cycle.starts, cycle.ends, course.profile.round)
    waiting += [
        f"{start} – {end}"
        for start, end in spans
        if first <= start <= last and not any(r.starts == start for r in opened)
    ]
    if waiting or ask.today <= last:
        yield Refusal(
            "in-order",
            "this scheme has the step {step} by the {cadence}, which ends on {last}; still to come: {waiting}",
            "bring every round of the period so far first, and take the step after it has ended",
            "process §2 (profile), §10 Dates",
            {"step": step, "cadence": cadence, "last": last, "waiting": ", ".join(waiting) or "–"},
        )


def posted_without_publicity(round_: Round, claims: Iterable[Claim], steps: Iterable[str]) -> Iterable[Emit]:
    """The profile has no publicity: what was decided enters the register at once, and the round says why."""
    for step in steps:
        yield f"round/{round_.round}", StepSkipped(subject=f"round/{round_.round}", step=step)
    for claim in claims:
        yield f"claim/{claim.claim}", ClaimEntered(claim=claim.claim, window="")
