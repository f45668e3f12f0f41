"""One database with any number of ledgers: open it, make it, and run transactions that end in one known way.

Source: spec/ledger.md §1 (durable; anything odd at COMMIT is unknown, not success).
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from ledger import schema
from ledger.address import address
from ledger.connections import Connections
from ledger.directory import Directory
from ledger.engine import WRITING, parse_url, postgres_engine, safe_name, sqlite_engine
from ledger.errors import InvalidError, NotFoundError, StorageError
from ledger.merkle import EMPTY_ROOT, Edge
from ledger.mishap import CANNOT_OPEN, told
from ledger.store import COMMAND_KEY, Ledger


def open_database(url: str, *, create: bool = False, readonly: bool = False) -> "Database":
    """Open a database of ledgers.

    Args:
        url: `sqlite:///path`, a bare path, or `postgresql://user@host/name`.
        create: make it if it isn't there (PostgreSQL: make the tables in a database that is there).
        readonly: refuse every write.
    Raises:
        InvalidError: the URL names no database.
        StorageError: missing, locked, read-only, full, of a newer version, or no Jifen database.
    """
    where = parse_url(url)
    if isinstance(where, Path):
        return _open_sqlite(where, create=create, readonly=readonly)
    return _open_postgres(where, create=create, readonly=readonly)


class Database(Connections):
    """An open database with its ledgers and its directory."""

    def units(self) -> tuple[str, ...]:
        """The units that have a ledger here, sorted."""
        with self.snapshot() as connection:
            return tuple(connection.scalars(select(schema.ledger.c.id).order_by(schema.ledger.c.id)))

    def found(self, unit: str) -> Ledger:
        """Make the empty ledger of a unit, or find it again while it is still empty.

        Raises:
            InvalidError: it has events already, or that is no unit id; facts: unit.
        """
        slot, ledger = address(unit)
        with suppress(IntegrityError), self.transaction() as connection:
            connection.execute(schema.ledger.insert(), {"id": ledger, "slot": slot})
            start = {"ledger": ledger, "size": 0, "root": EMPTY_ROOT.hex(), "edge": Edge().to_text()}
            connection.execute(schema.head.insert(), start)
            key = {"ledger": ledger, "name": COMMAND_KEY, "value": secrets.token_bytes(32)}
            connection.execute(schema.secret.insert(), key)
        found = Ledger(self, unit)
        if found.head().size:
            raise InvalidError("{unit} has a ledger already: open it, or choose another id", unit=unit)
        return found

    def ledger(self, unit: str) -> Ledger:
        """The ledger of a unit.

        Raises:
            NotFoundError: it has none here; facts: unit.
        """
        with self.snapshot() as connection:
            known = connection.scalar(select(schema.ledger.c.id).where(schema.ledger.c.id == address(unit).ledger))
        if known is None:
            raise NotFoundError("{unit} has no ledger in {place}", unit=unit, place=self.place)
        return Ledger(self, unit)

    @property
    def directory(self) -> Directory:
        """Who is behind an id."""
        return Directory(self)


def _open_sqlite(path: Path, *, create: bool, readonly: bool) -> Database:
    place = str(path)
    if not path.exists() or (create and path.is_file() and path.stat().st_size == 0):
        if not create:
            raise StorageError("there is no database at {place}: check the path, or make one there", place=place)
        _make_sqlite(path)
    if path.is_dir():
        raise StorageError("{place} is a folder: name the file in it", place=place)
    with told(place):
        # Look before touching: what isn't ours is not even switched to WAL.
        reader = _checked(Database(sqlite_engine(path, mode="ro"), place, readonly=True))
        if readonly:
            return reader
        reader.close()
        database = Database(sqlite_engine(path, mode="rw"), place)
        with database.snapshot():  # may it be opened for writing?
            return database


def _make_sqlite(path: Path) -> None:
    """Make the file under another name and give it its own when it is whole: it is there whole or not at all."""
    if not path.parent.is_dir():
        raise StorageError(
            "there is no folder {folder}: make it, or choose another path", place=str(path), folder=str(path.parent)
        )
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        try:  # it will hold names and keys: for its owner alone, until they say otherwise
            os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise StorageError(CANNOT_OPEN, place=str(path)) from error
        with told(str(path)):
            maker = sqlite_engine(unfinished, mode="rw")
            try:
                with maker.connect() as connection:
                    connection.execution_options(**{WRITING: True})
                    with connection.begin():
                        schema.create_schema(connection)
            finally:
                maker.dispose()
        if path.exists() and path.stat().st_size == 0:
            path.unlink()
        try:
            os.link(unfinished, path)  # unlike a rename, this never replaces what someone else has just made
        except FileExistsError:
            return
        except OSError:
            os.replace(unfinished, path)  # a file system without links
        _sync_folder(path.parent)
    finally:
        for end in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the file's name as durable as what will be in it."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _open_postgres(url: URL, *, create: bool, readonly: bool) -> Database:
    place = safe_name(url)
    try:
        connections = postgres_engine(url, readonly=readonly)
    except ImportError as error:
        raise StorageError(
            "PostgreSQL needs the package psycopg: install Jifen with its extra [postgres]", place=place
        ) from error
    database = Database(connections, place, readonly=readonly)
    with told(place):
        if create:
            with database.transaction() as connection:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7445923)")  # one maker at a time
                if not inspect(connection).has_table("meta"):
                    schema.create_schema(connection)
        return _checked(database)


def _checked(database: Database) -> Database:
    """The database, if its tables are ours and of a version that this program knows."""
    try:
        with database.snapshot() as connection:
            tables = set(inspect(connection).get_table_names())
            if not {"meta", "event", "head"} <= tables:
                raise StorageError(
                    "{place} is no Jifen database: check the path, or make a new one", place=database.place
                )
            row = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "schema"))
        version = int(row) if row is not None and row.isdecimal() else 0
        if version > schema.SCHEMA_VERSION:
            raise StorageError(
                "{place} was written by a newer Jifen (tables version {found}, known {known}): update this program",
                place=database.place,
                found=version,
                known=schema.SCHEMA_VERSION,
            )
        if version < 1:
            raise StorageError(
                "{place} doesn't say which version its tables have: restore a backup", place=database.place
            )
    except BaseException:
        database.close()
        raise
    return database
