"""What a member can be invited to be heard about: a matter that is there, and is theirs.

Source: spec/process.md §4 heard, §10 Hearing.
"""

from datetime import date

from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Cycles, SchemeText
from workflow.state.objection import Objection
from workflow.state.veto import Veto


def concerns(view: View, subject: str, member: str) -> bool:
    """Whether claim/…, veto/… or objection/… is the member's, or grading/CYCLE or item/ITEM/DAY is there at all."""
    kind, _, key = subject.partition("/")
    match kind:
        case "claim":
            return _whose(view.find(Claim, key)) == member
        case "veto":
            return _whose(view.find(Veto, key)) == member
        case "objection":
            return _whose(view.find(Objection, key)) == member
        case "grading":
            return view.find(Cycle, key) is not None
        case "item":
            return _scored(view, *key.rpartition("/")[::2])
    return False


def _whose(known: Claim | Veto | Objection | None) -> str | None:
    return known.member if known else None


def _scored(view: View, item: str, day: str) -> bool:
    """The scheme of the cycle that the day lies in has the item."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return False
    cycles = (view.find(Cycle, key) for key in (view.find(Cycles) or Cycles()).cycles)
    texts = [view.find(SchemeText, c.digest) for c in cycles if c and c.digest and c.starts <= on <= c.ends]
    return any(text and item in scheme_of_text(text.text).by_item for text in texts)
