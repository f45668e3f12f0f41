"""The same house on a real database: every command goes through the one door of the program."""

from datetime import UTC
from types import SimpleNamespace
from typing import Any

from ledger.codec import encode
from ledger.database import Database
from ledger.merkle import leaf_hash
from projections.receipt import carried
from tests.support import BRANCH, House
from workflow.app import Caller, handle
from workflow.fold import fold
from workflow.record import View


class StoredHouse(House):
    """Answers `do` through `workflow.app.handle`; what was recorded is read back from the store."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database

    def do(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> list[Any]:
        at = self.now.astimezone(UTC).isoformat().replace("+00:00", "Z")
        body = {"command": command, "id": f"c{self.commands}", "unit": unit, "by": by, "at": at, **fields}
        answer = handle(self.database, body, Caller(None, self.now))
        self.commands += 1
        return [SimpleNamespace(position=p, topic=topic, stream=stream) for p, topic, stream in answer.events]

    def view(self, unit: str = BRANCH) -> View:
        return fold(None, self.database.ledger(unit).follow())

    def leaves(self, unit: str) -> list[bytes]:
        return [leaf_hash(body) for _, body in self.database.ledger(unit).bodies()]

    def carry(self, unit: str, position: int) -> Any:
        return encode(carried(self.database.ledger(unit), position))
