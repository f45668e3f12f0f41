"""One veto as it stands.

Source: spec/process.md §3 Veto.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import veto as happened
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.exchange import ReceiptTaken
from ledger.events.objection import ObjectionLodged
from ledger.events.publicity import PublicityOpened
from ledger.events.referral import MatterReferred
from workflow.carried import decision
from workflow.record import Record, View
from workflow.state.cycle import Cycle


@dataclass(frozen=True)
class Veto(Record):
    KIND: ClassVar[str] = "veto"
    veto: str
    cycle: str
    member: str
    code: str
    on: date
    state: str
    proposed_by: str
    proposed_at: int
    # Who proposed it, and in whose name.
    hands: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    window: str | None = None
    referred_at: int | None = None

    @property
    def key(self) -> str:
        return self.veto


def next_veto(cycle: Cycle) -> str:
    """The id of the cycle's next veto: V01-2026, V02-2026 …"""
    return f"V{len(cycle.vetoes) + 1:02}-{cycle.cycle}"


def _of(view: View, veto: str) -> Veto:
    known = view.find(Veto, veto)
    assert known is not None
    return known


def _named(view: View, about: str) -> Veto | None:
    kind, _, key = about.partition("/")
    return view.find(Veto, key) if kind == "veto" else None


def _proposed(view: View, event: Event, said: happened.VetoProposed) -> Iterable[Record]:
    hands = said.proposers or event.hands
    yield Veto(said.veto, said.cycle, said.member, said.code, said.on, "proposed", hands[0], event.position, hands)


def _decided(view: View, event: Event, said: happened.VetoDecided) -> Iterable[Record]:
    voters = (*said.favour, *said.against, *said.abstained)
    yield replace(_of(view, said.veto), state="decided" if said.carried else "dropped", decided_by=voters)


def _referred(view: View, event: Event, said: MatterReferred) -> Iterable[Record]:
    if veto := _named(view, said.about):
        yield replace(veto, state="referred", referred_at=event.position)


def _published(view: View, event: Event, said: PublicityOpened) -> Iterable[Record]:
    if veto := _named(view, said.subject):
        yield replace(veto, state="public", window=said.window)


def _contested(view: View, event: Event, said: ObjectionLodged) -> Iterable[Record]:
    if veto := _named(view, said.about):
        yield replace(veto, state="contested")


def _taken_above(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    """An objection lodged straight with the upper unit holds it from the receipt."""
    inside = decision(said).payload
    if isinstance(inside, ComplaintAdmitted) and (veto := _named(view, inside.about)):
        yield replace(veto, state="contested")


def _took_force(view: View, event: Event, said: happened.VetoTookForce) -> Iterable[Record]:
    yield replace(_of(view, said.veto), state="in-force")


def _revoked(view: View, event: Event, said: happened.VetoRevoked) -> Iterable[Record]:
    yield replace(_of(view, said.veto), state="revoked")


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.VetoProposed: _proposed,
    happened.VetoDecided: _decided,
    MatterReferred: _referred,
    PublicityOpened: _published,
    ObjectionLodged: _contested,
    ReceiptTaken: _taken_above,
    happened.VetoTookForce: _took_force,
    happened.VetoRevoked: _revoked,
}
