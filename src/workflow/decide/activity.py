"""A sign-in sheet: one entry, many claims. Every line is asked, and either all enter or none.

Entering is not registering: a line of the recorder's own, or of their kin, may be on the sheet; the claim it
becomes is registered by the deputy. Source: spec/process.md §1 claim (活动登记), §4, §9 F2.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ledger.errors import Refusal
from ledger.events.activity import ActivitySignedIn
from ledger.events.claim import ClaimApplied, Evidence
from workflow.ask import Ask, Deed, Emit, Guard, Matter, Subject
from workflow.commands.activity import SignInActivity
from workflow.decide import claim_policies as policies
from workflow.decide.claim_round import entered, next_claim, place_for
from workflow.guards import points
from workflow.lines import worth_of
from workflow.record import listed
from workflow.state.activity import Sheet, activity_id
from workflow.state.claim import Claim

SOURCE, KIND = "sign-in", "sign-in"
CLAUSE = "process §1 claim (活动登记)"


def _sheet(ask: Ask) -> SignInActivity:
    assert isinstance(ask.command, SignInActivity)
    return ask.command


def _matters(ask: Ask) -> Iterable[Matter]:
    c = _sheet(ask)
    cycle = policies.open_cycle(ask, c.on)
    for signed in c.members:
        yield Matter(
            id=f"claim/new of {signed.member}",
            member=signed.member,
            cycle=cycle.cycle if cycle else None,
            after=c.line(signed),
            evidence=(KIND,),
        )


def _line_by_line(guard: Guard) -> Callable[[Ask], Iterable[Refusal]]:
    """The guard asked of each line alone: every refusal names the member and the line of the sheet."""

    def ask_each(ask: Ask) -> Iterable[Refusal]:
        for number, matter in enumerate(ask.matters, 1):
            for refusal in guard(replace(ask, matters=(matter,))):
                yield replace(refusal, facts={"line": number, "member": matter.member, **refusal.facts})

    return ask_each


def _in_order(ask: Ask) -> Iterable[Refusal]:
    if not ask.matters:
        yield Refusal(
            "in-order",
            "the sheet names nobody",
            "enter the members who signed it",
            CLAUSE,
            {"sheet": _sheet(ask).sheet},
        )
    yield from policies.takes_applications(ask)


def _once(ask: Ask) -> Iterable[Refusal]:
    """What the scheme lets count once, nobody twice on a sheet, and no line of a sheet twice."""
    c = _sheet(ask)
    names = [signed.member for signed in c.members]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        yield Refusal(
            "once",
            "the sheet names {twice} more than once",
            "one line for each member; say with `times` how often it happened",
            CLAUSE,
            {"twice": listed(twice)},
        )
    known = ask.view.find(Sheet, f"{c.sheet}/{c.item}")
    standing = (ask.view.find(Claim, claim) for claim in (known.claims if known else ()))
    entered = {claim.member: claim.claim for claim in standing if claim and claim.state not in points.GONE}
    for number, name in enumerate(names, 1):
        if name in entered:
            yield Refusal(
                "once",
                "line {line}: {member} was entered from this sheet already, as {claim}",
                "leave the line out; what else is on the sheet can still be entered",
                "process §4 once",
                {"line": number, "member": name, "claim": entered[name]},
            )
    yield from _line_by_line(points.once)(ask)


def _enter(ask: Ask) -> Iterable[Emit]:
    c = _sheet(ask)
    cycle = policies.open_cycle(ask, c.on)
    assert cycle is not None
    place = place_for(ask, cycle, c.on)
    assert place is not None
    claims = [next_claim(place.round, ahead) for ahead in range(len(c.members))]
    activity = activity_id(ask.view)
    yield (
        f"activity/{activity}",
        ActivitySignedIn(
            activity=activity,
            cycle=cycle.cycle,
            item=c.item,
            on=c.on,
            matter=c.matter,
            sheet=c.sheet,
            claims=tuple(claims),
        ),
    )
    for claim, signed in zip(claims, c.members, strict=True):
        line = c.line(signed)
        yield (
            f"claim/{claim}",
            ClaimApplied(
                claim=claim,
                round=place.round.round,
                cycle=cycle.cycle,
                member=signed.member,
                line=line,
                worth=worth_of(ask.view, ask.scheme(cycle.cycle), signed.member, line),
                source=SOURCE,
                evidence=(Evidence(kind=KIND, digest=c.sheet),),
            ),
        )
    yield from entered(place, claims)


DEEDS: Mapping[str, Deed] = {
    "activity.sign-in": Deed(
        lambda ask: Subject("claim", "new", ""),
        _enter,
        _matters,
        {
            "who-may": _line_by_line(policies.recorder_or_deputy),
            "in-order": _in_order,
            "eligible": _line_by_line(policies.eligible),
            "in-range": _line_by_line(points.in_range),
            "once": _once,
        },
    ),
}
