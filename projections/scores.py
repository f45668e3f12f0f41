"""How many points: each member's rounds and year, as claimed, reviewed, confirmed and final; and each claim.

Figures are worked out from what the ledger holds now. What the meeting confirmed at the end of the year stands
beside them as recorded. Source: spec/process.md §6.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledger.codec import decode, encode
from ledger.database import Database
from ledger.events.evaluation import Figure
from ledger.exact import decimal_text
from projections.figures import (
    Branch,
    RoundFigures,
    branch_at,
    course_of,
    pinned_scheme,
    round_figures,
    two_places,
)
from projections.picture import Picture, Projection
from projections.stages import KINDS, NOTES, line_at, stages_of
from projections.tables import Change, Row, json_text, stored_rows, table
from workflow.lines import worth_of
from workflow.scoring.facts import MemberYear
from workflow.scoring.scheme import Scheme
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Cycles, Round
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.membership import members_of
from workflow.state.sanction import Sanction
from workflow.state.veto import Veto

__all__ = ["KINDS", "ClaimRow", "RoundFigures", "ScoreRow", "YearRow", "claim_rows", "score_rows", "year_rows"]


@dataclass(frozen=True)
class ScoreRow:
    """One member's round, by kind of figure (KINDS)."""

    cycle: str
    round: str
    member: str
    figures: Mapping[str, RoundFigures]

    @property
    def claimed(self) -> Decimal:
        return self.figures["claimed"].subtotal

    @property
    def reviewed(self) -> Decimal:
        return self.figures["reviewed"].subtotal

    @property
    def confirmed(self) -> Decimal:
        return self.figures["confirmed"].subtotal

    @property
    def final(self) -> Decimal:
        return self.figures["final"].subtotal


@dataclass(frozen=True)
class YearRow:
    """One member's year at one stage, computed now; `recorded` is what the meeting confirmed.

    `problem` says in one sentence why there is no figure (total is then None). `provisional` until the grades
    are confirmed, and where the scheme says so.
    """

    cycle: str
    member: str
    kind: str
    total: Decimal | None
    components: Mapping[str, Decimal]
    grade: str | None
    graded_by: tuple[str, ...]
    outcomes: tuple[str, ...]
    provisional: bool
    recorded: Figure | None = None
    problem: str | None = None


@dataclass(frozen=True)
class ClaimRow:
    """One claim and what it is worth by itself at each stage; None where it doesn't count or only the year can tell.

    `state` as in the process table; `round` is None while it waits for the next one; `on` is its own date;
    `opened` and `last` are positions of its first and last event.
    """

    claim: str
    cycle: str
    round: str | None
    member: str
    item: str
    on: str
    state: str
    claimed: Decimal | None
    reviewed: Decimal | None
    confirmed: Decimal | None
    final: Decimal | None
    opened: int
    last: int


rounds_table = table(
    "scores_round",
    ["cycle", "round", "member", "kind"],
    ["base", "bonus", "deductions", "subtotal"],
    ["claims", "unpriced"],
)
years_table = table(
    "scores_year",
    ["cycle", "member", "kind"],
    ["total", "components", "grade", "graded_by", "outcomes", "recorded", "problem"],
    ["provisional"],
)
claims_table = table(
    "scores_claim",
    ["cycle", "claim"],
    ["round", "member", "item", "on_day", "state", *KINDS],
    ["opened", "last"],
)


def score_rows(
    database: Database, unit: str, cycle: str, *, round: str | None = None, member: str | None = None
) -> tuple[ScoreRow, ...]:
    """The rounds of a cycle, by round and member."""
    found: dict[tuple[str, str], dict[str, RoundFigures]] = {}
    for row in stored_rows(database, rounds_table, unit, **_named(cycle=cycle, round=round, member=member)):
        figures = RoundFigures(
            base=_points(row["base"]),
            bonus=two_places(Decimal(row["bonus"])),
            deductions=two_places(Decimal(row["deductions"])),
            subtotal=two_places(Decimal(row["subtotal"])),
            claims=row["claims"],
            unpriced=row["unpriced"],
        )
        found.setdefault((row["round"], row["member"]), {})[row["kind"]] = figures
    return tuple(ScoreRow(cycle, *key, figures) for key, figures in found.items())


def year_rows(
    database: Database, unit: str, cycle: str, *, kind: str = "final", member: str | None = None
) -> tuple[YearRow, ...]:
    """The year of every member, sorted by member."""
    rows = stored_rows(database, years_table, unit, **_named(cycle=cycle, kind=kind, member=member))
    return tuple(
        YearRow(
            cycle=cycle,
            member=row["member"],
            kind=row["kind"],
            total=_decimal(row["total"]),
            components=_points(row["components"]),
            grade=row["grade"],
            graded_by=tuple(json.loads(row["graded_by"])),
            outcomes=tuple(json.loads(row["outcomes"])),
            provisional=bool(row["provisional"]),
            recorded=_recorded(row["recorded"]),
            problem=row["problem"],
        )
        for row in rows
    )


def claim_rows(
    database: Database, unit: str, cycle: str, *, round: str | None = None, member: str | None = None
) -> tuple[ClaimRow, ...]:
    """The claims of a cycle in order of opening."""
    rows = stored_rows(database, claims_table, unit, **_named(cycle=cycle, round=round, member=member))
    return tuple(
        ClaimRow(
            claim=row["claim"],
            cycle=cycle,
            round=row["round"],
            member=row["member"],
            item=row["item"],
            on=row["on_day"],
            state=row["state"],
            claimed=_decimal(row["claimed"]),
            reviewed=_decimal(row["reviewed"]),
            confirmed=_decimal(row["confirmed"]),
            final=_decimal(row["final"]),
            opened=row["opened"],
            last=row["last"],
        )
        for row in sorted(rows, key=lambda row: row["opened"])
    )


def _named(**columns: str | None) -> dict[str, str]:
    return {name: value for name, value in columns.items() if value is not None}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else two_places(Decimal(text))


def _points(text: str) -> dict[str, Decimal]:
    return {name: two_places(Decimal(value)) for name, value in json.loads(text).items()}


def _text(points: Decimal | None) -> str | None:
    return None if points is None else decimal_text(points)


def _recorded(text: str | None) -> Figure | None:
    if text is None:
        return None
    figure = decode(Figure, json.loads(text))
    components = {name: two_places(value) for name, value in figure.components.items()}
    return replace(figure, total=two_places(figure.total), components=components)


def _json(points: Mapping[str, Decimal]) -> str:
    return json_text({name: decimal_text(value) for name, value in points.items()})


# Records of one cycle; whatever else a score rests on (members, posts, grades of earlier years) concerns them all.
_OF_A_CYCLE: Mapping[str, type[Any]] = {
    "claim": Claim,
    "veto": Veto,
    "sanction": Sanction,
    "evaluation": Evaluation,
    "round": Round,
    "cycle": Cycle,
}
_OF_ALL = frozenset({"member", "posts", "roster", "grading", "past-years", "unit"})


def _concerned(picture: Picture, touched: frozenset[str]) -> tuple[str, ...]:
    """The cycles whose figures may have changed."""
    every = (picture.find(Cycles) or Cycles()).cycles
    found = set()
    for name in touched:
        kind, _, key = name.partition("/")
        if kind in _OF_ALL:
            return every
        if kind in _OF_A_CYCLE and (record := picture.find(_OF_A_CYCLE[kind], key)):
            found.add(record.cycle)
    return tuple(cycle for cycle in every if cycle in found)


def _settle(picture: Picture, touched: frozenset[str]) -> Iterable[Change]:
    for key in _concerned(picture, touched):
        cycle = picture.find(Cycle, key)
        scheme = pinned_scheme(picture, cycle) if cycle else None
        if cycle and scheme:
            branches = {kind: branch_at(picture, cycle, scheme, kind) for kind in KINDS}
            yield Change(rounds_table, {"cycle": key}, tuple(_round_rows(picture, cycle, branches)))
            yield Change(years_table, {"cycle": key}, tuple(_year_rows(picture, cycle, branches)))
            yield Change(claims_table, {"cycle": key}, tuple(_claim_rows(picture, cycle, scheme)))


def _round_rows(picture: Picture, cycle: Cycle, branches: Mapping[str, Branch]) -> Iterable[Row]:
    rounds = [known for key in cycle.rounds if (known := picture.find(Round, key))]
    for kind, branch in branches.items():
        for member in branch.members:
            for round_ in rounds:
                yield _round_row(cycle, round_, kind, branch, member)


def _round_row(cycle: Cycle, round_: Round, kind: str, branch: Branch, member: MemberYear) -> Row:
    figures = round_figures(branch, cycle, round_, member)
    return {
        "cycle": cycle.cycle,
        "round": round_.round,
        "member": member.member,
        "kind": kind,
        "base": _json(figures.base),
        "bonus": decimal_text(figures.bonus),
        "deductions": decimal_text(figures.deductions),
        "subtotal": decimal_text(figures.subtotal),
        "claims": figures.claims,
        "unpriced": figures.unpriced,
    }


def _year_rows(picture: Picture, cycle: Cycle, branches: Mapping[str, Branch]) -> Iterable[Row]:
    grading = picture.find(Grading, cycle.cycle)
    confirmed = grading if grading and grading.state != "proposed" else None
    recorded = {figure.member: figure for figure in confirmed.figures} if confirmed else {}
    for kind, branch in branches.items():
        for member in branch.members:
            score = branch.scores.get(member.member)
            figure = recorded.get(member.member) if kind == "final" else None
            departed = confirmed is not None and figure is not None and member.member in confirmed.departed
            yield {
                "cycle": cycle.cycle,
                "member": member.member,
                "kind": kind,
                "total": _text(score.total) if score else None,
                "components": _json(dict(score.components) if score else {}),
                "grade": figure.grade if departed and figure else score.grade if score else None,
                "graded_by": json_text(("departure",) if departed else score.graded_by if score else ()),
                "outcomes": json_text(figure.outcomes if departed and figure else score.outcomes if score else ()),
                "provisional": int(figure is None or (score is not None and score.provisional)),
                "recorded": json_text(encode(figure)) if figure else None,
                "problem": branch.problem,
            }


def _claim_rows(picture: Picture, cycle: Cycle, scheme: Scheme) -> Iterable[Row]:
    meets = course_of(picture, scheme).meets_before_posting
    for member in members_of(picture):
        for claim in claims_of(picture, cycle.cycle, member.member):
            lines = {kind: line_at(picture, claim, kind, meets=meets) for kind in KINDS}
            worths = {
                kind: _text(worth_of(picture, scheme, claim.member, x)) if x else None for kind, x in lines.items()
            }
            yield {
                "cycle": cycle.cycle,
                "claim": claim.claim,
                "round": claim.round,
                "member": claim.member,
                "item": claim.line.item,
                "on_day": claim.line.on.isoformat(),
                "state": claim.state,
                **worths,
                "opened": claim.opened,
                "last": stages_of(picture, claim.claim).steps[-1].position,
            }


PROJECTION = Projection(
    name="scores", version=1, tables=(rounds_table, years_table, claims_table), settle=_settle, notes=NOTES
)
