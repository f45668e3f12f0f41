"""Doors at databases: one that tests only read, and copies for those that write."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stores import close_all
from tests.cli.door import BRANCH, Door, opened


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of this machine's: no variables of the door, an English system."""
    for name in ("JIFEN_DB", "JIFEN_UNIT", "JIFEN_AS", "JIFEN_KEYS", "JIFEN_LOG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    yield
    close_all()


@pytest.fixture(scope="session")
def _played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("branch") / "ledger.db"
    opened(database)
    close_all()
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return database


@pytest.fixture
def door(_played: Path, tmp_path: Path) -> Door:
    """A branch with the first quarter open, on 20 March 2026."""
    return Door(Path(shutil.copy(_played, tmp_path / "ledger.db")), BRANCH, day="2026-03-20")
