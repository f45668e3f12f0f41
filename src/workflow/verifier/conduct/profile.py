"""Was it time, by the profile? Steps by longer periods than the round, steps that it skips, the year's last days.

Source: spec/process.md §2 (profile), §10 Dates.
"""

from collections.abc import Iterator
from datetime import date

from ledger.errors import Fault
from workflow.course import ROUND, period
from workflow.periods import expected_rounds
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Grading
from workflow.verifier.conduct.moment import Moment
from workflow.verifier.verdict import no

# How far every round of a period has come before the step is taken for any of them.
AFTER = {"review": "open", "meeting": "reviewed", "publicity": "reviewed", "filing": "posted"}
POSTED = "posted"


def rounds_of(moment: Moment, cycle: Cycle) -> list[Round]:
    return [found for key in cycle.rounds if (found := moment.view.find(Round, key))]


def whole_period(moment: Moment, round_: Round, step: str) -> Iterator[Fault]:
    """The profile has the step; where it comes by a longer period, all of the period's rounds have come so far."""
    cycle, course = moment.cycle(round_.cycle), moment.course(round_.cycle)
    cadence = course.cadence(step)
    if cadence is None:
        if step != "review":
            yield no("in-order", "the profile has no step {step}", step=step)
        return
    if cadence == course.profile.round:
        return
    first, last = period(cycle.starts, cycle.ends, cadence, round_.starts)
    least = ROUND.index(AFTER[step])
    here = {one.starts: one for one in rounds_of(moment, cycle) if first <= one.starts <= last}
    spans = expected_rounds(cycle.starts, cycle.ends, course.profile.round)
    missing = [start for start, _ in spans if first <= start <= last and start not in here]
    behind = [one.round for one in here.values() if ROUND.index(one.state) < least]
    if missing or behind or moment.today <= last:
        facts = {"step": step, "cadence": cadence, "last": last, "waiting": ", ".join([*behind, *map(str, missing)])}
        yield no("in-order", "{step} comes by the {cadence}, which ends on {last}; still to come: {waiting}", **facts)


def year_confirmed(moment: Moment, key: str) -> Iterator[Fault]:
    """The meeting on the year's points comes where the profile has it, after every round's posting."""
    cycle = moment.cycle(key)
    course = moment.course(key)
    if not course.confirms_year:
        yield no("in-order", "this scheme has no meeting on the points of {cycle}", cycle=key)
    waiting = behind(moment, cycle, frozenset(ROUND[ROUND.index(POSTED) :]))
    if waiting:
        yield no("in-order", "the year was confirmed before publicity of: {early}", early=", ".join(waiting))


def behind(moment: Moment, cycle: Cycle, states: frozenset[str]) -> list[str]:
    """The rounds of the year that are not in these states, or were never opened."""
    rounds = rounds_of(moment, cycle)
    due = expected_rounds(cycle.starts, cycle.ends, moment.scheme(cycle.cycle).profile.round)
    return [one.round for one in rounds if one.state not in states] + [
        f"{start} – {end}" for start, end in due[len(rounds) :]
    ]


def still_to_grade(moment: Moment, key: str) -> Iterator[Fault]:
    """The cycle is open, and its grades are not confirmed."""
    grading = moment.view.find(Grading, key)
    if moment.cycle(key).state != "open" or (grading and grading.state != "proposed"):
        yield no("in-order", "{cycle} was not open, or its grades were confirmed", cycle=key)


def day_of_cycle(moment: Moment, key: str, on: date) -> Iterator[Fault]:
    cycle = moment.cycle(key)
    if not cycle.starts <= on <= cycle.ends or on > moment.today:
        yield no("in-range", "{on} lies outside {cycle}, or was still to come", on=on, cycle=key)
