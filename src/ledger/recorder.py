"""How stored events of one ledger enter the database and come out: eventsourcing's recorder on SQLAlchemy Core.

The head row is read, locked and advanced in the transaction that inserts the events: it is the lock,
the gapless counter and the proof in one. A notification id is a position + 1.
Source: spec/ledger.md §1.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Mapper,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    TrackingRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment
from sqlalchemy import Connection, Select, exc, select

from ledger import schema
from ledger.address import address
from ledger.connections import Connections
from ledger.errors import NotFoundError
from ledger.head import Head
from ledger.mapper import EventMapper
from ledger.merkle import Edge, leaf_hash

Companion = Callable[[Connection, Head], None]

_EVENT = schema.events.c
_STORED = (_EVENT.stream, _EVENT.version, _EVENT.topic, _EVENT.body)


class StaleHeadError(IntegrityError):
    """The head has moved on since the decision read it."""


class StreamRecorder(AggregateRecorder):
    """Events of one ledger by stream. The aggregate half of eventsourcing's interface."""

    def __init__(self, database: Connections, unit: str) -> None:
        self.database = database
        self.unit = unit
        self.ledger = address(unit).ledger

    def insert_events(self, stored_events: Sequence[StoredEvent], **options: Any) -> Sequence[int] | None:
        """Append; see `LedgerRecorder.insert_events`. Answers None, as the library wants of this half."""
        self._insert(stored_events, **options)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Stored events of a stream, by version."""
        query = select(*_STORED).where(_EVENT.ledger == self.ledger, _EVENT.stream == str(originator_id))
        if gt is not None:
            query = query.where(_EVENT.version > gt)
        if lte is not None:
            query = query.where(_EVENT.version <= lte)
        query = query.order_by(_EVENT.version.desc() if desc else _EVENT.version).limit(limit)
        with self.database.snapshot() as connection:
            return [StoredEvent(*row) for row in connection.execute(query)]

    def _insert(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        expected_size: int | None = None,
        command_ids: Sequence[str] = (),
        companion: Companion | None = None,
        **_: Any,
    ) -> Sequence[int]:
        if not stored_events and companion is None:
            return []
        with self.database.transaction() as connection:
            before = read_head(connection, self.unit, lock=True)
            if expected_size not in (None, before.size):
                raise StaleHeadError(f"the head is at {before.size}, not at {expected_size}")
            rows, edge = [], before.edge
            for position, stored in enumerate(stored_events, before.size):
                leaf = leaf_hash(stored.state)
                edge = edge.append(leaf)
                rows.append(
                    {
                        "ledger": self.ledger,
                        "position": position,
                        "stream": stored.originator_id,
                        "version": stored.originator_version,
                        "topic": stored.topic,
                        "body": stored.state,
                        "leaf": leaf,
                        "command_id": command_ids[position - before.size] if command_ids else "",
                    }
                )
            after = Head.of(edge)
            try:
                if rows:
                    connection.execute(schema.events.insert(), rows)
                    _write_head(connection, self.ledger, before, after)
                if companion is not None:
                    companion(connection, after)
            except exc.IntegrityError as error:
                raise IntegrityError(str(error.orig)) from error
        return list(range(before.size + 1, after.size + 1))


class LedgerRecorder(StreamRecorder, ApplicationRecorder):
    """Events of one ledger by stream and by position."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **options: Any) -> Sequence[int]:
        """Append events at the head, and what goes with them, in one transaction.

        Args:
            stored_events: in order.
            expected_size: the size that the decision saw; None appends whatever the size is.
            command_ids: for each event, of the command that led to it.
            companion: writes the rest into the same transaction; gets the connection and the new head.
        Returns:
            Notification ids, each a position + 1.
        Raises:
            StaleHeadError: the head is not at `expected_size`.
            IntegrityError: a version of a stream, or a row of the companion, is there already.
        """
        return self._insert(stored_events, **options)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Notifications by id, from `start` to `stop`, at most `limit`."""
        query: Select[Any] = select(*_STORED, _EVENT.position + 1).where(_EVENT.ledger == self.ledger)
        if start is not None:
            query = query.where(_EVENT.position >= start - (1 if inclusive_of_start else 0))
        if stop is not None:
            query = query.where(_EVENT.position < stop)
        if topics:
            query = query.where(_EVENT.topic.in_(topics))
        with self.database.snapshot() as connection:
            return [Notification(*row) for row in connection.execute(query.order_by(_EVENT.position).limit(limit))]

    def max_notification_id(self) -> int | None:
        """The id of the last notification, or None; it is the size."""
        with self.database.snapshot() as connection:
            return read_head(connection, self.unit).size or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not offered: projections follow in a plain loop, as with the library's own SQLite recorder."""
        raise NotImplementedError("a ledger is followed by reading on from a position")


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives an `Application` the parts of one ledger."""

    def __init__(self, env: Environment, database: Connections, unit: str) -> None:
        super().__init__(env)
        self.database = database
        self.unit = unit

    def mapper(self, transcoder: Transcoder | None = None, mapper_class: Any = None) -> Mapper[Any]:
        return EventMapper()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        return StreamRecorder(self.database, self.unit)

    def application_recorder(self) -> ApplicationRecorder:
        return LedgerRecorder(self.database, self.unit)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> TrackingRecorder:
        raise NotImplementedError("projections keep their own positions")

    def process_recorder(self) -> ProcessRecorder:
        raise NotImplementedError("a ledger processes no other ledger's events")


def read_head(connection: Connection, unit: str, *, lock: bool = False) -> Head:
    """The head of a unit's ledger; `lock` holds it until the transaction ends.

    Raises:
        NotFoundError: it has none; facts: unit.
    """
    query = select(schema.head.c.root, schema.head.c.edge).where(schema.head.c.ledger == address(unit).ledger)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("{unit} has no ledger here", unit=unit)
    edge = Edge.from_text(row.edge)
    return Head(edge.size, bytes.fromhex(row.root), edge)


def _write_head(connection: Connection, ledger: str, before: Head, after: Head) -> None:
    head = schema.head.c
    done = connection.execute(
        schema.head.update().where(head.ledger == ledger, head.size == before.size),
        {"size": after.size, "root": after.root.hex(), "edge": after.edge.to_text()},
    )
    if done.rowcount != 1:  # the row's size and edge disagree: someone wrote it by hand
        raise StaleHeadError(f"the head row of {ledger} is not at {before.size}")
