"""What was received, and (in an upper unit's ledger) what was decided on which request.

Source: spec/process.md §8: each part is safe to repeat.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.cycle import SchemeDecided
from ledger.events.evaluation import GradesSettled
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import CheckRecorded, FilingDecided, FilingPassedOn
from ledger.events.keys import KeyWithdrawn
from ledger.events.objection import AppealDecided
from ledger.events.order import InspectionRecorded, OrderDecided
from ledger.events.publicity import WindowWitnessed
from ledger.events.referral import ReferralDecided
from ledger.events.transfer import TransferDecided
from ledger.events.veto import VetoRequested
from workflow.record import Record, View


@dataclass(frozen=True)
class Decided(Record):
    """In an upper ledger: the request at `request` of `branch` has its decision of this topic."""

    KIND: ClassVar[str] = "decided"
    branch: str
    request: int
    topic: str
    position: int

    @property
    def key(self) -> str:
        return f"{self.branch}/{self.request}/{self.topic}"


@dataclass(frozen=True)
class Received(Record):
    """In a branch's ledger: the decision at `position` of `unit` has been received."""

    KIND: ClassVar[str] = "received"
    unit: str
    position: int
    receipt: int
    topic: str = ""

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.position}"


def _decided(view: View, event: Event, said: Any) -> Iterable[Record]:
    yield Decided(said.branch, said.request, event.topic, event.position)


def _of_itself(view: View, event: Event, said: KeyWithdrawn | InspectionRecorded | VetoRequested) -> Iterable[Record]:
    """A decision that nobody asked for stands as the answer to itself."""
    yield Decided(said.branch, event.position, event.topic, event.position)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    yield Received(said.carried.unit, said.carried.position, event.position, said.topic)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    SchemeDecided: _decided,
    TransferDecided: _decided,
    AppealDecided: _decided,
    ComplaintAdmitted: _decided,
    FilingDecided: _decided,
    CheckRecorded: _decided,
    FilingPassedOn: _decided,
    GradesSettled: _decided,
    KeyWithdrawn: _of_itself,
    ReferralDecided: _decided,
    OrderDecided: _decided,
    InspectionRecorded: _of_itself,
    VetoRequested: _of_itself,
    WindowWitnessed: _decided,
    ReceiptTaken: _received,
}
