"""May this happen? Every guard of the table's row is asked, and all that say no are heard at once.

Pure: `judge` takes a request on one state and gives the events that follow, or raises why not.
Source: spec/process.md §4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ledger.errors import Refusal, RefusedError
from workflow.ask import Ask, Deed, Emit, Guard
from workflow.decide import (
    activity,
    aftermath,
    answer,
    appeal,
    calendar,
    checkpoint,
    claim,
    clock,
    complaint,
    cycle,
    delegation,
    deliberation,
    evaluation,
    exchange,
    filing,
    forgetting,
    forwarding,
    grading,
    handover,
    hearing,
    keys,
    lapses,
    lead,
    leaving,
    membership,
    objection,
    order,
    presence,
    publicity,
    referral,
    revision,
    sanction,
    scheme,
    told,
    transfer,
    veto,
    witness,
)
from workflow.guards import actors, doors, points, timing, votes
from workflow.process.machine import not_from_here, step

# The general form of each guard; a deed's own policy of the same id takes its place.
GUARDS: Mapping[str, Guard] = {
    "own-claim": actors.own_claim,
    "same-hands": actors.same_hands,
    "operator-no-business": actors.operator_no_business,
    "quorum": votes.quorum,
    "in-range": points.in_range,
    "eligible": points.eligible,
    "once": points.once,
    "never-more": points.never_more,
}

DEEDS: Mapping[str, Deed] = {
    name: deed
    for room in (
        membership,
        leaving,
        presence,
        transfer,
        handover,
        delegation,
        calendar,
        clock,
        cycle,
        scheme,
        claim,
        forwarding,
        activity,
        deliberation,
        hearing,
        lapses,
        publicity,
        objection,
        lead,
        told,
        complaint,
        answer,
        appeal,
        veto,
        referral,
        witness,
        checkpoint,
        sanction,
        evaluation,
        grading,
        revision,
        aftermath,
        order,
        filing,
        forgetting,
        exchange,
        keys,
    )
    for name, deed in room.DEEDS.items()
}


def judge(ask: Ask) -> tuple[Emit, ...]:
    """The events that the command leads to, as (stream, payload).

    Raises:
        RefusedError: guards said no, all of them listed.
        NotFoundError: an id that the command names isn't there.
    """
    ask = prepared(ask)
    refusals = tuple(objections(ask))
    if refusals:
        raise RefusedError("{command} is refused", refusals=refusals, command=ask.envelope.command)
    return tuple(DEEDS[ask.envelope.command].decide(ask))


def prepared(ask: Ask) -> Ask:
    """The request with its subject and matters looked up."""
    deed = DEEDS[ask.envelope.command]
    ask = replace(ask, subject=deed.subject(ask))
    return replace(ask, matters=tuple(deed.matters(ask)))


def objections(ask: Ask) -> Iterable[Refusal]:
    """Everything that stands in the way of a prepared request, in the order of the table."""
    deed = DEEDS[ask.envelope.command]
    assert ask.subject is not None
    row = ask.row
    yield from actors.who_may(ask, ask.rows[0])
    yield from doors.signed(ask, row)
    yield from actors.delegated(ask)
    if step(ask.table, row, ask.subject.state) is None:
        yield not_from_here(ask.table, row, f"{ask.subject.machine} {ask.subject.key}", ask.subject.state)
    changed = ask.view.changed(f"{ask.subject.machine}/{ask.subject.key}")
    yield from timing.seen_current(ask, changed, f"{ask.subject.machine} {ask.subject.key}")
    # Who-may in detail first: the row's column of roles asks for it. Then the row's guards, in its order, and no other.
    for name in ("who-may", *row.guards):
        guard = deed.policies.get(name) or GUARDS.get(name)
        if guard is not None:
            yield from guard(ask)
