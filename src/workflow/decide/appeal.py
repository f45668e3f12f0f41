"""Appeals: once more to the upper unit, whose decision ends the matter within this scheme (本制度内终结).

Source: spec/process.md §3 Objection and appeal, §8, §10 Objections.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events import objection as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import objection as asked
from workflow.decide.answer import new_line
from workflow.decide.endings import concerned
from workflow.decide.objection import CLAUSE, OFFICE, objection_of
from workflow.decide.requests import already_decided, nobody_concerned, requested
from workflow.guards import timing
from workflow.state.objection import WAITING, Objection


def _same_objector(ask: Ask) -> Iterable[Refusal]:
    """Who objected takes it further; the office enters it for them."""
    if ask.tag != objection_of(ask).tag and not OFFICE & ask.posts.roles(ask.principal, ask.today):
        yield Refusal(
            "who-may",
            "only who objected may appeal",
            "the objector appeals, or has the office enter it",
            CLAUSE,
            {"objection": objection_of(ask).objection},
        )


def _in_time(ask: Ask) -> Iterable[Refusal]:
    """Within the days after the telling; or once the day to answer is over and nobody answered (逾期未答复)."""
    objection = objection_of(ask)
    if objection.state in WAITING:
        yield from timing.over(ask, objection.deadline, f"the time to answer {objection.objection}")
    elif objection.appealable_until:
        yield from timing.still_open(ask, objection.appealable_until, f"the time to appeal on {objection.objection}")


def _lodge(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.LodgeAppeal)
    objection = objection_of(ask)
    claim, veto = concerned(ask, objection.about)
    deciders = {*objection.decided_by, *(claim.decided_by if claim else ()), *(veto.decided_by if veto else ())}
    yield (
        f"objection/{objection.objection}",
        happened.AppealLodged(
            objection=objection.objection,
            about=objection.about,
            member=objection.member,
            decided_by=tuple(sorted(deciders)),
            concerned=tuple(sorted(ask.conflicted(objection.member))),
            line=claim.line if claim else objection.line,
            text=c.text,
        ),
    )


def _appeal(ask: Ask) -> happened.AppealLodged:
    assert isinstance(ask.command, asked.DecideAppeal)
    return requested(ask.command.request, happened.AppealLodged, "appeal")


def _matters(ask: Ask) -> Iterable[Matter]:
    appeal = _appeal(ask)
    return (Matter(appeal.about, appeal.member, hands=appeal.decided_by),)


def _decide(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.DecideAppeal)
    appeal = _appeal(ask)
    if c.upheld and appeal.about.startswith("grading/") and c.corrects is None:
        raise InvalidError("a grade follows from points and vetoes: name the claim or the veto that is put right")
    # Of a claim that a grade rests on the upper unit holds no line.
    changes = happened.Changes(points=c.points, times=c.times, level=c.level, quantity=c.quantity)
    yield (
        f"appeal/{c.request.unit}/{c.request.position}",
        happened.AppealDecided(
            branch=c.request.unit,
            request=c.request.position,
            objection=appeal.objection,
            about=appeal.about,
            upheld=c.upheld,
            line=new_line(ask, appeal.line) if c.upheld else None,
            changes=changes if c.upheld and appeal.line is None and changes != happened.Changes() else None,
            struck=c.upheld and c.strike,
            corrects=c.corrects if c.upheld else None,
            concerned=appeal.concerned,
            decided_before=appeal.decided_by,
            reason=c.reason,
        ),
    )


DEEDS: Mapping[str, Deed] = {
    "appeal.lodge": Deed(
        about("objection", Objection, "objection", "objection"),
        _lodge,
        policies={"who-may": _same_objector, "in-window": _in_time},
    ),
    "appeal.decide": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""),
        _decide,
        _matters,
        {
            "ended": lambda ask: already_decided(ask, "appeal-decided"),
            "own-claim": lambda ask: nobody_concerned(ask, _appeal(ask)),
        },
    ),
}
