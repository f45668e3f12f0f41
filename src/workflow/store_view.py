"""The state as the store keeps it: rows by key, read lazily at one position, decoded once.

Source: spec/ledger.md §1 (state by key).
"""

from ledger.codec import decode, encode, read_json
from ledger.errors import StorageError
from ledger.mapper import canonical
from ledger.view import View as LedgerView
from workflow.fold import FOLD
from workflow.record import R, Record, state_key


class StoreView:
    """A `View` over the rows of one ledger, inside one read transaction."""

    def __init__(self, rows: LedgerView) -> None:
        self._rows = rows
        self._read: dict[str, Record | None] = {}
        # The first row is written at genesis and never again: it tells which fold made the rows.
        made_by = rows.fold("unit")
        if made_by not in (None, FOLD):
            raise StorageError(
                "the state of {unit} was made by fold {found}, this program has fold {known}: rebuild it",
                unit=rows.unit,
                found=made_by,
                known=FOLD,
            )

    def find(self, kind: type[R], key: str = "") -> R | None:
        name = state_key(kind, key)
        if name not in self._read:
            body = self._rows.state(name)
            self._read[name] = None if body is None else decode(kind, read_json(body))
        record = self._read[name]
        assert record is None or isinstance(record, kind)
        return record

    def version(self, stream: str) -> int:
        return self._rows.version(stream)

    def changed(self, stream: str) -> int:
        return self._rows.last(stream)

    @property
    def size(self) -> int:
        return self._rows.head.size


def row_of(record: Record) -> bytes:
    """A record as its row: RFC 8785 JSON, the same bytes on every machine."""
    return canonical(encode(record))
