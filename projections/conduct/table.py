"""What is looked for, why it may matter, and from which measure on: one table, in neutral words.

Unusual is not wrong. Every check has an ordinary explanation, too; a finding is where to ask, and proves nothing.
Source: spec/process.md §4 (who decides and how), §5 (time); spec/ledger.md §3 (an insider's ways).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import filled

# From which measure on something is said; below it there is too little to tell. Counts, unless the name says otherwise.
THRESHOLDS: Mapping[str, int] = {
    "reviews_least": 10,  # reviewed claims of one person
    "apart_seconds": 1,  # between two decisions of one person
    "fast_least": 3,  # such decisions
    "days_off_percent": 50,  # of a window's days
    "sessions_least": 4,
    "others_percent": 50,  # of the sessions, at which a third person was present at most
    "night_from_hour": 22,
    "night_until_hour": 6,
    "claims_least": 10,  # of one member, entered by one person
    "reversals_least": 3,  # of one member's claims
    "answers_least": 2,
    "last_day_percent": 50,  # of the answers
    "bulk_least": 10,  # entries by one person on one day
    "late_days": 30,  # after the fact
    "back_seconds": 60,  # by which the clock went back
    "votes_least": 10,
    "items_least": 10,  # lines under one item
    "maximum_percent": 100,  # of them at the most that the item has
}


@dataclass(frozen=True)
class Check:
    """One kind of finding. `says` is the sentence of a finding, with its facts; `why` says why one may ask."""

    id: str
    says: str
    why: str
    thresholds: tuple[str, ...]


CHECKS: tuple[Check, ...] = (
    Check(
        "never-lowers",
        "{person} voted on {of} claims in sessions; none of them was lowered or not accepted",
        "a review exists to look closely; it may also be that every claim was right",
        ("reviews_least",),
    ),
    Check(
        "in-a-second",
        "{person} took {count} of {of} decisions within {seconds} s of the one before",
        "a decision takes time to read what it is about; it may also be that papers were entered together",
        ("apart_seconds", "fast_least"),
    ),
    Check(
        "public-on-days-off",
        "window {window} was open for {of} days, {count} of them days off",
        "on days off fewer people pass the notice board; the window may also have been bound to that date",
        ("days_off_percent",),
    ),
    Check(
        "same-pair",
        "{persons} were at all of {of} sessions; nobody else was at more than {others} of them",
        "decisions of always the same two are seen by few; the others may also have been away for good reasons",
        ("sessions_least", "others_percent"),
    ),
    Check(
        "at-night",
        "{count} of {of} sessions and meetings were entered between {from} and {until} o'clock",
        "minutes entered at night may have been written without the others; they may also be entered after work",
        ("night_from_hour", "night_until_hour"),
    ),
    Check(
        "one-recorder",
        "all {of} entries for {member} were made by {person}; other members' were not, or by somebody else",
        "one hand for one member differs from how the branch does it else; the reason may be a declared conflict",
        ("claims_least",),
    ),
    Check(
        "reversed-again",
        "{count} of {of} claims of {member} were changed or struck after they had been decided",
        "repeated reversals may mean that decisions were hasty, or that objections were heard well",
        ("reversals_least",),
    ),
    Check(
        "last-day",
        "{count} of {of} objections were answered on the last day or later",
        "answers at the last moment leave little time to appeal; the matters may also have been hard",
        ("answers_least", "last_day_percent"),
    ),
    Check(
        "late-in-bulk",
        "{person} entered {count} of {of} lines on {day}, each {days} days or more after its own date",
        "what is entered long after the fact is harder to check; papers may also have come in late together",
        ("bulk_least", "late_days"),
    ),
    Check(
        "clock-went-back",
        "at {count} of {of} events the clock stood {seconds} s or more before an earlier event",
        "deadlines rest on the clock; a clock may also have been put right",
        ("back_seconds",),
    ),
    Check(
        "always-unanimous",
        "{count} of {of} votes of the {body} were without a vote against or an abstention",
        "never a different view may mean that votes are entered as a form; it may also mean agreement",
        ("votes_least",),
    ),
    Check(
        "always-the-most",
        "{count} of {of} lines under {item} were entered with the most that the item has, {most}",
        "always the most tells members apart no longer; the item may also be easy to fulfil",
        ("items_least", "maximum_percent"),
    ),
)
BY_ID: Mapping[str, Check] = {check.id: check for check in CHECKS}


@dataclass(frozen=True)
class Unusual:
    """One finding: `count` of `of`, at these positions of the log. `facts` fill the check's sentence."""

    check: str
    count: int
    of: int
    positions: tuple[int, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, str]:
        """The facts of the sentence."""
        return {**self.facts, "count": str(self.count), "of": str(self.of)}

    def as_json(self) -> dict[str, Any]:
        check = BY_ID[self.check]
        return {
            "check": self.check,
            "message": filled(check.says, self.said),
            "why": check.why,
            "count": self.count,
            "of": self.of,
            "positions": list(self.positions),
            "facts": dict(self.facts),
            "thresholds": {name: THRESHOLDS[name] for name in check.thresholds},
        }
