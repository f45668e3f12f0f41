"""How did each claim read on its way: as claimed, as reviewed, as confirmed? And in which events.

A stage keeps its line though a later one changes or refuses it: what the session gave stays `reviewed`
when the meeting rejects it. As claimed is how it was last applied for, after a return as amended. A claim
that was withdrawn, or went back to a member who left, counts nowhere; one that was struck is no longer confirmed.
Source: spec/process.md §6; spec/forms.md F3.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import claim as happened
from ledger.events.claim import Line
from ledger.events.cycle import RoundOpened
from ledger.events.filing import FilingMade
from ledger.events.objection import ObjectionLodged
from ledger.events.publicity import PublicityOpened
from projections.picture import Notes, Picture
from workflow.record import Record
from workflow.state.claim import Claim

KINDS = ("claimed", "reviewed", "confirmed", "final")


@dataclass(frozen=True)
class Step:
    """An event about a claim: its position in the log and its topic."""

    position: int
    topic: str


@dataclass(frozen=True)
class Stages(Record):
    """A claim's lines on the way; None where it never came so far."""

    KIND: ClassVar[str] = "stages"
    claim: str
    cycle: str
    claimed: Line | None
    reviewed: Line | None = None
    confirmed: Line | None = None
    steps: tuple[Step, ...] = ()

    @property
    def key(self) -> str:
        return self.claim


def stages_of(picture: Picture, claim: str) -> Stages:
    known = picture.find(Stages, claim)
    assert known is not None, claim
    return known


def line_at(picture: Picture, claim: Claim, kind: str, *, meets: bool) -> Line | None:
    """The claim's line at this stage, None where it doesn't count there.

    `meets`: the members' meeting comes by round; where it doesn't, what was reviewed counts as confirmed.
    """
    stages = stages_of(picture, claim.claim)
    match kind:
        case "claimed":
            return stages.claimed
        case "reviewed":
            return stages.reviewed
        case "confirmed":
            gone = claim.state in ("struck", "rejected")
            return stages.confirmed or (None if meets or gone else stages.reviewed)
        case _:
            return claim.line if claim.state == "final" else None


def _stepped(picture: Picture, event: Event, claim: str) -> Stages:
    stages = stages_of(picture, claim)
    return replace(stages, steps=(*stages.steps, Step(event.position, event.topic)))


def _began(picture: Picture, event: Event, said: Any) -> Iterable[Record]:
    reviewed = said.line if isinstance(said, happened.ClaimSupplemented) else None
    step = Step(event.position, event.topic)
    yield Stages(said.claim, said.cycle, claimed=said.line, reviewed=reviewed, steps=(step,))


def _amended(picture: Picture, event: Event, said: happened.ClaimAmended) -> Iterable[Record]:
    yield replace(_stepped(picture, event, said.claim), claimed=said.line)


def _withdrawn(picture: Picture, event: Event, said: happened.ClaimWithdrawn) -> Iterable[Record]:
    yield replace(_stepped(picture, event, said.claim), claimed=None)


def _given_back(picture: Picture, event: Event, said: happened.ClaimGivenBack) -> Iterable[Record]:
    yield replace(_stepped(picture, event, said.claim), claimed=None, reviewed=None, confirmed=None)


def _reviewed(picture: Picture, event: Event, said: happened.ClaimReviewed) -> Iterable[Record]:
    yield replace(_stepped(picture, event, said.claim), reviewed=said.line)


def _confirmed(
    picture: Picture, event: Event, said: happened.ClaimConfirmed | happened.ClaimCorrected
) -> Iterable[Record]:
    yield replace(_stepped(picture, event, said.claim), confirmed=said.line)


def _struck(picture: Picture, event: Event, said: happened.ClaimStruck) -> Iterable[Record]:
    yield replace(_stepped(picture, event, said.claim), confirmed=None)


def _moved(picture: Picture, event: Event, said: Any) -> Iterable[Record]:
    yield _stepped(picture, event, said.claim)


def _many(picture: Picture, event: Event, said: PublicityOpened | RoundOpened | FilingMade) -> Iterable[Record]:
    match said:
        case PublicityOpened():
            claims = said.claims
        case RoundOpened():
            claims = said.held_over
        case FilingMade():
            claims = tuple(filed.claim for filed in said.claims)
    for claim in claims:
        yield _stepped(picture, event, claim)


def _contested(picture: Picture, event: Event, said: ObjectionLodged) -> Iterable[Record]:
    kind, _, claim = said.about.partition("/")
    if kind == "claim" and picture.find(Stages, claim):
        yield _stepped(picture, event, claim)


NOTES: Notes = {
    happened.ClaimApplied: (_began,),
    happened.ClaimObserved: (_began,),
    happened.ClaimSupplemented: (_began,),
    happened.ClaimAmended: (_amended,),
    happened.ClaimWithdrawn: (_withdrawn,),
    happened.ClaimGivenBack: (_given_back,),
    happened.ClaimReviewed: (_reviewed,),
    happened.ClaimConfirmed: (_confirmed,),
    happened.ClaimCorrected: (_confirmed,),
    happened.ClaimStruck: (_struck,),
    happened.ClaimSigned: (_moved,),
    happened.ClaimRegistered: (_moved,),
    happened.ClaimReturned: (_moved,),
    happened.ClaimHeldOver: (_moved,),
    happened.ClaimRejected: (_moved,),
    happened.ClaimEntered: (_moved,),
    happened.ClaimRejectionStood: (_moved,),
    PublicityOpened: (_many,),
    RoundOpened: (_many,),
    FilingMade: (_many,),
    ObjectionLodged: (_contested,),
}
