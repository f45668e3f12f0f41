"""Which keys may have signed a log at a size: those that the trust file names, and what they were handed on to.

A key that was handed on signs nothing behind that event; one that is withdrawn nothing behind its size, and no
successor either.
Source: spec/ledger.md §2 (the new key is signed by the old one).
"""

from collections.abc import Iterable, Sequence

from ledger.event import Event
from ledger.events.keys import LogKeyRotated
from workflow.state.keys import key_id_of
from workflow.verifier.signature import Key, UnsignedError, read_key, read_note, signed_by
from workflow.verifier.trust import Trust


def signing_keys(trust: Trust, origin: str, events: Sequence[Event], size: int) -> tuple[Key, ...]:
    """The keys that a checkpoint of `size` events must be signed with one of; `events` are the log's, or none."""
    known, withdrawn = list(trust.origins.get(origin, ())), trust.withdrawn.get(origin, {})
    for event in events[:size]:
        said = event.payload
        if isinstance(said, LogKeyRotated) and event.position < withdrawn.get(key_id_of(said.old), size):
            known = _handed_on(known, said)
    return tuple(key for key in known if size <= withdrawn.get(key.id.hex(), size))


def _handed_on(known: Iterable[Key], said: LogKeyRotated) -> list[Key]:
    try:
        old, new = read_key(said.old), read_key(said.key)
        text, signatures = read_note(said.note.encode())
        signed_by(text, signatures, (old,))
    except UnsignedError:
        return list(known)
    if old not in known or text != f"{said.key}\n" or old.name != new.name:
        return list(known)
    return [key for key in known if key not in (old, new)] + [new]
