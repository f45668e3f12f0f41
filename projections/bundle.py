"""A filing as one file: everything that was filed, every event behind it, and the ledger's signature on them.

The same filing gives the same bytes, whatever has happened since: the bundle ends where the second signer signed.
An origin names a log to the world; a unit's is `jifen/UNIT`. Source: spec/ledger.md §2;
docs/reference/filing-bundle.md.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.body import read_event
from ledger.bundle import write_bundle
from ledger.checkpoint import sign_checkpoint
from ledger.codec import encode
from ledger.errors import InvalidError, NotFoundError
from ledger.event import Event
from ledger.events.evaluation import Figure
from ledger.events.filing import FiledClaim, FilingMade
from ledger.exact import decimal_text
from ledger.head import Head
from ledger.merkle import consistency_proof, edge_of, leaf_hash, root_of
from ledger.store import Ledger
from workflow.days import local_day
from workflow.fold import fold
from workflow.record import Overlay
from workflow.state.claim import Claim
from workflow.state.cycle import SchemeText
from workflow.state.filing import Filing
from workflow.state.membership import Posts, Unit
from workflow.verifier.readme import README

FORMAT = 1


def origin_of(unit: str) -> str:
    """What a unit's log is called in checkpoints and trust files: `jifen/UNIT`.

    Raises:
        InvalidError: the unit's id has spaces, plus signs or slashes, which no origin of this form can hold.
    """
    if any(letter.isspace() or letter in "+/" for letter in unit):
        raise InvalidError("{unit} can't name a log to the world: leave out spaces, plus signs and slashes", unit=unit)
    return f"jifen/{unit}"


def make_bundle(
    ledger: Ledger, filing_id: str, *, key: Ed25519PrivateKey, origin: str, since: int | None = None
) -> bytes:
    """The bundle of a filing that both have signed.

    Args:
        key: the ledger's own.
        origin: as in the trust file, see `origin_of`.
        since: how many events the checkpoint had that was filed last; its consistency proof is put in.
    Raises:
        NotFoundError: no such filing; facts: unit, filing.
        InvalidError: it isn't countersigned yet, or `since` is not a size before it.
    """
    bodies = [body for _, body in ledger.bodies()]
    events = [read_event(body) for body in bodies]
    filing = fold(None, events).find(Filing, filing_id)
    if filing is None:
        raise NotFoundError("there is no filing {filing} in {unit}", filing=filing_id, unit=ledger.unit)
    if filing.requested_at is None:
        raise InvalidError("{filing} has one signature: have it countersigned first", filing=filing_id)
    size = filing.requested_at + 1
    made, signed = events[filing.made_at], events[filing.requested_at]
    before = fold(None, events[: filing.made_at])
    leaves = [leaf_hash(body) for body in bodies[:size]]
    head = Head.of(edge_of(leaves))
    scheme = _scheme(before, made)
    said = _filing(before, fold(None, events[: size - 1]), made, signed, filing)
    parts = {
        "README.txt": README.encode(),
        "filing.json": _text(said),
        "scheme.toml": scheme.text.encode(),
        "events.jsonl": b"".join(body + b"\n" for body in bodies[:size]),
        "checkpoint.txt": sign_checkpoint(head, origin, key).encode(),
    }
    if since is not None:
        parts["consistency.json"] = _text(_consistency(since, leaves))
    shared = ("format", "unit", "sandbox", "filing", "subject", "cycle", "scheme", "signers")
    parts["manifest.json"] = _text(
        {name: said[name] for name in shared}
        | {"origin": origin, "size": size, "root": head.root.hex(), "parts": _listed(parts)}
    )
    return write_bundle(parts)


def _filing(before: Overlay, at_signing: Overlay, made: Event, signed: Event, filing: Filing) -> dict[str, Any]:
    """What was filed, for people: the event's lists, each claim with its item and day."""
    said, unit = made.payload, before.find(Unit)
    assert isinstance(said, FilingMade)
    assert unit is not None
    scheme = _scheme(before, made)
    return {
        "format": FORMAT,
        "unit": made.unit,
        "sandbox": unit.sandbox,
        "filing": said.filing,
        "subject": said.subject,
        "cycle": said.cycle,
        "scheme": {"id": scheme.scheme, "edition": scheme.edition, "digest": scheme.digest},
        "made": _signature(made),
        "countersigned": _signature(signed),
        "signers": list(filing.signers),
        "operators_with_business": _operators(at_signing, local_day(signed.at, unit.zone)),
        "claims": [_claim(before, one) for one in said.claims],
        "figures": [_figure(figure) for figure in said.figures],
        "contested": list(said.contested),
        "objections": [encode(one) for one in said.objections],
        "silent": list(said.silent),
        "not_included": list(said.not_included),
        "vetoes": list(said.vetoes),
        "changes": list(said.changes),
    }


def _claim(state: Overlay, filed: FiledClaim) -> dict[str, str]:
    claim = state.find(Claim, filed.claim)
    assert claim is not None
    said = {"claim": filed.claim, "member": claim.member, "item": claim.line.item, "on": claim.line.on.isoformat()}
    said |= {} if filed.worth is None else {"worth": decimal_text(filed.worth)}
    return said if filed.late_for is None else said | {"late_for": filed.late_for}


def _figure(figure: Figure) -> dict[str, Any]:
    said = {
        "member": figure.member,
        "total": decimal_text(figure.total),
        "components": {name: decimal_text(value) for name, value in figure.components.items()},
        "outcomes": list(figure.outcomes),
        "provisional": figure.provisional,
    }
    return said if figure.grade is None else said | {"grade": figure.grade}


def _signature(event: Event) -> dict[str, Any]:
    said = {"position": event.position, "by": event.by, "at": _instant(event.at), "door": event.door}
    return said if event.on_behalf is None else said | {"for": event.on_behalf}


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _operators(state: Overlay, day: Any) -> list[str]:
    """Operators who hold a post besides: every filing discloses them (spec/process.md §1)."""
    posts = state.find(Posts) or Posts()
    return [person for person in posts.holders(day, "operator") if posts.roles(person, day) != {"operator"}]


def _scheme(state: Overlay, made: Event) -> SchemeText:
    assert isinstance(made.payload, FilingMade)
    scheme = state.find(SchemeText, made.payload.digest)
    assert scheme is not None
    return scheme


def _consistency(since: int, leaves: list[bytes]) -> dict[str, Any]:
    if not 0 < since <= len(leaves):
        raise InvalidError("the filing has {size} events; {since} is no size before it", size=len(leaves), since=since)
    return {
        "format": FORMAT,
        "old_size": since,
        "old_root": root_of(leaves[:since]).hex(),
        "new_size": len(leaves),
        "new_root": root_of(leaves).hex(),
        "path": [step.hex() for step in consistency_proof(since, leaves)],
    }


def _listed(parts: Mapping[str, bytes]) -> dict[str, Any]:
    return {name: {"bytes": len(part), "sha256": sha256(part).hexdigest()} for name, part in parts.items()}


def _text(said: Mapping[str, Any] | Iterable[Any]) -> bytes:
    return f"{json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()
