"""What must catch an edit: the chain in the database, the checkpoint held here, the one filed above, the tables.

Each detector is the program's own code, asked alone, so that a cell of the matrix says what *it* saw.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ledger.checkpoint import open_checkpoint
from ledger.database import Database, open_database
from ledger.errors import DomainError
from ledger.integrity import check_log
from ledger.note import verifier_key
from projections.audit import Anchor, verify
from tests.support import BRANCH
from tests.tamper.histories import KEY, ORIGIN, History, Kept

DETECTORS = ("chain", "here", "above", "rebuild")
# Whoever edits takes the guard rails off first; that they are gone is no proof, and counts for nothing here.
RAILS = frozenset({"guard-missing"})
ANCHORS = frozenset({"anchor-cut", "anchor-differs"})


def caught(place: Path, known: History, *, resigned: bool) -> Mapping[str, tuple[str, ...]]:
    """What each detector finds, by its stable codes; nothing where it sees nothing.

    `resigned`: the attacker holds the branch's key and has put a fresh checkpoint in the place of the one kept here.
    """
    database = open_database(str(place), create=False, readonly=True)
    try:
        chain = tuple(dict.fromkeys(f.what for f in check_log(database, BRANCH) if f.what not in RAILS))
        tables, against = _verified(database, known)
    finally:
        database.close()
    here = () if resigned else against(known.here)
    return {"chain": chain, "here": here, "above": against(known.above), "rebuild": tables}


def _verified(database: Database, known: History) -> tuple[tuple[str, ...], Callable[[Kept], tuple[str, ...]]]:
    """What `verify` finds in rows and figures, and what it finds against each anchor, told apart by its size."""
    anchors = {BRANCH: [_anchor(each) for each in (known.here, known.above)]}
    report = verify(database, [BRANCH], anchors=anchors)
    codes = list(dict.fromkeys(finding.what for finding in report.findings))
    rows = tuple(code for code in codes if code not in ANCHORS and code not in RAILS and _of_the_fold(code))
    anchored = [finding for finding in report.findings if finding.what in ANCHORS]

    def against(kept: Kept) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.what for each in anchored if each.facts["size"] == kept.size))

    return rows, against


def _anchor(kept: Kept) -> Anchor:
    """The anchor of a signed note: its signature is checked before its size and root are believed."""
    said, _ = open_checkpoint(kept.note, [verifier_key(ORIGIN, KEY)])
    return Anchor(said.size, said.root)


# What `verify` says of the log itself; all else comes from folding the events and comparing rows and figures.
OF_THE_LOG = frozenset(
    {
        *("missing", "body-changed", "version-gap", "no-event", "not-canonical", "column-differs", "head-missing"),
        *("size-differs", "edge-differs", "root-differs", "command-missing", "command-hollow", "log-unreadable"),
    }
)


def _of_the_fold(code: str) -> bool:
    return code not in OF_THE_LOG


def alarms(place: Path, known: History) -> Iterator[str]:
    """Everything that any detector says of a ledger that nobody touched."""
    try:
        found = caught(place, known, resigned=False)
    except DomainError as error:
        yield str(error)
        return
    for detector, codes in found.items():
        yield from (f"{detector}: {code}" for code in codes)
    database = open_database(str(place), create=False, readonly=True)
    report = verify(database, [BRANCH], anchors={BRANCH: [_anchor(known.here), _anchor(known.above)]})
    database.close()
    yield from (str(finding) for finding in report.findings)
