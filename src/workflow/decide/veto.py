"""一票否决: proposed with ground and document, decided after the member was heard, without the proposer.

Source: spec/process.md §3 Veto, §4 heard, §10 Objections.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.event import Event
from ledger.events import veto as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject, Votes
from workflow.commands.veto import DecideVeto, DecideVetoByMeeting, ProposeVeto, RequestVeto
from workflow.decide.minutes import sat
from workflow.guards import timing, votes
from workflow.guards.bodies import committee_sits, meeting_sits
from workflow.guards.singly import stood_back
from workflow.state.cycle import Cycle
from workflow.state.membership import Member
from workflow.state.veto import Veto, next_veto

CLAUSE = "process §3 Veto"


def _new(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, ProposeVeto)
    ask.find(Member, c.member, "member")
    return Subject("veto", next_veto(ask.cycle(c.cycle)), "")


def _new_matter(ask: Ask) -> Iterable[Matter]:
    assert isinstance(ask.command, ProposeVeto | RequestVeto)
    return (Matter("veto/new", ask.command.member, ask.command.cycle),)


def _still_to_grade(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, ProposeVeto)
    yield from timing.still_to_grade(ask, c.cycle, CLAUSE)


def _known_to_the_scheme(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, ProposeVeto)
    codes = ask.scheme(c.cycle).by_veto if ask.cycle(c.cycle).digest else (c.code,)
    yield from timing.known_to_the_scheme(ask, c.cycle, c.on, c.code, codes, CLAUSE)


def _propose(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, ProposeVeto)
    assert ask.subject is not None
    veto = ask.subject.key
    yield (
        f"veto/{veto}",
        happened.VetoProposed(
            veto=veto, cycle=c.cycle, member=c.member, code=c.code, on=c.on, ground=c.ground, document=c.document
        ),
    )


def _above_a_branch(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, RequestVeto)
    if ask.unit.kind == "branch":
        yield Refusal(
            "in-order",
            "{unit} is a branch: it proposes a veto in its own ledger",
            "propose it there (veto.propose), or have the unit above ask for it",
            CLAUSE,
            {"unit": ask.envelope.unit},
        )


def _request(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RequestVeto)
    yield (
        f"veto/{c.branch}/{c.cycle}",
        happened.VetoRequested(
            branch=c.branch,
            cycle=c.cycle,
            member=c.member,
            code=c.code,
            on=c.on,
            ground=c.ground,
            document=c.document,
        ),
    )


def may_be_asked(ask: Ask, said: happened.VetoRequested) -> Iterable[Refusal]:
    """What the upper unit proposes fits the branch's cycle, its scheme and its members, as any proposal."""
    ask.find(Member, said.member, "member")
    yield from timing.still_to_grade(ask, said.cycle, CLAUSE)
    codes = ask.scheme(said.cycle).by_veto if ask.cycle(said.cycle).digest else (said.code,)
    yield from timing.known_to_the_scheme(ask, said.cycle, said.on, said.code, codes, CLAUSE)


def asked_above(cycle: Cycle, event: Event, said: happened.VetoRequested) -> Emit:
    """The proposal in the branch, by the upper unit's persons: who took the receipt proposed nothing."""
    veto = next_veto(cycle)
    return (
        f"veto/{veto}",
        happened.VetoProposed(
            veto=veto,
            cycle=said.cycle,
            member=said.member,
            code=said.code,
            on=said.on,
            ground=said.ground,
            document=said.document,
            proposers=event.hands,
            order=f"veto/{event.unit}/{event.position}",
        ),
    )


def _of(ask: Ask) -> Veto:
    assert isinstance(ask.command, DecideVeto | DecideVetoByMeeting)
    return ask.find(Veto, ask.command.veto, "veto")


def _decided(ask: Ask) -> Subject:
    assert isinstance(ask.command, DecideVeto | DecideVetoByMeeting)
    veto = _of(ask)
    return Subject("veto", veto.veto, veto.state, "veto-carried" if ask.command.carried else "veto-dropped")


def _decided_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    veto = _of(ask)
    cast = Votes(c.present, c.favour, c.against, c.abstained) if isinstance(c, DecideVeto) else None
    return (Matter(f"veto/{veto.veto}", veto.member, veto.cycle, votes=cast, hands=veto.hands),)


def _heard(ask: Ask) -> Iterable[Refusal]:
    veto = _of(ask)
    yield from timing.heard(ask, f"veto/{veto.veto}", veto.member, veto.code)


def _decide(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, DecideVeto | DecideVetoByMeeting)
    body = sat(ask, f"veto/{c.veto}")
    yield body.said
    yield (
        f"veto/{c.veto}",
        happened.VetoDecided(
            veto=c.veto,
            session=body.id,
            carried=c.carried,
            favour=body.votes.favour,
            against=body.votes.against,
            abstained=body.votes.abstained,
        ),
    )


def _counted(ask: Ask) -> Iterable[Refusal]:
    """A proposal that is dropped needs no majority, but counts that can be."""
    c = ask.command
    assert isinstance(c, DecideVetoByMeeting)
    if c.carried:
        yield from votes.meeting_vote(ask, c)
    else:
        yield from votes.entitled_as_known(ask, c)
        yield from votes.meeting_unsound(ask, c)


DEEDS: Mapping[str, Deed] = {
    "veto.request": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""), _request, _new_matter, {"in-order": _above_a_branch}
    ),
    "veto.propose": Deed(_new, _propose, _new_matter, {"in-order": _still_to_grade, "in-range": _known_to_the_scheme}),
    "veto.decide": Deed(_decided, _decide, _decided_matter, {"heard": _heard, "who-may": committee_sits}),
    "meeting.decide-veto": Deed(
        _decided,
        _decide,
        _decided_matter,
        {"heard": _heard, "who-may": meeting_sits, "own-claim": stood_back, "quorum": _counted},
    ),
}
