"""Were the windows kept? Publicity for its full time, objections and appeals inside theirs, hearings with notice.

A deadline keeps the instant recorded when it was opened; that instant itself is computed anew.
Source: spec/process.md §2 step 7, §3, §4 in-window, §5, §10 Days, Hearing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from ledger.errors import Fault
from ledger.events import deliberation as sat
from ledger.events import objection as objected
from ledger.events.publicity import PublicityClosed, PublicityOpened
from workflow.days import days_after, end_of
from workflow.lines import worth_of
from workflow.state.claim import Claim, claims_in
from workflow.state.cycle import Round
from workflow.state.deliberation import CLOCK, LastInstant
from workflow.state.due import CLOSING, anything_due
from workflow.state.evaluation import Grading
from workflow.state.membership import Member
from workflow.state.objection import Objection, Objections
from workflow.state.publicity import Window, Windows
from workflow.state.veto import Veto
from workflow.verifier.conduct.claims import allowed, the_claim
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import whole_period
from workflow.verifier.conduct.votes import vote
from workflow.verifier.verdict import no

NOTICE_DAYS_LEAST = 3
CHANGED = frozenset({"in-range", "once"})  # what is asked of a line that an answer gives


def _opened(moment: Moment, said: PublicityOpened) -> Iterator[Fault]:
    number = (moment.view.find(Windows) or Windows()).opened + 1
    yield from differs("in-order", "window", said.window, f"W{number:03}")
    kind, _, key = said.subject.partition("/")
    kinds: Mapping[str, type[Round] | type[Claim] | type[Veto] | type[Grading]] = {
        "round": Round,
        "claim": Claim,
        "veto": Veto,
        "grading": Grading,
    }
    record = moment.view.find(kinds[kind], key) if kind in kinds else None
    if record is None:
        yield no("in-order", "{subject} is nothing that can be published", subject=said.subject)
        return
    claims: tuple[str, ...] = (key,) if kind == "claim" else ()
    profile = moment.scheme(record.cycle).profile
    course = moment.course(record.cycle)
    if isinstance(record, Round):
        claims = tuple(k.claim for k in claims_in(moment.view, key) if k.state in ("reviewed", "confirmed"))
        if record.state == "reviewed" and course.meets_before_posting:
            yield no("in-order", "{round} was published before the meeting confirmed it", round=key)
        yield from whole_period(moment, record, "publicity")
    if isinstance(record, Grading) and record.state != course.year_to_post:
        facts = {"cycle": key, "state": record.state, "due": course.year_to_post}
        yield no("in-order", "the grades of {cycle} were posted as {state}; this scheme posts them as {due}", **facts)
    yield from differs("in-order", "cycle", said.cycle, record.cycle)
    yield from differs("in-order", "claims", said.claims, claims)
    term = moment.term(profile.publicity_days, profile.publicity_days_kind)
    yield from differs("in-window", "last day", said.until, term.until)
    yield from differs("in-window", "deadline", said.deadline, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def _closed(moment: Moment, said: PublicityClosed) -> Iterator[Fault]:
    window = moment.view.find(Window, said.window)
    assert window is not None, f"there is no window {said.window}"
    yield from differs("in-order", "subject", said.subject, window.subject)
    yield from _over(moment, window.deadline, f"publicity {said.window}")
    contested = [key for key in window.claims if the_claim(moment, key).state == "contested"]
    kind, _, key = window.subject.partition("/")
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    if veto and veto.state == "contested":
        contested.append(veto.veto)
    yield from differs("in-order", "contested", said.contested, tuple(contested))


def _lodged(moment: Moment, said: objected.ObjectionLodged) -> Iterator[Fault]:
    number = (moment.view.find(Objections) or Objections()).lodged + 1
    yield from differs("in-order", "objection", said.objection, f"O{number:03}")
    member, cycle, deadline = _contestable(moment, said.about)
    if deadline is None:
        yield no("in-order", "{about} stood neither in publicity nor rejected", about=said.about)
    else:
        yield from _in_time(moment, deadline, f"the time to object to {said.about}")
    yield from differs("in-order", "member", said.member, member)
    yield from differs("in-order", "cycle", said.cycle, cycle)
    profile = moment.scheme(cycle).profile
    if profile.objection_in_writing and said.form == "oral":
        yield no("in-order", "this scheme takes objections in writing only")
    term = moment.term(profile.reply_days, profile.reply_days_kind)
    yield from differs("in-window", "day to answer", said.answer_by, term.until)
    yield from differs("in-window", "deadline", said.deadline, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def _contestable(moment: Moment, about: str) -> tuple[str, str, datetime | None]:
    """The person concerned, the cycle, and until when it could be objected to."""
    kind, _, key = about.partition("/")
    record: Claim | Veto | Grading | None = None
    if kind == "claim":
        record = moment.view.find(Claim, key)
    elif kind == "veto":
        record = moment.view.find(Veto, key)
    elif kind == "grading":
        key, _, member = key.partition("/")
        record = moment.view.find(Grading, key) if moment.view.find(Member, member) else None
    assert record is not None, f"{about} is nothing that can be objected to"
    window = moment.view.find(Window, record.window) if record.window and record.state == "public" else None
    deadline = window.deadline if window else None
    if isinstance(record, Grading):
        return member, record.cycle, deadline
    if isinstance(record, Claim) and record.state == "rejected":
        deadline = record.objectable_until
    return record.member, record.cycle, deadline


def _not_admitted(moment: Moment, said: objected.ObjectionNotAdmitted) -> Iterator[Fault]:
    yield from _appealable(moment, said)


def _answered(moment: Moment, said: objected.ObjectionAnswered) -> Iterator[Fault]:
    objection = _objection(moment, said.objection)
    yield from _appealable(moment, said)
    yield from differs("in-window", "lateness", said.late, moment.at >= objection.deadline)
    kind, _, key = objection.about.partition("/")
    claim = moment.view.find(Claim, key) if kind == "claim" else None
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    deciders = claim.decided_by if claim else veto.decided_by if veto else ()
    alone = deciders if len(set(deciders)) == 1 else ()
    barred = moment.own(objection.member)
    yield from vote(moment, objection.about, said.favour, said.against, said.abstained, barred=barred, hands=alone)
    if not said.upheld:
        if said.line is not None or said.struck:
            yield no("in-order", "a dismissed objection changes nothing")
        return
    if kind not in ("claim", "veto"):
        yield no(
            "in-order",
            "an objection to {about} was upheld: a grade follows from what it rests on",
            about=objection.about,
        )
    if said.line is not None and claim is not None:
        line = said.line
        if (line.item, line.on, line.matter) != (claim.line.item, claim.line.on, claim.line.matter):
            yield no("in-order", "the line of {claim} became another", claim=key)
        yield from allowed(moment, claim.cycle, claim.member, line, CHANGED, besides=key)
        due = worth_of(moment.view, moment.scheme(claim.cycle), claim.member, line)
        yield from differs("worth", "worth", said.worth, due)
    elif claim is not None and claim.held_from == "public" and not said.struck:
        yield no("in-order", "the objection to {claim} was upheld, and nothing changed", claim=key)
    elif claim is not None and not said.struck:
        # It comes back: what was claimed in its place meanwhile may not count as well.
        yield from allowed(moment, claim.cycle, claim.member, claim.line, CHANGED, besides=key)


def _appealable(moment: Moment, said: objected.ObjectionNotAdmitted | objected.ObjectionAnswered) -> Iterator[Fault]:
    profile = moment.scheme(_objection(moment, said.objection).cycle).profile
    term = moment.term(profile.appeal_days, profile.appeal_days_kind)
    yield from differs("in-window", "time to appeal", said.appealable_until, term.deadline)
    yield from differs("in-window", "years without calendar", said.without_calendar, term.without_calendar)


def _ended(moment: Moment, said: objected.ObjectionEnded) -> Iterator[Fault]:
    until = _objection(moment, said.objection).appealable_until
    if until is not None:
        yield from _over(moment, until, f"the time to appeal on {said.objection}")


def _appealed(moment: Moment, said: objected.AppealLodged) -> Iterator[Fault]:
    objection = _objection(moment, said.objection)
    if objection.appealable_until is not None:
        yield from _in_time(moment, objection.appealable_until, f"the time to appeal on {said.objection}")
    kind, _, key = objection.about.partition("/")
    claim = moment.view.find(Claim, key) if kind == "claim" else None
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    deciders = {
        *objection.decided_by,
        *(claim.decided_by if claim else ()),
        *(veto.decided_by if veto else ()),
    }
    yield from differs("in-order", "about", said.about, objection.about)
    yield from differs("in-order", "member", said.member, objection.member)
    yield from differs("same-hands", "deciders", said.decided_by, tuple(sorted(deciders)))
    yield from differs("in-order", "line", said.line, claim.line if claim else None)


def _objection(moment: Moment, key: str) -> Objection:
    found = moment.view.find(Objection, key)
    assert found is not None, f"there is no objection {key}"
    return found


def _invited(moment: Moment, said: sat.HearingInvited) -> Iterator[Fault]:
    if said.until < days_after(moment.today, NOTICE_DAYS_LEAST):
        facts = {"member": said.member, "until": said.until, "today": moment.today, "days": NOTICE_DAYS_LEAST}
        yield no("heard", "{member} was invited on {today} until {until}: fewer than {days} days", **facts)
    yield from differs("in-window", "deadline", said.deadline, end_of(said.until, moment.unit.zone))


def _clock(moment: Moment, said: sat.ClockRecorded) -> Iterator[Fault]:
    last = moment.view.find(LastInstant)
    jump = moment.at - last.at if last else moment.at - moment.at
    yield from differs("clock", "jump", said.jump_seconds, jump.days * 86_400 + jump.seconds)
    yield from differs("clock", "backwards", said.backwards, jump.days < 0)
    if moment.by == CLOCK:
        yield from _on_the_way(moment, said, last)


def _on_the_way(moment: Moment, said: sat.ClockRecorded, last: LastInstant | None) -> Iterator[Fault]:
    """What nobody recorded in their own name stands where something was due, or where the clock ran back."""
    yield from differs("clock", "command", moment.event.command, f"{CLOCK}/{moment.event.position}")
    yield from differs("clock", "door", moment.event.door, CLOCK)
    if not said.source.startswith("on the way of "):
        yield no("clock", "the clock's source is {source}: it says not what it was on the way of", source=said.source)
    if not (anything_due(moment.view, moment.at) or (last and last.ran_back(moment.at))):
        yield no("clock", "nothing was due, and the clock had not run back: there was nothing to record")


def time_kept(moment: Moment) -> Iterator[Fault]:
    """Before any other command what was due had been closed, and a clock that ran back had been recorded."""
    last = moment.view.find(LastInstant)
    if moment.command != "clock.tick" and last and last.ran_back(moment.at):
        facts = {"at": moment.at.isoformat(), "last": last.at.isoformat()}
        yield no("clock", "the clock ran back from {last} to {at}, and nobody recorded it", **facts)
    if moment.command not in CLOSING and anything_due(moment.view, moment.at):
        yield no("in-window", "at {at} something was over by its deadline, and not closed", at=moment.at.isoformat())


def _over(moment: Moment, deadline: datetime, what: str) -> Iterator[Fault]:
    if moment.at < deadline:
        facts = {"what": what, "at": moment.at.isoformat(), "deadline": deadline.isoformat()}
        yield no("in-window", "{what} was ended at {at}; it ran until {deadline}", **facts)


def _in_time(moment: Moment, deadline: datetime, what: str) -> Iterator[Fault]:
    if moment.at >= deadline:
        facts = {"what": what, "at": moment.at.isoformat(), "deadline": deadline.isoformat()}
        yield no("in-window", "{what} was over at {deadline}; this was done at {at}", **facts)


RULES: Mapping[type, Rule] = {
    PublicityOpened: _opened,
    PublicityClosed: _closed,
    objected.ObjectionLodged: _lodged,
    objected.ObjectionNotAdmitted: _not_admitted,
    objected.ObjectionAnswered: _answered,
    objected.ObjectionEnded: _ended,
    objected.AppealLodged: _appealed,
    sat.HearingInvited: _invited,
    sat.ClockRecorded: _clock,
}
