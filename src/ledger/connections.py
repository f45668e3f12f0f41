"""Transactions on one database, which end in one known way: stored, surely not stored, or unknown.

Source: spec/ledger.md §1 (anything odd at COMMIT is unknown, not success).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ledger.engine import BUSY_SECONDS, WRITING
from ledger.errors import StorageError, UnknownOutcomeError
from ledger.mishap import BUSY, surely_not_stored, told

_UNKNOWN = "{place} answered oddly at the last moment ({why}): ask again with the same command id to learn what holds"


class Connections:
    """An open database. `engine` serves other floors' tables too; `place` is its name for messages."""

    def __init__(self, connections: Engine, place: str, *, readonly: bool = False) -> None:
        self.engine = connections
        self.place = place
        self.readonly = readonly
        # SQLite lets writers of one file poll for their turn; within this process they queue instead.
        self._turn = threading.Lock() if connections.dialect.name == "sqlite" else None

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A read transaction: all of it sees one state of the database."""
        with told(self.place), self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction: committed at the end of the block, or rolled back by an exception.

        Raises:
            StorageError: locked, read-only, full, gone: nothing was stored.
            UnknownOutcomeError: COMMIT broke: it may have been stored.
        """
        if self.readonly:
            raise StorageError("{place} was opened for reading only: open it for writing", place=self.place)
        with told(self.place), self._own_turn(), self.engine.connect() as connection:
            connection.execution_options(**{WRITING: True})
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                with suppress(DBAPIError):  # the first error is the one to tell
                    transaction.rollback()
                raise
            self._commit(connection)

    def empty_journal(self) -> bool:
        """Leave no copy of deleted rows in SQLite's write-ahead file; whether readers allowed it now."""
        if self.engine.dialect.name != "sqlite":
            return True
        with told(self.place), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StorageError(BUSY, place=self.place)
        try:
            yield
        finally:
            self._turn.release()

    def _commit(self, connection: Connection) -> None:
        warnings = cast("list[str]", connection.info.get("warnings", []))
        warnings.clear()
        try:
            connection.commit()
        except DBAPIError as error:
            if surely_not_stored(error.orig):
                with suppress(DBAPIError):
                    connection.rollback()
                raise
            connection.invalidate()
            raise UnknownOutcomeError(_UNKNOWN, place=self.place, why=str(error.orig).strip()) from error
        if warnings:
            raise UnknownOutcomeError(_UNKNOWN, place=self.place, why="; ".join(warnings))
