"""Vetoes and sanctions: proposed in time, under the scheme; a veto voted without its proposer, after the hearing.

Source: spec/process.md §3 Veto, Sanction and investigation, §4 heard, same-hands.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import deliberation as sat
from ledger.events import sanction as sanctions
from ledger.events import veto as vetoed
from ledger.events.exchange import ReceiptTaken
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import day_of_cycle, still_to_grade
from workflow.verifier.conduct.sittings import from_above, settled
from workflow.verifier.conduct.votes import vote
from workflow.verifier.verdict import no


def _veto_proposed(moment: Moment, said: vetoed.VetoProposed) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    yield from differs("in-order", "veto", said.veto, f"V{len(cycle.vetoes) + 1:02}-{cycle.cycle}")
    yield from still_to_grade(moment, said.cycle)
    yield from day_of_cycle(moment, said.cycle, said.on)
    if cycle.digest and said.code not in moment.scheme(said.cycle).by_veto:
        yield no("in-range", "the scheme has no veto {code}", code=said.code)
    if moment.command == "veto.propose" and (said.proposers or said.order):
        yield no("who-may", "{veto} names other proposers than who proposed it here", veto=said.veto)


def _veto_requested(moment: Moment, said: vetoed.VetoRequested) -> Iterator[Fault]:
    if moment.unit.kind == "branch":
        yield no("in-order", "{unit} is a branch: it proposes a veto in its own ledger", unit=moment.unit.id)
    if set(moment.persons) & moment.own(said.member):
        yield no("own-claim", "{by} proposed a veto on themselves, or their kin", by=moment.by)


def _sanctioned(moment: Moment, said: sanctions.SanctionRecorded) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    yield from differs("in-order", "sanction", said.sanction, f"S{len(cycle.sanctions) + 1:02}-{cycle.cycle}")
    yield from day_of_cycle(moment, said.cycle, said.on)
    if cycle.digest is None:
        yield no("in-order", "{cycle} was not open yet", cycle=said.cycle)
    elif said.code not in moment.scheme(said.cycle).by_sanction:
        yield no("in-range", "the scheme has no sanction {code}", code=said.code)


def _veto_decided(moment: Moment, said: vetoed.VetoDecided) -> Iterator[Fault]:
    veto = moment.view.find(Veto, said.veto)
    assert veto is not None, f"there is no veto {said.veto}"
    minutes = moment.group[0].payload
    ballot = (said.favour, said.against, said.abstained)
    if isinstance(minutes, ReceiptTaken):
        yield from from_above(minutes, said.session, ballot, accepted=said.carried)
    elif isinstance(minutes, sat.MeetingHeld):
        yield from differs("in-order", "meeting", said.session, minutes.meeting)
        yield from differs("quorum", "votes by person", ballot, ((), (), ()))
    else:
        yield from differs("in-order", "session", said.session, getattr(minutes, "session", None))
        barred = moment.own(veto.member)
        yield from vote(moment, said.veto, *ballot, barred=barred, hands=veto.hands, carries=said.carried)
    if said.carried:
        yield from settled(moment, f"veto/{veto.veto}", veto.member)


RULES: Mapping[type, Rule] = {
    vetoed.VetoRequested: _veto_requested,
    vetoed.VetoProposed: _veto_proposed,
    vetoed.VetoDecided: _veto_decided,
    sanctions.SanctionRecorded: _sanctioned,
}
