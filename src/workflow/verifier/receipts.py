"""Does a receipt carry what it says: a decision of the unit above, on this ledger's own request, with its proof?

The proof leads to the root of the checkpoint that the receipt names. Where that checkpoint is signed, and the trust
file knows the key, the signature is checked; else only the upper unit's own ledger shows that it said this.
Source: spec/process.md §8, spec/ledger.md §2.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ledger.body import read_event
from ledger.errors import Fault
from ledger.event import Event
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.cycle import SchemeDecided
from ledger.events.evaluation import GradesSettled
from ledger.events.exchange import Carried, ReceiptTaken
from ledger.events.filing import CheckRecorded, FilingDecided
from ledger.events.keys import KeyWithdrawn
from ledger.events.objection import AppealDecided
from ledger.events.order import InspectionRecorded, OrderDecided
from ledger.events.publicity import WindowWitnessed
from ledger.events.referral import ReferralDecided
from ledger.events.transfer import TransferDecided
from ledger.events.veto import VetoRequested
from workflow.carried import Answer, Decision
from workflow.course import Course
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.state.complaint import called_below
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.deliberation import MOMENT
from workflow.state.evaluation import Grading
from workflow.state.exchange import Received
from workflow.state.filing import Filing
from workflow.state.membership import Unit
from workflow.state.minutes import voted_on
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.publicity import Window
from workflow.state.transfer import Transfer
from workflow.state.veto import next_veto
from workflow.verifier import tree
from workflow.verifier.chain import signing_keys
from workflow.verifier.conduct.moment import differs
from workflow.verifier.reading import UnreadableError, one_form, read_json
from workflow.verifier.signature import UnsignedError, read_checkpoint, signed_by
from workflow.verifier.trust import Trust
from workflow.verifier.verdict import no


@dataclass
class Receipts:
    """What is needed to check receipts, and how many were checked: `signed` by a key that is trusted.

    `root_of` gives the root of this log's first so many events, None where it has fewer.
    """

    trust: Trust
    origin: str
    root_of: Callable[[int], bytes | None]
    taken: int = 0
    signed: int = 0
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def faults(self, view: View, event: Event, said: ReceiptTaken) -> Iterator[Fault]:
        """What speaks against this receipt."""
        self.taken += 1
        carried = said.carried
        found = inside(carried)
        if isinstance(found, Fault):
            yield found
            return
        unit = view.find(Unit)
        decided = found.payload
        # A transfer is another branch's, which is none's parent: its own key signs, where the trust file names one.
        moves = isinstance(decided, TransferDecided)
        signer = self._origin_of(carried.unit) if moves else self.trust.parents.get(self.origin)
        yield from self._checkpoint(carried, signer, needed=unit is not None and not unit.sandbox)
        if not isinstance(decided, Decision):
            yield no("receipt", "{topic} is no decision that a receipt can carry", topic=found.topic)
            return
        yield from differs("receipt", "unit that was asked", found.unit, _asked(view, decided))
        yield from differs("receipt", "branch", decided.branch, event.unit)
        yield from differs("receipt", "topic", said.topic, found.topic)
        if isinstance(decided, KeyWithdrawn):
            stream, request = f"unit/{event.unit}", None
        else:
            stream, request = _request(view, found, decided)
        yield from differs("receipt", "matter", said.about, stream)
        if not isinstance(decided, KeyWithdrawn) and decided.request != request:
            facts = {"request": decided.request, "due": "–" if request is None else request}
            yield no("receipt", "it answers position {request}; the request stands at {due}", **facts)
        if (found.unit, found.position) in self._seen or view.find(Received, f"{found.unit}/{found.position}"):
            yield no("ended", "this decision was received before")
        self._seen.add((found.unit, found.position))
        if isinstance(decided, FilingDecided):
            yield from self._acknowledged(decided)
            yield from _window_over(view, found, decided)
        if isinstance(decided, WindowWitnessed):
            yield from _seen(view, found, decided)
        if isinstance(decided, CheckRecorded):
            yield from _posted(view, decided)

    def _origin_of(self, unit: str) -> str | None:
        """The origin of a unit's log, where the trust file names its keys."""
        return next((origin for origin in self.trust.origins if origin.rpartition("/")[2] == unit), None)

    def _checkpoint(self, carried: Carried, parent: str | None, *, needed: bool) -> Iterator[Fault]:
        """The signed note that the proof leads to; outside a sandbox there must be one. Its key may be unknown."""
        if not carried.checkpoint:
            if needed:
                yield no("receipt", "it bears no signed checkpoint of {unit}", unit=carried.unit)
            return
        try:
            said, text, signatures = read_checkpoint(carried.checkpoint.encode())
            if parent is not None:
                signed_by(text, signatures, signing_keys(self.trust, parent, (), said.size))
        except UnsignedError as error:
            facts = {"parent": parent or carried.unit, "why": str(error)}
            yield no("receipt", "its checkpoint is not signed by {parent}: {why}", **facts)
            return
        of_parent = said.origin == (parent or said.origin) and said.origin.rpartition("/")[2] == carried.unit
        if not of_parent or (said.size, said.root.hex()) != (carried.size, carried.root):
            yield no("receipt", "its checkpoint is not the one that its proof leads to")
        self.signed += parent is not None

    def _acknowledged(self, decided: FilingDecided) -> Iterator[Fault]:
        """What the upper unit saw of this log is what this log was."""
        root = self.root_of(decided.size)
        if root is None or root.hex() != decided.root:
            message = "the upper unit saw another log: its first {size} events had another root"
            yield no("receipt", message, size=decided.size)


def _seen(view: View, found: Event, decided: WindowWitnessed) -> Iterator[Fault]:
    """The unit above saw the opening that stands here, and not before it stood here."""
    window = view.find(Window, decided.window)
    if window is not None:
        yield from differs("receipt", "opening", decided.opened, window.opened)
        yield from differs("receipt", "deadline", decided.deadline, window.deadline)
        if found.at < window.opened - MOMENT:
            facts = {"window": window.window, "opened": window.opened.isoformat(), "seen": found.at.isoformat()}
            yield no("clock", "{window} was opened at {opened}, and the unit above saw it at {seen}, before", **facts)


def _window_over(view: View, found: Event, decided: FilingDecided) -> Iterator[Fault]:
    """What the unit above had seen opened was over by its clock too when it acknowledged the filing."""
    kind, _, key = decided.subject.partition("/")
    record = view.find(Round, key) if kind == "round" else view.find(Grading, key)
    window = view.find(Window, record.window) if record and record.window else None
    if decided.acknowledged and window and window.witnessed and found.at < window.deadline:
        facts = {"window": window.window, "deadline": window.deadline.isoformat(), "at": found.at.isoformat()}
        yield no("in-window", "{window} ran until {deadline}; the unit above acknowledged it at {at}", **facts)


def _posted(view: View, decided: CheckRecorded) -> Iterator[Fault]:
    """A year that is posted after its filing is posted before its verification ends it."""
    kind, _, key = decided.subject.partition("/")
    grading, cycle = view.find(Grading, key), view.find(Cycle, key)
    text = view.find(SchemeText, (cycle.digest if cycle else None) or "")
    if kind == "grading" and grading and text and grading.state == "acknowledged":
        course = Course(scheme_of_text(text.text).profile, above=True)
        if not course.posts_first and course.cadence("publicity"):
            yield no("in-order", "the grades of {cycle} were verified before they were posted", cycle=key)


def _asked(view: View, decided: Decision) -> str | None:
    """Who decides: on a transfer the other branch, on everything else the unit above."""
    if isinstance(decided, TransferDecided):
        transfer = view.find(Transfer, decided.transfer)
        return transfer.to if transfer else None
    unit = view.find(Unit)
    return unit.parent if unit else None


def inside(carried: Carried) -> Event | Fault:
    """The event inside, if the proof holds; else what is wrong."""
    body = carried.body.encode()
    try:
        path = [bytes.fromhex(step) for step in carried.path]
        whole = bytes.fromhex(carried.root)
        if one_form(read_json(body)) != body:
            raise UnreadableError("it is not in its one form")
    except (ValueError, UnreadableError) as error:
        return no("receipt", "what it carries can't be read: {why}", why=str(error))
    if not tree.included(tree.leaf(body), carried.position, carried.size, path, whole):
        facts = {"unit": carried.unit, "there": carried.position}
        return no("receipt", "its proof doesn't hold: nothing shows that this stands at {there} of {unit}", **facts)
    event = read_event(body)
    if (event.unit, event.position) != (carried.unit, carried.position):
        return no("receipt", "it carries another event than it says")
    return event


def _request(view: View, found: Event, decided: Answer) -> tuple[str, int | None]:
    """The matter that a decision is about, and where it was asked for: in this ledger, or straight above."""
    if isinstance(decided, ComplaintAdmitted):
        return f"objection/{called_below(found.unit, decided.complaint)}", decided.request
    if isinstance(decided, VetoRequested):
        known = view.find(Cycle, decided.cycle)
        return f"veto/{next_veto(known) if known else ''}", decided.request
    if isinstance(decided, SchemeDecided):
        scheme = view.find(SchemeText, decided.digest)
        return f"scheme/{decided.digest}", scheme.adopted_at if scheme else None
    if isinstance(decided, AppealDecided):
        objection = view.find(Objection, decided.objection)
        return f"objection/{decided.objection}", objection.appealed_at if objection else None
    if isinstance(decided, InspectionRecorded):
        return f"order/{decided.order}", decided.request
    if isinstance(decided, OrderDecided):
        order = view.find(Order, decided.order)
        return f"order/{decided.order}", order.answered_at if order else None
    if isinstance(decided, TransferDecided):
        transfer = view.find(Transfer, decided.transfer)
        return f"transfer/{decided.transfer}", transfer.requested_at if transfer else None
    if isinstance(decided, ReferralDecided):
        return decided.about, getattr(voted_on(view, decided.about), "referred_at", None)
    if isinstance(decided, WindowWitnessed):
        window = view.find(Window, decided.window)
        return f"publicity/{decided.window}", window.position if window else None
    filing = view.find(Filing, decided.filing)
    stream = f"grading/{decided.cycle}" if isinstance(decided, GradesSettled) else f"filing/{decided.filing}"
    return stream, filing.requested_at if filing else None
