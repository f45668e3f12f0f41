"""Could this claim be entered, signed, registered, changed? Dates, round, item, points, worth, hearing.

Source: spec/process.md §2 steps 3 and 4, §4 in-range, eligible, once, heard; §10 Dates.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.errors import Fault
from ledger.events import claim as happened
from ledger.events.activity import ActivitySignedIn
from ledger.events.claim import Line
from ledger.payload import Payload
from workflow.lines import (
    OF_THE_MEMBER,
    amends_as,
    asks_for_hearing,
    fact_of,
    may_withdraw,
    member_year,
    takes_away,
    worth_of,
)
from workflow.periods import expected_rounds
from workflow.scoring.problems import check_fact
from workflow.state.activity import Sheet, activity_id
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Cycles, Round
from workflow.state.deliberation import Hearing
from workflow.state.membership import Member
from workflow.state.presence import with_host
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.persons import deputy
from workflow.verifier.conduct.votes import present, vote
from workflow.verifier.verdict import no

# Claims that no longer stand keep nobody from claiming the matter again.
GONE = frozenset({"withdrawn", "given-back", "rejected", "struck"})
ALL = frozenset({"in-range", "eligible", "once"})
# Nobody applies by these: the closing date is not theirs.
DIRECTLY = ("claim.observe", "claim.supplement", "meeting.supplement")
# By whom a line is entered, in the words of an item's `entered_by`; what is entered from paper, by whose paper.
WAYS = {
    "claim.apply": "member",
    "claim.supply": "department",
    "claim.observe": "recorder",
    "claim.supplement": "committee",
    "meeting.supplement": "committee",
}
PAPERS = {"department": "department", "reported": "others", "host": "member"}
IN_WRITING = frozenset({"paper", "department", "reported", "group", "meeting", "upper", "host"})


def the_claim(moment: Moment, key: str) -> Claim:
    found = moment.view.find(Claim, key)
    assert found is not None, f"there is no claim {key}"
    return found


def worth(moment: Moment, cycle: str, member: str, line: Line, said: Decimal | None) -> Iterator[Fault]:
    """The worth written beside a line is what the scheme makes of it."""
    yield from differs("worth", "worth", said, worth_of(moment.view, moment.scheme(cycle), member, line))


def allowed(
    moment: Moment, cycle: str, member: str, line: Line, guards: frozenset[str], *, besides: str = ""
) -> Iterator[Fault]:
    """What the scheme has against this line, of these guards; `besides` is the claim itself."""
    others = tuple(
        fact_of(claim.line, order=claim.opened, claim=claim.claim)
        for claim in claims_of(moment.view, cycle, member)
        if claim.state not in GONE and claim.claim != besides
    )
    who = member_year(moment.view, member, line.on)
    for problem in check_fact(moment.scheme(cycle), who, fact_of(line), others):
        if problem.guard in guards:
            yield Fault(problem.message, problem.guard, problem.facts)


def _begun(moment: Moment, said: Any) -> Iterator[Fault]:
    """Applied, entered, observed or supplemented."""
    member = moment.view.find(Member, said.member)
    cycle = _open_cycle(moment, said.line.on)
    if member is None or cycle is None:
        facts = {"member": said.member, "on": said.line.on}
        yield no("in-order", "{member} is not enrolled, or {on} lies in no open cycle", **facts)
        return
    yield from differs("in-order", "cycle", said.cycle, cycle.cycle)
    if said.line.on > moment.today:
        yield no("in-order", "{on} was still to come on {today}", on=said.line.on, today=moment.today)
    round_ = _round_for(moment, cycle, said.line.on) or waits_in(moment, cycle, said.line.on)
    if round_ is None or round_.round != said.round:
        facts = {"round": said.round, "on": said.line.on, "today": moment.today}
        yield no("in-order", "{round} took no claim of {on} on {today}", **facts)
    else:
        yield from differs("in-order", "claim", said.claim, f"{round_.round}-{round_.numbered + 1:03}")
    ways = {WAYS.get(moment.command, "recorder")}
    if moment.command == "claim.enter":
        # What others than the member gave in writing goes by their word, or by the recorder's own.
        ways = {"member"} if said.source == "paper" else {PAPERS.get(said.source, said.source), "recorder"}
    if isinstance(said, happened.ClaimApplied) and said.reporter is not None and said.source != "reported":
        yield no("in-order", "{claim} names a reporter, and nobody reported it", claim=said.claim)
    if moment.command == "claim.enter" and said.source not in IN_WRITING:
        yield no("in-order", "{source} is nothing that the recorder enters alone", source=said.source)
    if isinstance(said, happened.ClaimApplied) and said.source == "host":
        if not with_host(moment.view, said.member, said.line.on):
            yield no("eligible", "{member} was with no host on {on}", member=said.member, on=said.line.on)
        if not any(one.digest for one in said.evidence):
            yield no("in-range", "the host's word on {member} comes without a document", member=said.member)
    if moment.command == "activity.sign-in":
        ways = {"member", "recorder"}
        yield from _on_the_sheet(moment, said)
    yield from _entered(moment, cycle.cycle, said.member, said.line, ways, getattr(said, "evidence", None))
    yield from worth(moment, cycle.cycle, said.member, said.line, said.worth)
    if moment.command in DIRECTLY:
        yield from _heard(moment, cycle.cycle, said.member, said.line, f"item/{said.line.item}/{said.line.on}")
    if isinstance(said, happened.ClaimSupplemented) and moment.command == "meeting.supplement":
        named = (said.present, said.favour, said.against, said.abstained)
        yield from differs("quorum", "votes by person", named, ((), (), (), ()))
    elif isinstance(said, happened.ClaimSupplemented):
        barred = moment.own(said.member)
        yield from present(moment, said)
        yield from vote(moment, said.claim, said.favour, said.against, said.abstained, barred=barred)


def _on_the_sheet(moment: Moment, said: happened.ClaimApplied) -> Iterator[Fault]:
    """The line is the sheet's own: its item, day and matter, by its digest; each member once."""
    sheet = moment.group[0].payload
    assert isinstance(sheet, ActivitySignedIn)
    yield from differs("in-order", "source", said.source, "sign-in")
    yield from differs("in-range", "evidence", said.evidence, (happened.Evidence(kind="sign-in", digest=sheet.sheet),))
    line = (said.line.item, said.line.on, said.line.matter)
    yield from differs("in-order", "activity", line, (sheet.item, sheet.on, sheet.matter))
    yield from deputy(moment, said.member)
    members = [event.payload.member for event in moment.group if isinstance(event.payload, happened.ClaimApplied)]
    known = moment.view.find(Sheet, f"{sheet.sheet}/{sheet.item}")
    earlier = (moment.view.find(Claim, key) for key in (known.claims if known else ()) if key not in sheet.claims)
    standing = {claim.member for claim in earlier if claim and claim.state not in GONE}
    if members.count(said.member) > 1 or said.member in standing:
        yield no("once", "{member} was entered from this sheet twice", member=said.member)


def _signed_in(moment: Moment, said: ActivitySignedIn) -> Iterator[Fault]:
    yield from differs("in-order", "activity", said.activity, activity_id(moment.view))
    if not said.claims:
        yield no("in-order", "the sheet names nobody")


def _entered(
    moment: Moment,
    cycle: str,
    member: str,
    line: Line,
    ways: set[str],
    evidence: tuple[happened.Evidence, ...] | None,
    besides: str = "",
) -> Iterator[Fault]:
    """The member and the item take this line, in this way, with the evidence that it asks for."""
    scheme, known = moment.scheme(cycle), moment.view.find(Member, member)
    if known is None or known.on(line.on).inclusion != "points":
        yield no("eligible", "no points were kept on {member} on {on}", member=member, on=line.on)
    elif item := scheme.by_item.get(line.item):
        last = line.on if takes_away(item, line) else moment.today
        if not known.belongs(max(last, line.on)):
            yield no("eligible", "{member} had left on {left}", member=member, left=known.left)
    who = member_year(moment.view, member, line.on)
    if not scheme.covers_member(who.status, who.category, who.roles):
        yield no("eligible", "the scheme doesn't score {member} as of {on}", member=member, on=line.on)
    yield from allowed(moment, cycle, member, line, ALL, besides=besides)
    item = scheme.by_item.get(line.item)
    if item is None:
        return
    if not ways & set(item.entered_by):
        yield no("eligible", "{item} is not entered by the {way}", item=item.id, way=", ".join(sorted(ways)))
    # A department's word is the signature that follows; it stands for no other paper.
    asked = set(item.evidence) - ({"department-word"} if item.sign else set())
    if evidence is not None and asked and not asked & {one.kind for one in evidence}:
        kinds = ", ".join(sorted(asked))
        yield no("in-range", "{item} asks for evidence of one of these kinds: {kinds}", item=item.id, kinds=kinds)


def _amended(moment: Moment, said: happened.ClaimAmended) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    cycle = moment.cycle(claim.cycle)
    if not cycle.starts <= said.line.on <= min(cycle.ends, moment.today):
        facts = {"claim": said.claim, "on": said.line.on, "today": moment.today}
        yield no("in-order", "{claim} was amended on {today} to {on}, outside its cycle or still to come", **facts)
    of_the_member = claim.source in OF_THE_MEMBER
    if moment.principal != claim.member if of_the_member else moment.own(claim.member) & set(moment.persons):
        yield no("who-may", "{claim} was not {by}'s to amend", claim=said.claim, by=moment.principal)
    if not of_the_member:
        if not {"recorder", "deputy-recorder"} & moment.posts.roles(moment.principal, moment.today):
            yield no("who-may", "{claim} was not {by}'s to amend", claim=said.claim, by=moment.principal)
        yield from deputy(moment, claim.member)
    ways = set(amends_as(claim.source))
    yield from _entered(moment, claim.cycle, claim.member, said.line, ways, said.evidence, said.claim)
    yield from worth(moment, claim.cycle, claim.member, said.line, said.worth)


def _withdrawn(moment: Moment, said: happened.ClaimWithdrawn) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    if not may_withdraw(moment.scheme(claim.cycle), claim.source, claim.line):
        yield no(
            "who-may",
            "{claim} is a deduction that others entered, and not {by}'s to withdraw",
            claim=said.claim,
            by=claim.member,
        )


def _signed(moment: Moment, said: happened.ClaimSigned) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    if not moment.scheme(claim.cycle).by_item[claim.line.item].sign:
        yield no("in-order", "{item} is not signed by a department head", item=claim.line.item)


def _registered(moment: Moment, said: happened.ClaimRegistered) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    if moment.scheme(claim.cycle).by_item[claim.line.item].sign and claim.state == "applied":
        yield no("in-order", "{item} was registered without the department head's signature", item=claim.line.item)
    member = moment.view.find(Member, claim.member)
    through = moment.scheme(claim.cycle).profile.through_group and claim.source == "member"
    if through and member and member.group and claim.forwarded_by is None:
        yield no("in-order", "{claim} was registered and had not come through the group leader", claim=claim.claim)
    yield from _heard(moment, claim.cycle, claim.member, claim.line, f"claim/{claim.claim}")


def _forwarded(moment: Moment, said: happened.ClaimsForwarded) -> Iterator[Fault]:
    """The leader's own group, and claims of its members that waited for it."""
    leader = moment.view.find(Member, moment.event.on_behalf or moment.by)
    yield from differs("who-may", "group", said.group, leader.group if leader else None)
    for key in said.claims:
        claim = the_claim(moment, key)
        member = moment.view.find(Member, claim.member)
        if member is None or member.group != said.group:
            yield no("who-may", "{claim} is not of the group {group}", claim=key, group=said.group)
        waits = (claim.state, claim.source, claim.forwarded_by) == ("applied", "member", None)
        if not waits or said.claims.count(key) > 1:
            yield no("in-order", "{claim} did not wait to be forwarded", claim=key)
    if not said.claims:
        yield no("in-order", "nothing was forwarded")


def _heard(moment: Moment, cycle: str, member: str, line: Line, subject: str) -> Iterator[Fault]:
    """No deduction above the scheme's limit before the member was heard, or let the time pass."""
    scheme = moment.scheme(cycle)
    if not asks_for_hearing(scheme, line, worth_of(moment.view, scheme, member, line)):
        return
    hearing = moment.view.find(Hearing, f"{subject}/{member}")
    if hearing is None or not hearing.settled(moment.at):
        yield no("heard", "{member} was not heard on {item} first", member=member, item=line.item)


def _held_over(moment: Moment, said: happened.ClaimHeldOver) -> Iterator[Fault]:
    """What the session held over goes on in the next round that is open already; else it waits for one."""
    if moment.command != "session.review":
        yield from differs("in-order", "the round that it goes on in", said.into, None)
        return
    held = moment.view.find(Round, said.round)
    cycle = moment.view.find(Cycle, held.cycle) if held else None
    rounds = [found for key in (cycle.rounds if cycle else ()) if (found := moment.view.find(Round, key))]
    later = [r.round for r in rounds if held and r.starts > held.starts and r.state == "open"]
    yield from differs("in-order", "the round that it goes on in", said.into, next(iter(later), None))


def _nothing(moment: Moment, said: happened.NothingClaimed) -> Iterator[Fault]:
    held = moment.view.find(Round, said.round)
    if held and moment.today > held.closes:
        facts = {"member": said.member, "round": said.round, "closes": held.closes, "today": moment.today}
        yield no("in-order", "{member} said on {today} that there is nothing; {round} closed on {closes}", **facts)


def _open_cycle(moment: Moment, on: date) -> Cycle | None:
    for key in reversed((moment.view.find(Cycles) or Cycles()).cycles):
        cycle = moment.view.find(Cycle, key)
        if cycle and cycle.state == "open" and cycle.starts <= on <= cycle.ends:
            return cycle
    return None


def _round_for(moment: Moment, cycle: Cycle, on: date) -> Round | None:
    """The round of the day while it takes claims, else the first later one that does.

    The closing date is the applicants'; what enters registered or reviewed may come until the session has sat.
    """
    later: Round | None = None
    directly = moment.command in DIRECTLY
    for key in cycle.rounds:
        round_ = moment.view.find(Round, key)
        if round_ is None or round_.state != "open" or (moment.today > round_.closes and not directly):
            continue
        if round_.starts <= on <= round_.ends:
            return round_
        later = later or (round_ if round_.starts > on else None)
    return later


def waits_in(moment: Moment, cycle: Cycle, on: date) -> Round | None:
    """After its closing date: the round of the day, where no round takes the claim and one is still to be opened."""
    spans = expected_rounds(cycle.starts, cycle.ends, moment.scheme(cycle.cycle).profile.round)
    if moment.command in DIRECTLY or len(cycle.rounds) >= len(spans) or _round_for(moment, cycle, on):
        return None
    known = (moment.view.find(Round, key) for key in cycle.rounds)
    return next((round_ for round_ in known if round_ and round_.starts <= on <= round_.ends), None)


def held_over(moment: Moment, said: Any) -> Iterator[tuple[str, Payload]]:
    """What has to follow an application that comes after its round's closing date: it waits for the next round."""
    cycle = _open_cycle(moment, said.line.on)
    waiting = waits_in(moment, cycle, said.line.on) if cycle else None
    if waiting:
        yield f"claim/{said.claim}", happened.ClaimHeldOver(claim=said.claim, round=waiting.round)


RULES: Mapping[type, Rule] = {
    ActivitySignedIn: _signed_in,
    happened.ClaimApplied: _begun,
    happened.ClaimObserved: _begun,
    happened.ClaimSupplemented: _begun,
    happened.ClaimAmended: _amended,
    happened.ClaimWithdrawn: _withdrawn,
    happened.ClaimsForwarded: _forwarded,
    happened.ClaimSigned: _signed,
    happened.ClaimRegistered: _registered,
    happened.ClaimHeldOver: _held_over,
    happened.NothingClaimed: _nothing,
}
