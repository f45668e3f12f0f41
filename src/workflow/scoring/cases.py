"""Scoring cases: a branch's year worked out by hand, scored, and compared figure by figure.

Files are the caller's business: `trial` takes text and gives back values. Format: tests/cases/FORMAT.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.errors import Fault, InvalidError
from ledger.exact import decimal_text
from workflow.scoring.case_file import Case, Expected, read_cases
from workflow.scoring.facts import Fact, PastYear
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import Score, figures, score_branch

__all__ = ["Case", "Difference", "Expected", "Outcome", "TrialReport", "as_data", "read_cases", "run_case", "trial"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that is not as expected: what (`total`, `component base`, `grade`, `outcomes`), wanted and found."""

    member: str
    what: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case's result: every member's score, and what differs from what was expected."""

    case: Case
    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]

    @property
    def compared(self) -> int:
        return len(self.case.expected or ())

    @property
    def failed(self) -> int:
        return len({difference.member for difference in self.differences})


@dataclass(frozen=True, slots=True)
class TrialReport:
    """One file of cases, tried: counted in members' results; `faults` are cases that could not be scored."""

    name: str
    outcomes: tuple[Outcome, ...]
    faults: tuple[Fault, ...]
    failed_unscored: int

    @property
    def passed(self) -> int:
        return sum(outcome.compared - outcome.failed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        return sum(outcome.failed for outcome in self.outcomes) + self.failed_unscored

    def as_json(self) -> dict[str, object]:
        """The report as plain data, every figure as text."""
        return {
            "name": self.name,
            "passed": self.passed,
            "failed": self.failed,
            "faults": [str(fault) for fault in self.faults],
            "cases": [
                {
                    "id": outcome.case.id,
                    "scheme": outcome.case.scheme,
                    "year": outcome.case.year,
                    "figures": [dict(figures(score)) for score in outcome.scores],
                    "differences": [
                        {"member": each.member, "what": each.what, "wanted": each.wanted, "found": each.found}
                        for each in outcome.differences
                    ],
                }
                for outcome in self.outcomes
            ],
        }


def trial(text: str, name: str, scheme_of: Callable[[str], Scheme]) -> TrialReport:
    """Read a file of cases, score each, compare.

    Args:
        name: the file's name, for messages.
        scheme_of: finds a scheme by id; raises a DomainError where there is none.
    Raises:
        InvalidError: the file is no list of cases; every fault at once. A case that reads well but whose year cannot
            be scored fails by itself, with its faults in the report.
    """
    outcomes, faults, unscored = [], [], 0
    for case in read_cases(text, name):
        try:
            outcomes.append(run_case(case, scheme_of(case.scheme)))
        except InvalidError as error:
            found = error.faults or (Fault(error.message, "", error.facts),)
            faults += [Fault(fault.message, f"{case.id}, {fault.place}".rstrip(", "), fault.facts) for fault in found]
            unscored += len(case.expected if case.expected is not None else case.members)
    return TrialReport(name, tuple(outcomes), tuple(faults), unscored)


def run_case(case: Case, scheme: Scheme) -> Outcome:
    """Score a case, and compare where it says what to expect."""
    scores = score_branch(scheme, case.year, case.members)
    found = {score.member: score for score in scores}
    differences = [each for wanted in case.expected or () for each in _compare(wanted, found[wanted.member])]
    return Outcome(case, scores, tuple(differences))


def _compare(wanted: Expected, score: Score) -> list[Difference]:
    found = []

    def differ(what: str, one: str, other: str) -> None:
        if one != other:
            found.append(Difference(score.member, what, one, other))

    differ("total", str(wanted.total), str(score.total))
    expected, worked = dict(wanted.components), dict(score.components)
    for component in [*expected, *(each for each in worked if each not in expected)]:
        differ(f"component {component}", str(expected.get(component, "none")), str(worked.get(component, "none")))
    differ("grade", str(wanted.grade), str(score.grade))
    differ("outcomes", ", ".join(wanted.outcomes), ", ".join(score.outcomes))
    return found


def as_data(case: Case) -> dict[str, object]:
    """A case's facts back as plain data, for writing generated cases down."""
    return {
        "id": case.id,
        "title": case.title,
        "scheme": case.scheme,
        "year": case.year,
        "members": [
            {
                "member": member.member,
                "status": member.status,
                "category": member.category,
                "roles": list(member.roles),
                "history": [_past_data(past) for past in member.history],
                "facts": [_fact_data(fact) for fact in member.facts],
            }
            for member in case.members
        ],
    }


def _past_data(past: PastYear) -> dict[str, object]:
    data: dict[str, object] = {"year": past.year, "grade": past.grade}
    return data if past.total is None else {**data, "total": str(past.total)}


def _fact_data(fact: Fact) -> dict[str, object]:
    data: dict[str, object] = {fact.kind: fact.ref, "on": fact.on.isoformat()}
    if fact.times != 1:
        data["times"] = fact.times
    for name in ("level", "band", "matter"):
        if getattr(fact, name) is not None:
            data[name] = getattr(fact, name)
    for name in ("points", "quantity"):
        if getattr(fact, name) is not None:
            data[name] = decimal_text(getattr(fact, name))
    if fact.votes is not None:
        data["votes"] = dict(fact.votes)
    return data
