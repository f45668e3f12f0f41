"""One change of grades after they were confirmed, and what the next filing has to list.

Source: spec/process.md §2 (published again and listed in the next filing), §3 Correction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events.claim import ClaimCorrected, ClaimStruck
from ledger.events.evaluation import GradesRevised
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import FilingDecided, FilingMade
from ledger.events.publicity import PublicityClosed, PublicityOpened
from workflow.carried import decision
from workflow.record import Record, View
from workflow.state.claim import Claim
from workflow.state.evaluation import Grading
from workflow.state.filing import Filing


@dataclass(frozen=True)
class Revision(Record):
    """`members` are those whose figures changed; `order` is what they changed by."""

    KIND: ClassVar[str] = "revision"
    revision: str
    cycle: str
    order: str
    members: tuple[str, ...]
    state: str
    made_at: int
    window: str | None = None

    @property
    def key(self) -> str:
        return self.revision


@dataclass(frozen=True)
class Unlisted(Record):
    """What changed after it was filed and stands in no filing yet: claim/… and revision/…, in order."""

    KIND: ClassVar[str] = "unlisted"
    changes: tuple[str, ...] = ()


def latest_revision(view: View, grading: Grading, member: str) -> Revision | None:
    """The last change of this member's grade, if there was one: it was posted by itself."""
    found = (view.find(Revision, key) for key in reversed(grading.revisions))
    return next((revision for revision in found if revision and member in revision.members), None)


# In these states a change has come to its end.
SETTLED = {"claim": ("final", "struck"), "revision": ("posted",)}


def to_list(view: View) -> tuple[str, ...]:
    """The changes that the next filing lists: those that have come to their end; the others wait."""
    changes = (view.find(Unlisted) or Unlisted()).changes
    return tuple(change for change in changes if _state(view, change) in SETTLED[change.partition("/")[0]])


def _state(view: View, change: str) -> str:
    kind, _, key = change.partition("/")
    record = view.find(Claim if kind == "claim" else Revision, key)
    assert record is not None, change
    return str(getattr(record, "state"))  # noqa: B009


def _more(view: View, *changes: str) -> Record:
    known = (view.find(Unlisted) or Unlisted()).changes
    return Unlisted((*known, *(change for change in changes if change not in known)))


def _revised(view: View, event: Event, said: GradesRevised) -> Iterable[Record]:
    members = tuple(figure.member for figure in said.figures)
    state = "made" if said.posted else "posted"
    yield Revision(said.revision, said.cycle, said.order, members, state, event.position)
    yield _more(view, f"revision/{said.revision}")


def _moved(state: str) -> Callable[[View, Event, Any], Iterable[Record]]:
    def moved(view: View, event: Event, said: PublicityOpened | PublicityClosed) -> Iterable[Record]:
        kind, _, key = said.subject.partition("/")
        revision = view.find(Revision, key) if kind == "revision" else None
        if revision:
            yield replace(revision, state=state, window=said.window)

    return moved


def _claim_changed(view: View, event: Event, said: ClaimCorrected | ClaimStruck) -> Iterable[Record]:
    claim = view.find(Claim, said.claim)
    if claim and claim.filing:
        yield _more(view, f"claim/{said.claim}")


def _listed(view: View, event: Event, said: FilingMade) -> Iterable[Record]:
    if said.changes:
        known = (view.find(Unlisted) or Unlisted()).changes
        yield Unlisted(tuple(change for change in known if change not in said.changes))


def _returned(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    decided = decision(said).payload
    if isinstance(decided, FilingDecided) and not decided.acknowledged:
        filing = view.find(Filing, decided.filing)
        if filing and filing.changes:
            yield _more(view, *filing.changes)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    GradesRevised: _revised,
    PublicityOpened: _moved("public"),
    PublicityClosed: _moved("posted"),
    ClaimCorrected: _claim_changed,
    ClaimStruck: _claim_changed,
    FilingMade: _listed,
    ReceiptTaken: _returned,
}
