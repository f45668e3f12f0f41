"""How a free text is sealed for the log, and opened again while its keys exist.

A fresh AES-256-GCM key per text; that key wrapped, once for each person named in the text, under that
person's key. The log holds only the ciphertext. Both ciphertexts are bound to unit and text id, the
wrapped key also to its person: none can be moved elsewhere. Source: spec/ledger.md §1; NIST SP 800-38D.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from ledger import schema
from ledger.address import address
from ledger.connections import Connections
from ledger.errors import NotFoundError, TamperedError
from ledger.sealed import Sealed, TextKey

KEY_BITS = 256
NONCE_BYTES = 12


def seal(database: Connections, unit: str, text: str, persons: Sequence[str]) -> tuple[Sealed, tuple[TextKey, ...]]:
    """Seal a text for the log of `unit`.

    Args:
        persons: ids of those whom the text names, at least one; forgetting one of them makes it unreadable,
                unless it is about others (`workflow.forgetting`).
    Returns:
        What goes into the event, and the keys that `Ledger.append` stores with it.
    Raises:
        NotFoundError: one of them isn't in the directory; facts: person.
        ValueError: nobody is named. That is a bug of the caller.
    """
    if not persons:
        raise ValueError("a text is sealed for at least one person")
    keys = _person_keys(database, persons)
    sealed_id = secrets.token_hex(16)
    key = AESGCM.generate_key(KEY_BITS)
    box = _encrypt(key, text.encode(), _bound(unit, sealed_id))
    wrapped = (
        TextKey(sealed_id, person, _encrypt(keys[person], key, _bound(unit, sealed_id, person)))
        for person in dict.fromkeys(persons)
    )
    return Sealed(sealed_id, b64encode(box).decode()), tuple(wrapped)


def open_text(database: Connections, unit: str, sealed: Sealed) -> str | None:
    """The text, or None once its keys are destroyed.

    Raises:
        TamperedError: the ciphertext or a key is not what was stored; facts: unit, text.
    """
    row, person = schema.text_key.c, schema.person_key.c
    query = (
        select(row.person, row.wrapped, person.key)
        .join_from(schema.text_key, schema.person_key, row.person == person.person)
        .where(row.ledger == address(unit).ledger, row.text == sealed.id)
        .order_by(row.person)
        .limit(1)
    )
    with database.snapshot() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        return None
    try:
        key = _decrypt(found.key, found.wrapped, _bound(unit, sealed.id, found.person))
        return _decrypt(key, b64decode(sealed.box, validate=True), _bound(unit, sealed.id)).decode()
    except (InvalidTag, ValueError) as error:
        raise TamperedError(
            "the sealed text {text} of {unit}, or its key, is not what was stored", unit=unit, text=sealed.id
        ) from error


def new_person_key() -> bytes:
    """A key under which the keys of texts that name one person are wrapped, 32 bytes."""
    return AESGCM.generate_key(KEY_BITS)


def _person_keys(database: Connections, persons: Sequence[str]) -> dict[str, bytes]:
    row = schema.person_key.c
    with database.snapshot() as connection:
        found = connection.execute(select(row.person, row.key).where(row.person.in_(persons)))
        keys = {person: bytes(key) for person, key in found}
    for person in persons:
        if person not in keys:
            raise NotFoundError(
                "{person} is not in the directory, so no text can name them: enter them first", person=person
            )
    return keys


def _bound(*parts: str) -> bytes:
    """What a ciphertext is bound to. Lengths keep two lists of parts from reading alike."""
    return b"jifen sealed text v1" + b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, box: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound)
