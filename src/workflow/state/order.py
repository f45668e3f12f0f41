"""Orders to mend as they stand in the branch; in the upper unit, how many there were and who signed for whom.

Source: spec/process.md §2 step 11.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import order as happened
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import FilingDecided
from workflow.carried import decision
from workflow.record import Record, View


@dataclass(frozen=True)
class Order(Record):
    """`noted` is a spot check that orders nothing; `answered_at` is the position of the answer: the request."""

    KIND: ClassVar[str] = "order"
    order: str
    cycle: str
    subject: str
    state: str
    findings: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    until: date | None = None
    answered_at: int | None = None

    @property
    def key(self) -> str:
        return self.order


@dataclass(frozen=True)
class Orders(Record):
    """Every order received, in order of coming; in an upper unit, how many spot checks it recorded."""

    KIND: ClassVar[str] = "orders"
    orders: tuple[str, ...] = ()
    issued: int = 0


@dataclass(frozen=True)
class Signed(Record):
    """In an upper unit's ledger: everybody who signed a filing of this branch. None of them verifies it."""

    KIND: ClassVar[str] = "signed"
    branch: str
    signers: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.branch


def orders_of(view: View, cycle: str) -> tuple[Order, ...]:
    """The orders on a cycle, in order of coming."""
    found = (view.find(Order, key) for key in (view.find(Orders) or Orders()).orders)
    return tuple(order for order in found if order and order.cycle == cycle)


def _inspected(view: View, event: Event, said: happened.InspectionRecorded) -> Iterable[Record]:
    known = view.find(Orders) or Orders()
    yield replace(known, issued=known.issued + 1)


def _answered(view: View, event: Event, said: happened.OrderAnswered) -> Iterable[Record]:
    order = view.find(Order, said.order)
    assert order is not None
    yield replace(order, state="answered", answered_at=event.position)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    match decision(said).payload:
        case happened.InspectionRecorded() as found:
            known = view.find(Orders) or Orders()
            state = "received" if found.mend else "noted"
            yield Order(found.order, found.cycle, found.subject, state, found.findings, found.struck, found.until)
            yield replace(known, orders=(*known.orders, found.order))
        case happened.OrderDecided(order=key, accepted=accepted):
            order = view.find(Order, key)
            assert order is not None
            yield replace(order, state="mended" if accepted else "received")


def _signed(view: View, event: Event, said: FilingDecided) -> Iterable[Record]:
    known = view.find(Signed, said.branch)
    yield Signed(said.branch, tuple(sorted({*(known.signers if known else ()), *said.signers})))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.InspectionRecorded: _inspected,
    happened.OrderAnswered: _answered,
    ReceiptTaken: _received,
    FilingDecided: _signed,
}
