"""Did the votes carry? Committee votes by person, meetings by count, from the recorded minutes.

Source: spec/process.md §4 quorum, own-claim, same-hands; §10 Votes.
"""

from collections.abc import Iterable, Iterator

from ledger.errors import Fault
from ledger.events.claim import ClaimSupplemented
from ledger.events.cycle import SchemeAdopted
from ledger.events.deliberation import MeetingHeld, SessionHeld
from workflow.state.membership import entitled
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
    room = set(minutes.present if isinstance(minutes, SessionHeld | ClaimSupplemented) else moment.committee)
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


def counted(moment: Moment, said: MeetingHeld | SchemeAdopted) -> Iterator[Fault]:
    """应到 as the ledger has it, half of it present, more than half in favour."""
    due = entitled(moment.view, moment.today)
    yield from differs("quorum", "entitled", said.entitled, due)
    counts = (said.favour, said.against, said.abstained)
    facts = {"present": said.present, "due": due, "favour": said.favour, "counted": sum(counts)}
    if min(said.present, *counts) < 0 or said.present > said.entitled or sum(counts) > said.present:
        yield no("quorum", "{counted} votes of {present} present, {due} entitled: the counts can't be", **facts)
    if 2 * said.present < due:
        yield no("quorum", "{present} of {due} were present: fewer than half", **facts)
    if 2 * said.favour <= due:
        yield no("quorum", "{favour} of {due} entitled voted in favour: no majority", **facts)


def _named(persons: Iterable[str]) -> str:
    return ", ".join(sorted(persons))
