"""What a personal key signs, and whether it did: the events of one command, in order, as they will be stored.

The text names unit, first position, count, and the root of the RFC 6962 tree over the bodies without the signature:
it covers who, when, for whom, by which door, under which command id, and every figure. It reads like a note of
C2SP, and like no checkpoint. Source: spec/process.md §7, spec/ledger.md §2; docs/decisions/0012.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.event import Event
from ledger.mapper import event_bytes
from ledger.merkle import leaf_hash, root_of
from ledger.note import ED25519, Verifier

TITLE = "jifen command v1"
DOOR = "key:"  # before the id of a personal key


def command_text(events: Sequence[Event]) -> bytes:
    """The bytes to sign for the events of one command, at least one; their own signatures are left out."""
    first = events[0]
    root = root_of([leaf_hash(event_bytes(replace(event, signature=None))) for event in events])
    return f"{TITLE}\n{first.unit}\n{first.position} {len(events)}\n{b64encode(root).decode()}\n".encode()


def signature_text(signature: bytes) -> str:
    """A signature as it stands in an event."""
    return b64encode(signature).decode()


def signed(text: bytes, signature: str, verifier: str) -> bool:
    """Whether the key of this verifier text has signed these bytes."""
    key = Verifier.from_text(verifier)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(b64decode(signature, validate=True), text)
    except (InvalidSignature, Base64Error, ValueError):
        return False
    return key.kind == ED25519
