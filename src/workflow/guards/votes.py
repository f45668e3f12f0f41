"""Quorum: of all members of a committee, of all who are entitled in a meeting.

What is wrong with minutes by themselves is told apart from what they fall short of: minutes that fall short are
true, and recorded as a session or a meeting that decided nothing. Source: spec/process.md §4 quorum, §10 Votes.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from ledger.errors import Refusal
from workflow.ask import Ask, Votes
from workflow.commands.minutes import MeetingCount
from workflow.record import listed
from workflow.state.presence import entitled

LEAST_VOTERS = 2
CLAUSE = "process §4 quorum"


class Counts(Protocol):
    """What a meeting counted on one thing."""

    @property
    def present(self) -> int: ...
    @property
    def favour(self) -> int: ...
    @property
    def against(self) -> int: ...
    @property
    def abstained(self) -> int: ...


def committee_vote(ask: Ask, votes: Votes, matter: str) -> Iterable[Refusal]:
    """At least half of all members present, two unconflicted voters, more than half of the voting in favour."""
    yield from session_unsound(ask, votes, matter)
    yield from session_short(ask, votes, matter)


def session_unsound(ask: Ask, votes: Votes, matter: str) -> Iterable[Refusal]:
    """Minutes that can't be: strangers in the room, somebody voting twice or from outside."""
    members, present, voters = set(ask.committee), set(votes.present), votes.voters
    strangers = (present | set(voters)) - members
    facts = _session_facts(ask, votes, matter)
    if strangers:
        yield Refusal(
            "quorum",
            "{strangers} are not in the committee on this day",
            "name only the committee's members among those present and voting: {committee}",
            CLAUSE,
            facts | {"strangers": listed(strangers), "committee": listed(members)},
        )
    if len(set(voters)) != len(voters) or not set(voters) <= present:
        yield Refusal(
            "quorum",
            "the vote on {matter} names somebody twice, or somebody who wasn't present",
            "each person present votes once: in favour, against, or abstaining",
            CLAUSE,
            facts,
        )


def session_short(ask: Ask, votes: Votes, matter: str) -> Iterable[Refusal]:
    """What the session falls short of: members, voters without a conflict, a majority."""
    members, present = set(ask.committee), set(votes.present)
    facts = _session_facts(ask, votes, matter)
    if 2 * len(present & members) < len(members):
        yield Refusal(
            "quorum",
            "{present} of {members} committee members were present: fewer than half",
            "record it with session.record-lapse, and hold the session again with at least half of all members",
            CLAUSE,
            facts,
        )
    facts |= {"voters": len(set(votes.voters)), "favour": len(set(votes.favour))}
    if len(set(votes.voters)) < LEAST_VOTERS:
        yield Refusal(
            "quorum",
            "{voters} unconflicted members voted on {matter}: too few",
            "at least two vote who have no conflict; where there are none, refer it to the upper unit (matter.refer)",
            CLAUSE,
            facts,
        )
    elif 2 * len(set(votes.favour)) <= len(set(votes.voters)):
        yield Refusal(
            "quorum",
            "{favour} of {voters} voted in favour on {matter}: no majority",
            "record it with session.record-lapse; it stays where it was, and may be put to the vote again",
            CLAUSE,
            facts,
        )


def _session_facts(ask: Ask, votes: Votes, matter: str) -> dict[str, object]:
    members = set(ask.committee)
    return {"matter": matter, "members": len(members), "present": len(set(votes.present) & members)}


def meeting_vote(ask: Ask, count: MeetingCount) -> Iterable[Refusal]:
    """Present at least half of 应到, in favour more than half of 应到, and 应到 as the ledger has it."""
    yield from entitled_as_known(ask, count)
    yield from meeting_unsound(ask, count)
    yield from meeting_short(ask, count)


def entitled_as_known(ask: Ask, count: MeetingCount) -> Iterable[Refusal]:
    """应到 of the minutes is that of the ledger."""
    known = entitled(ask.view, ask.today)
    if count.entitled != known:
        yield Refusal(
            "quorum",
            "the minutes say {entitled} are entitled to vote, the ledger says {known}",
            "count every full member who is not under 留党察看; put standings right first if they are wrong",
            "process §10 Votes",
            {**_meeting_facts(ask, count), "entitled": count.entitled},
        )


def meeting_unsound(ask: Ask, count: Counts, **more: object) -> Iterable[Refusal]:
    """Counts that can't be."""
    facts = {**_meeting_facts(ask, count), **more}
    if min(count.present, count.favour, count.against, count.abstained) < 0 or count.present > facts["known"]:
        yield Refusal("quorum", "{present} present of {known} entitled can't be", "correct the counts", CLAUSE, facts)
    if facts["counted"] > count.present:
        yield Refusal(
            "quorum",
            "{counted} votes were counted, but only {present} were present",
            "correct the counts",
            CLAUSE,
            facts,
        )


def meeting_short(ask: Ask, count: Counts, **more: object) -> Iterable[Refusal]:
    """What the meeting falls short of: half of 应到 in the room, more than half of it in favour."""
    facts = {**_meeting_facts(ask, count), **more}
    if 2 * count.present < facts["known"]:
        yield Refusal(
            "quorum",
            "{present} of {known} were present: fewer than half (流会)",
            "record that there was no quorum with meeting.record-lapse, and call the meeting again",
            CLAUSE,
            facts,
        )
    if 2 * count.favour <= facts["known"]:
        yield Refusal(
            "quorum",
            "{favour} voted in favour; it takes more than half of all {known} entitled",
            "record it with meeting.record-lapse; it stays where it was, and may be put to the vote again",
            CLAUSE,
            facts,
        )


def _meeting_facts(ask: Ask, count: Counts) -> dict[str, Any]:
    return {
        "known": entitled(ask.view, ask.today),
        "present": count.present,
        "favour": count.favour,
        "counted": count.favour + count.against + count.abstained,
    }


def quorum(ask: Ask) -> Iterable[Refusal]:
    """The committee's vote on every matter; for a meeting, the count on the whole."""
    if isinstance(ask.command, MeetingCount):
        yield from meeting_vote(ask, ask.command)
        return
    for matter in ask.matters:
        if matter.votes:
            yield from committee_vote(ask, matter.votes, matter.id)
