"""Whether the log in the database is still what was appended: every body, column, leaf and the tree.

It reads with plain SQL, decodes and builds the tree in its own way, and shares nothing with the writer
but the two hash functions. A log that was cut and whose head was rewritten to match, or that was
rewritten as a whole with fresh hashes, is whole in itself: only a checkpoint kept elsewhere shows that.
Source: spec/ledger.md §3, column "chain in the database".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, text

from ledger.address import address
from ledger.connections import Connections
from ledger.errors import filled
from ledger.merkle import leaf_hash, node_hash

_KEYS = {"unit", "position", "stream", "version", "topic", "topic_version", "at", "by", "door", "command", "data"}
_COLUMNS = {"stream": "stream", "version": "version", "topic": "topic", "command": "command_id"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was appended.

    Attributes:
        unit: whose log.
        position: of the first event concerned, None where it can't be told.
        what: stable code, such as "body-changed".
        message: English template with the facts' names.
    """

    unit: str
    position: int | None
    what: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return filled(self.message, {"unit": self.unit, "position": self.position, **self.facts})


def check_log(database: Connections, unit: str) -> tuple[Finding, ...]:
    """Everything that is wrong with the stored log of a unit, in one read transaction; empty if nothing is.

    Reads every event once; its memory grows with the number of streams, not of events.
    """
    with database.snapshot() as connection:
        return tuple(_findings(connection, unit))


def _findings(connection: Connection, unit: str) -> Iterator[Finding]:
    ledger = address(unit).ledger
    tree, versions, expected = _Tree(), dict[str, int](), 0
    query = text(
        "SELECT position, stream, version, topic, body, leaf, command_id FROM event "
        "WHERE ledger = :ledger ORDER BY position"
    )
    streaming = connection.execution_options(yield_per=1000)
    for row in streaming.execute(query, {"ledger": ledger}):
        if row.position != expected:
            yield Finding(
                unit,
                expected,
                "missing",
                "{unit}: positions {position} to {last} are missing",
                {"last": row.position - 1},
            )
        expected = row.position + 1
        leaf = leaf_hash(row.body)
        tree.add(leaf)
        if leaf != row.leaf:
            yield Finding(unit, row.position, "body-changed", "{unit}: the body at {position} is not the one appended")
        yield from _body(unit, row)
        before = versions.get(row.stream, 0)
        if row.version != before + 1:
            yield Finding(
                unit,
                row.position,
                "version-gap",
                "{unit}: at {position}, version {version} of {stream} follows version {before}",
                {"stream": row.stream, "version": row.version, "before": before},
            )
        versions[row.stream] = row.version
    yield from _head(connection, unit, ledger, tree)
    yield from _commands(connection, unit, ledger)
    yield from _guards(connection, unit)


def _body(unit: str, row: Row[Any]) -> Iterator[Finding]:
    try:
        body = json.loads(row.body.decode(), parse_float=_no_float, parse_constant=_no_float)
        canonical = is_canonical(row.body, body)
    except (ValueError, RecursionError):
        body, canonical = None, False
    if not isinstance(body, dict) or body.keys() - {"for", "signature"} != _KEYS:
        yield Finding(unit, row.position, "no-event", "{unit}: the body at {position} is no event")
        return
    if not canonical:
        yield Finding(unit, row.position, "not-canonical", "{unit}: the body at {position} is not in its one form")
    wrong = [key for key, column in _COLUMNS.items() if body[key] != getattr(row, column)]
    wrong += ["position"] if body["position"] != row.position else []
    wrong += ["unit"] if body["unit"] != unit else []
    for key in wrong:
        yield Finding(
            unit,
            row.position,
            "column-differs",
            "{unit}: at {position} the body's {key} is not what stands beside it",
            {"key": key},
        )


def _head(connection: Connection, unit: str, ledger: str, tree: "_Tree") -> Iterator[Finding]:
    row = connection.execute(
        text("SELECT size, root, edge FROM head WHERE ledger = :ledger"), {"ledger": ledger}
    ).one_or_none()
    if row is None:
        yield Finding(unit, None, "head-missing", "{unit} has no head row")
        return
    if row.size != tree.size:
        yield Finding(
            unit,
            min(row.size, tree.size),
            "size-differs",
            "{unit}: the head counts {size} events, {found} are stored; from {position} on they differ",
            {"size": row.size, "found": tree.size},
        )
        return
    said = row.edge.split(" ")
    if said[0] != str(tree.size) or len(said) != len(tree.peaks) + 1:
        yield Finding(
            unit, None, "edge-differs", "{unit}: the head's edge is not one of {size} events", {"size": row.size}
        )
    else:
        start = 0
        for (size, found), kept in zip(tree.peaks, said[1:], strict=True):
            if found.hex() != kept:
                yield Finding(
                    unit,
                    start,
                    "edge-differs",
                    "{unit}: something between positions {position} and {last} is not what was appended",
                    {"last": start + size - 1},
                )
            start += size
    if row.root != tree.root().hex():
        yield Finding(unit, None, "root-differs", "{unit}: the head's root is not that of the stored events")


def _commands(connection: Connection, unit: str, ledger: str) -> Iterator[Finding]:
    orphans = text(
        "SELECT e.position, e.command_id FROM event e LEFT JOIN command c "
        "ON c.ledger = e.ledger AND c.id = e.command_id WHERE e.ledger = :ledger AND "
        "(c.id IS NULL OR e.position < c.position OR e.position >= c.position + c.count) ORDER BY e.position"
    )
    for row in connection.execute(orphans, {"ledger": ledger}):
        yield Finding(
            unit,
            row.position,
            "command-missing",
            "{unit}: no stored command accounts for the event at {position} ({command})",
            {"command": row.command_id},
        )
    hollow = text(
        "SELECT c.id, c.position, c.count AS events FROM command c WHERE c.ledger = :ledger AND c.count <> "
        "(SELECT count(*) FROM event e WHERE e.ledger = c.ledger AND e.position >= c.position "
        "AND e.position < c.position + c.count AND e.command_id = c.id) ORDER BY c.position, c.id"
    )
    for row in connection.execute(hollow, {"ledger": ledger}):
        yield Finding(
            unit,
            row.position,
            "command-hollow",
            "{unit}: command {command} has {count} events from {position} on, but they are not there",
            {"command": row.id, "count": row.events},
        )


def _guards(connection: Connection, unit: str) -> Iterator[Finding]:
    if connection.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'event'::regclass AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    there = set(connection.scalars(text(query)))
    for name in ("event_no_update", "event_no_delete"):
        if name not in there:
            yield Finding(
                unit,
                None,
                "guard-missing",
                "trigger {name}, which refuses changes to events, is not there: someone took it away",
                {"name": name},
            )


def _no_float(said: str) -> None:
    raise ValueError(said)


def is_canonical(stored: bytes, value: Any) -> bool:
    """Whether these bytes are the one form of this value."""
    if max(stored, default=0) < 0xF0:  # no character beyond 16 bits, so that Python sorts names as RFC 8785 does
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == stored
    return canonical_text(value).encode() == stored


def canonical_text(value: Any) -> str:
    """RFC 8785 for JSON without fractions: names by UTF-16 code units, no spaces, least escaping."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical_text(name)}:{canonical_text(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


class _Tree:
    """The perfect subtrees of what was read so far, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        self.size += 1
        self.peaks.append((1, leaf))
        while len(self.peaks) > 1 and self.peaks[-1][0] == self.peaks[-2][0]:
            (size, right), (_, left) = self.peaks.pop(), self.peaks.pop()
            self.peaks.append((2 * size, node_hash(left, right)))

    def root(self) -> bytes:
        hashes = [peak for _, peak in self.peaks]
        while len(hashes) > 1:
            right, left = hashes.pop(), hashes.pop()
            hashes.append(node_hash(left, right))
        return hashes[0] if hashes else sha256(b"").digest()
