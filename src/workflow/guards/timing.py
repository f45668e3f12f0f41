"""When things may happen: in-window, heard, seen-current; closing only after the recorded deadline.

A day ends at the first instant of the next: at that instant the window is over.
Source: spec/process.md §4, §5, §10 Days, Hearing.
"""

from collections.abc import Iterable
from datetime import date, datetime

from ledger.errors import Refusal
from workflow.ask import Ask
from workflow.record import listed
from workflow.state.deliberation import Hearing
from workflow.state.evaluation import Grading


def over(ask: Ask, deadline: datetime, what: str) -> Iterable[Refusal]:
    """Refuse until the deadline has passed."""
    if ask.at < deadline:
        yield Refusal(
            "in-window",
            "{what} runs until {deadline}; it is {now}",
            "wait until {deadline}",
            "process §4 in-window",
            {"what": what, "deadline": deadline.isoformat(), "now": ask.at.isoformat()},
        )


def still_open(ask: Ask, deadline: datetime, what: str) -> Iterable[Refusal]:
    """Refuse from the deadline on."""
    if ask.at >= deadline:
        yield Refusal(
            "in-window",
            "{what} was over at {deadline}; it is {now}",
            "turn to the upper unit: it may admit a late one, with its reason",
            "process §4 in-window",
            {"what": what, "deadline": deadline.isoformat(), "now": ask.at.isoformat()},
        )


def heard(ask: Ask, subject: str, member: str, why: str) -> Iterable[Refusal]:
    """The member was heard on this subject, or let the time for it pass."""
    hearing = ask.view.find(Hearing, f"{subject}/{member}")
    if hearing is None or not hearing.settled(ask.at):
        yield Refusal(
            "heard",
            "{member} has not been heard on {subject} ({why})",
            "invite the member (at least 3 days), and hear them or let the day pass",
            "process §4 heard",
            {"member": member, "subject": subject, "why": why, "invited": hearing is not None},
        )


def still_to_grade(ask: Ask, key: str, clause: str) -> Iterable[Refusal]:
    """The cycle is open and its grades are not confirmed: what decides a grade can still be recorded."""
    cycle, grading = ask.cycle(key), ask.view.find(Grading, key)
    if cycle.state != "open" or (grading and grading.state != "proposed"):
        yield Refusal(
            "in-order",
            "the cycle {cycle} is {state}, its grades are confirmed or it isn't open",
            "a filed year is changed only by a finding of the verification or a decided matter",
            clause,
            {"cycle": key, "state": cycle.state},
        )


def day_of_cycle(ask: Ask, key: str, on: date, clause: str) -> Iterable[Refusal]:
    """The day lies in the cycle and has come."""
    cycle = ask.cycle(key)
    if not cycle.starts <= on <= cycle.ends or on > ask.today:
        yield Refusal(
            "in-range",
            "{on} lies outside {cycle}, or is still to come",
            "give the day of the notice or decision, inside the cycle",
            clause,
            {"on": on, "cycle": key},
        )


def known_to_the_scheme(
    ask: Ask, key: str, on: date, code: str, codes: Iterable[str], clause: str
) -> Iterable[Refusal]:
    """A veto or sanction is dated in the cycle, and one of those (`codes`) that its scheme knows."""
    yield from day_of_cycle(ask, key, on, clause)
    if code not in codes:
        yield Refusal(
            "in-range",
            "the scheme knows no {code}",
            "one of these: {codes}",
            clause,
            {"code": code, "codes": listed(codes)},
        )


def seen_current(ask: Ask, changed_at: int, matter: str) -> Iterable[Refusal]:
    """Nothing newer about this matter than what the actor says to have seen, and nothing that isn't there."""
    seen = ask.envelope.seen
    if seen is not None and seen >= ask.view.size:
        yield Refusal(
            "seen-current",
            "you had seen the ledger up to {seen}; it goes up to {last}",
            "look at the ledger again: this is another one, or it lost its end",
            "process §7 seen",
            {"matter": matter, "last": ask.view.size - 1, "seen": seen},
        )
    if seen is not None and changed_at > seen:
        yield Refusal(
            "seen-current",
            "{matter} changed at position {changed}; you had seen the ledger up to {seen}",
            "look at it again, then decide",
            "process §7 seen",
            {"matter": matter, "changed": changed_at, "seen": seen},
        )
