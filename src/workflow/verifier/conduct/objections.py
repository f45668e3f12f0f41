"""Were objections lodged in time, answered by those who may, told, announced, and ended when their time was over?

Source: spec/process.md §3 Objection and appeal, §4 in-window, ended; §10 Objections.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from ledger.errors import Fault
from ledger.events import objection as objected
from ledger.events.claim import ClaimTold
from ledger.events.deliberation import MeetingHeld
from workflow.lines import asks_for_hearing, takes_away, worth_of
from workflow.state.claim import STRIKE, Claim
from workflow.state.contest import contest
from workflow.state.cycle import Round
from workflow.state.deliberation import Hearing, Minutes
from workflow.state.evaluation import Grading
from workflow.state.lead import lead_id
from workflow.state.membership import Member
from workflow.state.objection import Objection, Objections
from workflow.state.publicity import Window
from workflow.state.revision import latest_revision
from workflow.state.veto import Veto
from workflow.verifier.conduct.appeals import strike_appealed
from workflow.verifier.conduct.claims import allowed
from workflow.verifier.conduct.contested import objection_of
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.votes import vote
from workflow.verifier.conduct.windows import in_time, over
from workflow.verifier.verdict import no

CHANGED = frozenset({"in-range", "once"})  # what is asked of a line that an answer gives


ENTERS = frozenset({"in-range", "once", "eligible"})  # of one that was left out


NOT_TOLD = datetime.max.replace(tzinfo=UTC)  # who has not been told yet has all the time


Matter = tuple[str, str, str, datetime | None]


def _lodged(moment: Moment, said: objected.ObjectionLodged) -> Iterator[Fault]:
    number = (moment.view.find(Objections) or Objections()).lodged + 1
    yield from differs("in-order", "objection", said.objection, f"O{number:03}")
    if said.ground == STRIKE:
        yield from strike_appealed(moment, said)
        return
    member, cycle, ground, deadline = contestable(moment, said.about)
    if deadline is None:
        yield no("in-order", "{about} stood neither in publicity nor rejected", about=said.about)
    else:
        yield from in_time(moment, deadline, f"the time to object to {said.about}")
    yield from differs("in-order", "member", said.member, member)
    yield from differs("in-order", "cycle", said.cycle, cycle)
    yield from differs("in-order", "ground", said.ground, ground)
    if (said.line is not None) != (ground == "omission"):
        yield no("in-order", "an omission, and only an omission, says which line should be there")
    elif said.line is not None:
        yield from allowed(moment, cycle, member, said.line, ENTERS)
    profile = moment.scheme(cycle).profile
    if profile.objection_in_writing and said.form == "oral":
        yield no("in-order", "this scheme takes objections in writing only")
    term = moment.term(profile.reply_days, profile.reply_days_kind)
    yield from differs("in-window", "day to answer", said.answer_by, term.until)
    yield from differs("in-window", "deadline", said.deadline, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def contestable(moment: Moment, about: str, *, closed: bool = False) -> Matter:
    """The person concerned, the cycle, what objecting is, and until when it could be objected to.

    `closed`: also what stood in publicity before, and went its way.
    """
    kind, _, key = about.partition("/")
    if kind == "claim":
        claim = moment.view.find(Claim, key)
        assert claim is not None, f"there is no claim {key}"
        state = claim.held_from if claim.state == "contested" and claim.held_from else claim.state
        if state == "rejected":
            return claim.member, claim.cycle, "rejection", claim.objectable_until or NOT_TOLD
        item = moment.scheme(claim.cycle).by_item.get(claim.line.item)
        ground = "deduction" if item and takes_away(item, claim.line) else "claim"
        posted = state in ("public", "corrected") or (closed and state == "final")
        return claim.member, claim.cycle, ground, _until(moment, claim.window) if posted else None
    if kind == "veto":
        veto = moment.view.find(Veto, key)
        assert veto is not None, f"there is no veto {key}"
        posted = veto.state in ("public", "contested") or (closed and veto.state == "in-force")
        return veto.member, veto.cycle, "veto", _until(moment, veto.window) if posted else None
    first, _, member = key.partition("/")
    record = moment.view.find(Grading, first) if kind == "grading" else moment.view.find(Round, first)
    assert kind in ("grading", "omission"), f"{about} is nothing that can be objected to"
    assert record is not None, f"there is no {kind} {first}"
    assert moment.view.find(Member, member), f"there is no member {member}"
    again = latest_revision(moment.view, record, member) if isinstance(record, Grading) else None
    shown = again or record
    posted = shown.state == "public" or (closed and shown.state == "posted")
    until = _until(moment, shown.window) if posted else None
    return member, record.cycle, "grade" if kind == "grading" else "omission", until


def _until(moment: Moment, window: str | None) -> datetime | None:
    known = moment.view.find(Window, window) if window else None
    return known.deadline if known else None


def _answered(moment: Moment, said: objected.ObjectionAnswered) -> Iterator[Fault]:
    objection = objection_of(moment.view, said.objection)
    yield from differs("in-window", "lateness", said.late, moment.at >= objection.deadline)
    kind, _, key = objection.about.partition("/")
    claim = moment.view.find(Claim, key) if kind == "claim" else None
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    deciders = claim.decided_by if claim else veto.decided_by if veto else ()
    alone = deciders if len(set(deciders)) == 1 else ()
    barred = moment.own(objection.member)
    ballot = (said.favour, said.against, said.abstained)
    if isinstance(moment.group[0].payload, MeetingHeld):
        yield from differs("quorum", "votes by person", ballot, ((), (), ()))
    else:
        yield from vote(moment, objection.about, *ballot, barred=barred, hands=alone)
    if not said.upheld:
        if said.line is not None or said.struck:
            yield no("in-order", "a dismissed objection changes nothing")
        return
    yield from _not_above(moment, objection)
    if objection.ground == "grade":
        yield from _rests_on(moment, objection, said)
    elif objection.ground == "omission":
        yield from _left_out(moment, objection, said)
    elif claim is not None:
        yield from _claim_changed(moment, objection, claim, said)


def _not_above(moment: Moment, objection: Objection) -> Iterator[Fault]:
    """What the upper unit has taken, or decided, the branch didn't change."""
    held = contest(moment.view, objection.about)
    taken = [key for key in held.open if objection_of(moment.view, key).state == "appealed"]
    if held.above or taken:
        facts = {"about": objection.about, "above": held.above or ", ".join(taken)}
        yield no("ended", "{about} was changed by the branch after the upper unit had taken it: {above}", **facts)


def _left_out(moment: Moment, objection: Objection, said: objected.ObjectionAnswered) -> Iterator[Fault]:
    if said.line is None or objection.line is None or said.struck:
        yield no("in-order", "the omission {objection} was upheld, and nothing entered", objection=said.objection)
        return
    line, asked = said.line, objection.line
    if (line.item, line.on, line.matter) != (asked.item, asked.on, asked.matter):
        yield no("in-order", "another line entered than {objection} had named", objection=said.objection)
    yield from allowed(moment, objection.cycle, objection.member, line, ENTERS)
    due = worth_of(moment.view, moment.scheme(objection.cycle), objection.member, line)
    yield from differs("worth", "worth", said.worth, due)
    yield from _heard(moment, objection, said, None)


def _claim_changed(
    moment: Moment, objection: Objection, claim: Claim, said: objected.ObjectionAnswered
) -> Iterator[Fault]:
    if said.line is not None:
        line = said.line
        if (line.item, line.on, line.matter) != (claim.line.item, claim.line.on, claim.line.matter):
            yield no("in-order", "the line of {claim} became another", claim=claim.claim)
        yield from allowed(moment, claim.cycle, claim.member, line, CHANGED, besides=claim.claim)
        due = worth_of(moment.view, moment.scheme(claim.cycle), claim.member, line)
        yield from differs("worth", "worth", said.worth, due)
        yield from _heard(moment, objection, said, claim)
    elif claim.state == "final" and not said.struck:
        yield no("in-order", "{claim} was to be put right, and nothing changed", claim=claim.claim)
    elif claim.state == "contested" and claim.held_from != "rejected" and not said.struck:
        yield no("in-order", "the objection to {claim} was upheld, and nothing changed", claim=claim.claim)
    elif claim.state == "contested" and not said.struck:
        # It comes back: what was claimed in its place meanwhile may not count as well.
        yield from allowed(moment, claim.cycle, claim.member, claim.line, CHANGED, besides=claim.claim)


def _heard(
    moment: Moment, objection: Objection, said: objected.ObjectionAnswered, claim: Claim | None
) -> Iterator[Fault]:
    """No deduction entered or grew by an answer before the member was heard."""
    line, before = said.line, claim.worth if claim else None
    scheme = moment.scheme(objection.cycle)
    if line is None or not asks_for_hearing(scheme, line, said.worth):
        return
    if before is not None and said.worth is not None and said.worth >= before:
        return
    subjects = (f"objection/{objection.objection}", objection.about, f"item/{line.item}/{line.on}")
    hearings = (moment.view.find(Hearing, f"{subject}/{objection.member}") for subject in subjects)
    if not any(hearing and hearing.settled(moment.at) for hearing in hearings):
        yield no("heard", "{member} was not heard on {item} first", member=objection.member, item=line.item)


def _rests_on(moment: Moment, objection: Objection, said: objected.ObjectionAnswered) -> Iterator[Fault]:
    """An upheld objection to a grade puts right a final claim or a veto in force of that member."""
    kind, _, key = (said.corrects or "").partition("/")
    claim = moment.view.find(Claim, key) if kind == "claim" else None
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    found = claim or veto
    stands = (claim and claim.state == "final") or (veto and veto.state == "in-force")
    if not found or not stands or (found.member, found.cycle) != (objection.member, objection.cycle):
        message = "an objection to {about} was upheld: a grade follows from what it rests on, not from {corrects}"
        yield no("in-order", message, about=objection.about, corrects=said.corrects or "–")
    elif claim:
        yield from _claim_changed(moment, objection, claim, said)


def _claim_told(moment: Moment, said: ClaimTold) -> Iterator[Fault]:
    claim = moment.view.find(Claim, said.claim)
    assert claim is not None, f"there is no claim {said.claim}"
    if claim.objectable_until is not None:
        yield no("in-order", "the claimant of {claim} was told before", claim=said.claim)
    profile = moment.scheme(claim.cycle).profile
    if claim.state == "struck":
        term = moment.term(profile.appeal_days, profile.appeal_days_kind)
    else:
        term = moment.term(profile.objection_days, profile.publicity_days_kind)
    yield from differs("in-window", "day of the telling", said.on, moment.today)
    yield from differs("in-window", "time to object", said.objectable_until, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def _lead(moment: Moment, said: objected.LeadRecorded) -> Iterator[Fault]:
    yield from differs("in-order", "lead", said.lead, lead_id(moment.view))


def _told(moment: Moment, said: objected.ObjectionTold) -> Iterator[Fault]:
    objection = objection_of(moment.view, said.objection)
    if objection.told is not None:
        yield no("in-order", "the objector of {objection} was told before", objection=said.objection)
    yield from differs("in-window", "day of the telling", said.on, moment.today)
    profile = moment.scheme(objection.cycle).profile
    term = moment.term(profile.appeal_days, profile.appeal_days_kind)
    yield from differs("in-window", "time to appeal", said.appealable_until, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def _announced(moment: Moment, said: objected.ObjectionsAnnounced) -> Iterator[Fault]:
    held = (moment.view.find(Minutes) or Minutes()).meetings
    number = next((n for n in range(1, held + 1) if f"G{n:03}" == said.meeting), 0)
    for key in said.objections:
        objection = objection_of(moment.view, key)
        if objection.meetings is None or number <= objection.meetings or objection.announced:
            facts = {"objection": key, "meeting": said.meeting}
            yield no("in-order", "{objection} was not there to be announced at {meeting}", **facts)


def _ended(moment: Moment, said: objected.ObjectionEnded) -> Iterator[Fault]:
    until = objection_of(moment.view, said.objection).appealable_until
    if until is None:
        yield no("in-window", "{objection} ended before the objector was told", objection=said.objection)
    else:
        yield from over(moment, until, f"the time to appeal on {said.objection}")


RULES: Mapping[type, Rule] = {
    objected.ObjectionLodged: _lodged,
    objected.ObjectionAnswered: _answered,
    objected.ObjectionTold: _told,
    objected.ObjectionsAnnounced: _announced,
    objected.ObjectionEnded: _ended,
    objected.LeadRecorded: _lead,
    ClaimTold: _claim_told,
}
