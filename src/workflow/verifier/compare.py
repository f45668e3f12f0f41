"""Do receipts of several committees speak of one history? What a third party can tell who trusts none of them.

Each receipt carries an acknowledgement, with the size and root of the branch's log as that committee saw it. Two of
one size must have one root; of two sizes a bundle of the branch shows whether both are its beginnings.
Source: spec/ledger.md §2, §3 (show two histories).
"""

from collections.abc import Sequence

from ledger.errors import Fault
from ledger.events.filing import FilingDecided
from workflow.verifier import tree
from workflow.verifier.container import read_parts
from workflow.verifier.held import Held, receipt_of
from workflow.verifier.log import read_log
from workflow.verifier.parts import EVENTS
from workflow.verifier.receipts import inside
from workflow.verifier.verdict import Verdict, no

Sight = tuple[str, int, str, str]  # who saw it, size, root in hex, of which branch


def compare_receipts(receipts: Sequence[str], trust: str, *, bundle: bytes | None = None) -> Verdict:
    """Check each receipt, and hold them against one another.

    Args:
        receipts: the texts of two files or more.
        trust: the text of the trust file of whoever compares: it names the committees' keys.
        bundle: a filing of the branch, at least as long as the longest that was seen.
    Returns:
        The verdict; `extends` findings where two committees were shown two histories.
    """
    held = Held()
    return held.verdict(lambda: _compare(held, receipts, trust, bundle))


def _compare(held: Held, receipts: Sequence[str], trust: str, bundle: bytes | None) -> None:
    sights: list[Sight] = []
    for text in receipts:
        held.receipt(text, trust, None, ())
        event = inside(receipt_of(text))
        if isinstance(event, Fault):
            continue
        said = event.payload
        if not isinstance(said, FilingDecided):
            held.found.add(no("receipt", "{unit} acknowledges no filing in it", unit=event.unit))
            continue
        sights.append((event.unit, said.size, said.root, said.branch))
    held.unsaid.clear()
    held.counts["logs compared"] = len({branch for *_, branch in sights})
    for number, one in enumerate(sights):
        for other in sights[:number]:
            _pair(held, one, other, unknown=bundle is None)
    if bundle is not None:
        _against(held, sights, bundle)


def _pair(held: Held, one: Sight, other: Sight, *, unknown: bool) -> None:
    (unit, size, root, branch), (by, length, there, of) = one, other
    if branch != of:
        message = "{unit} saw the log of {branch}, {by} that of {of}: they can't be compared"
        held.unsaid.append(Fault(message, "", {"unit": unit, "branch": branch, "by": by, "of": of}))
    elif size == length and root != there:
        message = "{unit} and {by} saw two histories of {branch}: {size} events with two roots"
        held.found.add(no("extends", message, unit=unit, by=by, branch=branch, size=size))
    elif size != length and unknown:
        message = "whether the {size} events that {unit} saw and the {length} that {by} saw begin alike: give a bundle"
        facts = {"size": size, "unit": unit, "length": length, "by": by}
        held.unsaid.append(Fault(message, "", facts))


def _against(held: Held, sights: Sequence[Sight], bundle: bytes) -> None:
    """What each committee saw is how the log in the bundle begins."""
    log = read_log(read_parts(bundle).get(EVENTS, b""), held.found)
    held.counts["events"] = len(log.leaves)
    for unit, size, root, branch in sights:
        if branch != log.unit:
            held.found.add(no("receipt", "this is a bundle of {unit}, not of {branch}", unit=log.unit, branch=branch))
        elif size > len(log.leaves):
            message = "{unit} saw {size} events; the bundle holds {found}: whether they belong together isn't shown"
            facts = {"unit": unit, "size": size, "found": len(log.leaves)}
            held.unsaid.append(Fault(message, "", facts))
        elif tree.root(log.leaves[:size]).hex() != root:
            message = "the first {size} events of the bundle are not those that {unit} saw"
            held.found.add(no("extends", message, size=size, unit=unit), position=0)
