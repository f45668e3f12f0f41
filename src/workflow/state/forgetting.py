"""Who has been forgotten, and what of a person is still under way and can't be forgotten yet.

Source: spec/ledger.md §1; spec/process.md §4 in-order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import forgetting as happened
from workflow.record import Record, View
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Cycles
from workflow.state.membership import Posts
from workflow.state.objection import Objection, Objections
from workflow.state.transfer import Transfer, Transfers
from workflow.state.veto import Veto

CLAIM_DONE = frozenset({"final", "withdrawn", "given-back", "struck"})
VETO_DONE = frozenset({"in-force", "revoked", "dropped"})


@dataclass(frozen=True)
class Forgotten(Record):
    """When a person was last forgotten, and on which ground."""

    KIND: ClassVar[str] = "forgotten"
    person: str
    ground: str
    position: int

    @property
    def key(self) -> str:
        return self.person


def under_way(view: View, person: str, today: date, now: datetime, tag: str = "") -> Iterator[str]:
    """What is still open for a person, as kind/id: posts, claims, vetoes, objections, transfers.

    `tag` is the tag of an open objection of their own, where the door found one: the log alone can't tell.
    """
    for role in sorted({post.role for post in (view.find(Posts) or Posts()).posts if post.person == person
                        and (post.until is None or today <= post.until)}):  # fmt: skip
        yield f"post/{role}"
    for key in (view.find(Cycles) or Cycles()).cycles:
        for claim in claims_of(view, key, person):
            if _waits(claim, now):
                yield f"claim/{claim.claim}"
        cycle = view.find(Cycle, key)
        for veto in (view.find(Veto, each) for each in (cycle.vetoes if cycle else ())):
            if veto and veto.member == person and veto.state not in VETO_DONE:
                yield f"veto/{veto.veto}"
    for key in (view.find(Objections) or Objections()).open:
        objection = view.find(Objection, key)
        if objection and (objection.member == person or (tag and objection.tag == tag)):
            yield f"objection/{key}"
    for key in (view.find(Transfers) or Transfers()).open:
        transfer = view.find(Transfer, key)
        if transfer and transfer.member == person:
            yield f"transfer/{key}"


def _waits(claim: Claim, now: datetime) -> bool:
    """Whether the claim can still go on: a rejection or a strike until its claimant was told, and the time is over."""
    ended = (claim.struck_by_order or "").startswith("appeal/")
    if claim.state == "rejected" or (claim.state == "struck" and not ended):
        return claim.objectable_until is None or now < claim.objectable_until
    return claim.state not in CLAIM_DONE


def _forgotten(view: View, event: Event, said: happened.MemberForgotten) -> Iterable[Record]:
    yield Forgotten(said.member, said.ground, event.position)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {happened.MemberForgotten: _forgotten}
