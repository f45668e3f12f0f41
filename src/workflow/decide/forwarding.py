"""The group leader collects what the group's members applied for, and sends it on to the branch.

Source: spec/process.md §4 Who may do what (collect and forward), §9.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.claim import ClaimsForwarded
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands.claim import ForwardClaims
from workflow.record import listed
from workflow.state.claim import Claim
from workflow.state.membership import Member

CLAUSE = "process §4 Who may do what (collect and forward)"


def _claims(ask: Ask) -> list[Claim]:
    assert isinstance(ask.command, ForwardClaims)
    return [ask.find(Claim, claim, "claim") for claim in ask.command.claims]


def _group(ask: Ask) -> str | None:
    """The leader's own group: who leads a group belongs to it."""
    leader = ask.view.find(Member, ask.principal)
    return leader.group if leader else None


def _subject(ask: Ask) -> Subject:
    _claims(ask)
    return Subject("unit", ask.envelope.unit, "")


def _of_the_group(ask: Ask) -> Iterable[Refusal]:
    group = _group(ask)
    members = {claim.claim: ask.view.find(Member, claim.member) for claim in _claims(ask)}
    others = [claim for claim, member in members.items() if group is None or member is None or member.group != group]
    if others:
        yield Refusal(
            "who-may",
            "{claims} are not of the group {group} that {by} leads",
            "each group leader forwards the claims of their own group",
            CLAUSE,
            {"claims": listed(others), "group": group or "–", "by": ask.principal},
        )


def _waiting(ask: Ask) -> Iterable[Refusal]:
    """Each was applied for by the member, was not forwarded yet, and is named once."""
    claims = _claims(ask)
    names = [claim.claim for claim in claims]
    wrong = {
        claim.claim
        for claim in claims
        if (claim.state, claim.source) != ("applied", "member")
        or claim.forwarded_by is not None
        or names.count(claim.claim) > 1
    }
    if wrong or not claims:
        yield Refusal(
            "in-order",
            "these don't wait to be forwarded, or are named twice: {claims}",
            "name claims that members of the group applied for, each once",
            CLAUSE,
            {"claims": listed(wrong)},
        )


def _forward(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, ForwardClaims)
    group = _group(ask)
    assert group is not None
    yield f"group/{group}", ClaimsForwarded(group=group, claims=ask.command.claims)


DEEDS: Mapping[str, Deed] = {
    "claim.forward": Deed(_subject, _forward, policies={"who-may": _of_the_group, "in-order": _waiting}),
}
