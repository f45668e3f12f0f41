"""One unit's ledger: read it, decide, append. A thin eventsourcing Application.

A decision reads a `View` at size n and appends only if the head is still n; otherwise it is decided
again on the new state. An append costs the same however old the ledger is.
Source: spec/ledger.md §1.
"""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import InfrastructureFactory, IntegrityError
from eventsourcing.utils import Environment, EnvType
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger import merkle, schema
from ledger.address import address
from ledger.connections import Connections
from ledger.errors import InvalidError, NotFoundError, StaleError
from ledger.event import Event
from ledger.head import Head
from ledger.mapper import read_stored
from ledger.recorder import LedgerFactory, StaleHeadError, read_head
from ledger.result import CommandRecord, read_result, write_result
from ledger.sealed import TextKey
from ledger.view import View

COMMAND_KEY = "command-key"  # name of the secret that keys command digests
PAGE = 500  # events


class Ledger(Application[str]):
    """The ledger of `unit`. Safe to share between threads."""

    log_section_size = 10_000

    def __init__(self, database: Connections, unit: str) -> None:
        self.database = database
        self.unit = unit
        self._ledger = address(unit).ledger
        self._command_key: bytes | None = None
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing from outside: a variable of the process could else change how events are written."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        return LedgerFactory(env, self.database, self.unit)

    def head(self) -> Head:
        """How far the log has come."""
        with self.database.snapshot() as connection:
            return read_head(connection, self.unit)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """A view of the ledger at one position, in one read transaction."""
        with self.database.snapshot() as connection:
            yield View(connection, self.unit)

    def append(
        self,
        events: Sequence[Event],
        *,
        head: Head,
        state: Mapping[str, bytes | None],
        fold: int,
        keys: Sequence[TextKey] = (),
        commands: Sequence[CommandRecord],
        besides: Callable[[Connection], object] = lambda connection: None,
    ) -> tuple[int, ...]:
        """Append the events of one decision, or of several in order, and all that goes with them, in one transaction.

        Args:
            events: numbered from `head.size` on, those of one command together; a command may have none.
            head: what the decision saw.
            state: bodies by key; None deletes the row. Stored with the new size and root.
            fold: version of the fold that made them.
            keys: of the texts sealed in these events.
            commands: id, keyed digest and result of each, in order.
            besides: what else belongs into this one transaction; nothing of the log.
        Returns:
            The positions of the events.
        Raises:
            StaleError: the head is past `head.size`, or a command id is stored: read again, decide again.
            StorageError: nothing was stored.
            UnknownOutcomeError: it may have been stored: ask `result_of`.
            ValueError: the events are numbered wrongly. That is a bug of the caller.
        """
        places = self._places(events, head, commands)

        def companion(connection: Connection, after: Head) -> None:
            self._check_versions(connection, events)
            self._write_state(connection, state, after, fold)
            if keys:
                rows = [
                    {"ledger": self._ledger, "text": k.text, "person": k.person, "wrapped": k.wrapped} for k in keys
                ]
                connection.execute(schema.text_key.insert(), rows)
            besides(connection)
            for command, (position, count) in zip(commands, places, strict=True):
                write_result(connection, self._ledger, command, position=position, count=count)

        try:
            recordings = self.events.put(
                cast("Sequence[DomainEventProtocol[str]]", events),
                expected_size=head.size,
                command_ids=[event.command for event in events],
                companion=companion,
            )
        except StaleHeadError as error:
            raise self._stale(head) from error
        except IntegrityError as error:
            if any(self.result_of(command.id) is not None for command in commands):
                raise self._stale(head) from error
            raise
        return tuple(recording.notification.id - 1 for recording in recordings)

    def result_of(self, command_id: str) -> CommandRecord | None:
        """What came of a command, or None if it isn't stored."""
        with self.database.snapshot() as connection:
            return read_result(connection, self._ledger, command_id)

    def digest(self, command: bytes) -> str:
        """The keyed digest of a command's bytes, HMAC-SHA256, hex.

        Raises:
            NotFoundError: the ledger's key was destroyed; facts: unit.
        """
        if self._command_key is None:
            secret = schema.secret.c
            query = select(secret.value).where(secret.ledger == self._ledger, secret.name == COMMAND_KEY)
            with self.database.snapshot() as connection:
                self._command_key = connection.scalar(query)
        if self._command_key is None:
            raise NotFoundError("the key for command digests of {unit} was destroyed", unit=self.unit)
        return hmac.digest(self._command_key, command, "sha256").hex()

    def read(self, stream: str) -> Iterator[Event]:
        """The events of one stream, by version."""
        return cast("Iterator[Event]", self.events.get(stream))

    def follow(self, after: int = -1, limit: int = PAGE) -> Iterator[Event]:
        """The events behind position `after`, to the end of the log, fetched `limit` at a time."""
        while page := self.notification_log.select(start=after + 2, limit=limit):
            yield from map(read_stored, page)
            after = page[-1].id - 1

    def bodies(self, size: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Positions and stored bodies, of the whole log or of its first `size` events."""
        start = 1
        while page := self.notification_log.select(start=start, limit=PAGE, stop=size):
            yield from ((found.id - 1, found.state) for found in page)
            start = page[-1].id + 1

    def inclusion(self, position: int, size: int) -> tuple[bytes, ...]:
        """The proof that the event at `position` is in the log's first `size` events.

        Raises:
            InvalidError: no such position, or the log is shorter.
        """
        return merkle.inclusion_proof(position, self._leaves(size))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the log's first `new` events extend its first `old`.

        Raises:
            InvalidError: `old` is more than `new`, or the log is shorter.
        """
        return merkle.consistency_proof(old, self._leaves(new))

    def _leaves(self, size: int) -> list[bytes]:
        leaves = [merkle.leaf_hash(body) for _, body in self.bodies(size)]
        if size < 0 or len(leaves) != size:
            raise InvalidError("the log of {unit} has not {size} events", unit=self.unit, size=size)
        return leaves

    def _places(
        self, events: Sequence[Event], head: Head, commands: Sequence[CommandRecord]
    ) -> tuple[tuple[int, int], ...]:
        """Where each command's events begin, and how many they are."""
        places, at = [], 0
        for command in commands:
            begins = at
            while at < len(events) and events[at].command == command.id:
                at += 1
            places.append((head.size + begins, at - begins))
        for position, event in enumerate(events, head.size):
            if (event.unit, event.position) != (self.unit, position) or position >= head.size + at:
                raise ValueError(f"{event!r} does not belong at position {position} of {self.unit}")
        return tuple(places)

    def _check_versions(self, connection: Connection, events: Sequence[Event]) -> None:
        """No version left out: uniqueness is the table's, a gap would be this program's and would stay for ever."""
        row = schema.events.c
        for event in events:
            if event.version > 1:
                here = (row.ledger == self._ledger, row.stream == event.stream, row.version == event.version - 1)
                if connection.scalar(select(row.position).where(*here)) is None:
                    raise ValueError(f"{event.stream} has no version {event.version - 1} before {event.version}")

    def _write_state(self, connection: Connection, state: Mapping[str, bytes | None], after: Head, fold: int) -> None:
        gone = [key for key, body in state.items() if body is None]
        kept = [(key, body) for key, body in state.items() if body is not None]
        if gone:
            row = schema.state.c
            connection.execute(schema.state.delete().where(row.ledger == self._ledger, row.key.in_(gone)))
        if kept:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            upsert = insert(schema.state)
            changed = {name: upsert.excluded[name] for name in ("body", "size", "root", "fold")}
            connection.execute(
                upsert.on_conflict_do_update(index_elements=["ledger", "key"], set_=changed),
                [
                    {
                        "ledger": self._ledger,
                        "key": key,
                        "body": body,
                        "size": after.size,
                        "root": after.root.hex(),
                        "fold": fold,
                    }
                    for key, body in kept
                ],
            )

    def _stale(self, head: Head) -> StaleError:
        return StaleError(
            "someone else was first: {unit} has moved on from {seen} to {now}; look again and decide again",
            unit=self.unit,
            seen=head.size,
            now=self.head().size,
        )
