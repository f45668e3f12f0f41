"""评议 and 等次: tallies only, never who voted what; grades as computed, proposed and confirmed.

Source: spec/process.md §2 steps 9 and 10.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class EvaluationOpened(Payload):
    """`code` is the scheme's evaluation id; `on` the day that says which round of it.

    `representatives` are the 群众代表 who evaluate too, where the profile has them.
    """

    TOPIC: ClassVar[str] = "evaluation-opened"
    evaluation: str
    cycle: str
    code: str
    on: date
    tellers: tuple[str, ...]
    members: tuple[str, ...]
    representatives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EvaluationPartHeld(Payload):
    """个人自评 or 党员互评 has taken place: who took part, and nothing of what anyone said of anybody."""

    TOPIC: ClassVar[str] = "evaluation-part-held"
    evaluation: str
    part: Literal["self", "mutual"]
    present: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(Payload):
    """评定意见: the committee's opinion on one member evaluated."""

    TOPIC: ClassVar[str] = "opinion-given"
    evaluation: str
    member: str
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One member's result: a band with points chosen inside it, or counted votes, or a mark."""

    member: str
    band: str | None = None
    points: Decimal | None = None
    votes: dict[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class EvaluationTallied(Payload):
    """`ballots` came back of those `issued` (where counted); `invalid` of them are void and hold no votes."""

    TOPIC: ClassVar[str] = "evaluation-tallied"
    evaluation: str
    ballots: int
    issued: int | None = None
    invalid: int = 0
    tellers: tuple[str, ...]
    results: tuple[Tally, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One member's year: figures rounded once, grade and outcomes by the scheme."""

    member: str
    total: Decimal
    components: dict[str, Decimal]
    grade: str | None = None
    outcomes: tuple[str, ...] = ()
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Departure:
    """A grade proposed in place of the computed one, where the scheme gives leave; None: no grade at all.

    `outcomes` are those that follow from it.
    """

    member: str
    grade: str | None = None
    outcomes: tuple[str, ...] = ()
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class GradesProposed(Payload):
    """What the engine computed from the final claims at `size` events, put to the meeting.

    `figures` are as computed; `departures` are put to the vote one by one.
    """

    TOPIC: ClassVar[str] = "grades-proposed"
    cycle: str
    size: int
    figures: tuple[Figure, ...]
    departures: tuple[Departure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DepartureVote:
    """The meeting's own vote on one departure; where it is not carried, the computed grade stands."""

    member: str
    favour: int
    against: int
    abstained: int
    carried: bool


@dataclass(frozen=True, kw_only=True)
class GradesConfirmed(Payload):
    TOPIC: ClassVar[str] = "grades-confirmed"
    cycle: str
    meeting: str
    departures: tuple[DepartureVote, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GradesRevised(Payload):
    """Figures that changed after the grades were confirmed, computed at `size` events, by what `order` names.

    `order` is sanction/…, objection/…, member/…, check/UNIT/POSITION or appeal/UNIT/POSITION; `posted`: the profile
    has it published again.
    """

    TOPIC: ClassVar[str] = "grades-revised"
    revision: str
    cycle: str
    order: str
    size: int
    figures: tuple[Figure, ...]
    posted: bool = True


@dataclass(frozen=True, kw_only=True)
class GradesSettled(Payload):
    """In the upper unit's ledger: 组织定级, where the scheme has it."""

    TOPIC: ClassVar[str] = "grades-settled"
    branch: str
    cycle: str
    filing: str
    request: int
