"""How an objection is answered: by a session without the person concerned, their kin, or whoever alone decided.

Source: spec/process.md §3 Objection and appeal, §4 in-range, once, heard, ended; §10 Objections.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events import objection as happened
from ledger.events.claim import Line
from workflow.ask import Ask, Deed, Emit, Matter, Subject, Votes
from workflow.commands import objection as asked
from workflow.decide.endings import CHANGES, concerned, gives_way
from workflow.decide.minutes import changed, sat
from workflow.decide.objection import CLAUSE, objection_of
from workflow.guards import timing
from workflow.guards.bodies import committee_sits, meeting_sits
from workflow.guards.singly import stood_back
from workflow.lines import asks_for_hearing, worth_of
from workflow.state.claim import Claim
from workflow.state.contest import contest
from workflow.state.deliberation import Hearing
from workflow.state.objection import Objection


def _subject(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, asked.Answered)
    objection = objection_of(ask)
    trigger = "objection-upheld" if c.upheld else "objection-dismissed"
    return Subject("objection", objection.objection, objection.state, trigger)


def new_line(ask: Ask, old: Line | None) -> Line | None:
    """The line as the answer makes it; None where it names no change."""
    c = ask.command
    assert isinstance(c, asked.Answered | asked.DecideAppeal)
    new = changed(old, c) if old else None
    return new if new != old else None


def _after(ask: Ask, objection: Objection, claim: Claim | None) -> Line | None:
    """The line that will stand if it is upheld, where the scheme has to be asked about it."""
    c = ask.command
    assert isinstance(c, asked.Answered)
    if c.strike:
        return None
    if objection.ground == "omission" and objection.line:
        return changed(objection.line, c)
    new = new_line(ask, claim.line if claim else None)
    # A rejected claim comes back: what was claimed in its place meanwhile may not count as well.
    return claim.line if new is None and claim and claim.held_from == "rejected" else new


def _matters(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.Answered)
    objection = objection_of(ask)
    about = put_right(ask, objection, c.corrects) if c.upheld else objection.about
    claim, veto = concerned(ask, about)
    deciders = claim.decided_by if claim else veto.decided_by if veto else ()
    yield Matter(
        id=about,
        member=objection.member,
        cycle=objection.cycle,
        after=_after(ask, objection, claim) if c.upheld else None,
        votes=Votes(c.present, c.favour, c.against, c.abstained) if isinstance(c, asked.AnswerObjection) else None,
        # A session may answer what it decided; one person who decided alone may not.
        hands=deciders if len(set(deciders)) == 1 else (),
    )


def put_right(ask: Ask, objection: Objection, corrects: str | None) -> str:
    """What an upheld one changes: for a grade, the final claim or the veto in force that it names; else its matter.

    Raises:
        InvalidError: a grade without such a claim or veto of the member, or one named for anything else.
    """
    if objection.ground != "grade" and corrects is None:
        return objection.about
    claim, veto = concerned(ask, corrects or "")
    found = claim or veto
    rests = found and (found.member, found.cycle) == (objection.member, objection.cycle)
    stands = (claim and claim.state == "final") or (veto and veto.state == "in-force")
    if objection.ground != "grade" or not (corrects and rests and stands):
        raise InvalidError(
            "a grade follows from points and vetoes: name the final claim or the veto in force of {member} that is "
            "put right; it is {corrects}",
            member=objection.member,
            corrects=corrects or "–",
        )
    return corrects


def _not_above(ask: Ask) -> Iterable[Refusal]:
    """What the upper unit has taken, or decided, the branch doesn't change: such an answer can only be no."""
    c = ask.command
    assert isinstance(c, asked.Answered)
    objection = objection_of(ask)
    held = contest(ask.view, objection.about)
    above = [key for key in held.open if ask.find(Objection, key, "objection").state == "appealed"]
    if c.upheld and (held.above or above):
        yield Refusal(
            "ended",
            "the upper unit has taken {about}: {above}",
            "what it decides stands; the branch may only answer no, and the objector may turn to the upper unit",
            CLAUSE,
            {"about": objection.about, "above": held.above or ", ".join(above)},
        )


def _heard(ask: Ask) -> Iterable[Refusal]:
    """No deduction enters or grows by an answer before the member was heard."""
    objection = objection_of(ask)
    for matter in ask.matters:
        line = matter.after
        if line is None or matter.member is None or not _asks(ask, objection, line):
            continue
        subjects = (f"objection/{objection.objection}", objection.about, f"item/{line.item}/{line.on}")
        hearings = (ask.view.find(Hearing, f"{subject}/{matter.member}") for subject in subjects)
        if not any(hearing and hearing.settled(ask.at) for hearing in hearings):
            yield from timing.heard(ask, subjects[0], matter.member, line.item)


def _asks(ask: Ask, objection: Objection, line: Line) -> bool:
    """A new deduction, or one that becomes larger."""
    scheme = ask.scheme(objection.cycle)
    worth = worth_of(ask.view, scheme, objection.member, line)
    c = ask.command
    assert isinstance(c, asked.Answered)
    claim, _ = concerned(ask, c.corrects or objection.about)
    before = claim.worth if claim else None
    grows = before is None or worth is None or worth < before
    return grows and asks_for_hearing(scheme, line, worth)


def _answer(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.Answered)
    objection = objection_of(ask)
    about = put_right(ask, objection, c.corrects) if c.upheld else objection.about
    claim, _ = concerned(ask, about)
    line = _line(ask, objection, claim) if c.upheld else None
    worth = worth_of(ask.view, ask.scheme(objection.cycle), objection.member, line) if line else None
    order = f"objection/{objection.objection}"
    body = sat(ask, order)
    yield body.said
    yield (
        order,
        happened.ObjectionAnswered(
            objection=objection.objection,
            upheld=c.upheld,
            line=line,
            worth=worth,
            struck=c.upheld and c.strike,
            corrects=c.corrects if c.upheld else None,
            reason=c.reason,
            favour=body.votes.favour,
            against=body.votes.against,
            abstained=body.votes.abstained,
            late=ask.at >= objection.deadline,
        ),
    )
    if c.upheld:
        yield from gives_way(ask, objection, order, line, worth, struck=c.strike, corrects=c.corrects)


def _line(ask: Ask, objection: Objection, claim: Claim | None) -> Line | None:
    """What the answer gives; InvalidError where an upheld one would change nothing."""
    c = ask.command
    assert isinstance(c, asked.Answered)
    if objection.ground == "omission":
        if c.strike:
            raise InvalidError("what was left out can't be struck: uphold {about} as it is", about=objection.about)
        return _after(ask, objection, claim)
    line = new_line(ask, claim.line if claim else None)
    stands = claim is not None and (claim.state == "final" or claim.held_from != "rejected")
    if claim and stands and claim.state in CHANGES and line is None and not c.strike:
        raise InvalidError(
            "say what changes in {claim}: its points, times, level or quantity, or strike it", claim=claim.claim
        )
    return None if c.strike else line


DEEDS: Mapping[str, Deed] = {
    "objection.answer": Deed(
        _subject, _answer, _matters, {"ended": _not_above, "heard": _heard, "who-may": committee_sits}
    ),
    "meeting.answer": Deed(
        _subject,
        _answer,
        _matters,
        {"ended": _not_above, "heard": _heard, "who-may": meeting_sits, "own-claim": stood_back},
    ),
}
