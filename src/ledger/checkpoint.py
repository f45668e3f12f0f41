"""The signed head that is kept elsewhere: a C2SP tlog-checkpoint, so that others' tools can follow the log.

Origin, size and root, a line each, as a signed note. Source: spec/ledger.md §2; c2sp.org/tlog-checkpoint.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import InvalidError
from ledger.head import Head
from ledger.note import Note, open_note, sign_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log said of itself at one size.

    Attributes:
        origin: names the log; unique.
        size: events.
        root: of the tree over them, 32 bytes.
        more: extension lines; nobody audits them, and this program writes none.
    """

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    def to_text(self) -> str:
        """The text of the note, line breaks included."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.more)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """The checkpoint of a note's text.

        Raises:
            InvalidError: anything but an origin, a size, a root, and lines that are not empty.
        """
        lines = text.removesuffix("\n").split("\n")
        try:
            origin, size, root, *more = lines
            found = cls(origin, int(size), b64decode(root, validate=True), tuple(more))
        except ValueError:  # too few lines, no number, no base64
            found = None
        well_formed = found and _SIZE.fullmatch(lines[1]) and all(lines) and len(found.root) == 32
        if found is None or not well_formed or found.to_text() != text:
            raise InvalidError("this is no checkpoint of a log")
        return found


def sign_checkpoint(head: Head, origin: str, key: Ed25519PrivateKey) -> str:
    """The signed checkpoint of a head; the key's name is the origin.

    Raises:
        InvalidError: the origin has spaces or plus signs.
    """
    return sign_note(Checkpoint(origin, head.size, head.root).to_text(), origin, key)


def open_checkpoint(note: str, verifiers: Iterable[str]) -> tuple[Checkpoint, Note]:
    """Check a signed checkpoint against the verifier keys that one trusts; raises as `open_note` and `from_text`."""
    opened = open_note(note, verifiers)
    return Checkpoint.from_text(opened.text), opened
