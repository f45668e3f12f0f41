"""Objections: lodged in the window, admitted, told, announced, ended. How they are answered stands in `answer.py`.

Source: spec/process.md §3 Objection and appeal, §10 Objections.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import objection as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import objection as asked
from workflow.commands.complaint import LodgeComplaint
from workflow.commands.objection import LodgeObjection
from workflow.decide.contested import Contested, contested
from workflow.decide.endings import end_objection
from workflow.guards import timing
from workflow.guards.points import GONE
from workflow.lines import fact_of, member_year
from workflow.record import listed
from workflow.scoring.problems import check_fact
from workflow.state.claim import claims_of
from workflow.state.deliberation import Minutes
from workflow.state.objection import Objection, Objections

CLAUSE = "process §3 Objection"
# Who receives objections for the branch, and enters them for those who object.
OFFICE = frozenset({"recorder", "deputy-recorder", "secretary", "committee"})
ANSWERED = frozenset({"upheld", "dismissed", "not-admitted", "appealed", "ended"})


def _lodge_subject(ask: Ask) -> Subject:
    assert isinstance(ask.command, asked.LodgeObjection)
    contested(ask, ask.command.about)
    return Subject("objection", next_id(ask), "")


def next_id(ask: Ask) -> str:
    """The id of the next objection: O001, O002 …"""
    return f"O{(ask.view.find(Objections) or Objections()).lodged + 1:03}"


def _in_window(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, asked.LodgeObjection)
    matter = contested(ask, ask.command.about)
    if matter.deadline is not None:
        yield from timing.still_open(ask, matter.deadline, f"the time to object to {ask.command.about}")


def _objectable(ask: Ask) -> Iterable[Refusal]:
    """It stands in publicity or was not accepted; ground, line and form are what the matter and the scheme ask."""
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
    if c.ground is not None and c.ground != matter.ground:
        yield Refusal(
            "in-order",
            "an objection to {about} is one of the kind {ground}, not {given}",
            "leave the ground out, or name the matter that is meant",
            CLAUSE,
            {"about": c.about, "ground": matter.ground, "given": c.ground},
        )
    if c.form == "oral" and ask.scheme(matter.cycle).profile.objection_in_writing:
        yield Refusal(
            "in-order",
            "this scheme asks for objections in writing under one's own name",
            "have it written and signed, and enter it as written",
            CLAUSE,
            {"about": c.about, "form": c.form},
        )
    yield from _line_given(ask, c, matter)


def _line_given(ask: Ask, c: asked.LodgeObjection, matter: Contested) -> Iterable[Refusal]:
    """An omission says which line should be there, and no such line is there; nothing else brings a line."""
    given = any(value is not None for value in (c.item, c.on, c.points, c.times, c.level, c.quantity, c.matter))
    if (matter.ground == "omission") != given or (given and c.line is None):
        yield Refusal(
            "in-order",
            "an omission, and nothing else, is objected to with the line that should be there; this is about {about}",
            "give item and day of the line for an omission, and no line for anything else",
            CLAUSE,
            {"about": c.about},
        )
    elif c.line is not None:
        others = tuple(
            fact_of(claim.line, order=claim.opened, claim=claim.claim)
            for claim in claims_of(ask.view, matter.cycle, matter.member)
            if claim.state not in GONE
        )
        who = member_year(ask.view, matter.member, c.line.on)
        for problem in check_fact(ask.scheme(matter.cycle), who, fact_of(c.line), others):
            facts = {"about": c.about, **problem.facts}
            yield Refusal(problem.guard, problem.message, problem.remedy, problem.clause, facts)


def _who_objects(ask: Ask) -> Iterable[Refusal]:
    """A rejection is the claimant's alone to object to; the office alone enters what others said."""
    c = ask.command
    assert isinstance(c, asked.LodgeObjection)
    matter = contested(ask, c.about)
    if matter.ground == "rejection" and ask.objector != matter.member:
        yield Refusal(
            "who-may",
            "only the claimant may object to what was not accepted",
            "the claimant objects, or has the office enter it",
            CLAUSE,
            {"about": c.about},
        )
    yield from in_their_own_name(ask, c, OFFICE)


def in_their_own_name(ask: Ask, c: LodgeObjection | LodgeComplaint, office: frozenset[str]) -> Iterable[Refusal]:
    """Who isn't of the office objects in writing, and for nobody else."""
    if (c.form == "oral" or ask.objector != ask.principal) and not office & ask.posts.roles(ask.principal, ask.today):
        yield Refusal(
            "who-may",
            "what was said by word of mouth, or is another's objection, is entered by the office",
            "object in writing in your own name, or have the office enter it",
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
    objection = next_id(ask)
    yield (
        f"objection/{objection}",
        happened.ObjectionLodged(
            objection=objection,
            about=c.about,
            ground=matter.ground,
            cycle=matter.cycle,
            member=matter.member,
            objector=c.objector,
            tag=ask.tag,
            text=c.text,
            form=c.form,
            line=c.line,
            answer_by=term.until,
            deadline=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def objection_of(ask: Ask) -> Objection:
    """The objection that the command names."""
    return ask.find(Objection, str(getattr(ask.command, "objection")), "objection")  # noqa: B009


def _matter(ask: Ask) -> Iterable[Matter]:
    objection = objection_of(ask)
    return (Matter(f"objection/{objection.objection}", objection.member, objection.cycle),)


def _admit(ask: Ask) -> Iterable[Emit]:
    key = objection_of(ask).objection
    yield f"objection/{key}", happened.ObjectionAdmitted(objection=key)


def _refuse(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RefuseObjection)
    yield f"objection/{c.objection}", happened.ObjectionNotAdmitted(objection=c.objection, reason=c.reason)


def _tell_subject(ask: Ask) -> Subject:
    objection = objection_of(ask)
    trigger = {"upheld": "upheld-told", "not-admitted": "refusal-told"}.get(objection.state, "dismissed-told")
    return Subject("objection", objection.objection, objection.state, trigger)


def _not_told_yet(ask: Ask) -> Iterable[Refusal]:
    objection = objection_of(ask)
    if objection.told is not None:
        yield Refusal(
            "in-order",
            "the objector of {objection} was told on {told}: the time to appeal runs from that day",
            "nothing more is to be done",
            CLAUSE,
            {"objection": objection.objection, "told": objection.told},
        )


def _tell(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.TellObjector)
    profile = ask.scheme(objection_of(ask).cycle).profile
    term = ask.term(profile.appeal_days, profile.appeal_days_kind)
    yield (
        f"objection/{c.objection}",
        happened.ObjectionTold(
            objection=c.objection,
            on=ask.today,
            form=c.form,
            appealable_until=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def _held_since(ask: Ask) -> Iterable[Refusal]:
    """The meeting was held after each of them was answered, and none was announced before."""
    c = ask.command
    assert isinstance(c, asked.AnnounceObjections)
    known = [ask.find(Objection, key, "objection") for key in c.objections]
    held = (ask.view.find(Minutes) or Minutes()).meetings
    numbers = {f"G{number:03}": number for number in range(1, held + 1)}
    number = numbers.get(c.meeting, 0)
    wrong = [
        o.objection
        for o in known
        if o.state not in ANSWERED or o.announced or o.meetings is None or number <= o.meetings
    ]
    if not known or wrong or len(set(c.objections)) != len(c.objections):
        yield Refusal(
            "in-order",
            "these can't be announced at {meeting}: {wrong}",
            "name objections that were answered before the meeting was held, each once",
            CLAUSE,
            {"meeting": c.meeting, "wrong": listed(wrong)},
        )


def _announce(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AnnounceObjections)
    yield f"meeting/{c.meeting}", happened.ObjectionsAnnounced(meeting=c.meeting, objections=c.objections)


def _has_lapsed(ask: Ask) -> Iterable[Refusal]:
    """The objector was told, and let the time to appeal pass."""
    objection = objection_of(ask)
    if objection.appealable_until:
        yield from timing.over(ask, objection.appealable_until, f"the time to appeal on {objection.objection}")
    else:
        yield Refusal(
            "in-window",
            "the objector of {objection} has not been told yet: the time to appeal doesn't run",
            "tell the objector first",
            CLAUSE,
            {"objection": objection.objection},
        )


def _end(ask: Ask) -> Iterable[Emit]:
    yield from end_objection(ask, objection_of(ask))


_objection = about("objection", Objection, "objection", "objection")

DEEDS: Mapping[str, Deed] = {
    "objection.lodge": Deed(
        _lodge_subject, _lodge, policies={"in-window": _in_window, "in-order": _objectable, "who-may": _who_objects}
    ),
    "objection.admit": Deed(_objection, _admit, _matter),
    "objection.refuse": Deed(_objection, _refuse, _matter),
    "objection.tell": Deed(_tell_subject, _tell, _matter, {"in-order": _not_told_yet}),
    "objection.announce": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""), _announce, policies={"in-order": _held_since}
    ),
    "objection.end": Deed(_objection, _end, policies={"in-window": _has_lapsed}),
}
