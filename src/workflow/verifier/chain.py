"""Which keys may have signed a log at a size: those that the trust file names, and what they were handed on to.

A key that was handed on signs nothing behind that event; one that is withdrawn nothing behind its size, and no
successor either. A newer key may sign an older size: a receipt can be made late.
Source: spec/ledger.md §2 (the new key is signed by the old one).
"""

from collections.abc import Sequence

from ledger.event import Event
from ledger.events.keys import LogKeyRotated
from workflow.verifier.signature import Key, UnsignedError, read_key, read_note, signed_by
from workflow.verifier.trust import Trust


def signing_keys(trust: Trust, origin: str, events: Sequence[Event], size: int) -> tuple[Key, ...]:
    """The keys that a checkpoint of `size` events must be signed with one of; `events` are the log's, or none."""
    known, over, withdrawn = list(trust.origins.get(origin, ())), set[Key](), trust.withdrawn.get(origin, {})
    for event in events:
        said = event.payload
        pair = _handed_on(said) if isinstance(said, LogKeyRotated) else None
        if pair is None or pair[0] not in known or event.position >= withdrawn.get(pair[0].id.hex(), len(events)):
            continue
        old, new = pair
        known = [*(key for key in known if key != new), new]
        if event.position < size:
            over.add(old)
    return tuple(key for key in known if key not in over and size <= withdrawn.get(key.id.hex(), size))


def _handed_on(said: LogKeyRotated) -> tuple[Key, Key] | None:
    """The old key and the new one, if the old one signed for it."""
    try:
        old, new = read_key(said.old), read_key(said.key)
        text, signatures = read_note(said.note.encode())
        signed_by(text, signatures, (old,))
    except UnsignedError:
        return None
    return (old, new) if text == f"{said.key}\n" and old.name == new.name else None
