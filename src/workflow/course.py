"""What a scheme's profile makes of the steps: which are taken, by which period, and when a round is through.

The profile orders the steps and gives each its period; a step that it leaves out is skipped by the profile,
never by a person. A unit with nobody above it files to nobody. Source: spec/process.md §1 round, §2 (profile).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from workflow.periods import MONTHS, expected_rounds
from workflow.scoring.profile import EvaluationRound, Profile

# The states of a round in the order in which it goes through them.
ROUND = ("open", "reviewed", "confirmed", "public", "posted", "filed", "acknowledged", "verified")


@dataclass(frozen=True)
class Course:
    """The profile of one cycle; `above`: there is a unit above to file to."""

    profile: Profile
    above: bool

    def cadence(self, step: str) -> str | None:
        """By which period review, meeting, publicity or filing is done; None where the profile skips it."""
        said = str(getattr(self.profile, step))
        if said == "none" or step in self.profile.skip:
            return None
        return self.profile.round if said == "round" else said

    def skips(self, step: str) -> bool:
        """Whether the profile leaves a step out: named as skipped, or by no period at all."""
        by_period = step in ("review", "meeting", "publicity", "filing")
        return step in self.profile.skip or (by_period and self.cadence(step) is None)

    def rounds(self, starts: date, ends: date) -> tuple[tuple[date, date], ...]:
        """First and last day of every round of a cycle."""
        return tuple(expected_rounds(starts, ends, self.profile.round))

    @property
    def evaluations(self) -> tuple[EvaluationRound, ...]:
        """The evaluations of the year, in order."""
        return () if self.skips("evaluation") else self.profile.evaluation

    @property
    def settled_above(self) -> bool:
        """Whether the upper unit settles the grades."""
        return self.above and self.profile.grades_settled_by == "upper"

    def round_filed_by(self, ends: date) -> date | None:
        """The last day on which a round that ends on this day is filed; None where the scheme names none."""
        days = self.profile.filing_days
        return ends + timedelta(days=days) if self.files_rounds and days is not None else None

    def year_filed_by(self, ends: date) -> date | None:
        """The last day on which a year that ends on this day is filed; None where the scheme names none."""
        by = self.profile.filing_by
        return date.fromisoformat(f"{ends.year + 1}-{by}") if self.files and by else None

    @property
    def meets_before_posting(self) -> bool:
        """Whether the members' meeting confirms each round before it is posted."""
        meeting, publicity = self.cadence("meeting"), self.cadence("publicity")
        return meeting is not None and (publicity is None or MONTHS[meeting] <= MONTHS[publicity])

    @property
    def confirms_year(self) -> bool:
        """Whether the meeting comes after the posting, and confirms the year's points as they were posted."""
        return self.cadence("meeting") is not None and not self.meets_before_posting

    @property
    def files(self) -> bool:
        return self.above and self.cadence("filing") is not None

    @property
    def files_rounds(self) -> bool:
        """Whether each round is filed; where it is filed by the year, the grading is what is filed."""
        return self.files and not (self.profile.filing == "year" and self.grades)

    @property
    def grades(self) -> bool:
        """Whether the year is graded: totals and outcomes, in schemes without grades too."""
        return "grading" not in self.profile.skip

    @property
    def posts_first(self) -> bool:
        """Whether the year is posted before it is filed."""
        return self.profile.publicity_before_filing or not self.files

    @property
    def through(self) -> frozenset[str]:
        """The states in which a round waits for nothing more before evaluation and grading."""
        return frozenset(ROUND[ROUND.index("acknowledged" if self.files_rounds else "posted") :])

    @property
    def done(self) -> frozenset[str]:
        """The states in which a round is done for good."""
        return frozenset(ROUND[ROUND.index("verified" if self.files_rounds else "posted") :])

    @property
    def year_to_post(self) -> str:
        """The state in which the grades are posted."""
        return "confirmed" if self.posts_first else "acknowledged"

    @property
    def year_to_file(self) -> str:
        """The state in which the year is filed."""
        return "posted" if self.posts_first and self.cadence("publicity") else "confirmed"

    @property
    def year_done(self) -> frozenset[str]:
        """The states in which the year is done for good."""
        if self.files:
            return frozenset({"verified"})
        return frozenset({"posted" if self.cadence("publicity") else "confirmed", "filed", "verified"})


def period(starts: date, ends: date, cadence: str, day: date) -> tuple[date, date]:
    """The period of the cycle, cut by this cadence, that a day lies in."""
    return next(span for span in expected_rounds(starts, ends, cadence) if span[0] <= day <= span[1])
