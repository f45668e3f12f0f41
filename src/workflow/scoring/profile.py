"""How a branch goes about the year under a scheme: cadences, windows, deadlines, who settles what.

Everything that spec/process.md marks *(profile)*, each with the default that holds where a scheme is silent.
"""

from dataclasses import dataclass
from fractions import Fraction

STEPS = (
    "rules",
    "recorder",
    "apply",
    "register",
    "review",
    "meeting",
    "publicity",
    "filing",
    "evaluation",
    "grading",
    "verification",
)
CADENCES = ("month", "quarter", "half-year", "year")


@dataclass(frozen=True, slots=True)
class EvaluationRound:
    """One democratic evaluation of the year; `opens` and `closes` are month-days such as `06-30`, or empty."""

    id: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The process of a scheme; `shapes.PROCESS` says what each field means."""

    round: str
    also_assessed: tuple[str, ...]
    review: str
    meeting: str
    publicity: str
    publicity_days: int
    publicity_days_kind: str
    objection_days: int
    objection_in_writing: bool
    reply_days: int
    reply_days_kind: str
    appeal_days: int
    appeal_days_kind: str
    filing: str
    filing_days: int | None
    filing_by: str
    publicity_before_filing: bool
    pass_on_days: int | None
    evaluation: tuple[EvaluationRound, ...]
    evaluation_before_grading: bool
    evaluation_parts: tuple[str, ...]
    mass_representatives: bool
    secretary_comment: bool
    instructor: bool
    cycle: str
    grades_settled_by: str
    may_depart_from_grade: bool
    same_hands: bool
    through_group: bool
    no_committee: bool
    exempt_approval: str
    exempt_evaluated_only: bool
    leave_not_counted: tuple[str, ...]
    heard_over: Fraction
    skip: tuple[str, ...]
    adopted_by: tuple[str, ...]
