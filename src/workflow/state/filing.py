"""One filing as it stands.

Source: spec/process.md §2 steps 8 and 11.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import filing as happened
from ledger.events.exchange import ReceiptTaken
from workflow.carried import decision
from workflow.record import Record, View


@dataclass(frozen=True)
class Filing(Record):
    """`requested_at` is the position of the countersigned filing: the request to the upper unit."""

    KIND: ClassVar[str] = "filing"
    filing: str
    subject: str
    cycle: str
    state: str
    made_at: int
    signers: tuple[str, ...]
    requested_at: int | None = None
    claims: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    # In whose names the signers signed, where they stood in for others.
    signed_for: tuple[str, ...] = ()

    @property
    def hands(self) -> tuple[str, ...]:
        return (*self.signers, *self.signed_for)

    @property
    def key(self) -> str:
        return self.filing


@dataclass(frozen=True)
class Filings(Record):
    KIND: ClassVar[str] = "filings"
    made: int = 0


def _of(view: View, filing: str) -> Filing:
    known = view.find(Filing, filing)
    assert known is not None
    return known


def _made(view: View, event: Event, said: happened.FilingMade) -> Iterable[Record]:
    known = view.find(Filings) or Filings()
    yield Filing(
        said.filing,
        said.subject,
        said.cycle,
        "made",
        event.position,
        (event.by,),
        signed_for=event.hands[1:],
        claims=tuple(one.claim for one in said.claims),
        changes=said.changes,
    )
    yield Filings(known.made + 1)


def _countersigned(view: View, event: Event, said: happened.FilingCountersigned) -> Iterable[Record]:
    filing = _of(view, said.filing)
    yield replace(
        filing,
        state="countersigned",
        signers=said.signers,
        signed_for=said.signed_for,
        requested_at=event.position,
    )


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    match decision(said).payload:
        case happened.FilingDecided(filing=filing, acknowledged=acknowledged):
            yield replace(_of(view, filing), state="acknowledged" if acknowledged else "returned")
        case happened.CheckRecorded(filing=filing):
            yield replace(_of(view, filing), state="verified")


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.FilingMade: _made,
    happened.FilingCountersigned: _countersigned,
    ReceiptTaken: _received,
}
