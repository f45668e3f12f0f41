"""A program that follows a ledger and dies inside COMMIT of its second batch: `python -m … URL UNIT BATCH`."""

import os
import sys

from ledger.database import Database, open_database
from projections.runner import catch_up


def main(url: str, unit: str, batch: int) -> None:
    commit, left = Database._commit, [1]

    def die(self: Database, connection: object) -> None:
        if not left[0]:
            os._exit(9)  # rows and position are written, nothing is committed
        left[0] -= 1
        commit(self, connection)  # type: ignore[arg-type]

    database = open_database(url)
    catch_up(database, [], batch=batch)  # the tables themselves are made before
    Database._commit = die  # type: ignore[method-assign]
    catch_up(database, [unit], batch=batch)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
