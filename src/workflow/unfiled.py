"""What of a cycle stands in no filing yet, and what is still on its way: filed later, as a supplement.

Source: spec/process.md §2 step 8 (异议未决清单, filed later as a supplement), §10 Dates.
"""

from workflow.course import Course
from workflow.record import View
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Grading
from workflow.state.membership import members_of
from workflow.state.objection import Objection, Objections
from workflow.state.revision import to_list

# Claims in these states are still on their way: left out of a filing, and listed in it.
UNDER_WAY = frozenset({"contested", "confirmed", "public"})


def claims_kept(view: View, cycle: str) -> tuple[Claim, ...]:
    """The claims of everybody, member by member; also of who is no longer included: what was claimed stays."""
    return tuple(claim for member in members_of(view) for claim in claims_of(view, cycle, member.member))


def unfiled(view: View, cycle: str) -> tuple[str, ...]:
    """Claims that are final and in no filing."""
    return tuple(claim.claim for claim in claims_kept(view, cycle) if claim.state == "final" and claim.filing is None)


def under_way(view: View, cycle: str) -> tuple[str, ...]:
    """Claims that were decided and are neither final nor struck."""
    return tuple(claim.claim for claim in claims_kept(view, cycle) if claim.state in UNDER_WAY)


def open_objections(view: View, cycle: str) -> tuple[str, ...]:
    """Objections of the cycle that have not come to their end."""
    known = view.find(Objections) or Objections()
    found = (view.find(Objection, key) for key in known.open)
    return tuple(one.objection for one in found if one and one.cycle == cycle)


def supplement_due(view: View, cycle: Cycle, course: Course) -> bool:
    """Whether the cycle's own filings are all made, and something came to its end after them."""
    grading = view.find(Grading, cycle.cycle)
    rounds = [found for key in cycle.rounds if (found := view.find(Round, key))]
    if course.grades:
        # A year that came back is filed again as a whole.
        made = grading is not None and grading.filing is not None and grading.state != course.year_to_file
    else:
        made = all(round_.filing for round_ in rounds)
    return made and bool(unfiled(view, cycle.cycle) or to_list(view))
