"""Did the votes carry? Committee votes by person, meetings by count, from the recorded minutes.

Source: spec/process.md §4 quorum, own-claim, same-hands; §10 Votes.
"""

from collections.abc import Iterable, Iterator

from ledger.errors import Fault
from ledger.events.claim import ClaimSupplemented, VotedSingly
from ledger.events.cycle import SchemeAdopted
from ledger.events.deliberation import MeetingHeld, SessionHeld, SessionLapsed
from workflow.state.membership import Member
from workflow.state.presence import entitled, leave_not_counted, votes_on
from workflow.verifier.conduct.moment import Moment, differs
from workflow.verifier.verdict import no

VOTERS_LEAST = 2


def present(moment: Moment, said: SessionHeld | ClaimSupplemented) -> Iterator[Fault]:
    """The committee as it was that day, at least half of all its members in the room, and nobody else."""
    members = moment.committee
    if isinstance(said, SessionHeld):
        yield from differs("quorum", "members", said.members, members)
    strangers = set(said.present) - set(members)
    if strangers:
        yield no("quorum", "{strangers} were not in the committee that day", strangers=_named(strangers))
    there = len(set(said.present) & set(members))
    if 2 * there < len(members):
        yield no(
            "quorum",
            "{present} of {members} members were present: fewer than half",
            present=there,
            members=len(members),
        )


def vote(
    moment: Moment,
    matter: str,
    favour: tuple[str, ...],
    against: tuple[str, ...],
    abstained: tuple[str, ...],
    *,
    barred: Iterable[str],
    hands: Iterable[str] = (),
    carries: bool = True,
) -> Iterator[Fault]:
    """One vote by person.

    `barred` are the person concerned and kin, `hands` those who had the matter in hand before; `carries` says that
    what was recorded needs a majority.
    """
    voters = (*favour, *against, *abstained)
    facts: dict[str, object] = {"matter": matter, "voters": len(set(voters)), "favour": len(set(favour))}
    if len(set(voters)) != len(voters):
        yield no("quorum", "the vote on {matter} names somebody twice", **facts)
    minutes = moment.group[0].payload
    room = set(
        minutes.present if isinstance(minutes, SessionHeld | SessionLapsed | ClaimSupplemented) else moment.committee
    )
    if strangers := set(voters) - room:
        yield no("quorum", "{strangers} voted on {matter} and were not there", strangers=_named(strangers), **facts)
    for person in sorted(set(voters) & set(barred)):
        yield no("own-claim", "{person} voted on {matter}: their own, or their kin's", person=person, **facts)
    for person in sorted(set(voters) & set(hands)):
        yield no("same-hands", "{person} voted on {matter}, and had it in hand before", person=person, **facts)
    if carries and len(set(voters)) < VOTERS_LEAST:
        yield no("quorum", "{voters} voted on {matter}: it takes two without a conflict", **facts)
    elif carries and 2 * len(set(favour)) <= len(set(voters)):
        yield no("quorum", "{favour} of {voters} voted in favour on {matter}: no majority", **facts)


def counted(moment: Moment, said: MeetingHeld | SchemeAdopted, *, carries: bool = True) -> Iterator[Fault]:
    """应到 as the ledger has it, half of it present, more than half in favour."""
    due = entitled(moment.view, moment.today)
    yield from differs("quorum", "entitled", said.entitled, due)
    counts = (said.favour, said.against, said.abstained)
    facts = {"present": said.present, "due": due, "favour": said.favour, "counted": sum(counts)}
    if min(said.present, *counts) < 0 or said.present > said.entitled or sum(counts) > said.present:
        yield no("quorum", "{counted} votes of {present} present, {due} entitled: the counts can't be", **facts)
    if carries and 2 * said.present < due:
        yield no("quorum", "{present} of {due} were present: fewer than half", **facts)
    if carries and 2 * said.favour <= due:
        yield no("quorum", "{favour} of {due} entitled voted in favour: no majority", **facts)


def voted_singly(moment: Moment, claim: str, member: str, said: VotedSingly | None) -> Iterator[Fault]:
    """A meeting's vote on one claim: those concerned stood back, 应到 stayed whole, and it was carried."""
    if said is None:
        return
    due, counted = entitled(moment.view, moment.today), said.favour + said.against + said.abstained
    facts = {"claim": claim, "present": said.present, "counted": counted, "favour": said.favour, "due": due}
    yield from stood_back(moment, claim, member, said)
    if min(said.present, said.favour, said.against, said.abstained) < 0 or 2 * said.present < due:
        yield no("quorum", "{present} of {due} were there at the vote on {claim}: fewer than half", **facts)
    if 2 * said.favour <= due:
        yield no("quorum", "{favour} of {due} entitled voted in favour on {claim}: no majority", **facts)


def stood_back(
    moment: Moment, claim: str, member: str, said: VotedSingly | MeetingHeld, hands: Iterable[str] = ()
) -> Iterator[Fault]:
    """Nobody concerned voted: the counts leave room for everybody of them, there or away."""
    due, day = entitled(moment.view, moment.today), moment.today
    family = ((person, moment.view.find(Member, person)) for person in {*moment.own(member), *hands})
    leave = leave_not_counted(moment.view)
    concerned = {person for person, known in family if known and votes_on(moment.view, known, day, leave)}
    recused, counted = set(said.recused), said.favour + said.against + said.abstained
    facts = {"claim": claim, "present": said.present, "counted": counted}
    if not recused <= concerned or len(recused) != len(said.recused):
        yield no("own-claim", "somebody stood back from the vote on {claim} who was not concerned", **facts)
    if said.present > due - len(concerned - recused):
        yield no("own-claim", "{present} were there at the vote on {claim}: somebody concerned is not named", **facts)
    if counted > said.present - len(recused):
        yield no("own-claim", "{counted} voted on {claim} of {present} present: somebody concerned voted", **facts)


def _named(persons: Iterable[str]) -> str:
    return ", ".join(sorted(persons))
