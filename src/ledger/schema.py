"""What lies in the database: the log, its head, what a decision needs, and the keys beside it.

An auditor reads it with the database's own shell: `event.body` holds the stored bytes that are hashed,
`head` the size, root and edge. Triggers refuse to change or delete an event; they are a guard rail
against accidents, not the proof. Source: spec/ledger.md §1, §3.
"""

from typing import Any

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy import BigInteger as _BigInteger

SCHEMA_VERSION = 1

# Byte order everywhere, so that both databases sort and compare text alike.
text = Text().with_variant(Text(collation="C"), "postgresql")
number = _BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()


def _ledger(**options: Any) -> Column[str]:
    return Column("ledger", text, ForeignKey("ledger.id"), nullable=False, **options)


meta = Table(
    "meta",
    metadata,
    Column("name", text, primary_key=True),
    Column("value", text, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", text, primary_key=True),  # the unit
    Column("slot", Integer, nullable=False),
)

events = Table(
    "event",
    metadata,
    _ledger(primary_key=True),
    Column("position", number, primary_key=True, autoincrement=False),
    Column("stream", text, nullable=False),
    Column("version", number, nullable=False),
    Column("topic", text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),  # SHA-256 of 00 and the body: tells which body was changed
    Column("command_id", text, nullable=False),
    UniqueConstraint("ledger", "stream", "version", name="event_stream_version"),
    CheckConstraint("position >= 0", name="event_position"),
)

head = Table(
    "head",
    metadata,
    _ledger(primary_key=True),
    Column("size", number, nullable=False),
    Column("root", text, nullable=False),  # hex
    Column("edge", text, nullable=False),  # see merkle.Edge.to_text
)

command = Table(
    "command",
    metadata,
    _ledger(primary_key=True),
    Column("id", text, primary_key=True),
    Column("digest", text, nullable=False),  # keyed: nothing can be guessed once the key is gone
    Column("result", text, nullable=False),  # JSON
    Column("position", number, nullable=False),  # of its first event, or of the next one if it has none
    Column("count", number, nullable=False),  # of its events
)

state = Table(
    "state",
    metadata,
    _ledger(primary_key=True),
    Column("key", text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("size", number, nullable=False),  # of the log when this was written
    Column("root", text, nullable=False),  # and its root, hex
    Column("fold", number, nullable=False),  # version of the fold that wrote it
)

secret = Table(
    "secret",
    metadata,
    _ledger(primary_key=True),
    Column("name", text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", text, primary_key=True),
    Column("name", text, nullable=False),
)

person_key = Table(
    "person_key",
    metadata,
    Column("person", text, primary_key=True),
    Column("key", LargeBinary, nullable=False),  # AES-256
)

text_key = Table(
    "text_key",
    metadata,
    _ledger(primary_key=True),
    Column("text", text, primary_key=True),  # Sealed.id
    Column("person", text, primary_key=True, index=True),
    Column("wrapped", LargeBinary, nullable=False),  # the text's key, under the person's
)

GUARDS = ("event_no_update", "event_no_delete")

for _name, _verb in zip(GUARDS, ("UPDATE", "DELETE"), strict=True):
    event.listen(
        events,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER {_name} BEFORE {_verb} ON event BEGIN "
            "SELECT RAISE(ABORT, 'events are history: they are added to, never changed'); END"
        ).execute_if(dialect="sqlite"),
    )
event.listen(
    events,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        "CREATE FUNCTION event_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
        "'events are history: they are added to, never changed' USING ERRCODE = 'restrict_violation'; END $$"
    ).execute_if(dialect="postgresql"),
)
for _name, _verb in zip(GUARDS, ("UPDATE OR TRUNCATE", "DELETE"), strict=True):
    event.listen(
        events,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER {_name} BEFORE {_verb} ON event FOR EACH STATEMENT EXECUTE FUNCTION event_guard()"
        ).execute_if(dialect="postgresql"),
    )


def create_schema(connection: Connection) -> None:
    """Make every table and guard; the caller's transaction makes it all or nothing."""
    metadata.create_all(connection)
    connection.execute(meta.insert(), [{"name": "schema", "value": str(SCHEMA_VERSION)}])
