"""A branch's year in a database: told by `tests.support.House`, stored as the program stores it."""

from itertools import groupby

from ledger.database import Database
from ledger.result import CommandRecord
from tests.support import BRANCH, House
from workflow.fold import FOLD, fold
from workflow.record import Overlay
from workflow.store_view import row_of


def store(database: Database, house: House, units: tuple[str, ...] | None = None) -> None:
    """Append what isn't stored yet, command by command, with its state rows."""
    for unit in units or tuple(house.units):
        if unit not in database.units():
            database.found(unit)
        ledger = database.ledger(unit)
        state = Overlay()
        for command, group in groupby(house.units[unit].events, key=lambda event: event.command):
            events = list(group)
            before = set(state.records.items()) if False else dict(state.records)
            state = folded(state, events)
            head = ledger.head()
            if events[0].position < head.size:
                continue
            changed = {k: row_of(r) for k, r in state.records.items() if before.get(k) is not r}
            record = CommandRecord(command, ledger.digest(command.encode()), "{}")
            ledger.append(events, head=head, state=changed, fold=FOLD, command=record)


def folded(state: Overlay, events: list) -> Overlay:
    after = fold(state, events)
    merged = Overlay()
    merged.records = {**state.records, **after.records}
    return merged


def positions(house: House, unit: str = BRANCH) -> int:
    return len(house.units[unit].events)
