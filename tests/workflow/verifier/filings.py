"""Filings to be checked: an honest year through the program's own door, and what a forger with the key makes of one.

A forger here is thorough: positions, versions and every figure that names a position are put right again, everything
is written and signed as the program would.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.body import read_event
from ledger.bundle import read_bundle, write_bundle
from ledger.event import Event
from ledger.events.evaluation import GradesProposed
from ledger.events.filing import FilingCountersigned, FilingMade
from ledger.mapper import event_bytes
from ledger.merkle import leaf_hash, root_of
from ledger.note import verifier_key
from ledger.payload import Payload
from ledger.store import Ledger
from projections.bundle import make_bundle, origin_of
from tests.support import BRANCH
from workflow.verifier import Last, Verdict, verify_bundle, write_trust

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = origin_of(BRANCH)


@dataclass
class Paper:
    """A ledger that is nothing but stored bodies: what `make_bundle` needs of one."""

    unit: str
    stored: list[bytes]

    def bodies(self, size: int | None = None) -> Iterator[tuple[int, bytes]]:
        return iter(enumerate(self.stored[:size]))


def trust(*, key: Ed25519PrivateKey = KEY, last: tuple[int, bytes] | None = None, origin: str = ORIGIN) -> str:
    known = {origin: Last(*last)} if last else {}
    return write_trust({origin: [verifier_key(origin, key)]}, last=known)


def bundle_of(events: list[Event], filing: str = "F001", *, key: Ed25519PrivateKey = KEY, **more: Any) -> bytes:
    """What the holder of the key can make of these events."""
    paper = Paper(events[0].unit, [event_bytes(event) for event in events])
    return make_bundle(cast(Ledger, paper), filing, key=key, origin=ORIGIN, **more)


def checked(events: list[Event], filing: str = "F001", **known: Any) -> Verdict:
    return verify_bundle(bundle_of(events, filing), trust(**known))


def events_in(bundle: bytes) -> list[Event]:
    return [read_event(line) for line in read_bundle(bundle)["events.jsonl"].splitlines()]


def root_at(events: list[Event], size: int) -> bytes:
    return root_of([leaf_hash(event_bytes(event)) for event in events[:size]])


def put_right(events: list[Event]) -> list[Event]:
    """Numbered anew, with everything that names a position."""
    versions: dict[str, int] = {}
    made_at: dict[str, int] = {}
    numbered = []
    for position, event in enumerate(events):
        versions[event.stream] = versions.get(event.stream, 0) + 1
        said = event.payload
        if isinstance(said, FilingMade):
            made_at[said.filing], said = position, replace(said, size=position)
        elif isinstance(said, GradesProposed):
            said = replace(said, size=position)
        elif isinstance(said, FilingCountersigned):
            said = replace(said, made_at=made_at[said.filing])
        numbered.append(replace(event, position=position, version=versions[event.stream], payload=said))
    return numbered


def changed(events: list[Event], position: int, **fields: Any) -> list[Event]:
    """One event's envelope otherwise."""
    return [replace(event, **fields) if event.position == position else event for event in events]


def said(events: list[Event], position: int, **fields: Any) -> list[Event]:
    """One event's payload otherwise."""
    payload: Any = events[position].payload
    return changed(events, position, payload=replace(payload, **fields))


def inserted(events: list[Event], position: int, *payloads: tuple[str, Payload], **envelope: Any) -> list[Event]:
    """Events of a command of their own before this position, at its time and by its person unless said otherwise."""
    like = replace(events[position], command=f"forged-{position}", **envelope)
    new = [replace(like, stream=stream, payload=payload) for stream, payload in payloads]
    return put_right([*events[:position], *new, *events[position:]])


def where(events: list[Event], topic: str, number: int = 0) -> int:
    """The position of the n-th event of this topic; from the end where n is negative."""
    return [event.position for event in events if event.topic == topic][number]


def repacked(bundle: bytes, changes: Mapping[str, bytes | None], *, rehashed: bool = True) -> bytes:
    """The bundle with other parts, and with a manifest that lists them."""
    parts = read_bundle(bundle) | {name: part for name, part in changes.items() if part is not None}
    parts = {name: part for name, part in parts.items() if name not in changes or changes[name] is not None}
    if rehashed and "manifest.json" not in changes:
        manifest = json.loads(parts["manifest.json"])
        manifest["parts"] = {
            name: {"bytes": len(part), "sha256": sha256(part).hexdigest()}
            for name, part in parts.items()
            if name != "manifest.json"
        }
        parts["manifest.json"] = f"{json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()
    return write_bundle(parts)


def ids(verdict: Verdict) -> set[str]:
    return {finding.check for finding in verdict.findings}


def at(verdict: Verdict, check: str) -> list[int | None]:
    """Where this check found something."""
    return [finding.position for finding in verdict.findings if finding.check == check]
