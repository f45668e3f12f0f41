"""Do the figures that history holds follow from the events before them? Grades, filings, pinned schemes.

Each check takes the picture before an event and the event, and says in sentences what doesn't follow. They
are written apart from the decisions that made the events; the rule engine below is the same, pure one.
Source: spec/ledger.md §2 (the verifier), spec/process.md §6.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger.errors import DomainError, Fault
from ledger.event import Event
from ledger.events.cycle import CycleOpened, SchemeProposed
from ledger.events.evaluation import Figure, GradesProposed, GradesRevised
from ledger.events.filing import FiledClaim, FilingMade
from projections.picture import Picture
from workflow.process.pins import ENGINE
from workflow.regrade import changed_figures
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.read import digest
from workflow.scoring.score import Score, score_branch
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.evaluation import Grading
from workflow.state.membership import members_of, not_included
from workflow.state.revision import to_list
from workflow.state.veto import Veto
from workflow.year import branch_year, year_of

# Claims that a filing lists as still on their way.
ON_THE_WAY = ("contested", "confirmed", "public")


def recomputed(event: Event) -> int:
    """How many figures a check of this event computes anew."""
    said = event.payload
    return len(said.figures) if isinstance(said, GradesProposed | GradesRevised) else 0


def problems(picture: Picture, event: Event) -> Iterable[Fault]:
    """What in this event doesn't follow from the events before it; each fault's place is a stable code."""
    check = _CHECKS.get(type(event.payload))
    return check(picture, event, event.payload) if check else ()


def _proposed_text(picture: Picture, event: Event, said: SchemeProposed) -> Iterable[Fault]:
    if digest(said.text) != said.digest:
        yield Fault("the scheme proposed is not the text that its digest names", "scheme-digest")


def _pinned(picture: Picture, event: Event, said: CycleOpened) -> Iterable[Fault]:
    text = picture.find(SchemeText, said.digest)
    if text is None:
        yield Fault("the cycle pins a scheme that was never proposed here", "scheme-digest")
    elif digest(text.text) != said.digest:
        yield Fault("the cycle pins a scheme whose text its digest doesn't name", "scheme-digest")


def _grades(picture: Picture, event: Event, said: GradesProposed) -> Iterable[Fault]:
    yield from _size(event, said.size)
    cycle = picture.find(Cycle, said.cycle)
    text = picture.find(SchemeText, cycle.digest) if cycle and cycle.digest else None
    if cycle is None or text is None or digest(text.text) != cycle.digest:
        yield Fault("grades of {cycle}, which pins no scheme", "scheme-digest", {"cycle": said.cycle})
        return
    if cycle.engine != ENGINE:
        yield Fault(
            "grades of {cycle} need rule engine {engine}; this program has {known}",
            "engine",
            {"cycle": said.cycle, "engine": cycle.engine, "known": ENGINE},
        )
        return
    try:
        scores = score_branch(scheme_of_text(text.text), year_of(cycle), branch_year(picture, cycle))
    except DomainError as error:
        yield Fault("the grades can't be computed: {why}", "score-differs", {"why": str(error)})
        return
    yield from _compared(said.figures, scores)


def _revised(picture: Picture, event: Event, said: GradesRevised) -> Iterable[Fault]:
    yield from _size(event, said.size)
    cycle, grading = picture.find(Cycle, said.cycle), picture.find(Grading, said.cycle)
    due = changed_figures(picture, cycle, grading) if cycle and grading else ()
    if said.figures != due:
        facts = {"recorded": _short(said.figures), "computed": _short(due)}
        yield Fault("the changed grades are {recorded}; the events before it give {computed}", "score-differs", facts)


def _compared(recorded: Sequence[Figure], scores: Sequence[Score]) -> Iterable[Fault]:
    made = {
        score.member: Figure(
            member=score.member,
            total=score.total,
            components=dict(score.components),
            grade=score.grade,
            outcomes=score.outcomes,
            provisional=score.provisional,
        )
        for score in scores
    }
    held = {figure.member: figure for figure in recorded}
    for member in sorted(made.keys() | held.keys()):
        if made.get(member) != held.get(member):
            yield Fault(
                "{member} stands at {recorded}; the events before it give {computed}",
                "score-differs",
                {"member": member, "recorded": _said(held.get(member)), "computed": _said(made.get(member))},
            )
    if [figure.member for figure in recorded] != sorted(made) and held.keys() == made.keys():
        yield Fault("the grades are not in the one order, or one stands twice", "score-differs")


def _said(figure: Figure | None) -> str:
    if figure is None:
        return "nothing"
    parts = ", ".join(f"{name} {value}" for name, value in figure.components.items())
    ends = ", ".join(figure.outcomes)
    return f"{figure.total} ({parts}) {figure.grade or '–'}{f' [{ends}]' if ends else ''}"


def _filing(picture: Picture, event: Event, said: FilingMade) -> Iterable[Fault]:
    yield from _size(event, said.size)
    cycle = picture.find(Cycle, said.cycle)
    if cycle is None:
        yield Fault("it files {cycle}, which isn't there", "filing-differs", {"cycle": said.cycle})
        return
    expected = _expected(picture, cycle, said.subject)
    for name, value in expected.items():
        found = getattr(said, name)
        if found != value:
            facts = {"field": name, "recorded": _short(found), "computed": _short(value)}
            message = "its {field} are {recorded}; the events before it give {computed}"
            yield Fault(message, "filing-differs", facts)


def _expected(picture: Picture, cycle: Cycle, subject: str) -> Mapping[str, Any]:
    kind, _, key = subject.partition("/")
    members = [member for member in members_of(picture) if member.inclusion == "points"]
    included = [member.member for member in members]
    claims = [claim for member in included for claim in claims_of(picture, cycle.cycle, member)]
    round_ = picture.find(Round, key) if kind == "round" else None
    standing = set(round_.claims) if round_ else set()
    grading = picture.find(Grading, key) if kind == "grading" else None
    spoke = {claim.member for claim in claims if claim.claim in standing} | set(round_.silent if round_ else ())
    vetoes = [found for veto in cycle.vetoes if (found := picture.find(Veto, veto))]
    return {
        "digest": cycle.digest or "",
        "claims": tuple(_filed(claim) for claim in claims if _is_filed(claim, standing)),
        "contested": tuple(claim.claim for claim in claims if claim.state in ON_THE_WAY),
        "silent": tuple(m.member for m in members if m.member not in spoke and m.belongs(round_.ends))
        if round_
        else (),
        "figures": grading.figures if grading else (),
        "vetoes": tuple(veto.veto for veto in vetoes if veto.state == "in-force"),
        "changes": to_list(picture),
        "not_included": not_included(picture),
    }


def _is_filed(claim: Claim, standing: set[str]) -> bool:
    """Final, and of this round, or left out of every filing so far."""
    return claim.state == "final" and (claim.claim in standing or claim.filing is None)


def _filed(claim: Claim) -> FiledClaim:
    return FiledClaim(claim=claim.claim, member=claim.member, worth=claim.worth)


def _size(event: Event, size: int) -> Iterable[Fault]:
    if size != event.position:
        yield Fault("it says to rest on {size} events", "size-differs", {"size": size})


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 160 else f"{text[:160]}…"


_CHECKS: Mapping[type, Callable[[Picture, Event, Any], Iterable[Fault]]] = {
    SchemeProposed: _proposed_text,
    CycleOpened: _pinned,
    GradesProposed: _grades,
    GradesRevised: _revised,
    FilingMade: _filing,
}
