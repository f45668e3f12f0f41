"""Is everything what the events say? The core of `verify`: log, state, answers and scores, recomputed and compared.

Writes nothing. Whatever somebody changed is a finding, never an error. Source: spec/ledger.md §3, §4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.database import Database
from ledger.errors import Fault, filled
from ledger.integrity import check_log
from projections.refold import Anchor, Finding, Refold
from projections.vouched import Vouched

__all__ = ["Anchor", "Finding", "Report", "verify"]


@dataclass(frozen=True)
class Report:
    """What was checked, what was found, and what was not checked.

    `leaves` counts hashed bodies, `scores` the figures computed anew; `not_checked` are sentences, with the
    unit as their place.
    """

    units: tuple[str, ...]
    events: int
    leaves: int
    state_rows: int
    projection_rows: int
    scores: int
    findings: tuple[Finding, ...]
    not_checked: tuple[Fault, ...] = field(default=())

    @property
    def clean(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "units": list(self.units),
            "events": self.events,
            "leaves": self.leaves,
            "state_rows": self.state_rows,
            "projection_rows": self.projection_rows,
            "scores": self.scores,
            "clean": self.clean,
            "findings": [finding.as_json() for finding in self.findings],
            "not_checked": [
                {"unit": fault.place, "message": filled(fault.message, fault.facts)} for fault in self.not_checked
            ],
        }


def verify(
    database: Database,
    units: Sequence[str] | None = None,
    *,
    anchors: Mapping[str, Sequence[Anchor]] | None = None,
) -> Report:
    """Check these ledgers, or all of them.

    Args:
        anchors: by unit, what is known of its log from outside the database (a checkpoint, a filing).
    Raises:
        NotFoundError: no such unit. StorageError: the database can't be read at all.
    """
    named = tuple(database.units() if units is None else units)
    findings: list[Finding] = []
    done: list[Refold] = []
    unsaid: list[Fault] = []
    for unit in named:
        database.ledger(unit)
        findings += _log(database, unit)
        with database.snapshot() as connection:
            refold = Refold(connection, unit, tuple((anchors or {}).get(unit, ())))
            findings += refold.findings()
        done.append(refold)
        vouched = Vouched(database, unit)
        findings += vouched.findings()
        unsaid += vouched.unsaid()
    return Report(
        units=named,
        events=sum(each.events for each in done),
        leaves=sum(each.leaves for each in done),
        state_rows=sum(each.state_rows for each in done),
        projection_rows=sum(each.projection_rows for each in done),
        scores=sum(each.scores for each in done),
        findings=tuple(findings),
        not_checked=(*(fault for each in done for fault in each.not_checked), *unsaid),
    )


def _log(database: Database, unit: str) -> list[Finding]:
    """The log against its own hashes. What makes even that check stumble was changed by somebody."""
    try:
        found = check_log(database, unit)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        message = "{unit}: the log can't be checked against its hashes: {why}"
        return [Finding(unit, None, "", "log-unreadable", message, {"why": str(error)})]
    return [Finding(each.unit, each.position, "", each.what, each.message, each.facts) for each in found]
