"""The one loop that follows the ledgers: catch up, or rebuild beside the live rows, compare and switch.

All read models of one ledger move together: rows, records and position are written in one transaction a
batch, so that a crash repeats nothing, skips nothing, and two answers never stem from different positions.
Source: spec/ledger.md §4.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, and_, select
from sqlalchemy.exc import IntegrityError

from ledger.address import address
from ledger.database import Database
from ledger.errors import DomainError, TamperedError
from ledger.event import Event
from projections import board, progress, scores, worklist
from projections.picture import Picture, Projection, record_table, stored, version_of
from projections.tables import Change, Key, Row, apply, ensure_tables, key_of, position, read_rows, stored_rows

PICTURE = Projection("picture", 1, (record_table,), lambda picture, touched: picture.settled())
# The picture comes last: to settle it forgets what was touched.
PROJECTIONS = (scores.PROJECTION, worklist.PROJECTION, board.PROJECTION, progress.PROJECTION, PICTURE)
BATCH = 500  # events


@dataclass(frozen=True)
class Difference:
    """One row that was not what the events make it; `live` or `rebuilt` is None where there is no such row."""

    projection: str
    unit: str
    table: str
    key: Key
    live: Row | None
    rebuilt: Row | None


@dataclass(frozen=True)
class RebuildReport:
    """What a rebuild found: the events read and the rows made, and every row that differed.

    `not_compared` are the units whose rows were made by an older version, or were not there.
    """

    units: tuple[str, ...]
    events: int
    rows: int
    differences: tuple[Difference, ...] = ()
    not_compared: tuple[str, ...] = ()


class SomeoneElseWasFirstError(Exception):
    """Another process has followed this ledger in the meantime: look again. Never leaves this module."""


def catch_up(database: Database, units: Sequence[str] | None = None, *, batch: int = BATCH) -> Mapping[str, int]:
    """Follow each ledger to its end.

    Returns:
        How many events were new, by unit.
    Raises:
        NotFoundError: no such unit. StorageError: nothing of the last batch was stored. InvalidError,
            TamperedError: an event can't be read: `verify` says which.
    """
    ensure_tables(database)
    return {unit: _follow(database, unit, batch) for unit in (database.units() if units is None else units)}


def _follow(database: Database, unit: str, batch: int) -> int:
    ledger = database.ledger(unit)
    new = 0
    while True:
        with database.snapshot() as connection:
            size = followed(connection, unit)
        events = list(islice(ledger.follow(after=(size or 0) - 1, limit=batch), batch))
        if not events and size is not None:
            return new
        with suppress(SomeoneElseWasFirstError):
            _advance(database, unit, size, events)
            new += len(events)


def _advance(database: Database, unit: str, size: int | None, events: Sequence[Event]) -> None:
    """One batch: the position first (it is the lock), then everything that follows from the events."""
    with database.transaction() as connection:
        _move(connection, unit, size, (size or 0) + len(events))
        if size is None:
            _clear(connection, unit)
        picture = Picture(unit, size or 0, stored(connection, unit))
        try:
            fold_in(picture, events)
        except DomainError:
            raise
        except Exception as error:  # a history that no decision could have written
            raise TamperedError(
                "the event at {position} of {unit} doesn't follow from those before it: verify says more",
                unit=unit,
                position=picture.size,
            ) from error
        apply(connection, unit, settle(picture))


def fold_in(picture: Picture, events: Iterable[Event]) -> None:
    """Follow the events with everything that the read models note of them."""
    notes = [projection.notes for projection in PROJECTIONS if projection.notes]
    for event in events:
        picture.follow(event, notes)


def settle(picture: Picture) -> Iterable[Change]:
    """Every row that may differ now, of all read models; afterwards nothing in the picture counts as touched."""
    touched = frozenset(picture.touched)
    for projection in PROJECTIONS:
        yield from projection.settle(picture, touched)


def followed(connection: Connection, unit: str) -> int | None:
    """How many events the rows are made of; None where they have to be made anew by this program."""
    row, ledger = position.c, address(unit).ledger
    query = select(row.projection, row.version, row.size).where(row.ledger == ledger)
    found = {name: (version, size) for name, version, size in connection.execute(query)}
    sizes = {size for _, size in found.values()}
    known = {name: version for name, (version, _) in found.items()}
    if len(sizes) != 1 or known != {projection.name: version_of(projection) for projection in PROJECTIONS}:
        return None
    return int(sizes.pop())


def _move(connection: Connection, unit: str, old: int | None, new: int) -> None:
    """From `old` events to `new`, if nobody else has moved it; that nobody can, until this transaction ends."""
    ledger = address(unit).ledger
    if old is not None:
        here = and_(position.c.ledger == ledger, position.c.size == old)
        if connection.execute(position.update().where(here).values(size=new)).rowcount != len(PROJECTIONS):
            raise SomeoneElseWasFirstError
        return
    if followed(connection, unit) is not None:
        raise SomeoneElseWasFirstError
    connection.execute(position.delete().where(position.c.ledger == ledger))
    try:
        connection.execute(
            position.insert(),
            [
                {"ledger": ledger, "projection": projection.name, "version": version_of(projection), "size": new}
                for projection in PROJECTIONS
            ],
        )
    except IntegrityError as error:
        raise SomeoneElseWasFirstError from error


def _clear(connection: Connection, unit: str) -> None:
    apply(connection, unit, (Change(table) for projection in PROJECTIONS for table in projection.tables))


class Rows(dict[str, dict[Key, Row]]):
    """The rows of one ledger in memory, by table and key."""

    def __init__(self) -> None:
        super().__init__({table.name: {} for projection in PROJECTIONS for table in projection.tables})

    def apply(self, changes: Iterable[Change]) -> None:
        """The same as `tables.apply` does in the database."""
        for change in changes:
            rows = self[change.table.name]
            held = change.where.items()
            for key in [key for key, row in rows.items() if held <= row.items()]:
                del rows[key]
            rows.update((key_of(change.table, row), row) for row in change.rows)


def live_rows(connection: Connection, unit: str) -> Rows:
    """Every stored row of a ledger, by table and key."""
    found = Rows()
    for projection in PROJECTIONS:
        for table in projection.tables:
            found[table.name] = {key_of(table, row): row for row in read_rows(connection, table, unit, {})}
    return found


def differences(unit: str, live: Rows, rebuilt: Rows) -> Iterable[Difference]:
    """Row by row, what is stored against what the events make."""
    for projection in PROJECTIONS:
        for table in projection.tables:
            old, new = live[table.name], rebuilt[table.name]
            for key in sorted(old.keys() | new.keys(), key=str):
                if old.get(key) != new.get(key):
                    yield Difference(projection.name, unit, table.name, key, old.get(key), new.get(key))


def rebuild(database: Database, units: Sequence[str] | None = None) -> RebuildReport:
    """Make every answer anew from the events beside the live rows, compare, then switch in one transaction.

    The comparison is made at the position to which the live rows have come; afterwards the rest is followed.

    Raises:
        As `catch_up`.
    """
    ensure_tables(database)
    named = tuple(database.units() if units is None else units)
    done = [_rebuilt(database, unit) for unit in named]
    return RebuildReport(
        units=named,
        events=sum(each.events for each in done),
        rows=sum(each.rows for each in done),
        differences=tuple(difference for each in done for difference in each.differences),
        not_compared=tuple(unit for each in done for unit in each.not_compared),
    )


def _rebuilt(database: Database, unit: str) -> RebuildReport:
    while True:
        with suppress(SomeoneElseWasFirstError):
            return _rebuild_one(database, unit)


def _rebuild_one(database: Database, unit: str) -> RebuildReport:
    with database.snapshot() as connection:
        size = followed(connection, unit)
    events = database.ledger(unit).follow()
    picture, rows = Picture(unit), Rows()
    fold_in(picture, islice(events, size or 0))
    rows.apply(settle(picture))
    before = Rows()
    before.update({name: dict(found) for name, found in rows.items()})
    fold_in(picture, events)
    rows.apply(settle(picture))
    with database.transaction() as connection:
        _move(connection, unit, size, picture.size)
        found = () if size is None else tuple(differences(unit, live_rows(connection, unit), before))
        _clear(connection, unit)
        apply(connection, unit, _whole(rows))
    return RebuildReport(
        (unit,), picture.size, sum(map(len, rows.values())), found, () if size is not None else (unit,)
    )


def _whole(rows: Rows) -> Iterable[Change]:
    for projection in PROJECTIONS:
        for table in projection.tables:
            yield Change(table, rows=tuple(rows[table.name].values()))


def lag(database: Database, unit: str) -> int:
    """How many events of the ledger the answers don't know yet. Raises NotFoundError: no such unit."""
    size = database.ledger(unit).head().size
    if not stored_rows(database, position, unit):
        return size
    with database.snapshot() as connection:
        return size - (followed(connection, unit) or 0)
