"""The scheme, the cycle and its rounds, folded from events.

Source: spec/process.md §2, spec/ledger.md §1 (what a cycle pins).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import claim, filing
from ledger.events import cycle as happened
from ledger.events.deliberation import MeetingHeld, SessionHeld
from ledger.events.evaluation import EvaluationOpened
from ledger.events.exchange import ReceiptTaken
from ledger.events.publicity import PublicityClosed, PublicityOpened
from ledger.events.sanction import SanctionRecorded
from ledger.events.veto import VetoProposed
from workflow.carried import decision
from workflow.record import Record, View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.profile import Profile


@dataclass(frozen=True)
class SchemeText(Record):
    """A scheme proposed in this ledger, with its whole text; `adopted_at` is the request's position."""

    KIND: ClassVar[str] = "scheme"
    digest: str
    scheme: str
    edition: str
    text: str
    state: str
    proposed_by: str
    adopted_at: int | None = None

    @property
    def key(self) -> str:
        return self.digest


@dataclass(frozen=True)
class Cycle(Record):
    KIND: ClassVar[str] = "cycle"
    cycle: str
    starts: date
    ends: date
    state: str
    scheme: str | None = None
    digest: str | None = None
    table: int = 0
    engine: int = 0
    no_committee: bool = False
    rounds: tuple[str, ...] = ()
    evaluations: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    sanctions: tuple[str, ...] = ()
    year_confirmed: str | None = None

    @property
    def key(self) -> str:
        return self.cycle


@dataclass(frozen=True)
class Cycles(Record):
    """The cycles of this ledger in the order of planning."""

    KIND: ClassVar[str] = "cycles"
    cycles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Round(Record):
    KIND: ClassVar[str] = "round"
    round: str
    cycle: str
    starts: date
    ends: date
    closes: date
    state: str
    claims: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    numbered: int = 0
    window: str | None = None
    filing: str | None = None
    session: str | None = None
    meeting: str | None = None

    @property
    def key(self) -> str:
        return self.round


@dataclass(frozen=True)
class HeldOver(Record):
    """Claims that wait for the next round to be opened."""

    KIND: ClassVar[str] = "held-over"
    claims: tuple[str, ...] = ()


def profile_in_force(view: View) -> Profile | None:
    """The profile of the scheme that the latest open cycle pinned; None while no cycle is open."""
    for key in reversed((view.find(Cycles) or Cycles()).cycles):
        cycle = view.find(Cycle, key)
        text = view.find(SchemeText, cycle.digest) if cycle and cycle.state == "open" and cycle.digest else None
        if text is not None:
            return scheme_of_text(text.text).profile
    return None


def _planned(view: View, event: Event, said: happened.CyclePlanned) -> Iterable[Record]:
    cycles = view.find(Cycles) or Cycles()
    yield Cycle(said.cycle, said.starts, said.ends, "planned")
    yield Cycles((*cycles.cycles, said.cycle))


def _proposed(view: View, event: Event, said: happened.SchemeProposed) -> Iterable[Record]:
    yield SchemeText(said.digest, said.scheme, said.edition, said.text, "proposed", event.by)


def _adopted(view: View, event: Event, said: happened.SchemeAdopted) -> Iterable[Record]:
    scheme = view.find(SchemeText, said.digest)
    assert scheme is not None
    yield replace(scheme, state="adopted", adopted_at=event.position)


def _opened(view: View, event: Event, said: happened.CycleOpened) -> Iterable[Record]:
    cycle = view.find(Cycle, said.cycle)
    assert cycle is not None
    yield replace(
        cycle,
        state="open",
        scheme=said.scheme,
        digest=said.digest,
        table=said.table,
        engine=said.engine,
        no_committee=said.no_committee,
    )


def _round_opened(view: View, event: Event, said: happened.RoundOpened) -> Iterable[Record]:
    cycle = view.find(Cycle, said.cycle)
    assert cycle is not None
    yield replace(cycle, rounds=(*cycle.rounds, said.round))
    yield Round(said.round, said.cycle, said.starts, said.ends, said.closes, "open", claims=said.held_over)
    yield HeldOver()


def _closed(view: View, event: Event, said: happened.CycleClosed) -> Iterable[Record]:
    cycle = view.find(Cycle, said.cycle)
    assert cycle is not None
    yield replace(cycle, state="closed")


def _claim_began(view: View, event: Event, said: claim.ClaimBegan) -> Iterable[Record]:
    round_ = view.find(Round, said.round)
    assert round_ is not None
    yield replace(round_, claims=(*round_.claims, said.claim), numbered=round_.numbered + 1)


def _nothing_claimed(view: View, event: Event, said: claim.NothingClaimed) -> Iterable[Record]:
    round_ = view.find(Round, said.round)
    assert round_ is not None
    yield replace(round_, silent=tuple(sorted({*round_.silent, said.member})))


def _held_over(view: View, event: Event, said: claim.ClaimHeldOver) -> Iterable[Record]:
    round_ = view.find(Round, said.round)
    assert round_ is not None
    yield replace(round_, claims=tuple(c for c in round_.claims if c != said.claim))
    following = view.find(Round, said.into) if said.into else None
    if following is not None:
        yield replace(following, claims=(*following.claims, said.claim))
    else:
        waiting = view.find(HeldOver) or HeldOver()
        yield HeldOver((*waiting.claims, said.claim))


def _waits_no_more(view: View, event: Event, said: claim.ClaimWithdrawn | claim.ClaimGivenBack) -> Iterable[Record]:
    """What went back to the member waits for no next round."""
    waiting = view.find(HeldOver) or HeldOver()
    if said.claim in waiting.claims:
        yield HeldOver(tuple(key for key in waiting.claims if key != said.claim))


def next_open(view: View, round_: Round) -> Round | None:
    """The round after this one that is open already, if there is one."""
    cycle = view.find(Cycle, round_.cycle)
    rounds = [found for key in (cycle.rounds if cycle else ()) if (found := view.find(Round, key))]
    return next((later for later in rounds if later.state == "open" and later.starts > round_.starts), None)


def _session(view: View, event: Event, said: SessionHeld) -> Iterable[Record]:
    if round_ := _round(view, said.subject):
        yield replace(round_, state="reviewed", session=said.session)


def _meeting(view: View, event: Event, said: MeetingHeld) -> Iterable[Record]:
    if round_ := _round(view, said.subject):
        if said.for_committee:
            yield replace(round_, state="reviewed", session=said.meeting)
        else:
            yield replace(round_, state="confirmed", meeting=said.meeting)
    kind, _, key = said.subject.partition("/")
    if kind == "cycle" and (cycle := view.find(Cycle, key)):
        yield replace(cycle, year_confirmed=said.meeting)


def _published(view: View, event: Event, said: PublicityOpened) -> Iterable[Record]:
    if round_ := _round(view, said.subject):
        yield replace(round_, state="public", window=said.window)


def _posted(view: View, event: Event, said: PublicityClosed) -> Iterable[Record]:
    if round_ := _round(view, said.subject):
        yield replace(round_, state="posted")


def _skipped(view: View, event: Event, said: happened.StepSkipped) -> Iterable[Record]:
    round_ = _round(view, said.subject)
    if round_ and said.step == "publicity":
        yield replace(round_, state="posted")


def _filed(view: View, event: Event, said: filing.FilingCountersigned) -> Iterable[Record]:
    if round_ := _round(view, said.subject):
        yield replace(round_, state="filed", filing=said.filing)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    match decision(said).payload:
        case happened.SchemeDecided(digest=digest, approved=approved):
            scheme = view.find(SchemeText, digest)
            assert scheme is not None
            yield replace(scheme, state="approved" if approved else "refused")
        case filing.FilingDecided(subject=subject, acknowledged=acknowledged):
            if round_ := _round(view, subject):
                yield replace(round_, state="acknowledged" if acknowledged else "posted")
        case filing.CheckRecorded(subject=subject):
            if round_ := _round(view, subject):
                yield replace(round_, state="verified")


def _evaluated(view: View, event: Event, said: EvaluationOpened) -> Iterable[Record]:
    cycle = view.find(Cycle, said.cycle)
    assert cycle is not None
    yield replace(cycle, evaluations=(*cycle.evaluations, said.evaluation))


def _vetoed(view: View, event: Event, said: VetoProposed) -> Iterable[Record]:
    cycle = view.find(Cycle, said.cycle)
    assert cycle is not None
    yield replace(cycle, vetoes=(*cycle.vetoes, said.veto))


def _sanctioned(view: View, event: Event, said: SanctionRecorded) -> Iterable[Record]:
    cycle = view.find(Cycle, said.cycle)
    assert cycle is not None
    yield replace(cycle, sanctions=(*cycle.sanctions, said.sanction))


def _round(view: View, subject: str) -> Round | None:
    kind, _, key = subject.partition("/")
    return view.find(Round, key) if kind == "round" else None


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.CyclePlanned: _planned,
    happened.SchemeProposed: _proposed,
    happened.SchemeAdopted: _adopted,
    happened.CycleOpened: _opened,
    happened.RoundOpened: _round_opened,
    happened.CycleClosed: _closed,
    claim.ClaimApplied: _claim_began,
    claim.ClaimObserved: _claim_began,
    claim.ClaimSupplemented: _claim_began,
    claim.ClaimBroughtIn: _claim_began,
    claim.NothingClaimed: _nothing_claimed,
    claim.ClaimHeldOver: _held_over,
    claim.ClaimWithdrawn: _waits_no_more,
    claim.ClaimGivenBack: _waits_no_more,
    SessionHeld: _session,
    MeetingHeld: _meeting,
    PublicityOpened: _published,
    PublicityClosed: _posted,
    happened.StepSkipped: _skipped,
    filing.FilingCountersigned: _filed,
    ReceiptTaken: _received,
    EvaluationOpened: _evaluated,
    VetoProposed: _vetoed,
    SanctionRecorded: _sanctioned,
}
