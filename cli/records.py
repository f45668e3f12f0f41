"""How a record of the state is shown: as plain data, or field by field in the reader's words.

Who objected is never among it.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from cli.layout import facts
from cli.parts import Parts
from cli.speech import N_, tr, word
from cli.times import local
from ledger.codec import encode
from workflow.record import Record
from workflow.state.calendar import Calendar
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Evaluation
from workflow.state.filing import Filing
from workflow.state.lead import Lead
from workflow.state.membership import Member, Unit
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.publicity import Window
from workflow.state.sanction import Sanction
from workflow.state.transfer import Transfer
from workflow.state.veto import Veto

# Never shown: who objected, by ciphertext or by tag; and what is of use to the program alone.
KEPT_BACK = frozenset({"objector", "tag"})


_PERSONS = frozenset(
    {
        "member",
        "entered_by",
        "forwarded_by",
        "signed_by",
        "registered_by",
        "proposed_by",
        "decided_by",
        "signers",
        "hands",
        "signed_for",
    }
)


_PERSONS_TOO = frozenset({"tellers", "members", "silent", "said_nothing"})


# Fields whose values are words of the house, and not ids.
VALUES: Mapping[str, tuple[str, ...]] = {
    "standing": ("full", "probationary", "activist", "employee"),
    "inclusion": ("points", "evaluation", "none"),
    "source": (
        "member",
        "paper",
        "sign-in",
        "supplied",
        "department",
        "reported",
        "observed",
        "supplement",
        "objection",
        "host",
    ),
    "held_from": ("public", "rejected", "final", "corrected"),
    "ground": ("claim", "rejection", "deduction", "omission", "strike", "veto", "grade"),
    "form": ("written", "oral"),
    "outcome": (
        "nothing",
        "taken-up",
        "passed-on",
        "upheld",
        "dismissed",
        "not-admitted",
        "appeal-upheld",
        "appeal-dismissed",
    ),
    "kind": ("branch", "general-branch", "committee", "secondment", "mobile", "study", "long-illness"),
    "category": ("default",),
    "measure": ("talk", "helper", "measures", "re-check"),
    "how": ("transferred", "moved", "deceased", "withdrew", "struck-off", "expelled"),
}


# Every kind of record that is shown field by field.
SHOWN: tuple[type[Record], ...] = (
    Unit,
    Member,
    Cycle,
    Round,
    Claim,
    Objection,
    Veto,
    Evaluation,
    Filing,
    Window,
    Sanction,
    Transfer,
    Lead,
    Order,
    Calendar,
)


LONG = 12  # ids in a list for people

# What a list may be chosen by.
BY: Mapping[str, str] = {
    "cycle": N_("Only of this cycle."),
    "state": N_("Only in this state."),
    "member": N_("Only this member's."),
    "round": N_("Only of this round."),
    "standing": N_("Only of this standing."),
}


def plain(record: Record) -> dict[str, Any]:
    """The record as plain data."""
    record = record.shown() if isinstance(record, Evaluation) else record
    return {name: value for name, value in encode(record).items() if name not in KEPT_BACK}


def shown(parts: Parts, kind: str, record: Record) -> str:
    """The record for people, field by field."""
    pairs = []
    for each in fields(record):
        value = getattr(record, each.name)
        if each.name in KEPT_BACK or value in (None, (), ""):
            continue
        pairs.append((word("field", each.name), value_of(parts, kind, each.name, value)))
    return facts(pairs)


def value_of(parts: Parts, kind: str, name: str, value: Any) -> object:
    if name == "state":
        return word(f"{kind} state", value)
    if name in _PERSONS or name in _PERSONS_TOO:
        value = (value,) if isinstance(value, str) else value
        return ", ".join(parts.name(person) for person in value[:LONG]) + (" …" if len(value) > LONG else "")
    if isinstance(value, tuple) and all(isinstance(each, str | date) for each in value):
        return ", ".join(map(str, value[:LONG])) + (f" … +{len(value) - LONG}" if len(value) > LONG else "")
    if isinstance(value, tuple):
        return len(value)
    if name in VALUES:
        return word(name, value)
    if name == "line":
        given = {k: v for k, v in encode(value).items() if not (k == "times" and v == 1)}
        return "  ".join(f"{word('given', k)} {v}" for k, v in given.items())
    if isinstance(value, datetime):
        return local(parts, value)
    if isinstance(value, bool):
        return tr(N_("yes")) if value else tr(N_("no"))
    return value
