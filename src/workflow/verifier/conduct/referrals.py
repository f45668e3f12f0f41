"""What went up for want of voters: were there really fewer than two, and did nobody concerned decide it above?

Source: spec/process.md §4 quorum, own-claim, heard.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events.referral import MatterReferred, ReferralDecided
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle
from workflow.state.deliberation import Hearing
from workflow.state.minutes import voted_on
from workflow.state.objection import Objection
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.votes import VOTERS_LEAST
from workflow.verifier.verdict import no


def _referred(moment: Moment, said: MatterReferred) -> Iterator[Fault]:
    record = voted_on(moment.view, said.about)
    assert isinstance(record, Claim | Veto | Objection), f"{said.about} can't be referred"
    yield from differs("in-order", "member", said.member, record.member)
    own = moment.own(record.member)
    yield from differs("own-claim", "persons concerned", said.concerned, tuple(sorted(own)))
    free = tuple(sorted(set(moment.committee) - own - _hands(moment, record)))
    yield from differs("quorum", "free members", said.free, free)
    if len(free) >= VOTERS_LEAST:
        yield no("quorum", "{about} was referred, and {free} could have voted on it", about=said.about, free=len(free))
    cycle = moment.view.find(Cycle, record.cycle)
    if moment.unit.parent is None or (cycle and cycle.no_committee):
        yield no("in-order", "{about} was referred by a unit that has no committee, or nobody above", about=said.about)
    line = record.line if isinstance(record, Claim | Objection) else None
    about = voted_on(moment.view, record.about) if isinstance(record, Objection) else None
    yield from differs("in-order", "line", said.line, about.line if isinstance(about, Claim) else line)
    if isinstance(record, Veto):
        hearing = moment.view.find(Hearing, f"veto/{record.veto}/{record.member}")
        if hearing is None or not hearing.settled(moment.at):
            yield no("heard", "{member} was not heard on {subject} first", member=record.member, subject=said.about)


def _hands(moment: Moment, record: Claim | Veto | Objection) -> set[str]:
    """Who had it in hand before and could not vote on it."""
    if isinstance(record, Veto):
        return set(record.hands)
    if isinstance(record, Claim):
        return set(record.hands) if moment.scheme(record.cycle).profile.same_hands else set()
    deciders = set(getattr(voted_on(moment.view, record.about), "decided_by", ()))
    return deciders if len(deciders) == 1 else set()


def _decided(moment: Moment, said: ReferralDecided) -> Iterator[Fault]:
    for person in sorted({moment.by, moment.event.on_behalf or moment.by} & set(said.concerned)):
        yield no("own-claim", "{person} decided on {about}: their own, or their kin's", person=person, about=said.about)


RULES: Mapping[type, Rule] = {MatterReferred: _referred, ReferralDecided: _decided}
