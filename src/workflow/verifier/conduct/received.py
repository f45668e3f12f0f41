"""What had to follow from a receipt: what another unit's decision makes of the matters here.

Source: spec/process.md §8; docs/decisions/0010.
"""

from collections.abc import Iterator
from dataclasses import replace

from ledger.event import Event
from ledger.events import claim as claims
from ledger.events import filing as filed
from ledger.events import keys as keyed
from ledger.events import membership as belonging
from ledger.events import objection as objected
from ledger.events import order as ordered
from ledger.events import referral
from ledger.events import transfer as moved
from ledger.events import veto as vetoed
from ledger.events.exchange import ReceiptTaken
from workflow.carried import decision
from workflow.moving import going_back
from workflow.record import View
from workflow.state.keys import keys_of
from workflow.state.membership import ONE_DAY, Member
from workflow.state.veto import next_veto
from workflow.verifier.conduct.contested import Due, claim_of, gives_way, objection_of, stands, worth_under
from workflow.verifier.conduct.moment import Moment


def _transferred(view: View, unit: str, said: moved.TransferDecided) -> Iterator[Due]:
    """Who was taken in elsewhere left with the day before."""
    known = view.find(Member, said.member)
    if said.since and known and known.left is None:
        day = said.since - ONE_DAY
        left = belonging.MemberLeft(member=said.member, day=day, how="transferred", to=unit)
        yield f"member/{said.member}", left
        yield from given_back(view, said.member)


def given_back(view: View, member: str) -> Iterator[Due]:
    """What doesn't count yet goes back to who leaves."""
    for claim in going_back(view, member):
        yield f"claim/{claim.claim}", claims.ClaimGivenBack(claim=claim.claim)


def received(moment: Moment, said: ReceiptTaken) -> Iterator[Due]:
    inside = decision(said)
    decided = inside.payload
    if isinstance(decided, moved.TransferDecided):
        yield from _transferred(moment.view, inside.unit, decided)
    if isinstance(decided, keyed.KeyWithdrawn) and decided.person:
        order = f"key/{inside.unit}/{inside.position}"
        said_so = keyed.KeyRevoked(person=decided.person, key_id=decided.key_id, stolen=True, order=order)
        if keys_of(moment.view, decided.person).find(decided.key_id):
            yield f"key/{decided.person}", said_so
    if isinstance(decided, filed.CheckRecorded | ordered.InspectionRecorded):
        for key in decided.struck:
            order = f"check/{inside.unit}/{inside.position}"
            yield f"claim/{key}", claims.ClaimStruck(claim=key, order=order)
    if isinstance(decided, referral.ReferralDecided):
        yield decided.about, _by_referral(decided)
    if isinstance(decided, vetoed.VetoRequested):
        yield _asked_above(moment, inside, decided)
    if not isinstance(decided, objected.AppealDecided):
        return
    order = f"appeal/{inside.unit}/{inside.position}"
    objection = objection_of(moment.view, decided.objection)
    if not decided.upheld:
        yield from stands(moment.view, objection, order)
        return
    claim = claim_of(moment.view, decided.corrects or objection.about)
    line, worth = (claim.line, claim.worth) if claim else (objection.line, None)
    changed = _line_below(decided, line)
    if changed:
        line, worth = changed, worth_under(moment.view, objection, changed)
    yield from gives_way(moment.view, objection, order, line, worth, struck=decided.struck, corrects=decided.corrects)


def _asked_above(moment: Moment, inside: Event, asked: vetoed.VetoRequested) -> Due:
    """The proposal as the upper unit made it, in its persons' names."""
    veto = next_veto(moment.cycle(asked.cycle))
    proposal = vetoed.VetoProposed(
        veto=veto,
        cycle=asked.cycle,
        member=asked.member,
        code=asked.code,
        on=asked.on,
        ground=asked.ground,
        document=asked.document,
        proposers=inside.hands,
        order=f"veto/{inside.unit}/{inside.position}",
    )
    return f"veto/{veto}", proposal


def _by_referral(decided: referral.ReferralDecided) -> str:
    """What the upper unit's decision in the committee's place leads to."""
    if decided.about.startswith("veto/"):
        return "veto-decided"
    return "claim-reviewed" if decided.accepted else "claim-rejected"


def _line_below(decided: objected.AppealDecided, old: claims.Line | None) -> claims.Line | None:
    """The line as the upper unit gave it, or as its changes make it; None where nothing changes."""
    if decided.line or not decided.changes or old is None:
        return decided.line
    names = ("points", "times", "level", "quantity")
    given = {name: value for name in names if (value := getattr(decided.changes, name)) is not None}
    new = replace(old, **given)
    return new if new != old else None
