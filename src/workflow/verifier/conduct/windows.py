"""Were the windows kept? Publicity for its full time, hearings with notice, the clock.

A deadline keeps the instant recorded when it was opened; that instant itself is computed anew.
Source: spec/process.md §2 step 7, §4 in-window, §5, §10 Days, Hearing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from ledger.errors import Fault
from ledger.events import deliberation as sat
from ledger.events.filing import FilingDecided
from ledger.events.publicity import PublicityClosed, PublicityOpened, WindowWitnessed
from workflow.days import days_after, end_of
from workflow.hearings import concerns
from workflow.state.claim import Claim, claims_in
from workflow.state.cycle import Round
from workflow.state.deliberation import CLOCK, MOMENT, LastInstant
from workflow.state.due import CLOSING, anything_due
from workflow.state.evaluation import Grading
from workflow.state.exchange import Decided
from workflow.state.publicity import Window, Windows, Witnessed
from workflow.state.revision import Revision
from workflow.state.veto import Veto
from workflow.verifier.conduct.claims import the_claim
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import whole_period
from workflow.verifier.verdict import no

NOTICE_DAYS_LEAST = 3
NOT_POSTED = frozenset({"open", "reviewed", "confirmed"})


def _opened(moment: Moment, said: PublicityOpened) -> Iterator[Fault]:
    number = (moment.view.find(Windows) or Windows()).opened + 1
    yield from differs("in-order", "window", said.window, f"W{number:03}")
    kind, _, key = said.subject.partition("/")
    kinds: Mapping[str, type[Round] | type[Claim] | type[Veto] | type[Grading] | type[Revision]] = {
        "round": Round,
        "claim": Claim,
        "veto": Veto,
        "grading": Grading,
        "revision": Revision,
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
    together = moment.view.find(Round, record.round) if isinstance(record, Claim) and record.round else None
    if together and together.state in NOT_POSTED:
        yield no("in-order", "{claim} was posted by itself before its round was", claim=key)
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
    yield from over(moment, window.deadline, f"publicity {said.window}")
    contested = [key for key in window.claims if the_claim(moment, key).state == "contested"]
    kind, _, key = window.subject.partition("/")
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    if veto and veto.state == "contested":
        contested.append(veto.veto)
    yield from differs("in-order", "contested", said.contested, tuple(contested))


def _invited(moment: Moment, said: sat.HearingInvited) -> Iterator[Fault]:
    if said.until < days_after(moment.today, NOTICE_DAYS_LEAST):
        facts = {"member": said.member, "until": said.until, "today": moment.today, "days": NOTICE_DAYS_LEAST}
        yield no("heard", "{member} was invited on {today} until {until}: fewer than {days} days", **facts)
    yield from differs("in-window", "deadline", said.deadline, end_of(said.until, moment.unit.zone))
    if not concerns(moment.view, said.subject, said.member):
        facts = {"member": said.member, "subject": said.subject}
        yield no("in-order", "{member} was invited on {subject}, which is nothing of theirs", **facts)


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


def over(moment: Moment, deadline: datetime, what: str) -> Iterator[Fault]:
    if moment.at < deadline:
        facts = {"what": what, "at": moment.at.isoformat(), "deadline": deadline.isoformat()}
        yield no("in-window", "{what} was ended at {at}; it ran until {deadline}", **facts)


def in_time(moment: Moment, deadline: datetime, what: str) -> Iterator[Fault]:
    if moment.at >= deadline:
        facts = {"what": what, "at": moment.at.isoformat(), "deadline": deadline.isoformat()}
        yield no("in-window", "{what} was over at {deadline}; this was done at {at}", **facts)


def _witnessed(moment: Moment, said: WindowWitnessed) -> Iterator[Fault]:
    if said.opened > moment.at + MOMENT:
        facts = {"opened": said.opened.isoformat(), "at": moment.at.isoformat()}
        yield no("in-window", "an opening of {opened} was seen at {at}, before it was made", **facts)
    if moment.view.find(Decided, f"{said.branch}/{said.request}/window-witnessed"):
        facts = {"request": str(said.request), "branch": said.branch}
        yield no("ended", "the opening at {request} of {branch} was seen before", **facts)


def _filing_decided(moment: Moment, said: FilingDecided) -> Iterator[Fault]:
    """A filing whose window was seen here is acknowledged only after the window's deadline."""
    seen = moment.view.find(Witnessed, f"{said.branch}/{said.subject}")
    if said.acknowledged and seen and moment.at < seen.deadline:
        facts = {"window": seen.window, "branch": said.branch, "deadline": seen.deadline.isoformat()}
        yield no("in-window", "{window} of {branch} was to run until {deadline}", **facts)


RULES: Mapping[type, Rule] = {
    WindowWitnessed: _witnessed,
    FilingDecided: _filing_decided,
    PublicityOpened: _opened,
    PublicityClosed: _closed,
    sat.HearingInvited: _invited,
    sat.ClockRecorded: _clock,
}
