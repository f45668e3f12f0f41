"""How did this score come about? Line by line: claim, rule, clause, cap, weight, event positions.

Worked out from the ledger's events alone, as of any day and as known on any day, never from tables.
Source: spec/process.md §6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.database import Database
from ledger.errors import InvalidError, NotFoundError
from ledger.event import Event
from projections.figures import Branch, branch_of, course_of, pinned_scheme
from projections.picture import Picture
from projections.stages import KINDS, NOTES, Stages, line_at
from workflow.days import end_of
from workflow.lines import fact_of
from workflow.scoring.facts import Fact
from workflow.scoring.problems import fact_problems
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch
from workflow.scoring.working import Line
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle
from workflow.state.evaluation import BALLOTS_LEAST, Evaluation
from workflow.state.membership import Unit
from workflow.state.sanction import Sanction
from workflow.state.veto import Veto
from workflow.year import year_of


@dataclass(frozen=True)
class ExplainedLine:
    """One line of the working, flattened: `depth` 0 is the total, a line's children follow it one deeper.

    `of` is the item or evaluation that a line below one belongs to: its levels, bands and answers are called by it.
    Figures are exact text such as `279/4`; `steps` read (rule, operand, why, after). `claim`, and the
    (position, topic) of each of its events, stand on lines that come from one (an evaluation's or a veto's alike).
    """

    depth: int
    kind: str
    ref: str
    rule: str
    clause: str
    given: Mapping[str, str]
    before: str
    steps: tuple[tuple[str, str, str, str], ...]
    figure: str
    claim: str | None
    events: tuple[tuple[int, str], ...]
    of: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        names = ("rule", "operand", "why", "after")
        return {
            "depth": self.depth,
            "kind": self.kind,
            "ref": self.ref,
            "rule": self.rule,
            "clause": self.clause,
            "given": dict(self.given),
            "before": self.before,
            "steps": [dict(zip(names, step, strict=True)) for step in self.steps],
            "figure": self.figure,
            "claim": self.claim,
            "events": [{"position": position, "topic": topic} for position, topic in self.events],
            "of": self.of,
        }


@dataclass(frozen=True)
class LeftOut:
    """A fact that another scheme than the pinned one doesn't take: whose matter, and the guard that would refuse it."""

    ref: str
    matter: str
    guard: str


@dataclass(frozen=True)
class Explanation:
    """One member's score with its working. `size` is how many events of the ledger it was worked out from.

    `vetoes` are those in force that bear on the grade, with their events.
    """

    unit: str
    cycle: str
    member: str
    kind: str
    as_of: date | None
    known_at: date | None
    size: int
    scheme: str
    digest: str
    total: Decimal
    components: tuple[tuple[str, Decimal], ...]
    grade: str | None
    graded_by: tuple[str, ...]
    provisional: bool
    outcomes: tuple[str, ...]
    lines: tuple[ExplainedLine, ...]
    beside: tuple[ExplainedLine, ...]
    vetoes: tuple[ExplainedLine, ...]
    left_out: tuple[LeftOut, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data: strings, ints, lists and objects."""
        return {
            "unit": self.unit,
            "cycle": self.cycle,
            "member": self.member,
            "kind": self.kind,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "size": self.size,
            "scheme": self.scheme,
            "digest": self.digest,
            "total": str(self.total),
            "components": {component: str(figure) for component, figure in self.components},
            "grade": self.grade,
            "graded_by": list(self.graded_by),
            "provisional": self.provisional,
            "outcomes": list(self.outcomes),
            "lines": [line.as_json() for line in self.lines],
            "beside": [line.as_json() for line in self.beside],
            "vetoes": [line.as_json() for line in self.vetoes],
            "left_out": [{"ref": each.ref, "matter": each.matter, "guard": each.guard} for each in self.left_out],
        }


def explain(
    database: Database,
    unit: str,
    cycle: str,
    member: str,
    *,
    kind: str = "final",
    as_of: date | None = None,
    known_at: date | None = None,
) -> Explanation:
    """A member's score, explained.

    Args:
        kind: one of `stages.KINDS`.
        as_of: only facts dated up to this day.
        known_at: only what the ledger held at the end of this local day.
    Raises:
        NotFoundError: no such unit, cycle or member (then), or the cycle had pinned no scheme.
        InvalidError: no such kind; or what stands in the ledger can't be scored, with every fault.
    """
    events = list(database.ledger(unit).follow())
    return explain_events(unit, events, cycle, member, kind=kind, as_of=as_of, known_at=known_at)


def explain_events(
    unit: str,
    events: Sequence[Event],
    cycle: str,
    member: str,
    *,
    kind: str = "final",
    as_of: date | None = None,
    known_at: date | None = None,
    under: tuple[Scheme, str] | None = None,
) -> Explanation:
    """The same from events at hand, in order from the first; pure.

    `under` is another scheme with its digest: what the year would come to under it. What it doesn't know is left out.
    """
    if kind not in KINDS:
        raise InvalidError("there are no {kind} figures; there are: {kinds}", kind=kind, kinds=", ".join(KINDS))
    picture = picture_at(unit, events, known_at)
    known = picture.find(Cycle, cycle)
    scheme = pinned_scheme(picture, known) if known else None
    if known is None or scheme is None:
        raise NotFoundError("{unit} had opened no cycle {cycle} then", unit=unit, cycle=cycle)
    meets = course_of(picture, scheme).meets_before_posting

    def fact(claim: Claim) -> Fact | None:
        line = line_at(picture, claim, kind, meets=meets)
        return None if line is None else fact_of(line, order=claim.opened, claim=claim.claim)

    branch = branch_of(picture, known, scheme, fact, until=as_of)
    left: tuple[LeftOut, ...] = ()
    if under is not None:
        branch, left = _rescored(branch, under[0], year_of(known), member)
    score = branch.scores.get(member)
    if score is None:
        if branch.problem and any(each.member == member for each in branch.members):
            raise InvalidError("the year of {unit} can't be scored: {why}", unit=unit, why=branch.problem)
        raise NotFoundError("no points were kept on {member} in {unit} then", member=member, unit=unit)
    return Explanation(
        unit=unit,
        cycle=cycle,
        member=member,
        kind=kind,
        as_of=as_of,
        known_at=known_at,
        size=picture.size,
        scheme=branch.scheme.id,
        digest=under[1] if under else known.digest or "",
        total=score.total,
        components=score.components,
        grade=score.grade,
        graded_by=score.graded_by,
        provisional=score.provisional,
        outcomes=score.outcomes,
        lines=tuple(flattened(picture, score.working, 0)),
        beside=tuple(line for each in score.beside for line in flattened(picture, each, 0)),
        vetoes=tuple(_vetoes(picture, branch, member)),
        left_out=left,
    )


def _rescored(branch: Branch, scheme: Scheme, year: int, member: str) -> tuple[Branch, tuple[LeftOut, ...]]:
    """The same facts under another scheme, for those whom it covers; and what it doesn't take of the member's."""
    left: list[LeftOut] = []
    members = []
    for each in branch.members:
        if not scheme.covers_member(each.status, each.category, each.roles):
            continue
        kept = []
        for fact in each.facts:
            guards = [problem.guard for problem in fact_problems(scheme, each, fact) if problem.guard != "eligible"]
            if not guards:
                kept.append(fact)
            elif each.member == member:
                left.append(LeftOut(fact.ref, fact.claim, guards[0]))
        members.append(replace(each, facts=tuple(kept)))
    scores = {score.member: score for score in score_branch(scheme, year, members)}
    return Branch(scheme, tuple(members), scores), tuple(left)


def known_events(events: Sequence[Event], known_at: date | None) -> Sequence[Event]:
    """What the ledger held: everything up to the last event recorded by the end of that day.

    A clock that ran backwards doesn't cut history short: what stands before a known event was known.
    """
    if known_at is None or not events:
        return events
    first = Picture(events[0].unit)
    first.follow(events[0])
    founded = first.find(Unit)
    until = end_of(known_at, founded.zone) if founded else None
    return events[: max((each.position + 1 for each in events if until is None or each.at < until), default=0)]


def picture_at(unit: str, events: Sequence[Event], known_at: date | None) -> Picture:
    """The ledger as it was known on a day, with the notes that figures on the way need."""
    picture = Picture(unit)
    for event in known_events(events, known_at):
        picture.follow(event, (NOTES,))
    return picture


def flattened(picture: Picture, line: Line, depth: int, of: str = "") -> Iterable[ExplainedLine]:
    """The working as lines from the top down, each knowing how deep it stands; `of` is the item it belongs to."""
    claim = dict(line.given).get("claim")
    yield ExplainedLine(
        depth=depth,
        kind=line.kind,
        ref=line.ref,
        rule=line.rule,
        clause=line.clause,
        given={name: value for name, value in line.given if name != "claim"},
        before=str(line.before),
        steps=tuple((step.rule, str(step.operand), step.why, str(step.after)) for step in line.steps),
        figure=str(line.figure),
        claim=claim,
        events=_events(picture, claim) if claim else (),
        of=of,
    )
    for child in _shown(line):
        yield from flattened(picture, child, depth + 1, line.ref if line.kind in ("item", "evaluation") else of)


def _shown(line: Line) -> tuple[Line, ...]:
    """The lines below, but for the answers of a ballot of few: they would tell who voted what."""
    votes = [int(dict(child.given)["votes"]) for child in line.children if child.kind == "vote"]
    return () if votes and sum(votes) < BALLOTS_LEAST else line.children


def _events(picture: Picture, claim: str) -> tuple[tuple[int, str], ...]:
    """The positions and topics of everything that happened to a claim, an evaluation or a veto."""
    stages = picture.find(Stages, claim)
    if stages:
        return tuple((step.position, step.topic) for step in stages.steps)
    evaluation, veto, sanction = (picture.find(kind, claim) for kind in (Evaluation, Veto, Sanction))
    if isinstance(evaluation, Evaluation) and evaluation.tallied_at is not None:
        return ((evaluation.tallied_at, "evaluation-tallied"),)
    if isinstance(sanction, Sanction):
        return ((sanction.recorded_at, "sanction-recorded"),)
    return ((veto.proposed_at, "veto-proposed"),) if isinstance(veto, Veto) else ()


def _vetoes(picture: Picture, branch: Branch, member: str) -> Iterable[ExplainedLine]:
    for each in branch.members:
        for fact in each.facts if each.member == member else ():
            if fact.kind == "veto":
                veto = branch.scheme.by_veto[fact.ref]
                given = {"on": fact.on.isoformat()}
                events = _events(picture, fact.claim)
                yield ExplainedLine(
                    0, "veto", fact.ref, veto.effect, veto.clause, given, "0", (), "0", fact.claim, events
                )
