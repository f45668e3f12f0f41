"""What an append costs, and whether its cost grows with the age of the ledger.

`python -m benchmarks.ledger [--events 100000] [--rounds 300] [URL]`: median time of an append to a young
ledger, and to one of that many events; and how long a check of the whole log takes. Without a URL it
uses an SQLite file in a temporary folder of the working directory, since /tmp may be no disk.
"""

import argparse
import statistics
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter_ns
from typing import ClassVar

from ledger.database import Database, open_database
from ledger.event import Event
from ledger.integrity import check_log
from ledger.payload import Payload
from ledger.result import CommandRecord
from ledger.store import Ledger

AT = datetime(2026, 3, 29, 8, tzinfo=UTC)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Measured(Payload):
    TOPIC: ClassVar[str] = "benchmark-measured"

    item: str
    points: Decimal
    members: tuple[str, ...]


def event(position: int, command: str) -> Event:
    return Event(
        unit="benchmark",
        position=position,
        stream=f"claim/{position:07d}",
        version=1,
        at=AT,
        by="person-0001",
        door="local",
        command=command,
        payload=Measured("base.meeting.absent", Decimal("-2"), ("person-0002", "person-0003")),
    )


def append(ledger: Ledger, count: int = 1) -> int:
    """One command of `count` events with two state rows, as a decision does it; answers nanoseconds."""
    start = perf_counter_ns()
    with ledger.reading() as view:
        head = view.head
        view.state("cycle")
    command = f"command-{head.size:07d}"
    events = [event(head.size + number, command) for number in range(count)]
    state = {events[0].stream: b'{"points":"-2","state":"registered"}' * 8, "cycle": b'{"step":"review"}' * 8}
    record = CommandRecord(command, ledger.digest(command.encode()), f"[{head.size}]")
    ledger.append(events, head=head, state=state, fold=1, commands=[record])
    return perf_counter_ns() - start


def measure(ledger: Ledger, rounds: int) -> int:
    """The median of many appends, in microseconds."""
    return int(statistics.median(append(ledger) for _ in range(rounds))) // 1000


def report(database: Database, events: int, rounds: int) -> None:
    ledger = database.found("benchmark")
    append(ledger, 10)
    measure(ledger, 50)  # warm: connections, compiled statements
    young = measure(ledger, rounds)
    print(f"{young / 1000:.2f} ms an append, {1_000_000 // young} a second, at {ledger.head().size} events")
    while ledger.head().size < events:
        append(ledger, BATCH)
    old = measure(ledger, rounds)
    print(f"{old / 1000:.2f} ms an append, {1_000_000 // old} a second, at {ledger.head().size} events")
    print(f"ratio old to young: {old / young:.2f}")
    start = perf_counter_ns()
    findings = check_log(database, "benchmark")
    print(f"{(perf_counter_ns() - start) / 1e9:.1f} s to check the log, {len(findings)} findings")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url", nargs="?", help="where to make the ledger; default: a file that is thrown away")
    parser.add_argument("--events", type=int, default=100_000, help="age to compare with, in events")
    parser.add_argument("--rounds", type=int, default=300, help="appends for each median")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        database = open_database(options.url or f"{folder}/ledger.db", create=True)
        report(database, options.events, options.rounds)
        database.close()


if __name__ == "__main__":
    main()
