"""How a text is signed so that others' tools can check it: the C2SP signed note, with Ed25519.

A note is the text, an empty line, and a line for each signature: em dash, key name, base64 of a key id
of 4 bytes and the signature. Two types: 0x01, plain; 0x04, a cosignature with time (tlog-cosignature v1).
Sources: c2sp.org/signed-note, c2sp.org/tlog-cosignature.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.errors import InvalidError, TamperedError
from ledger.keys import public_bytes
from ledger.scalar import is_line

ED25519 = 0x01
COSIGNATURE = 0x04
SIGNATURES_MAX = 100
LENGTH_MAX = 1_000_000  # characters

_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_SIGNATURE_BYTES = {ED25519: 64, COSIGNATURE: 72}


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under a name. `kind` is the signature type, `public` 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no proof of anything."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def to_text(self) -> str:
        """`name+hash+base64`."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    @classmethod
    def from_text(cls, text: str) -> "Verifier":
        """The verifier of `name+hash+base64`.

        Raises:
            InvalidError: malformed, of an unknown type, or its hash isn't its own.
        """
        name, key_id, encoded = (*text.split("+", 2), "", "")[:3]
        try:
            key = b64decode(encoded, validate=True)
        except Base64Error:
            key = b""
        found = cls(name, key[0] if key else 0, key[1:])
        well_formed = _is_name(name) and _KEY_ID.fullmatch(key_id) and found.kind in _SIGNATURE_BYTES
        if not well_formed or len(found.public) != 32 or found.to_text() != text:
            raise InvalidError("{text} is no verifier key", text=repr(text[:120]))
        return found


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. `at` is a cosignature's time, in UTC; None where the key is unknown or gives none."""

    name: str
    key_id: bytes
    body: bytes
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An opened note: its text, the signatures that hold, and those of unknown keys, which say nothing."""

    text: str
    verified: tuple[Signature, ...]
    unknown: tuple[Signature, ...]


def verifier_key(name: str, key: Ed25519PrivateKey, kind: int = ED25519) -> str:
    """What others need to check this key's signatures: `name+hash+base64`.

    Raises:
        InvalidError: that can't be the name of a key.
    """
    return _verifier(name, key, kind).to_text()


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The text as a note with one signature.

    Raises:
        InvalidError: the text doesn't end in a line break or has control characters, or a bad name.
    """
    _check_text(text)
    body = _verifier(name, key, ED25519).key_id + key.sign(text.encode())
    return f"{text}\n{_line(name, body)}"


def cosign_note(note: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """The note with one signature more, that of a witness who saw it at that time (whole seconds).

    Raises:
        InvalidError: no note, or a bad name.
    """
    text, _ = _split(note)
    seconds = int(at.astimezone(UTC).timestamp())
    signature = key.sign(_cosigned(text, seconds))
    body = _verifier(name, key, COSIGNATURE).key_id + seconds.to_bytes(8, "big") + signature
    return note + _line(name, body)


def open_note(note: str, verifiers: Iterable[str]) -> Note:
    """Check a note against the verifier keys that one trusts.

    Raises:
        InvalidError: malformed; a verifier key is, or is named twice; or none of the keys has signed it.
        TamperedError: a signature of a known key doesn't hold; facts: name.
    """
    known = {(found.name, found.key_id): found for found in map(Verifier.from_text, dict.fromkeys(verifiers))}
    text, lines = _split(note)
    verified: dict[tuple[str, bytes], Signature] = {}
    unknown: dict[Signature, None] = {}
    for signature in lines:
        found = known.get((signature.name, signature.key_id))
        if found is None:
            unknown[signature] = None
        elif (found.name, found.key_id) not in verified:
            verified[found.name, found.key_id] = _checked(text, signature, found)
    if not verified:
        raise InvalidError("no key that is trusted here has signed this")
    return Note(text, tuple(verified.values()), tuple(unknown))


def _checked(text: str, signature: Signature, verifier: Verifier) -> Signature:
    """The signature, if it holds; with its time, if it has one."""
    body, message, at = signature.body, text.encode(), None
    try:
        if len(body) != _SIGNATURE_BYTES[verifier.kind]:
            raise InvalidSignature
        if verifier.kind == COSIGNATURE:
            seconds, body = int.from_bytes(body[:8], "big"), body[8:]
            at, message = datetime.fromtimestamp(seconds, UTC), _cosigned(text, seconds)
        Ed25519PublicKey.from_public_bytes(verifier.public).verify(body, message)
    except (InvalidSignature, ValueError, OverflowError, OSError) as error:
        raise TamperedError("the signature of {name} does not fit this text", name=verifier.name) from error
    return Signature(signature.name, signature.key_id, signature.body, at)


def _split(note: str) -> tuple[str, list[Signature]]:
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if len(note) > LENGTH_MAX or not gap or lines[-1] or not 1 <= len(lines) - 1 <= SIGNATURES_MAX:
        raise InvalidError("this is no signed note")
    _check_text(text + "\n")
    return text + "\n", [_signature(line) for line in lines[:-1]]


def _signature(line: str) -> Signature:
    dash, name, encoded = (*line.split(" "), "", "", "")[:3]
    try:
        body = b64decode(encoded, validate=True)
    except (Base64Error, ValueError):
        body = b""
    if dash != "—" or line.count(" ") != 2 or not _is_name(name) or len(body) < 5:
        raise InvalidError("{line} is no line of a signature", line=repr(line[:80]))
    return Signature(name, body[:4], body[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text) or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InvalidError("this text can't be signed: it must end in a line break and hold no control characters")


def _verifier(name: str, key: Ed25519PrivateKey, kind: int) -> Verifier:
    if not _is_name(name):
        raise InvalidError("{name} can't name a key: leave out spaces and plus signs", name=repr(name[:80]))
    return Verifier(name, kind, public_bytes(key))


def _is_name(name: str) -> bool:
    return is_line(name) and not any(letter.isspace() or letter == "+" for letter in name)


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _line(name: str, body: bytes) -> str:
    return f"— {name} {b64encode(body).decode()}\n"
