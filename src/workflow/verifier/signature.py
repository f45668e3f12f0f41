"""Who signed a checkpoint, or a command: C2SP signed notes read here anew; the only module that checks a signature.

A note is text, an empty line, and lines of an em dash, a key's name, and base64 of the key's id (4 bytes) and the
signature. Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workflow.verifier.tree import root

NOTE_LENGTH_MAX = 20_000  # characters
SIGNATURES_MAX = 20

_KEY = re.compile(r"([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", re.ASCII)
_SIZE = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
_PLAIN = b"\x01"  # Ed25519 of the note's text
_COSIGNING = b"\x04"  # and of the text with a time before it


class UnsignedError(Exception):
    """It is no note, or nobody who is trusted has signed it; the message says why, in words for people."""


@dataclass(frozen=True, slots=True)
class Key:
    """A trusted key of a log: its name, which is the log's origin, and 32 bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _PLAIN + self.public).digest()[:4]

    @property
    def cosigning_id(self) -> bytes:
        """The same key as that of a witness."""
        return sha256(self.name.encode() + b"\n" + _COSIGNING + self.public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: `size` events whose tree has this root (32 bytes)."""

    origin: str
    size: int
    root: bytes


def read_key(text: str) -> Key:
    """The key of `name+id+base64`.

    Raises:
        UnsignedError: it is none, of another kind than Ed25519, or its id isn't its own.
    """
    found = _KEY.fullmatch(text)
    raw = _bytes(found[3]) if found else None
    if found is None or raw is None or raw[:1] != _PLAIN:
        raise UnsignedError("it is no Ed25519 key of a log, written name+id+base64")
    key = Key(found[1], raw[1:])
    if key.id.hex() != found[2] or len(key.public) != 32:
        raise UnsignedError("its id doesn't belong to it: a letter is wrong")
    return key


def read_checkpoint(note: bytes) -> tuple[Checkpoint, str, list[tuple[str, bytes, bytes]]]:
    """What a note says, its signed text, and its signatures as (name, key id, signature), none of them checked.

    Raises:
        UnsignedError: no note, or not one of a checkpoint.
    """
    text, signatures = read_note(note)
    return _checkpoint(text.removesuffix("\n")), text, signatures


def read_note(note: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A note's signed text, and its signatures as (name, key id, signature), none of them checked.

    Raises:
        UnsignedError: no note.
    """
    try:
        text = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnsignedError("it is no UTF-8") from error
    if len(text) > NOTE_LENGTH_MAX or "\n\n" not in text or not text.endswith("\n"):
        raise UnsignedError("it is no signed note")
    said, _, tail = text.rpartition("\n\n")
    lines = tail.removesuffix("\n").split("\n")
    if not 1 <= len(lines) <= SIGNATURES_MAX:
        raise UnsignedError("it has no signature, or too many")
    return said + "\n", [_signature(line) for line in lines]


def signed_by(text: str, signatures: Sequence[tuple[str, bytes, bytes]], keys: Sequence[Key]) -> Key:
    """The trusted key that has signed this text.

    Raises:
        UnsignedError: a signature of a trusted key doesn't hold, or no trusted key has signed.
    """
    holder: Key | None = None
    for key in keys:
        for name, key_id, signature in signatures:
            if (name, key_id) != (key.name, key.id):
                continue
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
            except (InvalidSignature, ValueError) as error:
                raise UnsignedError(f"the signature of {name} doesn't fit the text") from error
            holder = holder or key
    if holder is None:
        names = ", ".join(sorted({name for name, _, _ in signatures}))
        raise UnsignedError(f"none of the keys trusted for this origin has signed it; it is signed as {names[:200]}")
    return holder


def cosigned_by(text: str, signatures: Sequence[tuple[str, bytes, bytes]], keys: Sequence[Key]) -> tuple[str, ...]:
    """The witnesses among these keys who have seen this text and put a time on it (tlog-cosignature v1), by name.

    Raises:
        UnsignedError: a cosignature of one of the keys doesn't hold.
    """
    return tuple(
        _cosigner(text, key, body)
        for key in keys
        for name, key_id, body in signatures
        if (name, key_id) == (key.name, key.cosigning_id)
    )


def _cosigner(text: str, key: Key, body: bytes) -> str:
    seconds = int.from_bytes(body[:8], "big")
    try:
        said = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        Ed25519PublicKey.from_public_bytes(key.public).verify(body[8:], said)
    except (InvalidSignature, ValueError) as error:
        raise UnsignedError(f"the cosignature of {key.name} doesn't fit the text") from error
    return key.name


def check_command(unit: str, position: int, bare: Sequence[bytes], signature: str, key: str) -> None:
    """Nothing, where the personal key (name+id+base64) has signed this command.

    Args:
        bare: the leaves of the command's bodies without the signature; the first stands at `position`.
        signature: base64 of 64 bytes.
    Raises:
        UnsignedError: it has not.
    """
    raw, whole = _bytes(signature), b64encode(root(bare)).decode()
    text = f"jifen command v1\n{unit}\n{position} {len(bare)}\n{whole}\n"
    try:
        Ed25519PublicKey.from_public_bytes(read_key(key).public).verify(raw or b"", text.encode())
    except (InvalidSignature, ValueError) as error:
        raise UnsignedError("its signature doesn't fit what is recorded") from error


def _checkpoint(said: str) -> Checkpoint:
    lines = said.split("\n")
    raw = _bytes(lines[2]) if len(lines) == 3 else None
    if raw is None or len(raw) != 32 or not _SIZE.fullmatch(lines[1]) or not lines[0]:
        raise UnsignedError("it is no checkpoint: an origin, a size and a root, a line each")
    return Checkpoint(lines[0], int(lines[1]), raw)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    raw = _bytes(parts[2]) if len(parts) == 3 else None
    if raw is None or parts[0] != "—" or len(raw) < 5:
        raise UnsignedError("a line after the empty one is no signature")
    return parts[1], raw[:4], raw[4:]


def _bytes(text: str) -> bytes | None:
    """Base64 in its one form, or None."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if b64encode(raw).decode() == text else None
