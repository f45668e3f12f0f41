"""Quorum: of all members of a committee, of all who are entitled in a meeting.

Source: spec/process.md §4 quorum, §10 Votes.
"""

from collections.abc import Iterable

from ledger.errors import Refusal
from workflow.ask import Ask, Votes
from workflow.commands.minutes import MeetingCount
from workflow.record import listed
from workflow.state.membership import entitled

LEAST_VOTERS = 2
CLAUSE = "process §4 quorum"


def committee_vote(ask: Ask, votes: Votes, matter: str) -> Iterable[Refusal]:
    """At least half of all members present, two unconflicted voters, more than half of the voting in favour."""
    members, present, voters = set(ask.committee), set(votes.present), votes.voters
    strangers = (present | set(voters)) - members
    facts: dict[str, object] = {"matter": matter, "members": len(members), "present": len(present & members)}
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
    if 2 * len(present & members) < len(members):
        yield Refusal(
            "quorum",
            "{present} of {members} committee members were present: fewer than half",
            "hold the session again with at least half of all members",
            CLAUSE,
            facts,
        )
    facts |= {"voters": len(set(voters)), "favour": len(set(votes.favour))}
    if len(set(voters)) < LEAST_VOTERS:
        yield Refusal(
            "quorum",
            "{voters} unconflicted members voted on {matter}: too few",
            "at least two vote who have no conflict; otherwise the upper unit decides",
            CLAUSE,
            facts,
        )
    elif 2 * len(set(votes.favour)) <= len(set(voters)):
        yield Refusal(
            "quorum",
            "{favour} of {voters} voted in favour on {matter}: no majority",
            "it stays where it was; it may be put to the vote again",
            CLAUSE,
            facts,
        )


def meeting_vote(ask: Ask, count: MeetingCount) -> Iterable[Refusal]:
    """Present at least half of 应到, in favour more than half of 应到, and 应到 as the ledger has it."""
    known = entitled(ask.view, ask.today)
    facts: dict[str, object] = {
        "entitled": count.entitled,
        "known": known,
        "present": count.present,
        "favour": count.favour,
        "counted": count.favour + count.against + count.abstained,
    }
    if count.entitled != known:
        yield Refusal(
            "quorum",
            "the minutes say {entitled} are entitled to vote, the ledger says {known}",
            "count every full member who is not under 留党察看; put standings right first if they are wrong",
            "process §10 Votes",
            facts,
        )
    if min(count.present, count.favour, count.against, count.abstained) < 0 or count.present > count.entitled:
        yield Refusal(
            "quorum", "{present} present of {entitled} entitled can't be", "correct the counts", CLAUSE, facts
        )
    if count.favour + count.against + count.abstained > count.present:
        yield Refusal(
            "quorum",
            "{counted} votes were counted, but only {present} were present",
            "correct the counts",
            CLAUSE,
            facts,
        )
    if 2 * count.present < known:
        yield Refusal(
            "quorum",
            "{present} of {known} were present: fewer than half (流会)",
            "record that there was no quorum, and call the meeting again",
            CLAUSE,
            facts,
        )
    if 2 * count.favour <= known:
        yield Refusal(
            "quorum",
            "{favour} voted in favour; it takes more than half of all {known} entitled",
            "it is not carried and stays where it was; it may be put to the vote again",
            CLAUSE,
            facts,
        )


def quorum(ask: Ask) -> Iterable[Refusal]:
    """The committee's vote on every matter; for a meeting, the count on the whole."""
    if isinstance(ask.command, MeetingCount):
        yield from meeting_vote(ask, ask.command)
        return
    for matter in ask.matters:
        if matter.votes:
            yield from committee_vote(ask, matter.votes, matter.id)
