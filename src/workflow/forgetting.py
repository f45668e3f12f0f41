"""Which texts that name a forgotten person stay readable: those about others, and nothing else.

A text is sealed for everyone whom its command names, and for who wrote it. A reason that a recorder gave another
member, or that stood in one session beside the person's own, is that other member's: the person's key of it goes,
the others' stay. What is about the person, and what they wrote for themselves (a note, an objection, an appeal),
goes altogether. Source: spec/ledger.md §1; docs/decisions/0006.
"""

import dataclasses
from collections.abc import Iterator

from ledger.database import Database
from ledger.event import Event
from ledger.sealed import Sealed
from workflow.record import View
from workflow.state.claim import Claim
from workflow.state.objection import Objection
from workflow.state.sanction import Sanction
from workflow.state.veto import Veto
from workflow.store_view import StoreView

_OWNED: dict[str, type[Claim] | type[Objection] | type[Veto] | type[Sanction]] = {
    "claim": Claim,
    "objection": Objection,
    "veto": Veto,
    "sanction": Sanction,
}


def spared(database: Database, person: str) -> frozenset[tuple[str, str]]:
    """The texts about others, as (unit, text id), in every ledger of the database."""
    return frozenset(_about_others(database, person))


def _about_others(database: Database, person: str) -> Iterator[tuple[str, str]]:
    for unit in database.units():
        ledger = database.ledger(unit)
        with ledger.reading() as rows:
            view = StoreView(rows)
            for event in ledger.follow():
                texts = tuple(_texts(event))
                if texts and _is_about_others(view, event, person):
                    yield from ((unit, sealed.id) for sealed in texts)


def _is_about_others(view: View, event: Event, person: str) -> bool:
    """By whose matter it is; what the office entered hides its author, and may be the person's own words."""
    whose = frozenset(_whose(view, event))
    return "#" not in event.by and person not in whose and (bool(whose) or person in event.hands)


def _whose(view: View, event: Event) -> Iterator[str]:
    """Whose matter the event is; of what was decided for a branch, the matter lies in the branch's ledger."""
    for name in ("member", "person", "kin"):
        if isinstance(value := getattr(event.payload, name, None), str):
            yield value
    for name, kind in _OWNED.items() if not hasattr(event.payload, "branch") else ():
        key = getattr(event.payload, name, None)
        record = view.find(kind, key) if isinstance(key, str) else None
        if record is not None:
            yield record.member


def _texts(event: Event) -> Iterator[Sealed]:
    for each in dataclasses.fields(event.payload):  # type: ignore[arg-type]
        value = getattr(event.payload, each.name)
        if isinstance(value, Sealed):
            yield value
