"""Filing is witnessing: a log is acknowledged only as an extension of what was seen of it; else both are evidence.

Source: spec/ledger.md §2, §3 (show two histories); spec/process.md §4 added-only.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping, Sequence

from ledger.errors import InvalidError, Refusal
from ledger.events.checkpoint import CheckpointWitnessed, ForkRecorded, LedgerRecovered, Seen
from ledger.events.exchange import Carried
from ledger.merkle import verify_consistency
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands.checkpoint import RecordFork, RecoverLedger
from workflow.state.checkpoint import Fork, SeenLog

CLAUSE = "ledger §2 filing is witnessing"


def extends(ask: Ask) -> Iterable[Refusal]:
    """The request's log and the one that was seen before are one history, whichever is longer."""
    request: Carried = getattr(ask.command, "request")  # noqa: B009
    known = ask.view.find(SeenLog, request.unit)
    path: tuple[str, ...] = getattr(ask.command, "consistency", ())
    if known is None or one_history(known.seen, Seen(size=request.size, root=request.root), path):
        return
    yield Refusal(
        "added-only",
        "the log of {branch} with {size} events is not shown to be one history with the {kept} events seen in {filing}",
        "have the bundle made from the log that was filed; if there is none, record both checkpoints (fork record)",
        CLAUSE,
        {"branch": request.unit, "size": request.size, "kept": known.seen.size, "filing": known.filing},
    )


def one_history(one: Seen, other: Seen, path: Sequence[str]) -> bool:
    """Whether the path proves that the longer log begins with the shorter."""
    older, newer = sorted((one, other), key=lambda seen: seen.size)
    return _proved(older.size, older.root, newer, path)


def _proved(size: int, root: str, newer: Seen, path: Sequence[str]) -> bool:
    try:
        steps = [bytes.fromhex(step) for step in path]
        old, new = bytes.fromhex(root), bytes.fromhex(newer.root)
    except ValueError:
        return False
    return 0 < size <= newer.size and verify_consistency(size, newer.size, steps, old, new)


def witnessed(request: Carried, filing: str) -> Emit:
    """The checkpoint of an acknowledged filing, kept."""
    seen = Seen(size=request.size, root=request.root, checkpoint=request.checkpoint)
    return (
        f"log/{request.unit}",
        CheckpointWitnessed(branch=request.unit, filing=filing, seen=seen),
    )


def _branch(ask: Ask) -> Subject:
    assert isinstance(ask.command, RecordFork)
    return Subject("unit", ask.command.branch, "")


def _kept(ask: Ask) -> Seen:
    assert isinstance(ask.command, RecordFork)
    return ask.find(SeenLog, ask.command.branch, "checkpoint of the branch").seen


def _two_histories(ask: Ask) -> Iterable[Refusal]:
    """What is shown is signed text of a log, proved to differ from the one kept at the size kept."""
    c, kept = ask.command, _kept(ask)
    assert isinstance(c, RecordFork)
    if not _says(c.shown):
        raise InvalidError("the checkpoint shown is not one of {size} events with that root", size=c.shown.size)
    facts = {"branch": c.branch, "kept": kept.size, "shown": c.shown.size}
    if not _proved(kept.size, c.root_then, c.shown, c.path):
        yield Refusal(
            "added-only",
            "nothing proves how the log of {branch} shown with {shown} events began, up to the {kept} kept here",
            "give the root of its first {kept} events with the consistency proof to the checkpoint shown",
            CLAUSE,
            facts,
        )
    elif c.root_then == kept.root:
        yield Refusal(
            "added-only",
            "the log of {branch} shown with {shown} events extends the {kept} kept here: there is one history",
            "acknowledge the filing or return it for another reason",
            CLAUSE,
            facts,
        )


def _says(shown: Seen) -> bool:
    """The note's own lines are this size and root; whose signature it bears, the trust file knows."""
    lines = shown.checkpoint.split("\n")
    try:
        return lines[1] == str(shown.size) and b64decode(lines[2], validate=True).hex() == shown.root
    except (IndexError, ValueError, Base64Error):
        return False


def _not_yet(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, RecordFork)
    known = ask.view.find(Fork, f"{ask.command.branch}/{ask.command.shown.root}")
    if known:
        yield Refusal(
            "ended",
            "this second history of {branch} was recorded at position {position}",
            "nothing more is to be done",
            CLAUSE,
            {"branch": known.branch, "position": known.at},
        )


def _fork(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RecordFork)
    yield (
        f"log/{c.branch}",
        ForkRecorded(branch=c.branch, kept=_kept(ask), shown=c.shown, root_then=c.root_then, path=c.path),
    )


def _whole(ask: Ask) -> Subject:
    return Subject("unit", ask.envelope.unit, "")


def _nothing_since(ask: Ask) -> Iterable[Refusal]:
    """Said first, before anything else is recorded on what was put back."""
    assert isinstance(ask.command, RecoverLedger)
    if ask.command.size != ask.view.size:
        yield Refusal(
            "in-order",
            "the ledger holds {held} events, not the {size} that the bundle put back",
            "say it right after the events were put back, or not at all",
            "ledger §2 (a branch that lost its tail)",
            {"held": ask.view.size, "size": ask.command.size},
        )


def _recover(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RecoverLedger)
    yield f"unit/{ask.envelope.unit}", LedgerRecovered(size=c.size, reason=c.reason)


DEEDS: Mapping[str, Deed] = {
    "ledger.recover": Deed(_whole, _recover, policies={"in-order": _nothing_since}),
    "fork.record": Deed(_branch, _fork, policies={"added-only": _two_histories, "ended": _not_yet}),
}
