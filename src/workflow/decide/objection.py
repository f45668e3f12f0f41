"""Objections and appeals: lodged in the window, admitted, answered, taken further, ended.

Source: spec/process.md §3 Objection and appeal, §10 Objections.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events import objection as happened
from ledger.events.claim import Line
from workflow.ask import Ask, Deed, Emit, Matter, Subject, Votes, about
from workflow.commands import objection as asked
from workflow.decide.contested import contested
from workflow.decide.endings import concerned, end_objection, gives_way
from workflow.decide.minutes import changed, held_session
from workflow.decide.requests import already_decided, requested
from workflow.guards import timing
from workflow.lines import worth_of
from workflow.state.calendar import Term
from workflow.state.objection import Objection, Objections

CLAUSE = "process §3 Objection"


def _lodge_subject(ask: Ask) -> Subject:
    assert isinstance(ask.command, asked.LodgeObjection)
    contested(ask, ask.command.about)
    return Subject("objection", _next_id(ask), "")


def _next_id(ask: Ask) -> str:
    return f"O{(ask.view.find(Objections) or Objections()).lodged + 1:03}"


def _in_window(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, asked.LodgeObjection)
    matter = contested(ask, ask.command.about)
    if matter.deadline is not None:
        yield from timing.still_open(ask, matter.deadline, f"the time to object to {ask.command.about}")


def _objectable(ask: Ask) -> Iterable[Refusal]:
    """It stands in publicity or was not accepted, and no other objection holds it already."""
    c = ask.command
    assert isinstance(c, asked.LodgeObjection)
    matter = contested(ask, c.about)
    if not matter.stands(ask.at):
        yield Refusal(
            "in-order",
            "{about} is {state}: there is nothing to object to now",
            "object while it stands in publicity, or after it was not accepted",
            CLAUSE,
            {"about": c.about, "state": matter.state},
        )
    if c.form == "oral" and ask.scheme(matter.cycle).profile.objection_in_writing:
        yield Refusal(
            "in-order",
            "this scheme asks for objections in writing under one's own name",
            "have it written and signed, and enter it as written",
            CLAUSE,
            {"about": c.about, "form": c.form},
        )


def _lodge(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.LodgeObjection)
    assert c.objector is not None
    matter = contested(ask, c.about)
    profile = ask.scheme(matter.cycle).profile
    term = ask.term(profile.reply_days, profile.reply_days_kind)
    objection = _next_id(ask)
    yield (
        f"objection/{objection}",
        happened.ObjectionLodged(
            objection=objection,
            about=c.about,
            ground=c.ground,
            cycle=matter.cycle,
            member=matter.member,
            objector=c.objector,
            tag=ask.tag,
            text=c.text,
            form=c.form,
            answer_by=term.until,
            deadline=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def _of(ask: Ask) -> Objection:
    return ask.find(Objection, str(getattr(ask.command, "objection")), "objection")  # noqa: B009


def _matter(ask: Ask) -> Iterable[Matter]:
    objection = _of(ask)
    return (Matter(f"objection/{objection.objection}", objection.member, objection.cycle),)


def _admit(ask: Ask) -> Iterable[Emit]:
    key = _of(ask).objection
    yield f"objection/{key}", happened.ObjectionAdmitted(objection=key)


def _refuse(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RefuseObjection)
    term = _time_to_appeal(ask, _of(ask))
    yield (
        f"objection/{c.objection}",
        happened.ObjectionNotAdmitted(
            objection=c.objection,
            reason=c.reason,
            appealable_until=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def _time_to_appeal(ask: Ask, objection: Objection) -> Term:
    profile = ask.scheme(objection.cycle).profile
    return ask.term(profile.appeal_days, profile.appeal_days_kind)


def _answer_subject(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, asked.AnswerObjection)
    objection = _of(ask)
    trigger = "objection-upheld" if c.upheld else "objection-dismissed"
    return Subject("objection", objection.objection, objection.state, trigger)


def _new_line(ask: Ask, old: Line | None) -> Line | None:
    """The line as the answer makes it; None where it names no change."""
    c = ask.command
    assert isinstance(c, asked.AnswerObjection | asked.DecideAppeal)
    new = changed(old, c) if old else None
    return new if new != old else None


def _answer_matters(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.AnswerObjection)
    objection = _of(ask)
    claim, veto = concerned(ask, objection.about)
    deciders = claim.decided_by if claim else veto.decided_by if veto else ()
    after = _new_line(ask, claim.line if claim else None)
    if claim and claim.held_from == "rejected" and not c.strike:
        after = after or claim.line  # it comes back: what was claimed in its place meanwhile may not count as well
    yield Matter(
        id=objection.about,
        member=objection.member,
        cycle=objection.cycle,
        after=after if c.upheld else None,
        votes=Votes(c.present, c.favour, c.against, c.abstained),
        # A session may answer what it decided; one person who decided alone may not.
        hands=deciders if len(set(deciders)) == 1 else (),
    )


def _answer(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AnswerObjection)
    objection = _of(ask)
    claim, veto = concerned(ask, objection.about)
    line = _new_line(ask, claim.line if claim else None)
    if c.upheld and claim is None and veto is None:
        raise InvalidError(
            "a grade follows from points and vetoes: correct {about} by what it rests on", about=objection.about
        )
    if c.upheld and claim and claim.held_from == "public" and line is None and not c.strike:
        raise InvalidError(
            "say what changes in {claim}: its points, times, level or quantity, or strike it", claim=claim.claim
        )
    worth = worth_of(ask.view, ask.scheme(claim.cycle), claim.member, line) if claim and line else None
    term = _time_to_appeal(ask, objection)
    order = f"objection/{objection.objection}"
    _, minutes = held_session(ask, order, c.present)
    yield minutes
    yield (
        order,
        happened.ObjectionAnswered(
            objection=objection.objection,
            upheld=c.upheld,
            line=line if c.upheld else None,
            worth=worth if c.upheld else None,
            struck=c.upheld and c.strike,
            reason=c.reason,
            favour=c.favour,
            against=c.against,
            abstained=c.abstained,
            late=ask.at >= objection.deadline,
            appealable_until=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )
    if c.upheld:
        yield from gives_way(ask, objection.about, order, line, worth, struck=c.strike)


def _has_lapsed(ask: Ask) -> Iterable[Refusal]:
    objection = _of(ask)
    if objection.appealable_until:
        yield from timing.over(ask, objection.appealable_until, f"the time to appeal on {objection.objection}")


def _end(ask: Ask) -> Iterable[Emit]:
    yield from end_objection(ask, _of(ask))


def _same_objector(ask: Ask) -> Iterable[Refusal]:
    """Who objected takes it further; the office enters it for them."""
    office = {"recorder", "secretary"} & ask.posts.roles(ask.principal, ask.today)
    if ask.tag != _of(ask).tag and not office:
        yield Refusal(
            "who-may",
            "only who objected may appeal",
            "the objector appeals, or has the office enter it",
            CLAUSE,
            {"objection": _of(ask).objection},
        )


def _appeal_in_time(ask: Ask) -> Iterable[Refusal]:
    objection = _of(ask)
    if objection.appealable_until:
        yield from timing.still_open(ask, objection.appealable_until, f"the time to appeal on {objection.objection}")


def _lodge_appeal(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.LodgeAppeal)
    objection = _of(ask)
    claim, veto = concerned(ask, objection.about)
    deciders = {*objection.decided_by, *(claim.decided_by if claim else ()), *(veto.decided_by if veto else ())}
    yield (
        f"objection/{objection.objection}",
        happened.AppealLodged(
            objection=objection.objection,
            about=objection.about,
            member=objection.member,
            decided_by=tuple(sorted(deciders)),
            line=claim.line if claim else None,
            text=c.text,
        ),
    )


def _appeal(ask: Ask) -> happened.AppealLodged:
    assert isinstance(ask.command, asked.DecideAppeal)
    return requested(ask.command.request, happened.AppealLodged, "appeal")


def _appeal_matters(ask: Ask) -> Iterable[Matter]:
    appeal = _appeal(ask)
    return (Matter(appeal.about, appeal.member, hands=appeal.decided_by),)


def _decide_appeal(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.DecideAppeal)
    appeal = _appeal(ask)
    yield (
        f"appeal/{c.request.unit}/{c.request.position}",
        happened.AppealDecided(
            branch=c.request.unit,
            request=c.request.position,
            objection=appeal.objection,
            about=appeal.about,
            upheld=c.upheld,
            line=_new_line(ask, appeal.line) if c.upheld else None,
            struck=c.upheld and c.strike,
            reason=c.reason,
        ),
    )


_objection = about("objection", Objection, "objection", "objection")

DEEDS: Mapping[str, Deed] = {
    "objection.lodge": Deed(_lodge_subject, _lodge, policies={"in-window": _in_window, "in-order": _objectable}),
    "objection.admit": Deed(_objection, _admit, _matter),
    "objection.refuse": Deed(_objection, _refuse, _matter),
    "objection.answer": Deed(_answer_subject, _answer, _answer_matters),
    "objection.end": Deed(_objection, _end, policies={"in-window": _has_lapsed}),
    "appeal.lodge": Deed(_objection, _lodge_appeal, policies={"who-may": _same_objector, "in-window": _appeal_in_time}),
    "appeal.decide": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""),
        _decide_appeal,
        _appeal_matters,
        {"ended": lambda ask: already_decided(ask, "appeal-decided")},
    ),
}
