"""The branch's register 台账 (form F4): one line a member, columns by the scheme's components and the rounds.

Read from the rows of `scores`; it keeps none of its own. Source: spec/forms.md F4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.database import Database
from ledger.errors import NotFoundError
from projections.figures import base_components, evaluation_components, pinned_scheme
from projections.picture import Picture, stored
from projections.scores import RoundFigures, YearRow, score_rows, year_rows
from projections.tables import ready
from workflow.state.claim import claims_of
from workflow.state.cycle import Cycle
from workflow.state.membership import Member

GONE = frozenset({"withdrawn", "given-back", "rejected", "struck"})


@dataclass(frozen=True)
class RegisterLine:
    """序号 · member · 类别 · the rounds · 评议积分 · 年度积分 · 等次 · 备注.

    `evaluation` is None where only evaluations enter no component. Once the meeting has confirmed the year,
    total, components and grade are as recorded; the remark then says if the ledger gives another figure today.
    `late` holds the claims that came after the round of their date was filed (补报), each with that round.
    """

    number: int
    member: str
    category: str
    rounds: Mapping[str, RoundFigures]
    evaluation: Decimal | None
    components: Mapping[str, Decimal]
    total: Decimal | None
    grade: str | None
    provisional: bool
    remark: str
    late: Mapping[str, str]

    @property
    def bonus(self) -> Decimal:
        """贡献加分 of all rounds."""
        return sum((figures.bonus for figures in self.rounds.values()), Decimal(0))

    @property
    def deductions(self) -> Decimal:
        """扣分 of all rounds, negative or 0."""
        return sum((figures.deductions for figures in self.rounds.values()), Decimal(0))


@dataclass(frozen=True)
class Register:
    """`base` are the components with a column in every round, `rounds` the cycle's rounds in order of opening."""

    unit: str
    cycle: str
    kind: str
    scheme: str
    rounds: tuple[str, ...]
    base: tuple[str, ...]
    evaluation: tuple[str, ...]
    components: tuple[str, ...]
    lines: tuple[RegisterLine, ...]


def register(database: Database, unit: str, cycle: str, *, kind: str = "final") -> Register:
    """The register of a cycle.

    Raises:
        NotFoundError: no such cycle here, or it has pinned no scheme.
    """
    with database.snapshot() as connection:
        picture = Picture(unit, load=stored(connection, unit))
        known = picture.find(Cycle, cycle) if ready(connection) else None
        scheme = pinned_scheme(picture, known) if known else None
        if known is None or scheme is None:
            raise NotFoundError("{unit} has opened no cycle {cycle}", unit=unit, cycle=cycle)
        years = year_rows(database, unit, cycle, kind=kind)
        late = {row.member: _late(picture, cycle, row.member) for row in years}
        members = {row.member: picture.find(Member, row.member) for row in years}
    rounds: dict[str, dict[str, RoundFigures]] = {}
    for row in score_rows(database, unit, cycle):
        rounds.setdefault(row.member, {})[row.round] = row.figures[kind]
    evaluated = evaluation_components(scheme)
    lines = tuple(
        replace(_line(number, year, rounds.get(year.member, {}), evaluated, category), late=late[year.member])
        for number, year in enumerate(years, 1)
        for member in (members[year.member],)
        for category in (member.on(known.ends).category if member else "",)
    )
    return Register(
        unit=unit,
        cycle=cycle,
        kind=kind,
        scheme=scheme.id,
        rounds=known.rounds,
        base=base_components(scheme),
        evaluation=evaluated,
        components=tuple(component.id for component in scheme.components),
        lines=lines,
    )


def _line(
    number: int, year: YearRow, rounds: Mapping[str, RoundFigures], evaluated: tuple[str, ...], category: str
) -> RegisterLine:
    recorded = year.recorded
    total, grade, components = year.total, year.grade, year.components
    remark = year.problem or ""
    if recorded:
        if (recorded.total, recorded.grade) != (total, grade):
            remark = f"confirmed; computed today: {total} {grade or ''}".rstrip()
        total, grade, components = recorded.total, recorded.grade, recorded.components
    evaluation = sum((components.get(component, Decimal(0)) for component in evaluated), Decimal(0))
    return RegisterLine(
        number=number,
        member=year.member,
        category=category,
        rounds=rounds,
        evaluation=evaluation if evaluated else None,
        components=components,
        total=total,
        grade=grade,
        provisional=year.provisional,
        remark=remark,
        late={},
    )


def _late(picture: Picture, cycle: str, member: str) -> Mapping[str, str]:
    """Claims that still stand and came late, each with the round that they count for."""
    return {
        claim.claim: claim.late_for
        for claim in claims_of(picture, cycle, member)
        if claim.late_for and claim.state not in GONE
    }
