"""A program that appends to a ledger, to be raced and killed: `python writer.py URL MODE COUNT`.

Modes: `race` appends COUNT notes, deciding again as often as needed; `hang` stops inside COMMIT of its
COUNT-th append, before anything is committed, and says so; `squeeze` runs out of file size at COMMIT.
"""

import resource
import sys
import time
from pathlib import Path

from ledger.database import Database, open_database
from ledger.errors import DomainError, StaleError
from tests.ledger.sample import append


def main(url: str, mode: str, count: int) -> None:
    database = open_database(url)
    ledger = database.ledger("branch-1")
    for number in range(count):
        if mode == "hang" and number == count - 1:
            Database._commit = _hang  # the transaction is complete but for its COMMIT
        if mode == "squeeze" and number == count - 1:
            # The next page of the write-ahead file fits, the one after that doesn't.
            written = Path(f"{url}-wal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (written + 6000, written + 6000))
        while True:
            try:
                append(ledger, text="x" * (20_000 if mode == "squeeze" else 10))
                break
            except StaleError:
                continue
            except DomainError as error:
                print(error.code, flush=True)
                return
    database.close()


def _hang(self: Database, connection: object) -> None:
    print("hanging", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
