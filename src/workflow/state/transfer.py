"""Transfers: those asked for here, and what came with who was taken in here.

Source: spec/process.md §3 Member, §8.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import transfer as happened
from ledger.events.exchange import ReceiptTaken
from workflow.carried import decision, opened
from workflow.record import Record, View


@dataclass(frozen=True)
class Transfer(Record):
    """A transfer that this branch asked for; `decided_at` is the position of the answer in the ledger of `to`."""

    KIND: ClassVar[str] = "transfer"
    transfer: str
    member: str
    to: str
    state: str
    requested_at: int
    decided_at: int | None = None

    @property
    def key(self) -> str:
        return self.transfer


@dataclass(frozen=True)
class Transfers(Record):
    """How many were asked for, and which of them have no answer yet, in order."""

    KIND: ClassVar[str] = "transfers"
    made: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class CameFrom(Record):
    """Whence a member was taken in, and that branch's figures of the years that went on, as its request had them.

    Each branch scores its own: they are shown beside the figures of this branch, and are no part of them.
    """

    KIND: ClassVar[str] = "came-from"
    member: str
    unit: str
    position: int
    so_far: tuple[happened.YearSoFar, ...]

    @property
    def key(self) -> str:
        return self.member


def transfer_id(view: View) -> str:
    """The id of the next transfer: T001, T002 …"""
    return f"T{(view.find(Transfers) or Transfers()).made + 1:03}"


def open_transfer(view: View, member: str) -> Transfer | None:
    """The member's transfer that waits for its answer."""
    found = (view.find(Transfer, key) for key in (view.find(Transfers) or Transfers()).open)
    return next((one for one in found if one and one.member == member), None)


def _requested(view: View, event: Event, said: happened.TransferRequested) -> Iterable[Record]:
    known = view.find(Transfers) or Transfers()
    yield Transfer(said.transfer, said.member, said.to, "requested", event.position)
    yield Transfers(known.made + 1, (*known.open, said.transfer))


def _decided(view: View, event: Event, said: happened.TransferDecided) -> Iterable[Record]:
    request = opened(said.carried).payload
    if said.accepted and isinstance(request, happened.TransferRequested):
        yield CameFrom(said.member, said.branch, said.request, request.so_far)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    inside = decision(said)
    if isinstance(inside.payload, happened.TransferDecided):
        transfer = view.find(Transfer, inside.payload.transfer)
        known = view.find(Transfers)
        assert transfer is not None
        assert known is not None
        state = "accepted" if inside.payload.accepted else "refused"
        yield replace(transfer, state=state, decided_at=inside.position)
        yield replace(known, open=tuple(key for key in known.open if key != transfer.transfer))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.TransferRequested: _requested,
    happened.TransferDecided: _decided,
    ReceiptTaken: _received,
}
