"""The publicity board: exactly what the scheme makes public in each window (form F5), open and past.

Nothing of notes, objectors, ballots or contested claims; of a veto only that there is one; of a sensitive
item the points and never the ground; no ranks. A posting stays as it was posted, whatever is decided later.
Source: spec/process.md §2 step 7, §3 Veto; spec/forms.md F5.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from ledger.codec import decode, encode, read_json
from ledger.database import Database
from ledger.event import Event
from ledger.events.evaluation import Figure
from ledger.events.publicity import PublicityOpened
from ledger.scalar import instant_text, parse_instant
from projections.figures import RoundFigures, branch_of, pinned_scheme, round_figures, two_places
from projections.picture import Picture, Projection
from projections.tables import Change, json_text, stored_rows, table
from workflow.lines import fact_of
from workflow.record import Record
from workflow.scoring.facts import Fact
from workflow.scoring.scheme import Scheme
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Grading
from workflow.state.publicity import Window
from workflow.state.revision import Revision
from workflow.state.veto import Veto


@dataclass(frozen=True)
class PostedClaim:
    """One published claim; `item` and `on` are None where the item is sensitive, `points` where only the year tells."""

    claim: str
    item: str | None
    on: date | None
    points: Decimal | None


@dataclass(frozen=True)
class PostedLine:
    """One member on the board. `veto`: that there is one. `total`, `components` and `grade` for a year's grades."""

    member: str
    figures: RoundFigures | None = None
    claims: tuple[PostedClaim, ...] = ()
    veto: bool = False
    total: Decimal | None = None
    components: Mapping[str, Decimal] = field(default_factory=dict)
    grade: str | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Posting:
    """One window as it was posted. `contact`: to whom objections go. `opened` and `deadline` in UTC."""

    window: str
    subject: str
    cycle: str
    state: str
    opened: datetime
    until: date
    deadline: datetime
    place: str
    contact: str
    lines: tuple[PostedLine, ...]


@dataclass(frozen=True)
class Posted(Record):
    """What stood on the board when the window was opened."""

    KIND: ClassVar[str] = "posted"
    window: str
    opened: datetime
    place: str
    contact: str
    lines: tuple[PostedLine, ...]

    @property
    def key(self) -> str:
        return self.window


windows = table(
    "board_window",
    ["window"],
    ["subject", "cycle", "state", "opened", "until", "deadline", "place", "contact", "lines"],
)


def board(database: Database, unit: str, *, window: str | None = None, past: bool = False) -> tuple[Posting, ...]:
    """The open windows in order of opening; with `past`, or asked for by id, those that are closed too."""
    rows = stored_rows(database, windows, unit, **({"window": window} if window else {}))
    return tuple(
        Posting(
            window=row["window"],
            subject=row["subject"],
            cycle=row["cycle"],
            state=row["state"],
            opened=parse_instant(row["opened"]),
            until=date.fromisoformat(row["until"]),
            deadline=parse_instant(row["deadline"]),
            place=row["place"],
            contact=row["contact"],
            lines=tuple(_shown(line) for line in decode(Lines, {"lines": read_json(row["lines"])}).lines),
        )
        for row in rows
        if past or window or row["state"] == "open"
    )


@dataclass(frozen=True)
class Lines:
    """The lines of a posting, for reading them back."""

    lines: tuple[PostedLine, ...]


def _shown(line: PostedLine) -> PostedLine:
    """The line with its figures to two places, as they were posted."""
    figures = line.figures
    if figures:
        figures = replace(
            figures,
            base={name: two_places(figure) for name, figure in figures.base.items()},
            bonus=two_places(figures.bonus),
            deductions=two_places(figures.deductions),
            subtotal=two_places(figures.subtotal),
        )
    claims = tuple(replace(c, points=None if c.points is None else two_places(c.points)) for c in line.claims)
    components = {name: two_places(figure) for name, figure in line.components.items()}
    total = None if line.total is None else two_places(line.total)
    return replace(line, figures=figures, claims=claims, components=components, total=total)


def _posted(picture: Picture, event: Event, said: PublicityOpened) -> Iterable[Record]:
    yield Posted(said.window, event.at, said.place, said.contact, tuple(_lines(picture, said)))


def _lines(picture: Picture, said: PublicityOpened) -> Iterable[PostedLine]:
    cycle = picture.find(Cycle, said.cycle)
    scheme = pinned_scheme(picture, cycle) if cycle else None
    if cycle is None or scheme is None:
        return
    kind, _, key = said.subject.partition("/")
    claims = [claim for each in said.claims if (claim := picture.find(Claim, each))]
    if kind == "round" and (round_ := picture.find(Round, key)):
        branch = branch_of(picture, cycle, scheme, _public)
        for member in branch.members:
            mine = (claim for claim in claims if claim.member == member.member)
            figures = round_figures(branch, cycle, round_, member)
            yield PostedLine(member.member, figures, tuple(_claim(scheme, claim) for claim in mine))
    elif kind == "grading" and (grading := picture.find(Grading, key)):
        for figure in grading.figures:
            yield _graded(figure)
    elif kind == "revision" and (revision := picture.find(Revision, key)):
        graded = picture.find(Grading, revision.cycle)
        for figure in graded.figures if graded else ():
            if figure.member in revision.members:
                yield _graded(figure)
    elif kind == "veto" and (veto := picture.find(Veto, key)):
        yield PostedLine(veto.member, veto=True)
    else:
        for claim in claims:
            yield PostedLine(claim.member, claims=(_claim(scheme, claim),))


def _graded(figure: Figure) -> PostedLine:
    return PostedLine(
        figure.member,
        total=figure.total,
        components=dict(figure.components),
        grade=figure.grade,
        provisional=figure.provisional,
    )


def _public(claim: Claim) -> Fact | None:
    if claim.state not in ("public", "final"):
        return None
    return fact_of(claim.line, order=claim.opened, claim=claim.claim)


def _claim(scheme: Scheme, claim: Claim) -> PostedClaim:
    item = scheme.item(claim.line.item)
    if item is None or item.sensitive:
        return PostedClaim(claim.claim, None, None, claim.worth)
    return PostedClaim(claim.claim, item.id, claim.line.on, claim.worth)


def _settle(picture: Picture, touched: frozenset[str]) -> Iterable[Change]:
    for key in sorted(name.partition("/")[2] for name in touched if name.startswith("window/")):
        window, posted = picture.find(Window, key), picture.find(Posted, key)
        if window and posted:
            row = {
                "window": key,
                "subject": window.subject,
                "cycle": window.cycle,
                "state": window.state,
                "opened": instant_text(posted.opened),
                "until": window.until.isoformat(),
                "deadline": instant_text(window.deadline),
                "place": posted.place,
                "contact": posted.contact,
                "lines": json_text([encode(line) for line in posted.lines]),
            }
            yield Change(windows, {"window": key}, (row,))


PROJECTION = Projection(name="board", version=1, tables=(windows,), settle=_settle, notes={PublicityOpened: (_posted,)})
