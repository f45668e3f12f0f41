"""The databases that this process holds open: each is opened once, however many commands use it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.database import Database

_open: "dict[tuple[str, bool], tuple[Database, tuple[int, int] | None]]" = {}


def opened(url: str, *, create: bool = False, readonly: bool = False) -> "Database":
    """The database at this URL.

    Raises:
        InvalidError, StorageError: as `open_database` says them.
    """
    from ledger.database import open_database

    held = _open.get((url, readonly))
    if held and not create and held[1] == _file(url):
        return held[0]
    if held:
        held[0].close()
        del _open[url, readonly]
    database = open_database(url, create=create, readonly=readonly)
    _open[url, readonly] = database, _file(url)
    return database


def close_all() -> None:
    """Close what is open."""
    while _open:
        _open.popitem()[1][0].close()


def _file(url: str) -> tuple[int, int] | None:
    """Which file it is now: a database that was put in the place of another is another."""
    path = Path(url.removeprefix("sqlite:///"))
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
