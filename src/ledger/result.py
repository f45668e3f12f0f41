"""What came of a command, kept so that asking again after a lost reply finds it.

Source: spec/ledger.md §1; spec/process.md §4 (once).
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from ledger import schema


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command that was accepted.

    Attributes:
        id: made by the caller, once a command.
        digest: keyed digest of its bytes (`Ledger.digest`): tells a repetition from another body.
        result: JSON, what the caller was told.
    """

    id: str
    digest: str
    result: str


def read_result(connection: Connection, ledger: str, command_id: str) -> CommandRecord | None:
    """The record of a command id, or None."""
    row = schema.command.c
    query = select(row.id, row.digest, row.result).where(row.ledger == ledger, row.id == command_id)
    found = connection.execute(query).one_or_none()
    return None if found is None else CommandRecord(*found)


def write_result(connection: Connection, ledger: str, record: CommandRecord, *, position: int, count: int) -> None:
    """Store a record, with the place of the command's events."""
    row = {"ledger": ledger, "id": record.id, "digest": record.digest, "result": record.result}
    connection.execute(schema.command.insert(), {**row, "position": position, "count": count})
