"""One claim as it stands, folded from its events.

`line` is how the claim reads now; the figures on the way (claimed, reviewed, confirmed) are read
from the events by whoever explains them. Source: spec/process.md §3 Claim.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import claim as happened
from ledger.events.claim import Line
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.cycle import RoundOpened
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import CheckRecorded, FilingDecided, FilingMade
from ledger.events.objection import ObjectionLodged
from ledger.events.publicity import PublicityOpened
from ledger.events.referral import MatterReferred
from workflow.carried import decision
from workflow.record import Record, View
from workflow.state.contest import contest
from workflow.state.cycle import Cycle, Round
from workflow.state.filing import Filing
from workflow.state.membership import members_of

# The ground of an appeal against a strike: the claim stays struck while it runs.
STRIKE = "strike"
# A round in these states has gone up.
FILED = frozenset({"filed", "acknowledged", "verified"})


@dataclass(frozen=True)
class Claim(Record):
    """`decided_by` voted on it in a session; `opened` is the position of its first event."""

    KIND: ClassVar[str] = "claim"
    claim: str
    round: str | None
    cycle: str
    member: str
    source: str
    state: str
    line: Line
    worth: Decimal | None
    opened: int
    entered_by: str
    evidence: tuple[str, ...] = ()
    forwarded_by: str | None = None
    signed_by: str | None = None
    registered_by: str | None = None
    # Who signed or registered it, with those in whose name they did.
    hands: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    window: str | None = None
    # Where a contested claim came from (public, rejected, final), or that an answer corrected it while others were
    # open: it says where the claim goes when the last objection has ended.
    held_from: str | None = None
    # None before the claimant was told: the time to object, or to appeal against a strike, doesn't run yet.
    objectable_until: datetime | None = None
    struck_by_order: str | None = None
    struck_by: tuple[str, ...] = ()
    filing: str | None = None
    referred_at: int | None = None
    # 补报: the round of its date, which had been filed when the claim came.
    late_for: str | None = None

    @property
    def key(self) -> str:
        return self.claim

    @property
    def waits(self) -> bool:
        """It stands in no round: it came, or was registered, too late for its own, and the next is not open yet."""
        return self.round is None and self.state in ("applied", "signed", "registered", "referred", "returned")


@dataclass(frozen=True)
class ClaimsOf(Record):
    """Every claim ever opened for one member in one cycle, in order of opening."""

    KIND: ClassVar[str] = "claims-of"
    cycle: str
    member: str
    claims: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.cycle}/{self.member}"


def claims_of(view: View, cycle: str, member: str) -> tuple[Claim, ...]:
    """The member's claims in a cycle, in order of opening."""
    known = view.find(ClaimsOf, f"{cycle}/{member}")
    found = (view.find(Claim, claim) for claim in (known.claims if known else ()))
    return tuple(claim for claim in found if claim is not None)


def claims_in(view: View, round_id: str) -> tuple[Claim, ...]:
    """The claims that stand in a round, in order of opening."""
    known = view.find(Round, round_id)
    found = (view.find(Claim, claim) for claim in (known.claims if known else ()))
    return tuple(claim for claim in found if claim is not None)


def said_nothing(view: View, round_: Round) -> tuple[str, ...]:
    """Whose points are kept, and who neither have a claim in the round nor said that there is none (零申报)."""
    kept = [
        member.member for member in members_of(view) if member.inclusion == "points" and member.belongs(round_.ends)
    ]
    spoke = {claim.member for claim in claims_in(view, round_.round)} | set(round_.silent)
    return tuple(sorted(set(kept) - spoke))


def late_for(view: View, cycle: str, on: date) -> str | None:
    """The round of a day, if it has been filed: what is found now is 补报, and says so in both rounds."""
    known = view.find(Cycle, cycle)
    rounds = (view.find(Round, key) for key in (known.rounds if known else ()))
    return next((r.round for r in rounds if r and r.starts <= on <= r.ends and r.state in FILED), None)


def _of(view: View, claim: str) -> Claim:
    known = view.find(Claim, claim)
    assert known is not None, claim
    return known


def _begins(view: View, event: Event, said: Any, **state: Any) -> Iterable[Record]:
    known = view.find(ClaimsOf, f"{said.cycle}/{said.member}")
    yield Claim(
        claim=said.claim,
        round=said.round,
        cycle=said.cycle,
        member=said.member,
        line=said.line,
        worth=said.worth,
        opened=event.position,
        entered_by=event.by,
        late_for=late_for(view, said.cycle, said.line.on),
        **state,
    )
    yield ClaimsOf(said.cycle, said.member, (*(known.claims if known else ()), said.claim))


def _applied(view: View, event: Event, said: happened.ClaimApplied) -> Iterable[Record]:
    kinds = tuple(e.kind for e in said.evidence)
    return _begins(view, event, said, source=said.source, state="applied", evidence=kinds)


def _observed(view: View, event: Event, said: happened.ClaimObserved) -> Iterable[Record]:
    kinds = tuple(e.kind for e in said.evidence)
    return _begins(
        view,
        event,
        said,
        source="observed",
        state="registered",
        evidence=kinds,
        registered_by=event.by,
        hands=event.hands,
    )


def _supplemented(view: View, event: Event, said: happened.ClaimSupplemented) -> Iterable[Record]:
    voters = (*said.favour, *said.against, *said.abstained)
    return _begins(view, event, said, source="supplement", state="reviewed", decided_by=voters)


def _amended(view: View, event: Event, said: happened.ClaimAmended) -> Iterable[Record]:
    kinds = tuple(e.kind for e in said.evidence)
    claim = _of(view, said.claim)
    yield replace(
        claim,
        state="applied",
        late_for=claim.late_for if said.line.on == claim.line.on else late_for(view, claim.cycle, said.line.on),
        line=said.line,
        worth=said.worth,
        evidence=kinds,
        forwarded_by=None,
        signed_by=None,
        hands=(),
    )


def _forwarded(view: View, event: Event, said: happened.ClaimsForwarded) -> Iterable[Record]:
    for claim in said.claims:
        yield replace(_of(view, claim), forwarded_by=event.by)


def _held_over(view: View, event: Event, said: happened.ClaimHeldOver) -> Iterable[Record]:
    yield replace(_of(view, said.claim), round=said.into)


def _adopted_by_round(view: View, event: Event, said: RoundOpened) -> Iterable[Record]:
    for claim in said.held_over:
        yield replace(_of(view, claim), round=said.round)


def _reviewed(view: View, event: Event, said: happened.ClaimReviewed) -> Iterable[Record]:
    voters = (*said.favour, *said.against, *said.abstained)
    yield replace(_of(view, said.claim), state="reviewed", line=said.line, worth=said.worth, decided_by=voters)


def _rejected(view: View, event: Event, said: happened.ClaimRejected) -> Iterable[Record]:
    yield replace(_of(view, said.claim), state="rejected", objectable_until=None)


def _told(view: View, event: Event, said: happened.ClaimTold) -> Iterable[Record]:
    yield replace(_of(view, said.claim), objectable_until=said.objectable_until)


def _struck(view: View, event: Event, said: happened.ClaimStruck) -> Iterable[Record]:
    yield replace(_of(view, said.claim), state="struck", struck_by_order=said.order, objectable_until=None)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    inside = decision(said)
    match inside.payload:
        case FilingDecided() as decided:
            yield from _returned(view, decided)
        case ComplaintAdmitted(about=about):
            yield from _held(view, about)
        case CheckRecorded(struck=struck):
            # Who verified above doesn't decide an appeal on what they struck.
            yield from (replace(claim, struck_by=inside.hands) for key in struck if (claim := view.find(Claim, key)))


def _confirmed(view: View, event: Event, said: happened.ClaimConfirmed) -> Iterable[Record]:
    yield replace(_of(view, said.claim), state="confirmed", line=said.line, worth=said.worth)


def _published(view: View, event: Event, said: PublicityOpened) -> Iterable[Record]:
    for claim in said.claims:
        yield replace(_of(view, claim), state="public", window=said.window)


def _filed(view: View, event: Event, said: FilingMade) -> Iterable[Record]:
    for filed in said.claims:
        yield replace(_of(view, filed.claim), filing=said.filing)


def _returned(view: View, decided: FilingDecided) -> Iterable[Record]:
    """What a returned filing held stands in none: the next filing holds it."""
    if not decided.acknowledged:
        filing = view.find(Filing, decided.filing)
        for key in filing.claims if filing else ():
            claim = _of(view, key)
            if claim.filing == decided.filing:
                yield replace(claim, filing=None)


def _contested(view: View, event: Event, said: ObjectionLodged) -> Iterable[Record]:
    if said.ground != STRIKE:
        yield from _held(view, said.about)


def _held(view: View, about: str) -> Iterable[Record]:
    if claim := _named(view, about):
        came = claim.held_from if claim.state == "contested" else claim.state
        yield replace(claim, state="contested", held_from=came)


def _corrected(view: View, event: Event, said: happened.ClaimCorrected) -> Iterable[Record]:
    """It waits for publicity of its own, or until the other objections against it have ended."""
    claim = _of(view, said.claim)
    held = bool(contest(view, f"claim/{said.claim}").open)
    state, came = ("contested", "corrected") if held else ("confirmed", claim.held_from)
    yield replace(claim, state=state, held_from=came, line=said.line, worth=said.worth, filing=None)


def _reinstated(view: View, event: Event, said: happened.ClaimReinstated) -> Iterable[Record]:
    claim = _of(view, said.claim)
    yield replace(claim, state="confirmed", line=said.line, worth=said.worth, filing=None)


def _brought_in(view: View, event: Event, said: happened.ClaimBroughtIn) -> Iterable[Record]:
    return _begins(view, event, said, source="objection", state="confirmed")


def _named(view: View, about: str) -> Claim | None:
    kind, _, claim = about.partition("/")
    return view.find(Claim, claim) if kind == "claim" else None


def _to(state: str) -> Callable[[View, Event, Any], Iterable[Record]]:
    """An event that only moves the claim."""

    def moved(view: View, event: Event, said: Any) -> Iterable[Record]:
        yield replace(_of(view, said.claim), state=state)

    return moved


def _signed(view: View, event: Event, said: happened.ClaimSigned) -> Iterable[Record]:
    yield replace(_of(view, said.claim), state="signed", signed_by=event.by, hands=event.hands)


def _registered(view: View, event: Event, said: happened.ClaimRegistered) -> Iterable[Record]:
    claim = _of(view, said.claim)
    hands = tuple(dict.fromkeys((*claim.hands, *event.hands)))
    yield replace(claim, state="registered", registered_by=event.by, hands=hands)


def _referred(view: View, event: Event, said: MatterReferred) -> Iterable[Record]:
    if claim := _named(view, said.about):
        yield replace(claim, state="referred", referred_at=event.position)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.ClaimApplied: _applied,
    happened.ClaimObserved: _observed,
    happened.ClaimSupplemented: _supplemented,
    happened.ClaimAmended: _amended,
    happened.ClaimsForwarded: _forwarded,
    happened.ClaimSigned: _signed,
    happened.ClaimRegistered: _registered,
    happened.ClaimReturned: _to("returned"),
    happened.ClaimWithdrawn: _to("withdrawn"),
    happened.ClaimGivenBack: _to("given-back"),
    happened.ClaimHeldOver: _held_over,
    MatterReferred: _referred,
    RoundOpened: _adopted_by_round,
    happened.ClaimReviewed: _reviewed,
    happened.ClaimRejected: _rejected,
    happened.ClaimConfirmed: _confirmed,
    PublicityOpened: _published,
    happened.ClaimEntered: _to("final"),
    happened.ClaimStruck: _struck,
    happened.ClaimTold: _told,
    happened.ClaimReinstated: _reinstated,
    ObjectionLodged: _contested,
    FilingMade: _filed,
    ReceiptTaken: _received,
    happened.ClaimCorrected: _corrected,
    happened.ClaimBroughtIn: _brought_in,
    happened.ClaimReleased: _to("confirmed"),
    happened.ClaimRejectionStood: _to("rejected"),
}
