"""Spot checks any time, orders to mend and their answers, and the corrections that an order asks for.

Source: spec/process.md §2 step 11, §3 Correction (who, why and on whose order), §4 same-hands, added-only.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import order as happened
from ledger.events.claim import ClaimCorrected
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import order as asked
from workflow.decide.minutes import changed
from workflow.decide.requests import already_decided, requested
from workflow.lines import worth_of
from workflow.state.claim import Claim
from workflow.state.order import Order, Orders, Signed

CLAUSE = "process §2 step 11"
SUBJECTS = ("claim", "round", "grading", "cycle")


def _own_unit(ask: Ask) -> Subject:
    return Subject("unit", ask.envelope.unit, "")


def _none_who_filed(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.InspectOnTheSpot)
    signed = ask.view.find(Signed, c.branch)
    return (Matter(c.subject, None, hands=signed.signers if signed else ()),)


def _says_something(ask: Ask) -> Iterable[Refusal]:
    """It is about a matter of the branch's, and an order has its day."""
    c = ask.command
    assert isinstance(c, asked.InspectOnTheSpot)
    kind, _, key = c.subject.partition("/")
    if kind not in SUBJECTS or not key:
        yield Refusal(
            "in-order",
            "{subject} is nothing that is inspected",
            "name claim/…, round/…, grading/… or cycle/…",
            CLAUSE,
            {"subject": c.subject},
        )
    if (c.mend is None) != (c.until is None) or (c.until is not None and c.until <= ask.today):
        yield Refusal(
            "in-order",
            "an order to mend has a day to come by which it is answered, and nothing else has one",
            "give both what is to be mended and the day",
            CLAUSE,
            {"until": c.until},
        )


def _inspect(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.InspectOnTheSpot)
    order = f"K{(ask.view.find(Orders) or Orders()).issued + 1:03}"
    yield (
        f"order/{order}",
        happened.InspectionRecorded(
            order=order,
            branch=c.branch,
            cycle=c.cycle,
            subject=c.subject,
            findings=c.findings,
            struck=c.strike,
            mend=c.mend,
            until=c.until,
        ),
    )


def _answer(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AnswerOrder)
    order = ask.find(Order, c.order, "order")
    yield f"order/{c.order}", happened.OrderAnswered(order=c.order, cycle=order.cycle, text=c.text)


def _answered(ask: Ask) -> happened.OrderAnswered:
    assert isinstance(ask.command, asked.AcceptOrder | asked.DeclineOrder)
    return requested(ask.command.request, happened.OrderAnswered, "answer to an order")


def _answer_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.AcceptOrder | asked.DeclineOrder)
    signed = ask.view.find(Signed, c.request.unit)
    return (Matter(f"order/{_answered(ask).order}", None, hands=signed.signers if signed else ()),)


def _undecided(ask: Ask) -> Iterable[Refusal]:
    return already_decided(ask, "order-decided")


def _decide(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AcceptOrder | asked.DeclineOrder)
    yield (
        f"order/{c.request.unit}/{c.request.position}",
        happened.OrderDecided(
            branch=c.request.unit,
            request=c.request.position,
            order=_answered(ask).order,
            accepted=isinstance(c, asked.AcceptOrder),
            reason=c.reason if isinstance(c, asked.DeclineOrder) else None,
        ),
    )


def _correction(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.CorrectClaim)
    claim = ask.find(Claim, c.claim, "claim")
    line = changed(claim.line, c)
    return (Matter(f"claim/{claim.claim}", claim.member, claim.cycle, before=claim.line, after=line),)


def _is_ordered(ask: Ask) -> Iterable[Refusal]:
    """An order to mend of this cycle is open, and the figures become others."""
    c = ask.command
    assert isinstance(c, asked.CorrectClaim)
    claim, order = ask.find(Claim, c.claim, "claim"), ask.find(Order, c.order, "order")
    if order.cycle != claim.cycle or order.state not in ("received", "answered"):
        yield Refusal(
            "in-order",
            "{order} on {cycle} is {state}: it asks for no change of {claim}",
            "name an order to mend that is open on the claim's cycle",
            "process §3 Correction",
            {"order": c.order, "cycle": order.cycle, "state": order.state, "claim": c.claim},
        )
    if changed(claim.line, c) == claim.line:
        yield Refusal(
            "in-order",
            "nothing in {claim} would change",
            "give the figures that it is to have",
            "process §3 Correction",
            {"claim": c.claim},
        )


def _correct(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.CorrectClaim)
    claim = ask.find(Claim, c.claim, "claim")
    line = changed(claim.line, c)
    worth = worth_of(ask.view, ask.scheme(claim.cycle), claim.member, line)
    said = ClaimCorrected(claim=c.claim, order=f"order/{c.order}", line=line, worth=worth, reason=c.reason)
    yield f"claim/{c.claim}", said


DEEDS: Mapping[str, Deed] = {
    "check.spot": Deed(_own_unit, _inspect, _none_who_filed, {"in-order": _says_something}),
    "order.answer": Deed(about("order", Order, "order", "order"), _answer),
    "order.accept": Deed(_own_unit, _decide, _answer_matter, {"ended": _undecided}),
    "order.decline": Deed(_own_unit, _decide, _answer_matter, {"ended": _undecided}),
    "claim.correct": Deed(about("claim", Claim, "claim", "claim"), _correct, _correction, {"in-order": _is_ordered}),
}
