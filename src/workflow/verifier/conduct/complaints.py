"""What was lodged straight with the upper unit: was it taken and decided as it was lodged, and held below in time?

Source: spec/process.md §3 Objection and appeal, §4 in-window, ended; §8.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import complaint as complained
from ledger.events.exchange import ReceiptTaken
from ledger.events.objection import AppealDecided
from workflow.carried import decision
from workflow.state.complaint import Complaint, DecidedAbove, called_below, complaint_id, lodged_above
from workflow.state.objection import Objection
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.objections import contestable
from workflow.verifier.verdict import no

ANSWER_DAYS = 3


def _lodged(moment: Moment, said: complained.ComplaintLodged) -> Iterator[Fault]:
    yield from differs("in-order", "complaint", said.complaint, complaint_id(moment.view))
    if moment.unit.kind == "branch":
        yield no("in-order", "{unit} is a branch: nobody complains there of another", unit=moment.unit.id)
    if moment.view.find(DecidedAbove, f"{said.branch}/{said.about}"):
        yield no("ended", "{about} of {branch} had been decided here", about=said.about, branch=said.branch)
    if (said.line is not None) != said.about.startswith("omission/"):
        yield no("in-order", "an omission, and only an omission, says which line should be there")
    term = moment.term(ANSWER_DAYS, "working")
    yield from differs("in-window", "day to answer", said.answer_by, term.until)
    yield from differs("in-window", "deadline", said.deadline, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def _admitted(moment: Moment, said: complained.ComplaintAdmitted) -> Iterator[Fault]:
    known = moment.view.find(Complaint, said.complaint)
    assert known is not None, f"there is no complaint {said.complaint}"
    names = ("branch", "request", "about", "member", "objector", "tag", "form", "line", "lodged_at")
    for name in (*names, "answer_by", "deadline"):
        yield from differs("in-order", name, getattr(said, name), getattr(known, name))


def _decided(moment: Moment, said: AppealDecided) -> Iterator[Fault]:
    """Of a complaint: what it says of it is what was lodged. An appeal is held against its request by the receipt."""
    yield from _by_others(moment.event.hands, said)
    key = said.objection.removeprefix(called_below(moment.unit.id, ""))
    if key == said.objection:
        return
    known = moment.view.find(Complaint, key)
    assert known is not None, f"there is no complaint {key}"
    for name in ("branch", "request", "about"):
        yield from differs("in-order", name, getattr(said, name), getattr(known, name))


def _by_others(hands: tuple[str, ...], said: AppealDecided) -> Iterator[Fault]:
    """Nobody concerned, and nobody who had decided it before."""
    for person in sorted(set(hands) & set(said.concerned)):
        yield no("own-claim", "{person} decided on {about}: their own, or their kin's", person=person, about=said.about)
    for person in sorted(set(hands) & set(said.decided_before)):
        yield no("same-hands", "{person} had decided on {about} before", person=person, about=said.about)


def _received(moment: Moment, said: ReceiptTaken) -> Iterator[Fault]:
    """The branch holds what could be objected to: in time, or late with the upper unit's reason."""
    inside = decision(said)
    taken = inside.payload
    if isinstance(taken, AppealDecided):
        objection = moment.view.find(Objection, taken.objection)
        named = objection.concerned if objection and not lodged_above(taken.objection) else ()
        yield from differs("own-claim", "persons concerned", taken.concerned, named)
        yield from _by_others(inside.hands, taken)
    if not isinstance(taken, complained.ComplaintAdmitted):
        return
    member, _, _, until = contestable(moment, taken.about, closed=True)
    yield from differs("in-order", "member", taken.member, member)
    if until is None:
        yield no("in-order", "{about} stood neither in publicity nor rejected", about=taken.about)
    elif taken.lodged_at >= until and taken.reason is None:
        message = "{about} was held for what was lodged after {deadline}, admitted without a reason"
        yield no("in-window", message, about=taken.about, deadline=until.isoformat())


RULES: Mapping[type, Rule] = {
    complained.ComplaintLodged: _lodged,
    complained.ComplaintAdmitted: _admitted,
    AppealDecided: _decided,
    ReceiptTaken: _received,
}
