"""Who is behind an id: names, kept outside the log so that they can be forgotten.

Source: spec/ledger.md §1 (the directory of names lies outside the log and outside any bundle).
"""

from collections.abc import Collection

from sqlalchemy import Connection, select

from ledger import schema
from ledger.address import address
from ledger.connections import Connections
from ledger.errors import InvalidError
from ledger.scalar import is_line
from ledger.sealing import new_person_key

NAME_LENGTH_MAX = 200  # characters


class Directory:
    """The names of a database, and what else goes with a person when they are forgotten."""

    def __init__(self, database: Connections) -> None:
        self._database = database

    def enter(self, person: str, name: str) -> None:
        """Enter a person, or give them another name. The first time also makes their key.

        Raises:
            InvalidError: no id, or no name; facts: person.
        """
        for value in (person, name):
            if not is_line(value) or len(value) > NAME_LENGTH_MAX:
                raise InvalidError(
                    "{value} is no id and no name: write up to {length} printable characters",
                    value=repr(value[:80]),
                    length=NAME_LENGTH_MAX,
                    person=person,
                )
        with self._database.transaction() as connection:
            row = schema.person
            changed = connection.execute(row.update().where(row.c.id == person), {"name": name})
            if not changed.rowcount:
                connection.execute(row.insert(), {"id": person, "name": name})
                connection.execute(schema.person_key.insert(), {"person": person, "key": new_person_key()})

    def name_of(self, person: str) -> str | None:
        """The name behind an id, or None if there is none, or no longer."""
        row = schema.person.c
        with self._database.snapshot() as connection:
            return connection.scalar(select(row.name).where(row.id == person))

    def names(self) -> dict[str, str]:
        """All names by id."""
        row = schema.person.c
        with self._database.snapshot() as connection:
            return {person: name for person, name in connection.execute(select(row.id, row.name).order_by(row.id))}  # noqa: C416

    def forget(self, person: str, spared: Collection[tuple[str, str]] = ()) -> bool:
        """Delete a name, the person's key, and every key of every text that names them, in all ledgers here.

        Of the texts `spared`, as (unit, text id), only the person's own key goes.

        The log stays whole; those texts can't be read any more. Backups keep the keys until they are
        thrown away, on PostgreSQL also the server's own log and dead rows until it has vacuumed.

        Returns:
            Whether there was anything to forget.
        """
        with self._database.transaction() as connection:
            found = erase(connection, person, spared)
        self._database.empty_journal()
        return found


def erase(connection: Connection, person: str, spared: Collection[tuple[str, str]] = ()) -> bool:
    """What `Directory.forget` deletes, in a transaction of the caller's: empty the journal afterwards."""
    keys, name, key = schema.text_key, schema.person, schema.person_key
    kept = {(address(unit).ledger, text) for unit, text in spared}
    texts = connection.execute(select(keys.c.ledger, keys.c.text).where(keys.c.person == person)).all()
    for ledger, text in texts:
        here = keys.delete().where(keys.c.ledger == ledger, keys.c.text == text)
        connection.execute(here.where(keys.c.person == person) if (ledger, text) in kept else here)
    known = connection.execute(key.delete().where(key.c.person == person)).rowcount
    known += connection.execute(name.delete().where(name.c.id == person)).rowcount
    return bool(texts or known)
