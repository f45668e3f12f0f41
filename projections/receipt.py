"""What somebody takes home: one stored event with its proof, and the checkpoint that the ledger's key signed.

The proof is in the log up to that event, so that asked again the same bytes come. Its form is that of what crosses
ledgers. Source: spec/ledger.md §2, spec/process.md §8.
"""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.checkpoint import sign_checkpoint
from ledger.codec import decode, encode, read_json
from ledger.errors import DomainError, InvalidError, NotFoundError, TamperedError
from ledger.events.exchange import Carried
from ledger.head import Head
from ledger.merkle import edge_of, inclusion_proof, leaf_hash
from ledger.store import Ledger
from projections.bundle import origin_of

FORMAT = 1


def carried(ledger: Ledger, position: int, key: Ed25519PrivateKey | None = None) -> Carried:
    """The event at a position with its proof in the log up to it; with a key of that log, also signed.

    Raises:
        NotFoundError: no event stands there; facts: unit, position.
    """
    bodies = [body for _, body in ledger.bodies(position + 1)] if position >= 0 else []
    if len(bodies) != position + 1:
        raise NotFoundError("{unit} has no event at position {position}", unit=ledger.unit, position=position)
    leaves = [leaf_hash(body) for body in bodies]
    head = Head.of(edge_of(leaves))
    return Carried(
        unit=ledger.unit,
        position=position,
        body=bodies[position].decode(),
        size=head.size,
        root=head.root.hex(),
        path=tuple(step.hex() for step in inclusion_proof(position, leaves)),
        checkpoint=sign_checkpoint(head, origin_of(ledger.unit), key) if key else "",
    )


def checkpoint(ledger: Ledger, key: Ed25519PrivateKey, size: int | None = None) -> str:
    """The signed checkpoint of a log as its bodies give it, now or at an earlier size.

    Raises:
        InvalidError: the log is shorter. TamperedError: the bodies don't give the head that was recorded.
    """
    now = ledger.head()
    wanted = now.size if size is None else size
    leaves = [leaf_hash(body) for _, body in ledger.bodies(wanted)] if wanted else []
    if len(leaves) != wanted:
        raise InvalidError("the log of {unit} has not {size} events", unit=ledger.unit, size=wanted)
    head = Head.of(edge_of(leaves))
    if wanted == now.size and head.root != now.root:
        raise TamperedError("the events of {unit} are not those of its head: nothing is signed", unit=ledger.unit)
    return sign_checkpoint(head, origin_of(ledger.unit), key)


def receipt_text(said: Carried) -> str:
    """The file that somebody keeps."""
    return json.dumps({"format": FORMAT, "receipt": encode(said)}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_receipt(text: str) -> Carried:
    """What such a file carries, none of it checked. InvalidError where it is none."""
    try:
        found: Any = read_json(text)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise InvalidError("it is no receipt of this format")
        return decode(Carried, found.get("receipt"))
    except DomainError as error:
        raise InvalidError("this is no receipt: {why}", why=" ".join(str(error).split())[:300]) from error
