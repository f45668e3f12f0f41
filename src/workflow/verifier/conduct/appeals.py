"""Appeals to the unit above: in time, about what was decided, naming who decided it; a strike's in the same way.

Source: spec/process.md §3 Objection and appeal, §10 Objections, Who else.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import objection as objected
from workflow.state.claim import STRIKE, Claim
from workflow.state.contest import contest
from workflow.state.objection import Objection
from workflow.state.veto import Veto
from workflow.verifier.conduct.contested import objection_of
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.windows import in_time, over
from workflow.verifier.verdict import no

UNANSWERED = frozenset({"lodged", "admitted"})


def strike_appealed(moment: Moment, said: objected.ObjectionLodged) -> Iterator[Fault]:
    """The claimant's appeal against a strike, within the days after they were told, once."""
    kind, _, key = said.about.partition("/")
    claim = moment.view.find(Claim, key) if kind == "claim" else None
    assert claim is not None, f"there is no {said.about}"
    by_appeal = (claim.struck_by_order or "").startswith("appeal/")
    if claim.state != "struck" or by_appeal or contest(moment.view, said.about).open:
        yield no("in-order", "{claim} was {state}: no strike to appeal against", claim=key, state=claim.state)
    if claim.objectable_until is not None:
        yield from in_time(moment, claim.objectable_until, f"the time to appeal on {key}")
    yield from differs("in-order", "member", said.member, claim.member)
    yield from differs("in-order", "cycle", said.cycle, claim.cycle)


def _appealed(moment: Moment, said: objected.AppealLodged) -> Iterator[Fault]:
    objection = objection_of(moment.view, said.objection)
    if objection.ground == STRIKE:
        yield from _strike_taken_up(moment, said)
        return
    if moment.command == "matter.refer":
        pass  # it goes up because nobody here can answer it, not because somebody was unsatisfied
    elif objection.state in UNANSWERED:
        yield from over(moment, objection.deadline, f"the time to answer {said.objection}")
    elif objection.appealable_until is not None:
        yield from in_time(moment, objection.appealable_until, f"the time to appeal on {said.objection}")
    kind, _, key = objection.about.partition("/")
    claim = moment.view.find(Claim, key) if kind == "claim" else None
    veto = moment.view.find(Veto, key) if kind == "veto" else None
    deciders = {
        *objection.decided_by,
        *(claim.decided_by if claim else ()),
        *(veto.decided_by if veto else ()),
    }
    yield from differs("in-order", "about", said.about, objection.about)
    yield from differs("in-order", "member", said.member, objection.member)
    yield from differs("same-hands", "deciders", said.decided_by, tuple(sorted(deciders)))
    yield from differs("own-claim", "persons concerned", said.concerned, tuple(sorted(moment.own(said.member))))
    yield from differs("in-order", "line", said.line, claim.line if claim else objection.line)


def _strike_taken_up(moment: Moment, said: objected.AppealLodged) -> Iterator[Fault]:
    claim = moment.view.find(Claim, said.about.partition("/")[2])
    assert claim is not None, f"there is no {said.about}"
    kind, _, key = (claim.struck_by_order or "").partition("/")
    answered = moment.view.find(Objection, key) if kind == "objection" else None
    deciders = answered.decided_by if answered else claim.struck_by
    yield from differs("same-hands", "deciders", said.decided_by, tuple(sorted(set(deciders))))
    yield from differs("own-claim", "persons concerned", said.concerned, tuple(sorted(moment.own(claim.member))))
    yield from differs("in-order", "line", said.line, claim.line)


RULES: Mapping[type, Rule] = {
    objected.AppealLodged: _appealed,
}
