"""One claim voted on alone in a members' meeting: whoever is concerned stands back, and 应到 stays as it is.

A count names nobody. So the minutes name who of those concerned was in the room (`recused`); they count as present
and not as voting, and whoever of them is not named was not there: the counts must leave room for that.
Source: spec/process.md §4 own-claim, quorum, §10 Votes (应到 isn't shortened; who is recused counts as present).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ledger.errors import Refusal
from workflow.ask import Ask
from workflow.commands.minutes import SingleCount
from workflow.guards import votes
from workflow.record import View, listed
from workflow.state.membership import Member, kin_of
from workflow.state.presence import entitled, leave_not_counted, votes_on


class SingleVote(votes.Counts, Protocol):
    """Counts on one matter, and who stood back."""

    @property
    def recused(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Room:
    """Who could vote and is concerned; the most that could be there and vote, as the minutes have it."""

    concerned: frozenset[str]
    present_most: int
    voting_most: int


def room(view: View, day: date, member: str, vote: SingleVote, besides: Iterable[str] = ()) -> Room:
    """What a single vote on a matter of this member leaves room for; `besides` had it in hand before."""
    family = ((person, view.find(Member, person)) for person in kin_of(view, member).union(besides))
    leave = leave_not_counted(view)
    concerned = frozenset(person for person, known in family if known and votes_on(view, known, day, leave))
    away = concerned - set(vote.recused)
    return Room(concerned, entitled(view, day) - len(away), vote.present - len(set(vote.recused)))


def singly(ask: Ask, matter: str, member: str, vote: SingleVote, besides: Iterable[str] = ()) -> Iterable[Refusal]:
    """Everything that speaks against this vote, but for the majority's own arithmetic (`votes`)."""
    found = room(ask.view, ask.today, member, vote, besides)
    strangers = set(vote.recused) - found.concerned
    facts: dict[str, object] = {
        "matter": matter,
        "concerned": listed(found.concerned),
        "recused": listed(vote.recused),
        "present": vote.present,
        "counted": vote.favour + vote.against + vote.abstained,
    }
    if strangers or len(set(vote.recused)) != len(vote.recused):
        yield Refusal(
            "own-claim",
            "{recused} stood back from the vote on {matter}; concerned are only {concerned}",
            "name those who are concerned and were in the room, each once; everybody else votes",
            "process §4 own-claim",
            facts,
        )
    if vote.present > found.present_most:
        yield Refusal(
            "own-claim",
            "{present} were present at the vote on {matter}: somebody of {concerned} must have been among them",
            "name who was in the room and stood back (`recused`)",
            "process §4 own-claim",
            facts,
        )
    if vote.favour + vote.against + vote.abstained > found.voting_most:
        yield Refusal(
            "own-claim",
            "{counted} votes on {matter} of {present} present: {recused} must have voted",
            "whoever is concerned doesn't vote singly; count the others' votes",
            "process §4 own-claim",
            facts,
        )


def stood_back(ask: Ask) -> Iterable[Refusal]:
    """A meeting's minutes on one person's matter: those concerned, or who proposed it, don't vote."""
    assert isinstance(ask.command, SingleCount)
    for matter in ask.matters:
        if matter.member is not None:
            yield from singly(ask, matter.id, matter.member, ask.command, matter.hands)


def majority(ask: Ask, matter: str, vote: SingleVote) -> Iterable[Refusal]:
    """Half of 应到 there, more than half of it in favour: nobody's standing back makes it less."""
    yield from votes.meeting_unsound(ask, vote, matter=matter)
    yield from votes.meeting_short(ask, vote, matter=matter)
