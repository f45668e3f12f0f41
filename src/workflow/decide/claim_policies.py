"""What holds for claims beyond the general guards: dates, signatures, who registers whose.

Source: spec/process.md §2 steps 3 and 4, §4, §10 Dates, Hearing, Who else.
"""

from collections.abc import Iterable
from datetime import date

from ledger.errors import Refusal
from ledger.events.claim import Line
from workflow.ask import Ask
from workflow.commands.activity import SignInActivity
from workflow.commands.claim import AmendClaim, ClaimNothing, EnterClaim, WithLine
from workflow.decide.claim_round import one_follows, place_for
from workflow.guards import points, timing
from workflow.guards.actors import roles_of
from workflow.lines import OF_THE_MEMBER, amends_as, asks_for_hearing, may_withdraw, member_year, takes_away, worth_of
from workflow.record import listed
from workflow.scoring.scheme import Scheme
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Cycles, Round
from workflow.state.membership import Member
from workflow.state.presence import with_host

# Which of an item's `entered_by` a command speaks for; what the recorder enters from paper, by whose paper it is.
ENTERS = {
    "claim.apply": "member",
    "claim.supply": "department",
    "claim.observe": "recorder",
    "claim.supplement": "committee",
    "meeting.supplement": "committee",
}


PAPERS = {
    "paper": "member",
    "department": "department",
    "reported": "others",
    "group": "group",
    "meeting": "meeting",
    "upper": "upper",
    "host": "member",
}


AMENDED = "process §3 Claim (退回补正)"


def open_cycle(ask: Ask, on: date) -> Cycle | None:
    """The open cycle that a date lies in; the latest is looked at first, so that age costs nothing."""
    known = ask.view.find(Cycles) or Cycles()
    found = (ask.view.find(Cycle, key) for key in reversed(known.cycles))
    return next((c for c in found if c and c.state == "open" and c.starts <= on <= c.ends), None)


def takes_declarations(ask: Ask) -> Iterable[Refusal]:
    """零申报 is said, like an application, until the round's closing date."""
    c = ask.command
    assert isinstance(c, ClaimNothing)
    round_ = ask.find(Round, c.round, "round")
    if ask.today > round_.closes:
        yield Refusal(
            "in-order",
            "applications to {round} closed on {closes}; it is {today}",
            "who said nothing stays on the list of those who said nothing",
            "process §2 step 3",
            {"round": c.round, "closes": round_.closes, "today": ask.today},
        )


def dated_in_its_cycle(ask: Ask) -> Iterable[Refusal]:
    """A claim that is amended keeps its round, and its date stays inside the cycle and out of the future."""
    c = ask.command
    assert isinstance(c, AmendClaim)
    cycle = ask.find(Cycle, _claim(ask).cycle, "cycle")
    if not cycle.starts <= c.on <= min(cycle.ends, ask.today):
        yield Refusal(
            "in-order",
            "{on} doesn't lie between the start of {cycle} ({starts}) and today, {today}",
            "give the day on which it happened; what lies in another cycle is claimed there",
            "process §10 Dates",
            {"on": c.on, "cycle": cycle.cycle, "starts": cycle.starts, "today": ask.today},
        )


def takes_applications(ask: Ask) -> Iterable[Refusal]:
    """The date lies in the open cycle and not in the future, and a round takes it today."""
    c = ask.command
    assert isinstance(c, WithLine | SignInActivity)
    facts: dict[str, object] = {"on": c.on, "today": ask.today}
    for matter in ask.matters:
        # Who applies for themselves and is unknown here is told so by who-may.
        if matter.member not in (None, ask.principal):
            ask.find(Member, matter.member or "", "member")
    cycle = open_cycle(ask, c.on)
    if cycle is None:
        yield Refusal(
            "in-order",
            "{on} lies in no open cycle",
            "give a date inside an open cycle, or open the cycle first",
            "process §10 Dates",
            facts,
        )
        return
    if c.on > ask.today:
        yield Refusal(
            "in-order",
            "{on} is still to come; it is {today}",
            "claim it once it has happened",
            "process §10 Dates",
            facts,
        )
    elif place_for(ask, cycle, c.on) is None:
        yield _no_round(ask, cycle, facts)


def _no_round(ask: Ask, cycle: Cycle, facts: dict[str, object]) -> Refusal:
    """Its round is still to be opened; or it has closed, and no other follows in this cycle."""
    if one_follows(ask, cycle):
        return Refusal(
            "in-order",
            "no round takes a claim of {on} on {today}",
            "open the round of that day first",
            "process §2 step 3",
            facts,
        )
    return Refusal(
        "in-order",
        "the last round of {cycle} takes no claim of {on} on {today}, and none follows it",
        "until the session has sat, the recorder observes it or the committee supplements it; after that the year "
        "changes only by a finding of the verification, an appeal or an investigation",
        "process §2, §10 Dates",
        facts | {"cycle": cycle.cycle},
    )


def eligible(ask: Ask) -> Iterable[Refusal]:
    """The member's points are kept, the item is entered by this way, and the scheme lets them use it."""
    yield from points.eligible(ask)
    for matter in ask.matters:
        if matter.member is None or matter.cycle is None or matter.after is None:
            continue
        known = ask.view.find(Member, matter.member)
        member = known.on(matter.after.on) if known else None
        if member and member.inclusion != "points":
            yield Refusal(
                "eligible",
                "no points are kept on {member} ({inclusion})",
                "the meeting decides on inclusion; put it right first if it is wrong",
                "process §1 standing",
                {"member": matter.member, "inclusion": member.inclusion},
            )
        scheme = ask.scheme(matter.cycle)
        yield from _not_gone(ask, known, scheme, matter.after)
        yield from _fed_back(ask, matter.member, matter.after)
        who = member_year(ask.view, matter.member, matter.after.on)
        if not scheme.covers_member(who.status, who.category, who.roles):
            yield Refusal(
                "eligible",
                "the scheme doesn't score {member}: status {status}, category {category}, posts {roles}",
                "put standing, category or posts right if they are wrong",
                "the scheme, " + scheme.covers.clause,
                {
                    "member": matter.member,
                    "status": who.status,
                    "category": who.category,
                    "roles": listed(who.roles),
                },
            )
        item = scheme.by_item.get(matter.after.item)
        ways = _ways(ask)
        if item and ways and not set(ways) & set(item.entered_by):
            yield Refusal(
                "eligible",
                "{item} is not entered by the {way}, but by: {ways}",
                "leave it to those who enter it: {ways}",
                "the scheme, " + item.clause,
                {"item": item.id, "way": ways[0], "ways": listed(item.entered_by)},
            )


def _fed_back(ask: Ask, member: str, line: Line) -> Iterable[Refusal]:
    """What a host feeds back is of a day with the host, and rests on the host's document."""
    c = ask.command
    if not isinstance(c, EnterClaim) or c.source != "host":
        return
    facts = {"member": member, "on": line.on}
    if not with_host(ask.view, member, line.on):
        yield Refusal(
            "eligible",
            "{member} was with no host on {on}",
            "record the time away with its host first; else the member applies",
            "process §3 Member (驻村, 流动)",
            facts,
        )
    if not any(one.digest for one in c.evidence):
        yield Refusal(
            "in-range",
            "what the host says of {member} on {on} comes without a document",
            "give the digest of the host's document with the evidence",
            "process §3 Member (驻村, 流动)",
            facts,
        )


def _not_gone(ask: Ask, member: Member | None, scheme: Scheme, line: Line) -> Iterable[Refusal]:
    """Nothing is added for who has left: they apply where they are. A deduction of their days here may come late."""
    item = scheme.by_item.get(line.item)
    if member is None or item is None:
        return
    if not member.belongs(line.on if takes_away(item, line) else max(ask.today, line.on)):
        yield Refusal(
            "eligible",
            "{member} left on {left}: nothing is added for them here",
            "it is applied for in the new branch, with its own date",
            "process §3 Member, §10 Who else",
            {"member": member.member, "left": member.left},
        )


def _ways(ask: Ask) -> tuple[str, ...]:
    """By whom the line is entered, in the words of `entered_by`; none where nothing new is entered.

    Where the recorder may enter by themselves, they may also enter what others gave in writing.
    """
    c = ask.command
    if isinstance(c, EnterClaim):
        return (PAPERS[c.source],) if c.source == "paper" else (PAPERS[c.source], "recorder")
    if isinstance(c, SignInActivity):
        return ("recorder", "member")  # the recorder enters it, the members signed it
    if isinstance(c, AmendClaim):
        return amends_as(_claim(ask).source)
    way = ENTERS.get(ask.envelope.command)
    return (way,) if way else ()


def _claim(ask: Ask) -> Claim:
    return ask.find(Claim, str(getattr(ask.command, "claim")), "claim")  # noqa: B009


def withdrawer(ask: Ask) -> Iterable[Refusal]:
    """By the claimant: a deduction that others entered is not the member's to take back."""
    claim = _claim(ask)
    if not may_withdraw(ask.scheme(claim.cycle), claim.source, claim.line):
        yield Refusal(
            "who-may",
            "{claim} is a deduction that others entered: it is not {member}'s to withdraw",
            "say so to the recorder or at the hearing; the review may reject it, and what is posted may be objected to",
            "process §3 Claim (已撤回: by the claimant)",
            {"claim": claim.claim, "member": claim.member, "source": claim.source},
        )


def amender(ask: Ask) -> Iterable[Refusal]:
    """What was returned is amended by whoever's word it was: the member, or the recorder for what others gave."""
    claim = _claim(ask)
    facts = {"by": ask.principal, "claim": claim.claim, "member": claim.member}
    if claim.source in OF_THE_MEMBER:
        if ask.principal != claim.member:
            yield Refusal("who-may", "{by} may not amend what {member} applied for", "{member} does", AMENDED, facts)
        return
    barred = ask.conflicted(claim.member) & set(ask.persons)
    if barred or not {"recorder", "deputy-recorder"} & ask.posts.roles(ask.principal, ask.today):
        yield Refusal(
            "who-may",
            "{claim} came from others' writing; {by} may not amend it",
            "the recorder amends it; where the recorder is conflicted, the deputy",
            AMENDED,
            facts,
        )
    yield from recorder_or_deputy(ask)


def asks_for_signature(ask: Ask) -> Iterable[Refusal]:
    """Only an item that asks for it is signed."""
    claim = _claim(ask)
    item = ask.scheme(claim.cycle).by_item[claim.line.item]
    if not item.sign:
        yield Refusal(
            "in-order",
            "{item} needs no department head's signature",
            "the recorder registers it directly",
            "process §2 step 3",
            {"item": item.id, "claim": claim.claim},
        )


def head_of_department(ask: Ask) -> Iterable[Refusal]:
    """The head of the member's own department; the secretary only for a head's own claim."""
    claim = _claim(ask)
    member = ask.view.find(Member, claim.member)
    department = member.department if member else None
    heads = {
        p.person
        for p in ask.posts.posts
        if p.role == "department-head" and p.held(ask.today) and p.department in (None, department)
    }
    conflicted = ask.conflicted(claim.member)
    above = not heads - conflicted and "secretary" in roles_of(ask, ask.principal)
    if ask.principal not in heads and not above:
        yield Refusal(
            "who-may",
            "{by} is not the head of {member}'s department",
            "one of these signs: {heads}; for a head's own claim, the secretary",
            "process §4 own-claim",
            {"by": ask.principal, "member": claim.member, "heads": listed(heads - conflicted)},
        )


def was_signed(ask: Ask) -> Iterable[Refusal]:
    """An item that asks for the department head's signature is registered only with it."""
    claim = _claim(ask)
    item = ask.scheme(claim.cycle).by_item[claim.line.item]
    if item.sign and claim.state == "applied":
        yield Refusal(
            "in-order",
            "{item} needs the signature of the department head first",
            "have the head of the member's department sign {claim}",
            "process §2 step 3",
            {"item": item.id, "claim": claim.claim},
        )


def was_forwarded(ask: Ask) -> Iterable[Refusal]:
    """Where the scheme says so, what a member of a group applied for comes through the group's leader."""
    claim = _claim(ask)
    member = ask.view.find(Member, claim.member)
    through = ask.scheme(claim.cycle).profile.through_group and claim.source == "member"
    if through and member and member.group and claim.forwarded_by is None:
        yield Refusal(
            "in-order",
            "{claim} hasn't come through the leader of group {group}",
            "have the group leader collect and forward it (claim.forward)",
            "process §4 Who may do what (collect and forward)",
            {"claim": claim.claim, "group": member.group},
        )


def ready_to_register(ask: Ask) -> Iterable[Refusal]:
    """Signed and forwarded, where the item or the scheme asks for it."""
    yield from was_signed(ask)
    yield from was_forwarded(ask)


def recorder_or_deputy(ask: Ask) -> Iterable[Refusal]:
    """The deputy takes the claims on which every recorder is conflicted, and no others."""
    roles = ask.posts.roles(ask.principal, ask.today)
    if "deputy-recorder" not in roles or "recorder" in roles:
        return
    recorders = set(ask.posts.holders(ask.today, "recorder"))
    for matter in ask.matters:
        free = recorders - ask.conflicted(matter.member)
        if free:
            yield Refusal(
                "who-may",
                "{by} is the deputy; the recorder has no conflict in {matter}",
                "the recorder does it: {free}; mere absence needs a delegation (代办)",
                "process §10 Who else",
                {"by": ask.principal, "matter": matter.id, "free": listed(free)},
            )


def heard_before_deduction(ask: Ask) -> Iterable[Refusal]:
    """No deduction above the scheme's limit before the member was heard."""
    c = ask.command
    for matter in ask.matters:
        if matter.member is None or matter.cycle is None:
            continue
        if isinstance(c, WithLine):
            line, subject = c.line, f"item/{c.item}/{c.on}"
        else:
            line, subject = _claim(ask).line, matter.id
        scheme = ask.scheme(matter.cycle)
        if asks_for_hearing(scheme, line, worth_of(ask.view, scheme, matter.member, line)):
            yield from timing.heard(ask, subject, matter.member, line.item)
