"""The whole check of a bundle, from its bytes to a verdict. It never raises: what is wrong is a finding.

Source: spec/ledger.md §2 (the verifier).
"""

from collections import Counter
from collections.abc import Mapping

from ledger.errors import DomainError, Fault
from workflow.verifier import parts as of
from workflow.verifier import tree
from workflow.verifier.chain import signing_keys
from workflow.verifier.container import BrokenError, read_parts
from workflow.verifier.log import Log, read_log
from workflow.verifier.parts import Filed
from workflow.verifier.reading import UnreadableError, for_people, read_json
from workflow.verifier.receipts import Receipts
from workflow.verifier.replay import Replay
from workflow.verifier.signature import Checkpoint, UnsignedError, read_checkpoint, signed_by
from workflow.verifier.trust import Trust, read_trust
from workflow.verifier.unsaid import unsaid
from workflow.verifier.verdict import Findings, Verdict, no
from workflow.verifier.vouching import Vouching


def verify_bundle(bundle: bytes, trust: str) -> Verdict:
    """Check a filing.

    Args:
        bundle: the bytes of the file.
        trust: the text of the trust file of whoever checks.
    Returns:
        The verdict: ok, or everything that was found, each with its event's position or its part; what was counted;
        and what was not checked.
    """
    check = _Check()
    try:
        check.run(bundle, trust)
    except BrokenError as error:
        check.found.add(error.fault, part=error.part)
    except (Exception, RecursionError, MemoryError) as error:  # nothing that a file holds may stop the one who checks
        check.found.add(
            no("stumbled", "the check could not go on: {why}", why=f"{type(error).__name__}: {error}"[:200])
        )
    return check.verdict()


class _Check:
    def __init__(self) -> None:
        self.found = Findings()
        self.counts: Counter[str] = Counter()
        self.unsaid: list[Fault] = []

    def run(self, bundle: bytes, trust_text: str) -> None:
        trust = self._trust(trust_text)
        parts = read_parts(bundle, self.found)
        self.counts["parts"] = len(parts)
        for name, fault in of.names(parts):
            self.found.add(fault, part=name)
        manifest = self._manifest(parts)
        log = read_log(parts.get(of.EVENTS, b""), self.found)
        self.counts["events"] = len(log.leaves)
        checkpoint = self._checkpoint(parts, log, trust)
        if not log.whole or checkpoint is None:
            self._stop("nothing was replayed: events or checkpoint can't be read")
            return
        self._origin(checkpoint, log, trust)
        self._extends(checkpoint, log, parts, trust)
        filed = Filed(str(manifest.get("filing", "")))
        receipts = Receipts(trust, checkpoint.origin, lambda size: _root(log, size))
        vouching = Vouching(log.bare)
        replay = Replay(self.found, receipts, filed.watch, vouching)
        replay.run(log.events)
        self.counts += replay.counts
        self.counts["commands signed"] = vouching.signed
        self.counts["receipts"] = receipts.taken
        if replay.followed < len(log.events):
            message = "nothing from position {position} on was replayed, and what was filed was not compared"
            self._stop(message, position=replay.followed)
            return
        self._filing(filed, checkpoint, parts)
        self.unsaid += unsaid(log, checkpoint, trust, receipts, vouching)

    def verdict(self) -> Verdict:
        dropped = self.found.dropped()
        if dropped:
            self._stop("{count} further findings of the same checks are not listed", count=dropped)
        return Verdict(not self.found, self.found.listed(), dict(sorted(self.counts.items())), tuple(self.unsaid))

    def _stop(self, message: str, **facts: object) -> None:
        self.unsaid.append(Fault(message, "", facts))

    def _trust(self, text: str) -> Trust:
        try:
            return read_trust(text)
        except DomainError as error:
            for fault in error.faults or (Fault(error.message, "", error.facts),):
                self.found.add(no("trust", "the trust file: {why}", why=str(fault)))
            raise BrokenError(no("trust", "without a trust file nothing is checked")) from error

    def _manifest(self, parts: Mapping[str, bytes]) -> Mapping[str, object]:
        """The manifest as it is; and whether every part is the one that it lists."""
        try:
            manifest = read_json(parts.get(of.MANIFEST, b""))
        except UnreadableError as error:
            self.found.add(no("manifest", "it can't be read: {why}", why=str(error)), part=of.MANIFEST)
            return {}
        listed = manifest.get("parts") if isinstance(manifest, dict) else None
        if not isinstance(manifest, dict) or not isinstance(listed, dict):
            self.found.add(no("manifest", "it lists no parts"), part=of.MANIFEST)
            return {}
        if manifest.get("format") != of.FORMAT:
            raise BrokenError(
                no("manifest", "format {format} is not known here", format=manifest.get("format")), of.MANIFEST
            )
        due = of.digests(parts)
        for name in sorted(due.keys() | listed.keys()):
            if due.get(name) != listed.get(name):
                self.found.add(no("parts", "its bytes are not those that the manifest lists"), part=name[:100])
        return manifest

    def _checkpoint(self, parts: Mapping[str, bytes], log: Log, trust: Trust) -> Checkpoint | None:
        """What the ledger's key signed, if a trusted key did, and if it signed these events."""
        try:
            said, text, signatures = read_checkpoint(parts.get(of.CHECKPOINT, b""))
        except UnsignedError as error:
            self.found.add(no("signature", "the checkpoint can't be read: {why}", why=str(error)), part=of.CHECKPOINT)
            return None
        keys = signing_keys(trust, said.origin, log.events, said.size)
        if said.origin not in trust.origins:
            self.found.add(no("signature", "no key is trusted for {origin}", origin=said.origin), part=of.CHECKPOINT)
        else:
            try:
                signed_by(text, signatures, keys)
                self.counts["signatures"] += 1
            except UnsignedError as error:
                self.found.add(no("signature", "{why}", why=str(error)), part=of.CHECKPOINT)
        if said.size != len(log.leaves):
            facts = {"size": said.size, "found": len(log.leaves)}
            self.found.add(no("root", "{size} events were signed, {found} are here", **facts), part=of.EVENTS)
        elif tree.root(log.leaves) != said.root:
            self.found.add(no("root", "these are not the events that were signed: the root differs"), part=of.EVENTS)
        return said

    def _origin(self, checkpoint: Checkpoint, log: Log, trust: Trust) -> None:
        """The origin that signed is this unit's."""
        if checkpoint.origin.rpartition("/")[2] != log.unit:
            facts = {"origin": checkpoint.origin, "unit": log.unit}
            self.found.add(no("origin", "the log of {unit} is signed as {origin}", **facts), part=of.CHECKPOINT)
        parent = trust.parents.get(checkpoint.origin)
        above = getattr(log.events[0].payload, "parent", None)
        if parent is not None and parent.rpartition("/")[2] != above:
            facts = {"above": above or "–", "parent": parent}
            self.found.add(
                no("genesis", "it says that {above} stands above; the trust file says {parent}", **facts), position=0
            )

    def _extends(self, checkpoint: Checkpoint, log: Log, parts: Mapping[str, bytes], trust: Trust) -> None:
        """The log goes on from what was last filed; the proof in the bundle says so, too."""
        last = trust.last.get(checkpoint.origin)
        if last is not None:
            self.counts["earlier checkpoints"] += 1
            root = _root(log, last.size)
            if root is None:
                facts = {"size": last.size, "found": len(log.leaves)}
                message = "{size} events were filed before; only {found} are here: its end was cut off"
                self.found.add(no("extends", message, **facts), position=len(log.leaves))
            elif root != last.root:
                message = "the first {size} events are not those that were filed before: history was rewritten"
                self.found.add(no("extends", message, size=last.size), position=0)
        if of.CONSISTENCY in parts:
            self._consistency(checkpoint, log, parts[of.CONSISTENCY])

    def _consistency(self, checkpoint: Checkpoint, log: Log, part: bytes) -> None:
        try:
            said = read_json(part)
            old, path = said["old_size"], [bytes.fromhex(step) for step in said["path"]]
            before = _root(log, old) if type(old) is int else None
            due = {
                "format": of.FORMAT,
                "old_size": old,
                "old_root": before.hex() if before else "",
                "new_size": checkpoint.size,
                "new_root": checkpoint.root.hex(),
                "path": [step.hex() for step in path],
            }
            whole = before is not None and part == for_people(due)
        except (UnreadableError, ValueError, KeyError, TypeError):
            whole = False
        if not whole or not tree.extended(old, checkpoint.size, path, before or b"", checkpoint.root):
            self.found.add(no("extends", "its proof doesn't hold"), part=of.CONSISTENCY)

    def _filing(self, filed: Filed, checkpoint: Checkpoint, parts: Mapping[str, bytes]) -> None:
        """The parts for people say what the events give."""
        filing, manifest = filed.filing(), filed.manifest(checkpoint, parts)
        if filing is None or manifest is None or filed.scheme is None:
            self.found.add(
                no("filing", "no filing {filing} with two signatures is in the log", filing=filed.wanted[:80])
            )
            return
        self.found.add_all(of.same(parts.get(of.FILING, b""), filing, "filing"), part=of.FILING)
        self.found.add_all(of.same(parts.get(of.MANIFEST, b""), manifest, "manifest"), part=of.MANIFEST)
        if parts.get(of.SCHEME, b"") != filed.scheme.text.encode():
            self.found.add(no("scheme", "it is not the text that the cycle pinned"), part=of.SCHEME)
        self.counts["claims filed"] = len(filing["claims"])


def _root(log: Log, size: int) -> bytes | None:
    """The root of the first `size` events; None where there are fewer."""
    return tree.root(log.leaves[:size]) if 0 < size <= len(log.leaves) else None
