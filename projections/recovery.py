"""A ledger that was lost, made again from its last bundle: every event as it was stored, and the state they give.

What a bundle doesn't hold doesn't come back: names, the keys of sealed texts, digests of commands. A command that was
recorded before is then refused rather than repeated. Source: spec/ledger.md §2 (a branch that lost its tail).
"""

from itertools import groupby

from ledger.body import read_event
from ledger.bundle import read_bundle
from ledger.database import Database
from ledger.errors import InvalidError
from ledger.event import Event
from ledger.mapper import canonical, event_bytes
from ledger.result import CommandRecord
from ledger.store import Ledger
from workflow.callers import Answer
from workflow.fold import FOLD, fold
from workflow.store_view import row_of

# In the place of a digest that nobody can make again: no command's digest is this.
UNKNOWN = "lost"


def recover(database: Database, bundle: bytes) -> tuple[Ledger, int]:
    """Put the events of a bundle into a new ledger of their unit; the ledger, and how many they are.

    Check the bundle first. Raises:
        InvalidError: the unit has a ledger here; the bundle holds no log, or one that this program would write
            otherwise.
    """
    bodies = read_bundle(bundle).get("events.jsonl", b"").splitlines()
    if not bodies:
        raise InvalidError("this bundle holds no log")
    events = [read_event(body) for body in bodies]
    if [event_bytes(event) for event in events] != bodies:
        raise InvalidError("this program would not write the bundle's events as they stand there: use a newer one")
    unit = events[0].unit
    if unit in database.units():
        raise InvalidError("{unit} has a ledger in this database: recover into a new one", unit=unit)
    ledger = database.found(unit)
    state = {key: row_of(record) for key, record in fold(None, events).records.items()}
    commands = [_command(list(group)) for _, group in groupby(events, key=lambda event: event.command)]
    ledger.append(events, head=ledger.head(), state=state, fold=FOLD, commands=commands)
    return ledger, len(events)


def _command(events: list[Event]) -> CommandRecord:
    answer = Answer(events[0].unit, tuple((event.position, event.topic, event.stream) for event in events))
    return CommandRecord(events[0].command, UNKNOWN, canonical(answer.as_json()).decode())
