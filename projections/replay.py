"""A member's history played again: every event in order, who did it, under which rule, and the score after it.

Bitemporal: `as_of` asks what was true on a day (only facts dated up to it count), `known_at` what the ledger
held at the end of a day (only events recorded up to it are there). Worked out from events alone.
Source: spec/process.md §6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ledger.errors import NotFoundError
from ledger.event import Event
from ledger.events.claim import Line
from ledger.events.cycle import CycleOpened
from projections.explain import Explanation, explain_events, known_events
from projections.figures import Branch, branch_of, course_of, pinned_scheme
from projections.history import concerning, shown
from projections.picture import Picture
from projections.stages import KINDS, NOTES, line_at
from projections.steps import step_of
from workflow.days import local_day
from workflow.lines import fact_of
from workflow.scoring.facts import Fact
from workflow.scoring.scheme import Scheme
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle
from workflow.state.evaluation import Evaluation
from workflow.state.membership import Member, Posts, Unit
from workflow.state.sanction import Sanction
from workflow.state.veto import Veto

# Fields with ids of claims, of which a member's replay keeps the member's own; and with ids of persons.
_CLAIMS = frozenset({"claims", "contested", "held_over", "struck"})
_PERSONS = frozenset({"silent", "members", "tellers"})


@dataclass(frozen=True)
class Ground:
    """What an event's points rest on: the scheme's entry (item, veto, sanction, evaluation), its rule and clause."""

    ref: str
    rule: str
    clause: str
    on: date
    given: Mapping[str, str]


@dataclass(frozen=True)
class ReplayEntry:
    """One event that concerns the member, opens the cycle or moves the member's figure; and how they stood after it.

    Attributes:
        step: of the eleven, 0 for none.
        roles: the posts that `by` held on that local day; "office" where the office acted.
        later: it is about something dated after the day asked for, so that it moves no figure.
        figures: the year's total by kind of figure, after this event; None while it can't be said.
        moved: by how much this event moved each; only what moved.
        data: what the event says, without free texts, objectors and other members' lines.
    """

    position: int
    at: datetime
    stream: str
    topic: str
    step: int
    by: str
    on_behalf: str | None
    roles: tuple[str, ...]
    door: str
    ground: Ground | None
    later: bool
    figures: Mapping[str, Decimal | None]
    moved: Mapping[str, Decimal]
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Replay:
    """The replay of one member's year.

    `ends` explains the figure of each kind at the end of it; empty for somebody on whom no points are kept.
    """

    unit: str
    cycle: str
    member: str
    zone: str
    as_of: date | None
    known_at: date | None
    size: int
    scheme: Scheme
    digest: str
    entries: tuple[ReplayEntry, ...]
    ends: Mapping[str, Explanation]


def replay(
    unit: str,
    events: Sequence[Event],
    cycle: str,
    member: str,
    *,
    as_of: date | None = None,
    known_at: date | None = None,
) -> Replay:
    """Play a member's history again. `events` are the ledger's, in order from the first.

    Raises:
        NotFoundError: no such cycle or member then, or the cycle had pinned no scheme.
        InvalidError: what stands in the ledger can't be scored.
    """
    known = known_events(events, known_at)
    mine = {event.position for event in concerning(known, f"member/{member}")}
    picture, player = Picture(unit), _Player(cycle, member, as_of)
    entries = []
    for event in known:
        picture.follow(event, (NOTES,))
        if event.position in mine or _opens(event, cycle):
            entries.append(player.entry(picture, event))
        elif player.may_share(picture, event) and (entry := player.entry(picture, event)).moved:
            entries.append(_share(entry))
    founded, held = picture.find(Unit), picture.find(Cycle, cycle)
    scheme = pinned_scheme(picture, held) if held else None
    if founded is None or held is None or scheme is None:
        raise NotFoundError("{unit} had opened no cycle {cycle} then", unit=unit, cycle=cycle)
    if not mine:
        raise NotFoundError("nothing has happened to {about} in {unit}", about=f"member/{member}", unit=unit)
    kept = player.kept
    ends = {
        kind: explain_events(unit, known, cycle, member, kind=kind, as_of=as_of) for kind in (KINDS if kept else ())
    }
    return Replay(
        unit, cycle, member, founded.zone, as_of, known_at, len(known), scheme, held.digest or "", tuple(entries), ends
    )


def _share(entry: ReplayEntry) -> ReplayEntry:
    """Another's deduction that this member bears a share of: which rule, and nothing more of the other's matter."""
    ground = replace(entry.ground, given={}) if entry.ground else None
    return replace(entry, data={}, ground=ground)


def _opens(event: Event, cycle: str) -> bool:
    """With its cycle a year begins for everybody: points that a scheme starts from are there from here on."""
    return isinstance(event.payload, CycleOpened) and event.payload.cycle == cycle


class _Player:
    """Keeps the figures from event to event."""

    def __init__(self, cycle: str, member: str, as_of: date | None) -> None:
        self.cycle, self.member, self.as_of = cycle, member, as_of
        self.last: Mapping[str, Decimal | None] = dict.fromkeys(KINDS)
        self.branches: dict[str, Branch] = {}

    @property
    def kept(self) -> bool:
        """Whether points are kept on the member in this cycle, after the last event that was followed."""
        return any(each.member == self.member for branch in self.branches.values() for each in branch.members)

    def may_share(self, picture: Picture, event: Event) -> bool:
        """Whether this event is about a claim of another's that liable members bear a share of."""
        kind, _, key = event.stream.partition("/")
        claim = picture.find(Claim, key) if kind == "claim" else None
        return claim is not None and claim.line.item in _joint(self._scheme(picture))

    def totals(self, picture: Picture) -> Mapping[str, Decimal | None]:
        """The year's total by kind of figure, at this picture."""
        cycle, scheme = picture.find(Cycle, self.cycle), self._scheme(picture)
        if cycle is None or scheme is None:
            return self.last
        meets = course_of(picture, scheme).meets_before_posting
        only = None if _joint(scheme) else self.member
        found: dict[str, Decimal | None] = {}
        for kind in KINDS:

            def fact(claim: Claim, kind: str = kind) -> Fact | None:
                line = line_at(picture, claim, kind, meets=meets)
                return None if line is None else fact_of(line, order=claim.opened, claim=claim.claim)

            last = self.branches.get(kind)
            branch = branch_of(picture, cycle, scheme, fact, until=self.as_of, only=only, last=last)
            self.branches[kind] = branch
            score = branch.scores.get(self.member)
            found[kind] = score.total if score else None
        self.last = found
        return found

    def entry(self, picture: Picture, event: Event) -> ReplayEntry:
        before, figures = self.last, self.totals(picture)
        moved = {
            kind: change
            for kind, after in figures.items()
            if after is not None and (change := after - (before[kind] or 0))
        }
        ground = _ground(picture, self._scheme(picture), event)
        later = ground is not None and self.as_of is not None and ground.on > self.as_of
        return ReplayEntry(
            position=event.position,
            at=event.at,
            stream=event.stream,
            topic=event.topic,
            step=step_of(event),
            by=event.by,
            on_behalf=event.on_behalf,
            roles=_roles(picture, event),
            door=event.door,
            ground=ground,
            later=later,
            figures=figures,
            moved=moved,
            data=_own(picture, event, self.member),
        )

    def _scheme(self, picture: Picture) -> Scheme | None:
        cycle = picture.find(Cycle, self.cycle)
        return pinned_scheme(picture, cycle) if cycle else None


def _joint(scheme: Scheme | None) -> frozenset[str]:
    """The items of whose deductions others bear a share: where there are any, all have to be scored together."""
    return frozenset(of for item in (scheme.items if scheme else ()) if item.rule == "joint" for of in item.of)


def _roles(picture: Picture, event: Event) -> tuple[str, ...]:
    if "#" in event.by:
        return ("office",)
    unit, posts = picture.find(Unit), picture.find(Posts) or Posts()
    held = set(posts.roles(event.principal, local_day(event.at, unit.zone))) if unit else set()
    if picture.find(Member, event.principal):
        held.add("member")
    return tuple(sorted(held))


def _ground(picture: Picture, scheme: Scheme | None, event: Event) -> Ground | None:
    """The scheme's entry that the event's matter falls under, as the matter reads after it."""
    kind, _, key = event.stream.partition("/")
    if scheme is None:
        return None
    if kind == "claim" and (claim := picture.find(Claim, key)):
        item = scheme.by_item.get(claim.line.item)
        rule, clause = (item.rule, item.clause) if item else ("", "")
        return Ground(claim.line.item, rule, clause, claim.line.on, dict(_given(claim.line)))
    if kind == "veto" and (veto := picture.find(Veto, key)):
        said = scheme.by_veto.get(veto.code)
        return Ground(veto.code, said.effect if said else "", said.clause if said else "", veto.on, {})
    if kind == "sanction" and (sanction := picture.find(Sanction, key)):
        meant = scheme.by_sanction.get(sanction.code)
        return Ground(sanction.code, "", meant.clause if meant else "", sanction.on, {})
    if kind == "evaluation" and (evaluation := picture.find(Evaluation, key)):
        held = scheme.by_evaluation.get(evaluation.code)
        return Ground(evaluation.code, "", held.clause if held else "", evaluation.on, {})
    return None


def _given(line: Line) -> Iterable[tuple[str, str]]:
    for name in ("points", "level", "quantity", "matter"):
        if (value := getattr(line, name)) is not None:
            yield name, str(value)
    if line.times != 1:
        yield "times", str(line.times)


def _own(picture: Picture, event: Event, member: str) -> Mapping[str, Any]:
    """What the event says of this member: others' claims and names left out of its lists."""

    def mine(name: str, each: object) -> bool:
        if name in _CLAIMS and isinstance(each, str):
            claim = picture.find(Claim, each)
            return claim is not None and claim.member == member
        return name not in _PERSONS or each == member or not isinstance(each, str)

    said = shown(event, f"member/{member}")
    return {
        name: [each for each in value if mine(name, each)] if isinstance(value, list) else value
        for name, value in said.items()
    }


def as_json(found: Replay) -> dict[str, Any]:
    """Plain data: strings, ints, lists and objects."""
    return {
        "unit": found.unit,
        "cycle": found.cycle,
        "member": found.member,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "known_at": found.known_at.isoformat() if found.known_at else None,
        "size": found.size,
        "scheme": found.scheme.id,
        "digest": found.digest,
        "totals": {
            kind: {"total": str(end.total), "grade": end.grade, "provisional": end.provisional}
            for kind, end in found.ends.items()
        },
        "events": [_entry_json(entry) for entry in found.entries],
    }


def _entry_json(entry: ReplayEntry) -> dict[str, Any]:
    ground = entry.ground
    return {
        "position": entry.position,
        "at": entry.at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        "stream": entry.stream,
        "topic": entry.topic,
        "step": entry.step,
        "by": entry.by,
        "for": entry.on_behalf,
        "roles": list(entry.roles),
        "door": entry.door,
        "ref": ground.ref if ground else None,
        "rule": ground.rule if ground else None,
        "clause": ground.clause if ground else None,
        "on": ground.on.isoformat() if ground else None,
        "given": dict(ground.given) if ground else {},
        "later": entry.later,
        "figures": {kind: None if figure is None else str(figure) for kind, figure in entry.figures.items()},
        "moved": {kind: str(figure) for kind, figure in entry.moved.items()},
        "data": dict(entry.data),
    }
