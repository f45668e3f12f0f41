"""The branch's register 台账 (form F4): one line a member, columns by the scheme's components and the rounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledger.database import Database
from projections.scores import RoundFigures


@dataclass(frozen=True)
class RegisterLine:
    """序号 · member · 类别 · the rounds · 评议积分 · 年度积分 · 等次. `evaluation` is None without such a component."""

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


@dataclass(frozen=True)
class Register:
    """`base` are the components with a column in every round, `rounds` the cycle's rounds in order."""

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
    raise NotImplementedError
