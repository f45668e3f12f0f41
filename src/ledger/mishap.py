"""What an error of the database means for the person in front of it: one sentence and a way out.

What is no such mishap (a bug in a statement, a broken constraint) passes through unchanged.
Sources: sqlite.org/rescode.html; PostgreSQL, appendix A, SQLSTATE.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from ledger.errors import StorageError

BUSY = "another program is writing to {place}: wait until it has finished, and try again"
_READ_ONLY = "{place} may only be read: give this user leave to write the file and its folder"
_FULL = "there is no room left to write to {place}: free some and try again; nothing was stored"
CANNOT_OPEN = "{place} can't be opened: check the path, and that this user may read the file and its folder"
_NO_LEDGER = "{place} is no Jifen database: check the path, or make a new one"
_DAMAGED = "{place} is damaged: restore a backup and verify it"
_DISK = "the disk failed while {place} was used: check it before you go on"
_UNREACHED = "the server of {place} can't be reached, or broke the connection: check that it runs, and try again"
_NO_SUCH = "{place} doesn't exist on its server: have it made there, and try again"
_NO_ENTRY = "the server of {place} refuses this user: check name, password and rights"
_CROWDED = "too many connections to {place} are open: close some, and try again"

_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: CANNOT_OPEN,
    sqlite3.SQLITE_NOTADB: _NO_LEDGER,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DISK,
}

_POSTGRES = {  # by SQLSTATE, the whole or its class
    "3D000": _NO_SUCH,
    "28": _NO_ENTRY,
    "42501": _NO_ENTRY,
    "53100": _FULL,
    "53300": _CROWDED,
    "25006": _READ_ONLY,
    "55P03": BUSY,
    "57014": BUSY,
    "40": BUSY,
    "57P": _UNREACHED,
    "08": _UNREACHED,
    "58": _DISK,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}

# After these a COMMIT has certainly stored nothing. After all else it may have.
_SURELY_NOT_STORED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turn what the database says inside this block into a StorageError about `place`, where it is one."""
    try:
        yield
    except exc.TimeoutError as error:  # no connection came free in this process
        raise StorageError(_CROWDED, place=place) from error
    except exc.DBAPIError as error:
        sentence = sentence_for(error.orig)
        if sentence is None:
            raise
        raise StorageError(sentence, place=place) from error
    except sqlite3.Error as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        raise StorageError(sentence, place=place) from error


def sentence_for(error: BaseException | None) -> str | None:
    """The message template for a driver's error, or None where it is no mishap."""
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    state = _sqlstate(error)
    if state is None:
        return _sentence_for_no_connection(error)
    return next((_POSTGRES[state[:length]] for length in (5, 3, 2) if state[:length] in _POSTGRES), None)


def _sentence_for_no_connection(error: BaseException | None) -> str | None:
    """PostgreSQL's client gives no code for what happens before there is a connection, only words."""
    if type(error).__name__ not in ("OperationalError", "ConnectionTimeout"):
        return None
    words = str(error)
    if "authentication" in words or 'role "' in words:
        return _NO_ENTRY
    return _NO_SUCH if 'database "' in words and "does not exist" in words else _UNREACHED


def surely_not_stored(error: BaseException | None) -> bool:
    """Whether a COMMIT that failed like this has certainly stored nothing."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in _SURELY_NOT_STORED or isinstance(error, sqlite3.IntegrityError)
    state = _sqlstate(error) or ""
    return state[:2] in ("23", "40") and state != "40003"  # 40003: statement completion unknown


def _sqlstate(error: BaseException | None) -> str | None:
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else None
