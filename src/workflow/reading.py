"""Who may read what: one table, as deciding has one. A door asks it for the reader whom it knows.

What is sealed has its own rule beside this (`projections.texts`); who can open the database's file is the
file system's business. Source: spec/process.md §4 Who may do what; `process/tables/reading@N.csv`.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ledger.errors import Refusal
from workflow.process.pins import TABLE
from workflow.record import listed


@dataclass(frozen=True)
class Reading:
    """One kind of answer. `own`: whoever it is about may read it, too."""

    view: str
    roles: tuple[str, ...]
    own: bool
    clause: str
    en: str
    zh: str


@lru_cache
def readings(version: int = TABLE) -> Mapping[str, Reading]:
    """The table by view, in its own order."""
    text = (resources.files("workflow.process") / "tables" / f"reading@{version}.csv").read_text("utf-8")
    return {
        line["view"]: Reading(
            line["view"],
            tuple(line["roles"].split()),
            line["own"] == "own",
            line["clause"],
            line["en"],
            line["zh"],
        )
        for line in csv.DictReader(text.splitlines())
    }


def may_read(view: str, reader: str, held: Iterable[str], *, concerned: frozenset[str]) -> tuple[Refusal, ...]:
    """Nothing where this reader may read it, else why not.

    Args:
        view: a row of the table.
        held: the reader's posts on the day, "upper" for a post in the unit above, "member" where enrolled.
        concerned: whom the answer is about, and nobody else; empty where it is about several.
    """
    row = readings()[view]
    if "anyone" in row.roles or set(held) & set(row.roles) or (row.own and reader in concerned):
        return ()
    refusal = Refusal(
        "who-may",
        "{reader} may not read this: it takes {roles}, or to be the person concerned"
        if row.own
        else "{reader} may not read this: it takes {roles}",
        "ask for what is your own: name yourself" if row.own else "ask somebody who holds one of these posts: {roles}",
        f"process {row.clause}",
        {"reader": reader, "view": view, "roles": listed(row.roles)},
    )
    return (refusal,)
