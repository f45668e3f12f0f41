"""Where a signing key is kept: an Ed25519 key file outside the database, for its owner alone.

PKCS #8 in PEM, mode 0600, encrypted where a passphrase is given; OpenSSL reads it too.
Source: spec/ledger.md §2; RFC 8410.
"""

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ledger.errors import InvalidError, NotFoundError, StorageError


def make_key(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """Make a key and its file, which must not be there yet.

    Raises:
        StorageError: the file is there, or can't be written; facts: place.
    """
    key = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StorageError("{place} is there already: a key is never overwritten", place=str(path)) from error
    except OSError as error:
        raise StorageError("{place} can't be written: {why}", place=str(path), why=error.strerror) from error
    try:
        with os.fdopen(file, "wb") as out:
            out.write(pem)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StorageError("{place} can't be written: {why}", place=str(path), why=error.strerror) from error
    return key


def load_key(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """The key of a file.

    Raises:
        NotFoundError: no such file; facts: place.
        StorageError: others may read it, or it can't be read; facts: place.
        InvalidError: no Ed25519 key, or the passphrase is missing or wrong; facts: place.
    """
    place = str(path)
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            pem = file.read(10_000)
    except FileNotFoundError as error:
        raise NotFoundError("there is no key file {place}", place=place) from error
    except OSError as error:
        raise StorageError("{place} can't be read: {why}", place=place, why=error.strerror) from error
    if os.name == "posix" and mode & 0o077:
        raise StorageError("others may read the key {place}: set its mode to 600, or make a new key", place=place)
    try:
        key = load_pem_private_key(pem, passphrase.encode() if passphrase else None)
    except TypeError as error:  # encrypted without a passphrase, or the other way round
        sentence = (
            "{place} is not encrypted: leave the passphrase out" if passphrase else "{place} needs its passphrase"
        )
        raise InvalidError(sentence, place=place) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidError("{place} is no key file, or the passphrase is wrong", place=place) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidError("{place} holds no Ed25519 key", place=place)
    return key


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public key, 32 bytes (RFC 8032)."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
