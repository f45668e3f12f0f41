"""What lies in the database for this floor: tables of answers, thrown away and rebuilt at will.

They stand beside the log, in the same database, and are made when first needed. Every table has the
column `ledger` (the unit) and a key of its own behind it. Values are text and whole numbers: points as
decimal strings, instants in UTC as text, lists and trees as JSON. Source: spec/ledger.md §4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, and_, inspect, select

from ledger.address import address
from ledger.database import Database
from ledger.mapper import canonical
from ledger.schema import number, text

Value = str | int | None
Row = Mapping[str, Value]
Key = tuple[Value, ...]

metadata = MetaData()

position = Table(
    "projection_position",
    metadata,
    Column("ledger", text, primary_key=True),
    Column("projection", text, primary_key=True),
    Column("version", number, nullable=False),
    Column("size", number, nullable=False),  # how many events of the ledger its rows are made of
)


def table(name: str, keys: Sequence[str], texts: Sequence[str] = (), numbers: Sequence[str] = ()) -> Table:
    """A table of answers: `keys` and `texts` are text columns, `numbers` whole numbers; all but keys may be empty."""
    made = [Column(key, text, primary_key=True) for key in ("ledger", *keys)]
    made += [Column(name, text) for name in texts]
    return Table(name, metadata, *made, *(Column(name, number) for name in numbers))


@dataclass(frozen=True)
class Change:
    """From now on the rows of `table` where these columns hold these values are exactly `rows`."""

    table: Table
    where: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


def key_of(made: Table, row: Row) -> Key:
    """What tells a row from the others of its ledger and table."""
    return tuple(row[column.name] for column in made.primary_key.columns if column.name != "ledger")


def ensure_tables(database: Database) -> None:
    """Make the tables that aren't there yet.

    Raises:
        StorageError: the database was opened for reading only, or can't be written.
    """
    with database.snapshot() as connection:
        if ready(connection):
            return
    with database.transaction() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7445924)")  # one maker at a time
        metadata.create_all(connection)


def ready(connection: Connection) -> bool:
    """Whether the tables are there."""
    return set(metadata.tables) <= set(inspect(connection).get_table_names())


def read_rows(connection: Connection, made: Table, unit: str, where: Mapping[str, Value]) -> list[dict[str, Any]]:
    """The rows of one ledger where these columns hold these values, in order of their keys, without `ledger`."""
    held = [made.c[name] == value for name, value in where.items()]
    columns = [column for column in made.c if column.name != "ledger"]
    query = select(*columns).where(and_(made.c.ledger == address(unit).ledger, *held))
    ordered = query.order_by(*made.primary_key.columns)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def stored_rows(database: Database, made: Table, unit: str, **where: Value) -> list[dict[str, Any]]:
    """The same in a read transaction of its own; nothing where no answer was ever worked out."""
    with database.snapshot() as connection:
        return read_rows(connection, made, unit, where) if ready(connection) else []


def apply(connection: Connection, unit: str, changes: Iterable[Change]) -> None:
    """Bring the stored rows of one ledger to what the changes say."""
    ledger = address(unit).ledger
    for change in changes:
        made = change.table
        held = [made.c[name] == value for name, value in change.where.items()]
        connection.execute(made.delete().where(and_(made.c.ledger == ledger, *held)))
        if change.rows:
            connection.execute(made.insert(), [{"ledger": ledger, **row} for row in change.rows])


def json_text(plain: object) -> str:
    """JSON in its one form, so that equal answers are equal text."""
    return canonical(plain).decode()
