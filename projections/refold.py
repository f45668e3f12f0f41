"""One ledger refolded from its stored bytes, and everything that was made of it compared row by row.

Each event is read, its figures are computed anew from the events before it, then it is folded in; the state
rows, the read models' rows and the anchors known from outside are held against what comes out. Where an
event can't be read or followed, that is a finding, and what rests on later events is not checked.
Source: spec/ledger.md §3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from ledger.address import address
from ledger.body import read_event
from ledger.errors import Fault, filled
from ledger.event import Event
from ledger.merkle import Edge, leaf_hash
from projections.picture import Picture
from projections.recompute import problems, recomputed
from projections.runner import Rows, differences, fold_in, followed, live_rows, settle
from projections.tables import position as position_table
from projections.tables import read_rows, ready
from workflow.fold import FOLD
from workflow.store_view import row_of


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `what` is a stable code; `position` of the event, or None; `place` the table and key of a row, or "".
    """

    unit: str
    position: int | None
    place: str
    what: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = {"unit": self.unit, "position": self.position, "place": self.place, **self.facts}
        return filled(self.message, facts)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "unit": self.unit,
            "position": self.position,
            "place": self.place,
            "what": self.what,
            "message": str(self),
        }


@dataclass(frozen=True)
class Anchor:
    """What is known of a log from outside: its root (32 bytes) at `size` events, seen at `at`."""

    size: int
    root: bytes
    at: datetime | None = None


class Refold:
    """The check of one ledger, in one read transaction. `findings` runs it; the counts hold afterwards."""

    def __init__(self, connection: Connection, unit: str, anchors: tuple[Anchor, ...] = ()) -> None:
        self._connection, self._unit, self._anchors = connection, unit, anchors
        self._ledger = address(unit).ledger
        self._picture, self._rows, self._roots = Picture(unit), Rows(), dict[int, bytes]()
        self._stopped: int | None = None  # at the first event that can't be followed
        self._instants: list[datetime] = []
        self.events = self.leaves = self.state_rows = self.projection_rows = self.scores = 0
        self.not_checked: list[Fault] = []

    def findings(self) -> Iterator[Finding]:
        """Everything that is not what the events make it."""
        state = self._stored_state()
        projected = self._projected()
        wanted = {anchor.size for anchor in self._anchors} | {row.size for row in state.values()}
        yield from self._follow(projected, wanted)
        yield from self._state(state)
        yield from self._answers(projected)
        yield from self._anchored()
        self._leave_unsaid()

    def _projected(self) -> int | None:
        try:
            return followed(self._connection, self._unit) if ready(self._connection) else None
        except ValueError:  # no number stands there
            return None

    def _follow(self, projected: int | None, wanted: set[int]) -> Iterator[Finding]:
        edge = Edge()
        query = text("SELECT position, body FROM event WHERE ledger = :ledger ORDER BY position")
        stored = self._connection.execution_options(yield_per=1000).execute(query, {"ledger": self._ledger})
        for row in stored:
            body = _bytes(row.body)
            edge = edge.append(leaf_hash(body))
            self.leaves += 1
            if self.leaves in wanted:
                self._roots[self.leaves] = edge.root()
            yield from self._event(row.position, body)
            if self.leaves == projected and self._stopped is None:
                self._rows.apply(settle(self._picture))

    def _event(self, position: int, body: bytes) -> Iterator[Finding]:
        try:
            event = read_event(body)
        except Exception as error:  # whatever was done to the bytes
            self._stop(position)
            yield self._finding(position, "unreadable", "at {position} stands no event: {why}", why=_why(error))
            return
        self.events += 1
        self._instants.append(event.at)
        if self._stopped is None:
            yield from self._recomputed(event)
            yield from self._followed(position, event)

    def _recomputed(self, event: Event) -> Iterator[Finding]:
        try:
            found = list(problems(self._picture, event))
        except Exception as error:  # a history that no decision could have written
            found = [Fault("it can't be computed anew: {why}", "can't-compute", {"why": _why(error)})]
        self.scores += recomputed(event)
        for fault in found:
            message = f"{{topic}} at {{position}}: {fault.message}"
            yield self._finding(event.position, fault.place, message, topic=event.topic, **fault.facts)

    def _followed(self, position: int, event: Event) -> Iterator[Finding]:
        try:
            if event.position != position:
                raise ValueError(f"it says to stand at {event.position}")
            fold_in(self._picture, [event])
        except Exception as error:  # as above
            self._stop(position)
            yield self._finding(
                position,
                "can't-follow",
                "the event at {position} doesn't follow from those before it: {why}",
                why=_why(error),
            )

    def _stop(self, position: int) -> None:
        if self._stopped is None:
            self._stopped = position
            message = "from position {position} on, figures, state and answers can't be computed anew"
            self._unchecked(message, position=position)

    def _stored_state(self) -> dict[str, Any]:
        query = text("SELECT key, body, size, root, fold FROM state WHERE ledger = :ledger ORDER BY key")
        return {row.key: row for row in self._connection.execute(query, {"ledger": self._ledger})}

    def _state(self, stored: Mapping[str, Any]) -> Iterator[Finding]:
        if self._stopped is not None:
            return
        made = self._picture.decided
        for key in sorted(stored.keys() | made.keys()):
            self.state_rows += key in stored
            row = stored.get(key)
            if row is None:
                yield self._row_finding("state", key, "row-missing", "the state row {place} is missing")
            elif key not in made:
                yield self._row_finding("state", key, "row-extra", "the state row {place} comes from no event")
            else:
                yield from self._state_row(key, row)

    def _state_row(self, key: str, row: Any) -> Iterator[Finding]:
        record = self._picture.record(key)
        assert record is not None
        if row.fold != FOLD:
            self._unchecked("state row {key} was made by fold {fold}, not {known}", key=key, fold=row.fold, known=FOLD)
        elif _bytes(row.body) != row_of(record):
            yield self._row_finding("state", key, "row-differs", "the state row {place} is not what the events make it")
        root = self._roots.get(row.size)
        if root is None or row.size <= self._picture.decided[key] or root.hex() != row.root:
            yield self._row_finding(
                "state", key, "row-unsealed", "the state row {place} names a size and root that don't fit it"
            )

    def _answers(self, projected: int | None) -> Iterator[Finding]:
        if not ready(self._connection) or not read_rows(self._connection, position_table, self._unit, {}):
            self._unchecked("answers: none were worked out yet")
        elif projected is None:
            self._unchecked("answers: they were worked out by another version, or not together; rebuild them")
        elif projected > self.leaves:
            message = "the answers say to rest on {said} events; {found} are stored"
            yield self._row_finding(
                "projection_position", self._unit, "position-differs", message, said=projected, found=self.leaves
            )
        elif self._stopped is None:
            if projected == 0:
                self._rows.apply(())
            live = live_rows(self._connection, self._unit)
            self.projection_rows = sum(map(len, live.values()))
            for found in differences(self._unit, live, self._rows):
                what = "row-missing" if found.live is None else "row-extra" if found.rebuilt is None else "row-differs"
                key = "/".join(str(part) for part in found.key)
                yield self._row_finding(found.table, key, what, "the row {place} is not what the events make it")
            if projected < self.leaves:
                self._unchecked("answers: they don't know the last {count} events yet", count=self.leaves - projected)

    def _anchored(self) -> Iterator[Finding]:
        for anchor in self._anchors:
            if anchor.size > self.leaves:
                message = "{size} events were known outside; {found} are stored: the end was cut off"
                yield self._finding(self.leaves, "anchor-cut", message, size=anchor.size, found=self.leaves)
            elif anchor.size and self._roots[anchor.size] != anchor.root:
                message = "the first {size} events are not those that were known outside"
                yield self._finding(None, "anchor-differs", message, size=anchor.size)

    def _leave_unsaid(self) -> None:
        """What this check can't show, whatever it found."""
        last = max((anchor.size for anchor in self._anchors), default=0)
        after = self.leaves - min(last, self.leaves)
        if not self._anchors and after:
            message = (
                "no anchor from outside: all {count} events, over {days} days and {minutes} minutes, could have been "
                "rewritten together"
            )
            self._unchecked(message, count=after, **self._span(0))
        elif after:
            message = "{count} events, over {days} days and {minutes} minutes, lie after the last anchor at {size}"
            self._unchecked(message, count=after, **self._span(last - 1), size=last)
        self._unchecked("sealed texts: only that their ciphertext is the one appended")
        self._unchecked("who stood behind a door or another unit's checkpoint: that takes the trust file")

    def _span(self, start: int) -> dict[str, int]:
        """The time from the event at `start` on: whole days, and the minutes besides."""
        instants = self._instants[max(start, 0) :]
        span = max(instants) - min(instants) if instants else timedelta()
        return {"days": span.days, "minutes": span.seconds // 60}

    def _finding(self, position: int | None, what: str, message: str, **facts: object) -> Finding:
        return Finding(self._unit, position, "", what, "{unit}: " + message, facts)

    def _row_finding(self, table: str, key: str, what: str, message: str, **facts: object) -> Finding:
        return Finding(self._unit, None, f"{table} {key}", what, "{unit}: " + message, facts)

    def _unchecked(self, message: str, **facts: object) -> None:
        self.not_checked.append(Fault(message, self._unit, facts))


def _bytes(body: object) -> bytes:
    """What is stored, as bytes, whatever type somebody gave it."""
    return bytes(body) if isinstance(body, bytes | memoryview) else str(body).encode("utf-8", "surrogateescape")


def _why(error: Exception) -> str:
    """One line for people; a bare assertion says where it stands."""
    said = str(error).splitlines()
    return said[0][:200] if said and said[0] else type(error).__name__
