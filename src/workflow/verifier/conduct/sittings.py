"""What sessions and meetings decided: each claim, the year; never more than was applied for.

Source: spec/process.md §2 steps 5, 6 and 10, §4 never-more, quorum, heard; §10.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ledger.errors import Fault
from ledger.events import claim as claims
from ledger.events import deliberation as sat
from ledger.events import veto as vetoed
from ledger.events.claim import Line
from ledger.events.cycle import SchemeAdopted
from ledger.events.evaluation import GradesConfirmed, GradesRevised
from ledger.events.exchange import ReceiptTaken
from ledger.events.referral import ReferralDecided
from workflow.carried import decision
from workflow.days import end_of
from workflow.lines import worth_of
from workflow.regrade import ordered_at
from workflow.scoring.grades import lowest_grade
from workflow.state.claim import Claim
from workflow.state.cycle import Round, SchemeText
from workflow.state.deliberation import Hearing, Minutes
from workflow.state.evaluation import Grading
from workflow.state.minutes import voted_on
from workflow.state.objection import Objection
from workflow.state.veto import Veto
from workflow.verifier.conduct.claims import allowed, the_claim, worth
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import whole_period, year_confirmed
from workflow.verifier.conduct.votes import counted, present, stood_back, vote, voted_singly
from workflow.verifier.verdict import no


def _session(moment: Moment, said: sat.SessionHeld) -> Iterator[Fault]:
    number = (moment.view.find(Minutes) or Minutes()).sessions + 1
    yield from differs("in-order", "session", said.session, f"S{number:03}")
    # A proposal that is dropped needs no quorum: it is the one session whose outcome changes nothing.
    outcome = moment.group[1].payload if len(moment.group) > 1 else None
    dropped = isinstance(outcome, vetoed.VetoDecided) and not outcome.carried
    if not dropped:
        yield from present(moment, said)
    yield from _body(moment, said.subject, without=False)
    yield from _review_due(moment, said.subject)


def _body(moment: Moment, subject: str, *, without: bool) -> Iterator[Fault]:
    """The committee decides where there is one in this cycle, and the meeting in its place where there is none."""
    record = voted_on(moment.view, subject)
    key = getattr(record, "cycle", None) or next(
        (e.payload.cycle for e in moment.group if isinstance(e.payload, claims.ClaimSupplemented)), None
    )
    if key and moment.cycle(key).no_committee != without:
        yield no(
            "who-may", "{subject} was decided by the wrong body: committee, or meeting in its place", subject=subject
        )


def _review_due(moment: Moment, subject: str) -> Iterator[Fault]:
    """A review comes after the closing date, once its whole period has come to it."""
    kind, _, key = subject.partition("/")
    round_ = moment.view.find(Round, key) if kind == "round" else None
    if round_ is not None and moment.at < end_of(round_.closes, moment.unit.zone):
        facts = {"round": key, "closes": round_.closes, "at": moment.at.isoformat()}
        yield no("in-order", "{round} was reviewed at {at}; applications ran through {closes}", **facts)
    if round_ is not None:
        yield from whole_period(moment, round_, "review")


def _meeting(moment: Moment, said: sat.MeetingHeld) -> Iterator[Fault]:
    number = (moment.view.find(Minutes) or Minutes()).meetings + 1
    yield from differs("in-order", "meeting", said.meeting, f"G{number:03}")
    outcome = moment.group[1].payload if len(moment.group) > 1 else None
    dropped = isinstance(outcome, vetoed.VetoDecided) and not outcome.carried
    yield from counted(moment, said, carries=not dropped)
    if said.for_committee:
        yield from _body(moment, said.subject, without=True)
        yield from _review_due(moment, said.subject)
        yield from _concerned(moment, said)
        return
    yield from differs("own-claim", "recused", said.recused, ())
    kind, _, key = said.subject.partition("/")
    if kind == "round":
        round_ = moment.view.find(Round, key)
        assert round_ is not None, f"there is no round {key}"
        if not moment.course(round_.cycle).meets_before_posting:
            yield no("in-order", "this scheme's meeting doesn't come before the posting of {round}", round=key)
        yield from whole_period(moment, round_, "meeting")
    if kind == "cycle":
        yield from year_confirmed(moment, key)


def _concerned(moment: Moment, said: sat.MeetingHeld) -> Iterator[Fault]:
    """On one person's matter those concerned stood back, and so did who proposed it, or decided it alone."""
    record = voted_on(moment.view, said.subject)
    member = getattr(record, "member", None) or next(
        (e.payload.member for e in moment.group if isinstance(e.payload, claims.ClaimSupplemented)), None
    )
    if member is None:
        yield from differs("own-claim", "recused", said.recused, ())
        return
    hands: tuple[str, ...] = record.hands if isinstance(record, Veto) else ()
    if isinstance(record, Objection):
        about = voted_on(moment.view, record.about)
        deciders = tuple(getattr(about, "decided_by", ()))
        hands = deciders if len(set(deciders)) == 1 else ()
    yield from stood_back(moment, said.subject, member, said, hands)


def _adopted(moment: Moment, said: SchemeAdopted) -> Iterator[Fault]:
    text = moment.view.find(SchemeText, said.digest)
    yield from differs("in-order", "scheme", said.scheme, text.scheme if text else None)
    meeting = moment.group[0].payload
    for name in ("entitled", "present", "favour", "against", "abstained"):
        yield from differs("quorum", name, getattr(said, name), getattr(meeting, name))


def _reviewed(moment: Moment, said: claims.ClaimReviewed) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    minutes = moment.group[0].payload
    ballot = (said.favour, said.against, said.abstained)
    if isinstance(minutes, ReceiptTaken):
        yield from from_above(minutes, said.session, ballot, accepted=True, line=said.line)
    elif isinstance(minutes, sat.MeetingHeld):
        yield from differs("in-order", "meeting", said.session, minutes.meeting)
        yield from differs("quorum", "votes by person", ballot, ((), (), ()))
        yield from voted_singly(moment, said.claim, claim.member, said.singly)
    else:
        yield from differs("in-order", "session", said.session, getattr(minutes, "session", None))
        barred, hands = moment.own(claim.member), _hands(moment, claim)
        yield from vote(moment, said.claim, *ballot, barred=barred, hands=hands)
    yield from _kept(moment, claim.cycle, claim.member, said.claim, claim.line, said.line)
    yield from worth(moment, claim.cycle, claim.member, said.line, said.worth)


def from_above(
    receipt: ReceiptTaken, order: str, ballot: tuple[tuple[str, ...], ...], *, accepted: bool, line: Line | None = None
) -> Iterator[Fault]:
    """The upper unit decided in the committee's place: as the receipt says, and without votes here."""
    inside = decision(receipt)
    decided = inside.payload
    assert isinstance(decided, ReferralDecided)
    yield from differs("in-order", "order", order, f"referral/{inside.unit}/{inside.position}")
    yield from differs("quorum", "votes by person", ballot, ((), (), ()))
    yield from differs("in-order", "outcome", accepted, decided.accepted)
    if line is not None and decided.line is not None:
        yield from differs("never-more", "line", line, decided.line)


def _hands(moment: Moment, claim: Claim) -> list[str]:
    """Who had the claim in hand before, where the profile is strict."""
    if not moment.scheme(claim.cycle).profile.same_hands:
        return []
    return list(claim.hands)


def _confirmed(moment: Moment, said: claims.ClaimConfirmed) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    yield from differs("in-order", "meeting", said.meeting, getattr(moment.group[0].payload, "meeting", None))
    yield from voted_singly(moment, said.claim, claim.member, said.singly)
    yield from _kept(moment, claim.cycle, claim.member, said.claim, claim.line, said.line)
    yield from worth(moment, claim.cycle, claim.member, said.line, said.worth)


def _rejected(moment: Moment, said: claims.ClaimRejected) -> Iterator[Fault]:
    claim = the_claim(moment, said.claim)
    minutes = moment.group[0].payload
    ballot = (said.favour, said.against, said.abstained)
    if isinstance(minutes, ReceiptTaken):
        yield from from_above(minutes, said.held, ballot, accepted=False)
    elif isinstance(minutes, sat.SessionHeld):
        yield from differs("in-order", "body", said.held, f"session/{minutes.session}")
        barred, hands = moment.own(claim.member), _hands(moment, claim)
        yield from vote(moment, said.claim, said.favour, said.against, said.abstained, barred=barred, hands=hands)
    else:
        yield from differs("in-order", "body", said.held, f"meeting/{getattr(minutes, 'meeting', '')}")
        yield from differs("quorum", "votes by person", ballot, ((), (), ()))
        yield from voted_singly(moment, said.claim, claim.member, said.singly)


def _kept(moment: Moment, cycle: str, member: str, claim: str, before: Line, after: Line) -> Iterator[Fault]:
    """The same line, with figures that are not larger."""
    if (before.item, before.on, before.matter) != (after.item, after.on, after.matter):
        yield no("in-order", "the line of {claim} became another: item, day or matter differ", claim=claim)
        return
    if before == after:
        return
    scheme = moment.scheme(cycle)
    was, became = (worth_of(moment.view, scheme, member, line) for line in (before, after))
    if _grew(before, was, after, became):
        facts = {"claim": claim, "was": _amount(before, was), "became": _amount(after, became)}
        yield no("never-more", "{claim} stood at {was} and was made {became}", **facts)
    yield from allowed(moment, cycle, member, after, frozenset({"in-range"}), besides=claim)


def _grew(before: Line, was: Decimal | None, after: Line, became: Decimal | None) -> bool:
    if was is not None and became is not None:
        return abs(became) > abs(was) or was * became < 0
    if before.level != after.level or after.times > before.times:
        return True
    pairs = ((before.points, after.points), (before.quantity, after.quantity))
    return any(new is not None and (old is None or abs(new) > abs(old)) for old, new in pairs)


def _amount(line: Line, amount: Decimal | None) -> object:
    return next((one for one in (amount, line.points, line.quantity, line.level) if one is not None), line.times)


def settled(moment: Moment, subject: str, member: str) -> Iterator[Fault]:
    """The member was heard on this subject, or let the time for it pass."""
    hearing = moment.view.find(Hearing, f"{subject}/{member}")
    if hearing is None or not hearing.settled(moment.at):
        yield no("heard", "{member} was not heard on {subject} first", member=member, subject=subject)


def _grades_confirmed(moment: Moment, said: GradesConfirmed) -> Iterator[Fault]:
    yield from differs("in-order", "meeting", said.meeting, getattr(moment.group[0].payload, "meeting", None))
    grading = moment.view.find(Grading, said.cycle)
    assert grading is not None, f"there are no grades of {said.cycle}"
    proposed = {one.member: one for one in grading.departures}
    instead = {one.member: proposed[one.member].grade for one in said.departures if one.carried}
    lowest = lowest_grade(moment.scheme(said.cycle))
    for figure in grading.figures:
        if lowest is not None and instead.get(figure.member, figure.grade) == lowest:
            yield from settled(moment, f"grading/{said.cycle}", figure.member)
    yield from differs("departure", "votes", tuple(one.member for one in said.departures), tuple(sorted(proposed)))
    minutes = moment.group[0].payload
    assert isinstance(minutes, sat.MeetingHeld), "the grades were confirmed without minutes"
    for one in said.departures:
        counts = (one.favour, one.against, one.abstained)
        if min(counts) < 0 or sum(counts) > minutes.present:
            yield no("departure", "more votes than were present were counted on {member}", member=one.member)
        yield from differs("departure", f"vote on {one.member}", one.carried, 2 * one.favour > minutes.entitled)


def _revised(moment: Moment, said: GradesRevised) -> Iterator[Fault]:
    """Confirmed before, changed by what was decided since, nobody's own, and whoever falls to the lowest was heard."""
    grading = moment.view.find(Grading, said.cycle)
    if grading is None or grading.state == "proposed":
        yield no("in-order", "grades of {cycle} were changed that were never confirmed", cycle=said.cycle)
        return
    number = f"R{len(grading.revisions) + 1:02}-{said.cycle}"
    yield from differs("in-order", "change of grades", said.revision, number)
    yield from differs("in-order", "posted", said.posted, moment.course(said.cycle).cadence("publicity") is not None)
    since = ordered_at(moment.view, said.cycle, said.order)
    if since is None or since <= grading.proposed_at or not said.figures:
        yield no("in-order", "{order} changes no grades of {cycle}", order=said.order, cycle=said.cycle)
    lowest = lowest_grade(moment.scheme(said.cycle))
    before = {figure.member: figure.grade for figure in grading.figures}
    for figure in said.figures:
        if lowest is not None and figure.grade == lowest != before.get(figure.member):
            yield from settled(moment, f"grading/{said.cycle}", figure.member)
        if moment.by in moment.own(figure.member):
            yield no("own-claim", "{by} changed a grade of their own, or their kin's", by=moment.by)


RULES: Mapping[type, Rule] = {
    sat.SessionHeld: _session,
    sat.MeetingHeld: _meeting,
    SchemeAdopted: _adopted,
    claims.ClaimReviewed: _reviewed,
    claims.ClaimConfirmed: _confirmed,
    claims.ClaimRejected: _rejected,
    GradesConfirmed: _grades_confirmed,
    GradesRevised: _revised,
}
