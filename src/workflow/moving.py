"""What becomes of a member's open claims when the member leaves.

What the member could apply for elsewhere goes back: every claim that doesn't count yet. A deduction stays and is
decided where the matter was; what is objected to stays until the objection has ended; a rejection stands.
Source: spec/process.md §3 Member, §10 Who else.
"""

from workflow.lines import takes_away
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Cycles, SchemeText

# States in which a claim doesn't count yet, and nobody has spoken against it.
OPEN = frozenset({"applied", "signed", "registered", "returned", "reviewed", "confirmed", "public"})


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
