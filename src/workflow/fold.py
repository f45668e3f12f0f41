"""From events to state: one table of who listens to what. Folding never consults the process table.

Each room yields only its own records, so the rooms' answers to one event can't collide; the state
before the event is what each of them reads. Old histories fold the same after any change of process.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ledger.event import Event
from workflow.record import Overlay, Record, View
from workflow.state import (
    activity,
    aftermath,
    calendar,
    checkpoint,
    claim,
    complaint,
    cycle,
    delegation,
    deliberation,
    evaluation,
    exchange,
    filing,
    forgetting,
    keys,
    lead,
    membership,
    objection,
    order,
    presence,
    publicity,
    revision,
    sanction,
    transfer,
    veto,
)

# Stored beside every state row: rows of another fold are not read but made anew.
FOLD = 1

ROOMS = (
    calendar,
    membership,
    delegation,
    presence,
    transfer,
    exchange,
    cycle,
    activity,
    claim,
    deliberation,
    publicity,
    objection,
    lead,
    complaint,
    order,
    veto,
    checkpoint,
    sanction,
    evaluation,
    filing,
    revision,
    aftermath,
    keys,
    forgetting,
)

Listener = Callable[[View, Event, Any], Iterable[Record]]
LISTENERS: dict[type, list[Listener]] = defaultdict(list)
for _room in ROOMS:
    for _payload, _listener in _room.EVOLVE.items():
        LISTENERS[_payload].append(_listener)


def evolve(view: View, event: Event) -> tuple[Record, ...]:
    """The records that this event replaces; among them, for every event, the last instant known."""
    changed = (
        record for heard in LISTENERS.get(type(event.payload), ()) for record in heard(view, event, event.payload)
    )
    return (*changed, deliberation.LastInstant(event.at))


def fold(below: View | None, events: Iterable[Event]) -> Overlay:
    """The state after these events, as changes on top of the state before them."""
    state = Overlay(below)
    for event in events:
        state.put(event.stream, evolve(state, event))
    return state
