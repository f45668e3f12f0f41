"""What somebody holds in hand, without a bundle: a member's receipt, a signed checkpoint. Is it true, and still so?

A receipt is one stored event, its proof, and the checkpoint that the proof leads to: `{"format": 1, "receipt": …}`,
the fields those of what crosses ledgers. Held against a history, it shows what vanished from it. It never raises.
Source: spec/ledger.md §2; docs/how-to/keys-and-receipts.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from ledger.codec import decode
from ledger.errors import DomainError, Fault
from ledger.event import Event
from ledger.events.exchange import Carried
from workflow.verifier import tree
from workflow.verifier.chain import signing_keys
from workflow.verifier.container import BrokenError, read_parts
from workflow.verifier.log import Log, read_log
from workflow.verifier.parts import EVENTS
from workflow.verifier.reading import UnreadableError, read_json
from workflow.verifier.receipts import inside
from workflow.verifier.signature import Checkpoint, UnsignedError, cosigned_by, read_checkpoint, signed_by
from workflow.verifier.trust import Trust, read_trust
from workflow.verifier.verdict import Findings, Verdict, no

FORMAT = 1


def verify_receipt(receipt: str, trust: str, *, bundle: bytes | None = None, bodies: Sequence[bytes] = ()) -> Verdict:
    """Check a receipt offline.

    Args:
        receipt: the text of the file.
        trust: the text of the trust file of whoever checks.
        bundle: a filing of the same unit, if at hand; `bodies`: the stored bodies of its ledger from 0 on, instead.
    Returns:
        The verdict: ok, or what doesn't hold; where a history was given, also whether the event still stands in it.
    """
    held = Held()
    return held.verdict(lambda: held.receipt(receipt, trust, bundle, bodies))


def verify_checkpoint(note: bytes, trust: str, *, bodies: Sequence[bytes] = ()) -> Verdict:
    """Check a signed checkpoint offline; where `bodies` of its ledger are given, also that they extend it."""
    held = Held()
    return held.verdict(lambda: held.checkpoint(note, trust, bodies))


class Held:
    """One check on its way: what was found, counted, left unsaid."""

    def __init__(self) -> None:
        self.found = Findings()
        self.counts: Counter[str] = Counter()
        self.unsaid: list[Fault] = []

    def verdict(self, check: Callable[[], None]) -> Verdict:
        try:
            check()
        except BrokenError as error:
            self.found.add(error.fault, part=error.part)
        except (Exception, RecursionError, MemoryError) as error:  # whatever a file holds is a finding
            why = f"{type(error).__name__}: {error}"[:200]
            self.found.add(no("stumbled", "the check could not go on: {why}", why=why))
        return Verdict(not self.found, self.found.listed(), dict(sorted(self.counts.items())), tuple(self.unsaid))

    def receipt(self, text: str, trust_text: str, bundle: bytes | None, bodies: Sequence[bytes]) -> None:
        trust, carried = _trust(trust_text), receipt_of(text)
        self.found.unit = carried.unit
        event = inside(carried)
        if isinstance(event, Fault):
            self.found.add(event, position=carried.position)
            return
        self.counts["receipts"] += 1
        log = self._history(bundle, bodies)
        said = self._signed(carried.checkpoint.encode(), trust, log.events if log else ())
        if said is not None and (_unit(said), said.size, said.root.hex()) != (carried.unit, carried.size, carried.root):
            message = "its checkpoint is not the one that its proof leads to"
            self.found.add(no("receipt", message), position=carried.position)
        if log is None:
            message = "whether the event still stands in its ledger: hold the receipt against a bundle, or the database"
            self.unsaid.append(Fault(message, ""))
        else:
            self._stands(carried, log)
        self._of_whom(event)

    def checkpoint(self, note: bytes, trust_text: str, bodies: Sequence[bytes]) -> None:
        log = self._history(None, bodies)
        trust = _trust(trust_text)
        said = self._signed(note, trust, log.events if log else ())
        if said is not None:
            self._cosigned(note, trust)
        if said is not None and log is not None:
            self.found.unit = _unit(said)
            self._extends(said.size, said.root, log)
        elif said is not None:
            self.unsaid.append(Fault("whether the ledger still extends it: hold it against the database", ""))

    def _history(self, bundle: bytes | None, bodies: Sequence[bytes]) -> Log | None:
        if bundle is None and not bodies:
            return None
        part = read_parts(bundle).get(EVENTS, b"") if bundle is not None else b"".join(body + b"\n" for body in bodies)
        log = read_log(part, self.found)
        self.counts["events"] = len(log.leaves)
        if bundle is not None:
            self.unsaid.append(Fault("the bundle itself: `jifen filing verify` does", ""))
        return log

    def _signed(self, note: bytes, trust: Trust, events: Sequence[Event]) -> Checkpoint | None:
        """What the note says, if a key signed it that is trusted for its log."""
        try:
            said, text, signatures = read_checkpoint(note)
            signed_by(text, signatures, signing_keys(trust, said.origin, events, said.size))
        except UnsignedError as error:
            self.found.add(no("signature", "the checkpoint: {why}", why=str(error)))
            return None
        self.counts["signatures"] += 1
        return said

    def _cosigned(self, note: bytes, trust: Trust) -> None:
        """Who of those that the trust file names has seen it."""
        _, text, signatures = read_checkpoint(note)
        keys = [key for keys in trust.origins.values() for key in keys]
        try:
            self.counts["cosignatures"] = len(cosigned_by(text, signatures, keys))
        except UnsignedError as error:
            self.found.add(no("signature", "the checkpoint: {why}", why=str(error)))

    def _stands(self, carried: Carried, log: Log) -> None:
        """The same bytes at the same place, in a history that extends the one that was signed."""
        if log.unit and log.unit != carried.unit:
            message = "this is a history of {unit}; the receipt is of {other}"
            self.found.add(no("receipt", message, unit=log.unit, other=carried.unit))
            return
        if carried.position >= len(log.leaves):
            message = "this history ends after {size} events: what the receipt shows is not in it"
            self.found.add(no("receipt", message, size=len(log.leaves)), position=carried.position)
            return
        if log.leaves[carried.position] != tree.leaf(carried.body.encode()):
            message = "another event stands here than the receipt shows"
            self.found.add(no("receipt", message), position=carried.position)
        self._extends(carried.size, bytes.fromhex(carried.root), log)

    def _extends(self, size: int, root: bytes, log: Log) -> None:
        if size > len(log.leaves):
            message = "{size} events were signed; this history has {found}: its end is missing"
            self.found.add(no("extends", message, size=size, found=len(log.leaves)), position=len(log.leaves))
        elif tree.root(log.leaves[:size]) != root:
            message = "the first {size} events are not those that were signed: history was rewritten"
            self.found.add(no("extends", message, size=size), position=0)

    def _of_whom(self, event: Event) -> None:
        if event.signature and event.door.startswith("key:"):
            message = "the personal signature of {by} on the event: that takes the ledger's register of keys"
            self.unsaid.append(Fault(message, "", {"by": event.by}))


def _unit(said: Checkpoint) -> str:
    return said.origin.rpartition("/")[2]


def _trust(text: str) -> Trust:
    try:
        return read_trust(text)
    except DomainError as error:
        why = "; ".join(map(str, error.faults)) or str(error)
        raise BrokenError(no("trust", "the trust file: {why}", why=why)) from error


def receipt_of(text: str) -> Carried:
    """What a receipt's file carries, none of it checked. BrokenError where it is none."""
    try:
        found = read_json(text.encode("utf-8", "surrogatepass"))
        if not isinstance(found, dict) or found.keys() != {"format", "receipt"} or found["format"] != FORMAT:
            raise UnreadableError("it is no receipt of this format")
        return decode(Carried, found["receipt"])
    except (UnreadableError, DomainError) as error:
        raise BrokenError(no("receipt", "it can't be read: {why}", why=" ".join(str(error).split())[:300])) from error
