"""Leads as they stand: anonymous word that was recorded and looked into.

Source: spec/process.md §3 Objection (线索登记).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events.objection import LeadClosed, LeadRecorded
from workflow.record import Record, View


@dataclass(frozen=True)
class Lead(Record):
    KIND: ClassVar[str] = "lead"
    lead: str
    state: str
    recorded_at: int
    outcome: str = ""

    @property
    def key(self) -> str:
        return self.lead


@dataclass(frozen=True)
class Leads(Record):
    """How many there were, and those that nobody closed yet."""

    KIND: ClassVar[str] = "leads"
    recorded: int = 0
    open: tuple[str, ...] = ()


def lead_id(view: View) -> str:
    """The id of the next lead: N001, N002 …"""
    return f"N{(view.find(Leads) or Leads()).recorded + 1:03}"


def _recorded(view: View, event: Event, said: LeadRecorded) -> Iterable[Record]:
    known = view.find(Leads) or Leads()
    yield Lead(said.lead, "recorded", event.position)
    yield Leads(known.recorded + 1, (*known.open, said.lead))


def _closed(view: View, event: Event, said: LeadClosed) -> Iterable[Record]:
    lead, known = view.find(Lead, said.lead), view.find(Leads) or Leads()
    assert lead is not None
    yield replace(lead, state="closed", outcome=said.outcome)
    yield replace(known, open=tuple(key for key in known.open if key != said.lead))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {LeadRecorded: _recorded, LeadClosed: _closed}
