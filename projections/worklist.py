"""What waits for whom: every matter that somebody has to take further, by role and by person.

Source: spec/process.md §5 (`due`), §9.
"""

from dataclasses import dataclass
from datetime import datetime

from ledger.database import Database


@dataclass(frozen=True)
class WorkItem:
    """One thing to do.

    `subject` is claim/…, round/…, publicity/…, objection/…, veto/…, filing/…, scheme/…, grading/… or hearing/…;
    `command` the command to run next; `roles` as in the process table; `persons` who of the unit may do it at that
    instant, without conflict. `not_before` and `due` are instants in UTC. `ledger` is where the command goes;
    `request` the position in the subject's ledger of what asks an upper unit. `overdue`: `due` has passed.
    """

    unit: str
    ledger: str
    subject: str
    command: str
    roles: tuple[str, ...]
    persons: tuple[str, ...]
    since: datetime
    not_before: datetime | None
    due: datetime | None
    overdue: bool
    member: str | None
    request: int | None
    what: str
    what_zh: str


def worklist(
    database: Database, unit: str, *, role: str | None = None, person: str | None = None, at: datetime
) -> tuple[WorkItem, ...]:
    """What waits in this unit, the most urgent first: overdue, then by due, then by since.

    For a unit above others also what their ledgers in this database ask of it.
    """
    raise NotImplementedError
