"""What a decision sees: one ledger at one position, for as long as it takes.

A view lives inside a read transaction, so that head, state and events belong together.
Source: spec/ledger.md §1.
"""

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection, func, select

from ledger import schema
from ledger.address import address
from ledger.errors import NotFoundError
from ledger.event import Event
from ledger.mapper import read_stored
from ledger.recorder import read_head
from ledger.result import CommandRecord, read_result

_AFTER_ALL = "\U0010ffff"  # sorts behind every character that a key may have


class View:
    """One ledger at one position."""

    def __init__(self, connection: Connection, unit: str) -> None:
        self._connection = connection
        self._ledger = address(unit).ledger
        self.unit = unit
        self.head = read_head(connection, unit)

    def state(self, key: str) -> bytes | None:
        """The stored body of a state row, or None."""
        row = schema.state.c
        return self._connection.scalar(select(row.body).where(row.ledger == self._ledger, row.key == key))

    def fold(self, key: str) -> int | None:
        """The version of the fold that wrote a state row, or None without one."""
        row = schema.state.c
        return self._connection.scalar(select(row.fold).where(row.ledger == self._ledger, row.key == key))

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        """The keys of state rows that begin with `prefix`, in byte order."""
        row = schema.state.c
        query = select(row.key).where(row.ledger == self._ledger, row.key >= prefix, row.key < prefix + _AFTER_ALL)
        return tuple(self._connection.scalars(query.order_by(row.key)))

    def states(self, prefix: str = "") -> dict[str, bytes]:
        """The state rows whose keys begin with `prefix`, in byte order of their keys."""
        row = schema.state.c
        query = select(row.key, row.body).where(
            row.ledger == self._ledger, row.key >= prefix, row.key < prefix + _AFTER_ALL
        )
        return {key: body for key, body in self._connection.execute(query.order_by(row.key))}  # noqa: C416

    def version(self, stream: str) -> int:
        """The version of the stream's last event, 0 if it has none."""
        row = schema.events.c
        query = select(func.max(row.version)).where(row.ledger == self._ledger, row.stream == stream)
        return self._connection.scalar(query) or 0

    def last(self, stream: str) -> int:
        """The position of the stream's last event, -1 if it has none."""
        row = schema.events.c
        query = select(row.position).where(row.ledger == self._ledger, row.stream == stream)
        found = self._connection.scalar(query.order_by(row.version.desc()).limit(1))
        return -1 if found is None else found

    def event(self, position: int) -> Event:
        """The event at a position.

        Raises:
            NotFoundError: none stands there; facts: unit, position.
        """
        row = schema.events.c
        query = select(row.stream, row.version, row.topic, row.body)
        found = self._connection.execute(
            query.where(row.ledger == self._ledger, row.position == position)
        ).one_or_none()
        if found is None:
            raise NotFoundError("{unit} has no event at position {position}", unit=self.unit, position=position)
        return read_stored(StoredEvent(*found))

    def result_of(self, command_id: str) -> CommandRecord | None:
        """What came of a command, or None if it isn't stored."""
        return read_result(self._connection, self._ledger, command_id)
