"""Too few voters without a conflict: the branch refers the matter, the upper unit decides it.

A claim comes back reviewed, at the same points or fewer, or not accepted; a veto carried or dropped. An objection
goes up as an appeal does, and ends with its decision. Source: spec/process.md §4 quorum, own-claim; §8.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.event import Event
from ledger.events.claim import ClaimRejected, ClaimReviewed
from ledger.events.objection import AppealLodged
from ledger.events.referral import MatterReferred, ReferralDecided
from ledger.events.veto import VetoDecided
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands.referral import DecideReferral, ReferMatter
from workflow.decide.endings import concerned
from workflow.decide.minutes import changed
from workflow.decide.requests import already_decided, nobody_concerned, requested
from workflow.guards import timing
from workflow.guards.bodies import committee_sits
from workflow.guards.points import grows
from workflow.guards.votes import LEAST_VOTERS
from workflow.lines import worth_of
from workflow.record import listed
from workflow.state.claim import Claim
from workflow.state.minutes import voted_on
from workflow.state.objection import Objection
from workflow.state.veto import Veto

CLAUSE = "process §4 quorum"
Referable = Claim | Veto | Objection
TRIGGERS: Mapping[type, str] = {Claim: "claim-referred", Veto: "veto-referred", Objection: "objection-referred"}


def _record(ask: Ask) -> Referable:
    assert isinstance(ask.command, ReferMatter)
    found = voted_on(ask.view, ask.command.about)
    if not isinstance(found, Claim | Veto | Objection):
        raise InvalidError(
            "{about} can't be referred: name claim/…, veto/… or objection/… of this branch", about=ask.command.about
        )
    return found


def _subject(ask: Ask) -> Subject:
    record = _record(ask)
    return Subject(record.KIND, record.key, record.state, TRIGGERS[type(record)])


def _matter(ask: Ask) -> Iterable[Matter]:
    record = _record(ask)
    assert isinstance(ask.command, ReferMatter)
    return (Matter(ask.command.about, record.member, record.cycle, hands=_hands(ask, record)),)


def _hands(ask: Ask, record: Referable) -> tuple[str, ...]:
    """Who had it in hand before and may not vote on it."""
    if isinstance(record, Veto):
        return record.hands
    if isinstance(record, Claim):
        return record.hands if ask.scheme(record.cycle).profile.same_hands else ()
    claim, veto = concerned(ask, record.about)
    deciders = claim.decided_by if claim else veto.decided_by if veto else ()
    return deciders if len(set(deciders)) == 1 else ()


def _free(ask: Ask) -> tuple[str, ...]:
    """The members of the committee who could vote on it."""
    (matter,) = ask.matters
    barred = ask.conflicted(matter.member) | set(matter.hands)
    return tuple(sorted(set(ask.committee) - barred))


def _too_few(ask: Ask) -> Iterable[Refusal]:
    free = _free(ask)
    if len(free) >= LEAST_VOTERS:
        yield Refusal(
            "quorum",
            "{free} of the committee have no conflict in {matter}: they decide it",
            "hold the session; the upper unit decides only where fewer than two can vote",
            CLAUSE,
            {"matter": ask.matters[0].id, "free": listed(free)},
        )


def _somebody_above(ask: Ask) -> Iterable[Refusal]:
    if ask.unit.parent is None:
        yield Refusal(
            "in-order",
            "{unit} has no unit above it",
            "appoint members of the committee who have no conflict",
            CLAUSE,
            {"unit": ask.envelope.unit},
        )


def _heard(ask: Ask) -> Iterable[Refusal]:
    record = _record(ask)
    if isinstance(record, Veto):
        yield from timing.heard(ask, f"veto/{record.veto}", record.member, record.code)


def _refer(ask: Ask) -> Iterable[Emit]:
    c, record = ask.command, _record(ask)
    assert isinstance(c, ReferMatter)
    claim, veto = concerned(ask, record.about) if isinstance(record, Objection) else (None, None)
    line = record.line if isinstance(record, Claim | Objection) else None
    line = claim.line if claim else line
    yield (
        c.about,
        MatterReferred(
            about=c.about,
            member=record.member,
            concerned=tuple(sorted(ask.conflicted(record.member))),
            free=_free(ask),
            line=line,
            reason=c.reason,
        ),
    )
    if isinstance(record, Objection):
        deciders = {*record.decided_by, *(claim.decided_by if claim else ()), *(veto.decided_by if veto else ())}
        yield (
            c.about,
            AppealLodged(
                objection=record.objection,
                about=record.about,
                member=record.member,
                decided_by=tuple(sorted(deciders)),
                concerned=tuple(sorted(ask.conflicted(record.member))),
                line=line,
                text=c.reason,
            ),
        )


def _request(ask: Ask) -> MatterReferred:
    assert isinstance(ask.command, DecideReferral)
    request = requested(ask.command.request, MatterReferred, "referral")
    if request.about.startswith("objection/"):
        raise InvalidError(
            "{about} went up as an appeal: decide it with appeal.decide, on the next position", about=request.about
        )
    return request


def _decided_matter(ask: Ask) -> Iterable[Matter]:
    request = _request(ask)
    return (Matter(request.about, request.member),)


def _not_more(ask: Ask) -> Iterable[Refusal]:
    """As far as it shows without the branch's scheme; the receipt asks the scheme as well."""
    c, request = ask.command, _request(ask)
    assert isinstance(c, DecideReferral)
    if request.line and grows(request.line, None, changed(request.line, c), None):
        yield Refusal(
            "never-more",
            "{matter} would grow, or take another level",
            "keep it or make it smaller; what is more is a new claim",
            "process §4 never-more",
            {"matter": request.about},
        )


def _decide(ask: Ask) -> Iterable[Emit]:
    c, request = ask.command, _request(ask)
    assert isinstance(c, DecideReferral)
    yield (
        f"referral/{c.request.unit}/{c.request.position}",
        ReferralDecided(
            branch=c.request.unit,
            request=c.request.position,
            about=request.about,
            concerned=request.concerned,
            accepted=c.accepted,
            line=changed(request.line, c) if request.line and c.accepted else None,
            reason=c.reason,
        ),
    )


# The branch's side, once the decision has been received


def referred(ask: Ask, decided: ReferralDecided) -> Claim | Veto:
    """The matter that came back. InvalidError where there is none of this name."""
    found = voted_on(ask.view, decided.about)
    if not isinstance(found, Claim | Veto):
        raise InvalidError("{about} was not referred", about=decided.about)
    return found


def after_referral(ask: Ask, event: Event, decided: ReferralDecided) -> Iterable[Emit]:
    """What the decision makes of the claim or the veto; its `order` names where it stands."""
    order, record = f"referral/{event.unit}/{event.position}", referred(ask, decided)
    if isinstance(record, Veto):
        said = VetoDecided(
            veto=record.veto, session=order, carried=decided.accepted, favour=(), against=(), abstained=()
        )
        yield decided.about, said
    elif decided.accepted:
        line = decided.line or record.line
        worth = worth_of(ask.view, ask.scheme(record.cycle), record.member, line)
        yield (
            decided.about,
            ClaimReviewed(
                claim=record.claim, session=order, line=line, worth=worth, favour=(), against=(), abstained=()
            ),
        )
    else:
        yield decided.about, ClaimRejected(claim=record.claim, held=order, reason=decided.reason)


DEEDS: Mapping[str, Deed] = {
    "matter.refer": Deed(
        _subject,
        _refer,
        _matter,
        {"who-may": committee_sits, "in-order": _somebody_above, "quorum": _too_few, "heard": _heard},
    ),
    "referral.decide": Deed(
        lambda ask: Subject("unit", ask.envelope.unit, ""),
        _decide,
        _decided_matter,
        {
            "ended": lambda ask: already_decided(ask, "referral-decided"),
            "own-claim": lambda ask: nobody_concerned(ask, _request(ask)),
            "never-more": _not_more,
        },
    ),
}
