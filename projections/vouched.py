"""Who stood behind the commands of a stored log: the verifier's own check of personal signatures, on the database.

An insider who rewrites the log with fresh hashes can't rewrite what other people have signed. Nothing is asked of a
sandbox. Source: spec/process.md §7, spec/ledger.md §3.
"""

from collections.abc import Iterator

from ledger.body import read_event
from ledger.database import Database
from ledger.errors import Fault
from ledger.events.membership import UnitFounded
from projections.refold import Finding
from workflow.fold import evolve
from workflow.process.table import table
from workflow.record import Overlay
from workflow.verifier.conduct.commands import command_of, groups
from workflow.verifier.log import Log, read_log
from workflow.verifier.verdict import Findings
from workflow.verifier.vouching import Vouching


class Vouched:
    """The signatures of one unit's log: ask for `findings`, then for what only doors vouch for."""

    def __init__(self, database: Database, unit: str) -> None:
        self._unit = unit
        self._log = _ordinary(database, unit)
        self._vouching = Vouching(self._log.bare if self._log else ())

    def findings(self) -> Iterator[Finding]:
        """Every command that is not signed as it says; it ends where the log can't be followed."""
        known, state = table(), Overlay()
        for group in groups(self._log.events) if self._log else ():
            faults = self._vouching.faults(state, group, command_of(known, group[0]), known)
            try:
                found = list(faults)
                for event in group:
                    state.put(event.stream, evolve(state, event))
            except Exception:  # whatever was done to it; the refold says what
                return
            for fault in found:
                yield Finding(self._unit, group[0].position, "", fault.place, fault.message, fault.facts)

    def unsaid(self) -> Iterator[Fault]:
        """How many events only a door vouches for."""
        if self._log and self._vouching.vouched:
            message = "who stood behind {count} of {all} events: no personal key signed them, only a door vouches"
            facts = {"count": self._vouching.vouched.total(), "all": len(self._log.events)}
            yield Fault(message, self._unit, facts)


def _ordinary(database: Database, unit: str) -> Log | None:
    """The log, if it is one of an ordinary ledger; what can't be read of it is not this check's to say."""
    try:
        first = next((body for _, body in database.ledger(unit).bodies(1)), b"")
        founded = read_event(first).payload
        if not isinstance(founded, UnitFounded) or founded.sandbox:
            return None
        return read_log(b"".join(body + b"\n" for _, body in database.ledger(unit).bodies()), Findings())
    except Exception:  # whatever was done to the stored bytes; the log's own check says what
        return None
