"""What stands in an event where someone wrote free text: ciphertext, and the id under which its keys lie.

Reasons and evidence notes name people, and history is never edited; so the log holds only what can be
made unreadable later, by destroying keys that lie outside it. Sealing itself is in `sealing.py`.
Source: spec/ledger.md §1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed free text.

    Attributes:
        id: names the text's key in table `text_key`; 32 lower-case hex digits, unique in its ledger.
        box: nonce and AES-256-GCM ciphertext, base64.
    """

    id: str
    box: str


@dataclass(frozen=True, slots=True)
class TextKey:
    """The key of a sealed text, wrapped for one person named in it: a row of table `text_key`.

    Attributes:
        text: `Sealed.id`.
        person: id of the person under whose key it is wrapped.
        wrapped: nonce and AES-256-GCM ciphertext of the text's key.
    """

    text: str
    person: str
    wrapped: bytes
