"""Spot checks and orders to mend: numbered, dated, by none who filed; corrections only on an open order.

Source: spec/process.md §2 step 11, §3 Correction, §4 same-hands, in-range.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import order as happened
from ledger.events.claim import ClaimCorrected
from workflow.state.order import Order, Orders, Signed
from workflow.verifier.conduct.claims import allowed, the_claim, worth
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.verdict import no


def _inspected(moment: Moment, said: happened.InspectionRecorded) -> Iterator[Fault]:
    number = (moment.view.find(Orders) or Orders()).issued + 1
    yield from differs("in-order", "order", said.order, f"K{number:03}")
    if (said.mend is None) != (said.until is None) or (said.until is not None and said.until <= moment.today):
        yield no("in-order", "an order to mend without its day, or a day without an order")
    yield from _none_who_filed(moment, said.branch)


def _decided(moment: Moment, said: happened.OrderDecided) -> Iterator[Fault]:
    yield from _none_who_filed(moment, said.branch)


def _none_who_filed(moment: Moment, branch: str) -> Iterator[Fault]:
    signed = moment.view.find(Signed, branch)
    if signed and moment.by in signed.signers:
        yield no("same-hands", "{by} signed a filing of {branch}, and verifies it", by=moment.by, branch=branch)


def _corrected(moment: Moment, said: ClaimCorrected) -> Iterator[Fault]:
    """By an order; what an answer or an appeal corrects is written out among the effects."""
    if moment.command != "claim.correct":
        return
    claim = the_claim(moment, said.claim)
    kind, _, key = said.order.partition("/")
    order = moment.view.find(Order, key) if kind == "order" else None
    if order is None or order.cycle != claim.cycle or order.state not in ("received", "answered"):
        yield no("in-order", "{order} asked for no change of {claim}", order=said.order, claim=said.claim)
    if (said.line.item, said.line.on, said.line.matter) != (claim.line.item, claim.line.on, claim.line.matter):
        yield no("in-order", "the line of {claim} became another", claim=said.claim)
    if moment.by in moment.own(claim.member):
        yield no("own-claim", "{by} corrected a claim of their own, or their kin's", by=moment.by)
    guards = frozenset({"in-range"})
    yield from allowed(moment, claim.cycle, claim.member, said.line, guards, besides=said.claim)
    yield from worth(moment, claim.cycle, claim.member, said.line, said.worth)


RULES: Mapping[type, Rule] = {
    happened.InspectionRecorded: _inspected,
    happened.OrderDecided: _decided,
    ClaimCorrected: _corrected,
}
