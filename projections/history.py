"""Everything that happened to one matter: its own events, and those of others that name it. From the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.database import Database


@dataclass(frozen=True)
class HistoryEntry:
    """One event. `data` is its payload as JSON, free texts and objectors' tags left out."""

    position: int
    at: datetime
    stream: str
    topic: str
    by: str
    on_behalf: str | None
    door: str
    data: dict[str, Any]


def history(database: Database, unit: str, about: str) -> tuple[HistoryEntry, ...]:
    """What happened to claim/…, objection/…, veto/…, filing/…, member/…, round/… or any other stream, in order.

    Raises:
        NotFoundError: no event names it.
    """
    raise NotImplementedError
