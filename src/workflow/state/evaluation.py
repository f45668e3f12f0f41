"""Evaluations and the grading of a cycle, as they stand.

Source: spec/process.md §2 steps 9 and 10.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import evaluation as happened
from ledger.events.evaluation import Departure, Figure, Tally
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import CheckRecorded, FilingCountersigned, FilingDecided
from ledger.events.publicity import PublicityClosed, PublicityOpened
from workflow.carried import decision
from workflow.record import Record, View
from workflow.scoring.scheme import Scheme
from workflow.state.membership import Member

PARTS = ("self", "mutual", "ballot", "opinion")
# With fewer valid ballots than these no view shows votes (spec/process.md §2 step 9: never who voted what).
BALLOTS_LEAST = 5


@dataclass(frozen=True)
class Evaluation(Record):
    KIND: ClassVar[str] = "evaluation"
    evaluation: str
    cycle: str
    code: str
    on: date
    state: str
    tellers: tuple[str, ...]
    members: tuple[str, ...]
    results: tuple[Tally, ...] = ()
    tallied_at: int | None = None
    ballots: int = 0
    representatives: tuple[str, ...] = ()
    self_rated: tuple[str, ...] = ()
    rated_each_other: tuple[str, ...] = ()
    opinions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.evaluation

    def shown(self) -> "Evaluation":
        """As it may be shown: of a few ballots the votes would tell who voted what."""
        if self.ballots >= BALLOTS_LEAST:
            return self
        return replace(self, results=tuple(replace(tally, votes=None) for tally in self.results))


def parts_asked(scheme: Scheme, code: str) -> tuple[str, ...]:
    """What this evaluation consists of under the scheme; one that brings points is counted in any case."""
    asked = {*scheme.profile.evaluation_parts, *(("ballot",) if code in scheme.by_evaluation else ())}
    return tuple(part for part in PARTS if part in asked)


def parts_waiting(view: View, evaluation: Evaluation, scheme: Scheme) -> tuple[str, ...]:
    """The parts that the scheme asks for and that have not been recorded, in their order.

    There is an opinion once every member evaluated who is still there has one.
    """
    here = {key for key in evaluation.members if (member := view.find(Member, key)) and member.left is None}
    done = {
        "self": bool(evaluation.self_rated),
        "mutual": bool(evaluation.rated_each_other),
        "ballot": evaluation.state == "tallied",
        "opinion": here <= set(evaluation.opinions),
    }
    return tuple(part for part in parts_asked(scheme, evaluation.code) if not done[part])


@dataclass(frozen=True)
class Grading(Record):
    """The grades of one cycle: `figures` as computed when they were proposed, then as the meeting gave them."""

    KIND: ClassVar[str] = "grading"
    cycle: str
    state: str
    figures: tuple[Figure, ...]
    proposed_at: int
    meeting: str | None = None
    window: str | None = None
    filing: str | None = None
    settled: bool = False
    departures: tuple[Departure, ...] = ()
    departed: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.cycle


def _opened(view: View, event: Event, said: happened.EvaluationOpened) -> Iterable[Record]:
    yield Evaluation(
        evaluation=said.evaluation,
        cycle=said.cycle,
        code=said.code,
        on=said.on,
        state="open",
        tellers=said.tellers,
        members=said.members,
        representatives=said.representatives,
    )


def _part_held(view: View, event: Event, said: happened.EvaluationPartHeld) -> Iterable[Record]:
    evaluation = view.find(Evaluation, said.evaluation)
    assert evaluation is not None
    if said.part == "self":
        yield replace(evaluation, self_rated=tuple(sorted({*evaluation.self_rated, *said.present})))
    else:
        yield replace(evaluation, rated_each_other=tuple(sorted({*evaluation.rated_each_other, *said.present})))


def _opinion(view: View, event: Event, said: happened.OpinionGiven) -> Iterable[Record]:
    evaluation = view.find(Evaluation, said.evaluation)
    assert evaluation is not None
    yield replace(evaluation, opinions=(*evaluation.opinions, said.member))


def _tallied(view: View, event: Event, said: happened.EvaluationTallied) -> Iterable[Record]:
    evaluation = view.find(Evaluation, said.evaluation)
    assert evaluation is not None
    valid = said.ballots - said.invalid
    yield replace(evaluation, state="tallied", results=said.results, tallied_at=event.position, ballots=valid)


def _proposed(view: View, event: Event, said: happened.GradesProposed) -> Iterable[Record]:
    yield Grading(said.cycle, "proposed", said.figures, event.position, departures=said.departures)


def _confirmed(view: View, event: Event, said: happened.GradesConfirmed) -> Iterable[Record]:
    grading = view.find(Grading, said.cycle)
    assert grading is not None
    carried = {vote.member for vote in said.departures if vote.carried}
    instead = {one.member: one for one in grading.departures if one.member in carried}
    figures = tuple(
        replace(figure, grade=instead[figure.member].grade, outcomes=instead[figure.member].outcomes)
        if figure.member in instead
        else figure
        for figure in grading.figures
    )
    departed = tuple(sorted(instead))
    yield replace(grading, state="confirmed", meeting=said.meeting, figures=figures, departed=departed)


def _revised(view: View, event: Event, said: happened.GradesRevised) -> Iterable[Record]:
    grading = view.find(Grading, said.cycle)
    assert grading is not None
    figures = {figure.member: figure for figure in (*grading.figures, *said.figures)}
    merged = tuple(figures[member] for member in sorted(figures))
    yield replace(grading, figures=merged, revisions=(*grading.revisions, said.revision))


def _published(view: View, event: Event, said: PublicityOpened) -> Iterable[Record]:
    if grading := _grading(view, said.subject):
        yield replace(grading, state="public", window=said.window)


def _posted(view: View, event: Event, said: PublicityClosed) -> Iterable[Record]:
    if grading := _grading(view, said.subject):
        yield replace(grading, state="posted")


def _filed(view: View, event: Event, said: FilingCountersigned) -> Iterable[Record]:
    if grading := _grading(view, said.subject):
        yield replace(grading, state="filed", filing=said.filing)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    match decision(said).payload:
        case FilingDecided(subject=subject, acknowledged=acknowledged):
            if grading := _grading(view, subject):
                back = "posted" if grading.window else "confirmed"
                yield replace(grading, state="acknowledged" if acknowledged else back)
        case CheckRecorded(subject=subject):
            if grading := _grading(view, subject):
                yield replace(grading, state="verified")
        case happened.GradesSettled(cycle=cycle):
            grading = view.find(Grading, cycle)
            assert grading is not None
            yield replace(grading, settled=True)


def _grading(view: View, subject: str) -> Grading | None:
    kind, _, key = subject.partition("/")
    return view.find(Grading, key) if kind == "grading" else None


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.EvaluationOpened: _opened,
    happened.EvaluationPartHeld: _part_held,
    happened.OpinionGiven: _opinion,
    happened.EvaluationTallied: _tallied,
    happened.GradesProposed: _proposed,
    happened.GradesConfirmed: _confirmed,
    happened.GradesRevised: _revised,
    PublicityOpened: _published,
    PublicityClosed: _posted,
    FilingCountersigned: _filed,
    ReceiptTaken: _received,
}
