"""How a database is connected to, so that what was committed stays committed. The one engine factory.

SQLite: WAL, synchronous=FULL, foreign keys on; writers begin IMMEDIATE, readers take a snapshot.
PostgreSQL: synchronous_commit on and fsync on; readers run REPEATABLE READ, READ ONLY.
Each is set on every connection and read back. Sources: spec/ledger.md §1; sqlite.org/pragma.html, wal.html.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from ledger.errors import InvalidError, StorageError

BUSY_SECONDS = 5
CONNECTIONS_MAX = 32
WRITING = "jifen_writing"  # execution option: this transaction will write


def parse_url(url: str) -> URL | Path:
    """A PostgreSQL URL for the psycopg driver, or the path of an SQLite file.

    Raises:
        InvalidError: neither `sqlite:///path`, nor a bare path, nor `postgresql://…`.
    """
    if "://" not in url:
        return Path(url)
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return Path(str(parsed.database))
    if parsed is not None and parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    raise InvalidError(
        "{url} names no database: write a path, sqlite:///path or postgresql://user@host/name", url=url.split("@")[-1]
    )


def sqlite_engine(path: Path, *, mode: str) -> Engine:
    """An engine on an SQLite file. `mode` is SQLite's: "ro" or "rw"."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    if mode == "ro" and not _may_write(path.absolute().parent) and not _journal(path).exists():
        # A reader of WAL makes files beside the database. Where it may not, and nobody has the database
        # open, the file can be read as it lies: an auditor's copy in a read-only folder.
        uri += "&immutable=1"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            _settle_sqlite(connection, path, readonly=mode == "ro")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=5, max_overflow=CONNECTIONS_MAX - 5
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _journal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _settle_sqlite(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # a destroyed key leaves no bytes behind
    wanted = {"foreign_keys": 1, "synchronous": 2}
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        wanted["journal_mode"] = "wal"  # type: ignore[assignment]
    for name, value in wanted.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise StorageError(
                "{place} can't be used safely: {setting} is {found} and must be {wanted}; use a local disk",
                place=str(path),
                setting=name,
                found=found,
                wanted=value,
            )


def _begin_sqlite(connection: Connection) -> None:
    # A deferred writer could find itself unable to upgrade its lock; an immediate one waits its turn.
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def postgres_engine(url: URL, *, readonly: bool) -> Engine:
    """An engine on a PostgreSQL database, with psycopg 3."""
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=CONNECTIONS_MAX - 5,
        pool_pre_ping=True,
        connect_args={"connect_timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def settle(connection: Any, record: Any) -> None:
        record.info["warnings"] = warnings = []

        def keep(notice: Any) -> None:
            if notice.severity_nonlocalized == "WARNING":
                warnings.append(notice.message_primary)

        connection.add_notice_handler(keep)
        try:
            _settle_postgres(connection, safe_name(url), readonly=readonly)
        except BaseException:
            connection.close()
            raise

    return engine


def _settle_postgres(connection: Any, place: str, *, readonly: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        cursor.execute("SET TIME ZONE 'UTC'")
        if not readonly:
            if _shown(cursor, "synchronous_commit") != "remote_apply":  # which is safer still
                cursor.execute("SET synchronous_commit = on")
            for setting, wanted in (("fsync", ("on",)), ("synchronous_commit", ("on", "remote_apply"))):
                found = _shown(cursor, setting)
                if found not in wanted:
                    raise StorageError(
                        "{place} can't be used safely: {setting} is {found} and must be {wanted}",
                        place=place,
                        setting=setting,
                        found=found,
                        wanted=wanted[0],
                    )
    connection.commit()


def safe_name(url: URL) -> str:
    """The URL as it may be shown: without its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _shown(cursor: Any, setting: str) -> str:
    cursor.execute(f"SHOW {setting}")
    return str(cursor.fetchone()[0])
