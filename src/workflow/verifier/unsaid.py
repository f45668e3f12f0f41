"""What a check of a bundle can't show, whatever it finds: said plainly, with every verdict.

Source: spec/ledger.md §2 (says what it did not check), §3 (above the last anchor nothing can show an edit).
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ledger.errors import Fault
from ledger.event import Event
from ledger.events.evaluation import EvaluationTallied
from ledger.events.membership import UnitFounded
from workflow.verifier.log import Log
from workflow.verifier.receipts import Receipts
from workflow.verifier.signature import Checkpoint
from workflow.verifier.trust import Trust
from workflow.verifier.vouching import Vouching

DOORS_LISTED = 40


def unsaid(
    log: Log,
    checkpoint: Checkpoint,
    trust: Trust,
    receipts: Receipts,
    vouching: Vouching,
) -> Iterator[Fault]:
    """The sentences, each with its figures."""
    last = trust.last.get(checkpoint.origin)
    if last is None:
        message = (
            "whether all {count} events, over {days} days and {minutes} minutes, were rewritten together with the "
            "ledger's key: the trust file knows no earlier checkpoint of this log"
        )
        yield _said(message, count=len(log.leaves), **_span(log.events))
    elif last.size < checkpoint.size:
        message = (
            "whether the {count} events after the last filed checkpoint, over {days} days and {minutes} minutes, were "
            "rewritten with the ledger's key"
        )
        yield _said(message, count=checkpoint.size - last.size, **_span(log.events[last.size - 1 :]))
    yield from _persons(log, vouching)
    if receipts.taken > receipts.signed:
        message = (
            "whether the upper unit said what {count} of {all} receipts carry: they bear no checkpoint signed by a key "
            "that the trust file names for it; their proofs hold"
        )
        yield _said(message, count=receipts.taken - receipts.signed, all=receipts.taken)
    yield from _unrecorded(log)
    back = sum(one.at < other.at for one, other in zip(log.events[1:], log.events, strict=False))
    if back:
        yield _said(
            "whether the clock was right when an event was recorded; it ran backwards {count} times", count=back
        )
    else:
        yield _said("whether the clock was right when an event was recorded")
    yield _said("free texts, names and papers: the bundle holds ciphertext, ids and digests")


def _span(events: Sequence[Event]) -> dict[str, int]:
    """The time from the earliest of these events to the latest: whole days, and the minutes besides."""
    times = [event.at for event in events]
    span = max(times) - min(times) if times else timedelta()
    return {"days": span.days, "minutes": span.seconds // 60}


def _persons(log: Log, vouching: Vouching) -> Iterator[Fault]:
    first = log.events[0].payload
    if isinstance(first, UnitFounded) and first.sandbox:
        yield _said("anything of real life: this is a sandbox, marked in its first event")
        yield _said("who stood behind each id: a sandbox asks for no personal signatures")
    elif vouching.vouched:
        message = "who stood behind {count} of {all} events: no personal key signed them, only a door vouches ({doors})"
        counts = [f"{door} for {person} {count}" for (door, person), count in sorted(vouching.vouched.items())]
        more = ", …" if len(counts) > DOORS_LISTED else ""
        listed = ", ".join(counts[:DOORS_LISTED]) + more
        yield _said(message, count=vouching.vouched.total(), all=len(log.events), doors=listed)
    yield _said("who founded the unit, and whether the unit above meant to: that is the trust file's to know")


def _unrecorded(log: Log) -> Iterator[Fault]:
    """What the minutes don't hold."""
    if any(isinstance(e.payload, EvaluationTallied) for e in log.events):
        yield _said("the ballots: tallies alone are recorded")


def _said(message: str, **facts: object) -> Fault:
    return Fault(message, "", facts)
