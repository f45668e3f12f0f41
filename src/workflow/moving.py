"""What becomes of a member's claims and figures when the member leaves.

What the member could apply for elsewhere goes back: every claim that doesn't count yet. A deduction stays and is
decided where the matter was; what is objected to stays until the objection has ended; a rejection stands.
Of a year that goes on, what is final is stated for the branch that takes the member in: each branch scores its own.
Source: spec/process.md §3 Member, §10 Who else.
"""

from ledger.errors import DomainError
from ledger.events.transfer import GradedYear, YearSoFar
from workflow.lines import takes_away
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.score import score_branch
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Cycles, SchemeText
from workflow.state.evaluation import Grading
from workflow.year import branch_year, history_of, year_of

# States in which a claim doesn't count yet, and nobody has spoken against it.
OPEN = frozenset({"applied", "signed", "registered", "referred", "returned", "reviewed", "confirmed", "public"})
WAITING = OPEN | {"contested"}


def going_back(view: View, member: str) -> tuple[Claim, ...]:
    """The claims that go back to the member, cycle by cycle, in order of opening."""
    found: list[Claim] = []
    for key in (view.find(Cycles) or Cycles()).cycles:
        cycle = view.find(Cycle, key)
        text = view.find(SchemeText, cycle.digest) if cycle and cycle.state == "open" and cycle.digest else None
        if text is not None:
            items = scheme_of_text(text.text).by_item
            mine = (claim for claim in claims_of(view, key, member) if claim.state in OPEN)
            found.extend(claim for claim in mine if not takes_away(items[claim.line.item], claim.line))
    return tuple(found)


def graded_years(view: View, member: str) -> tuple[GradedYear, ...]:
    """The years with a confirmed grade or total, in order."""
    return tuple(GradedYear(year=past.year, grade=past.grade, total=past.total) for past in history_of(view, member))


def years_so_far(view: View, member: str) -> tuple[YearSoFar, ...]:
    """What is final of each open year whose grades aren't confirmed, in order of the cycles."""
    return tuple(
        _so_far(view, cycle, text, member)
        for key in (view.find(Cycles) or Cycles()).cycles
        if (cycle := view.find(Cycle, key)) and cycle.state == "open" and cycle.digest
        if (text := view.find(SchemeText, cycle.digest))
        if (grading := view.find(Grading, key)) is None or grading.state == "proposed"
    )


def _so_far(view: View, cycle: Cycle, text: SchemeText, member: str) -> YearSoFar:
    try:
        scores = score_branch(scheme_of_text(text.text), year_of(cycle), branch_year(view, cycle))
    except DomainError:  # a year that goes on may not add up yet
        scores = ()
    mine = next((score for score in scores if score.member == member), None)
    claims = claims_of(view, cycle.cycle, member)
    return YearSoFar(
        cycle=cycle.cycle,
        year=year_of(cycle),
        scheme=text.scheme,
        digest=text.digest,
        total=mine.total if mine else None,
        components=dict(mine.components) if mine else {},
        waiting=tuple(claim.claim for claim in claims if claim.state in WAITING),
    )
