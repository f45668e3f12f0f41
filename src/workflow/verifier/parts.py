"""What the other parts of a bundle must say, given its events: every byte of them follows from the log.

`filing.json` and `manifest.json` are computed anew and compared whole, so that nothing stands in a bundle that its
signature doesn't bear. Source: spec/ledger.md §2; docs/reference/filing-bundle.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from ledger.errors import Fault
from ledger.event import Event
from ledger.events.filing import FilingCountersigned, FilingMade
from ledger.payload import to_plain
from workflow.days import local_day
from workflow.record import View
from workflow.state.claim import Claim
from workflow.state.cycle import SchemeText
from workflow.state.membership import Posts, Unit
from workflow.verifier.reading import UnreadableError, first_difference, for_people, read_json
from workflow.verifier.readme import README
from workflow.verifier.signature import Checkpoint
from workflow.verifier.verdict import no

FORMAT = 1
README_PART, MANIFEST, FILING = "README.txt", "manifest.json", "filing.json"
SCHEME, EVENTS, CHECKPOINT = "scheme.toml", "events.jsonl", "checkpoint.txt"
CONSISTENCY = "consistency.json"
NEEDED = frozenset({README_PART, MANIFEST, FILING, SCHEME, EVENTS, CHECKPOINT})


class Filed:
    """Gathers, while the log is followed, what the filing `wanted` says and when it was signed."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.made: tuple[Event, FilingMade] | None = None
        self.signed: tuple[Event, FilingCountersigned] | None = None
        self.scheme: SchemeText | None = None
        self._lines: dict[str, Any] = {}
        self._unit: Unit | None = None
        self._operators: list[str] = []

    def watch(self, view: View, event: Event) -> Iterable[Fault]:
        """Look at an event before it is folded; nothing is wrong with it here."""
        said = event.payload
        if isinstance(said, FilingMade) and said.filing == self.wanted:
            self.made = (event, said)
            self.scheme = view.find(SchemeText, said.digest)
            for filed in said.claims:
                claim = view.find(Claim, filed.claim)
                self._lines[filed.claim] = _line(claim) if claim else {}
        if isinstance(said, FilingCountersigned) and said.filing == self.wanted:
            self.signed = (event, said)
            self._unit = view.find(Unit)
            if self._unit:
                self._operators = _operators(view, event, self._unit.zone)
        return ()

    def filing(self) -> dict[str, Any] | None:
        """What `filing.json` must say; None where the log holds no such filing with both signatures."""
        if self.made is None or self.signed is None or self.scheme is None or self._unit is None:
            return None
        made, said = self.made
        signed, second = self.signed
        plain = to_plain(said)
        return {
            "format": FORMAT,
            "unit": made.unit,
            "sandbox": self._unit.sandbox,
            "filing": said.filing,
            "subject": said.subject,
            "cycle": said.cycle,
            "scheme": _scheme(self.scheme),
            "made": _stood(made),
            "countersigned": _stood(signed),
            "signers": list(second.signers),
            "operators_with_business": self._operators,
            "claims": [{**self._lines[one["claim"]], **one} for one in plain["claims"]],
            "figures": plain["figures"],
            "contested": plain["contested"],
            "objections": plain["objections"],
            "silent": plain["silent"],
            "not_included": plain["not_included"],
            "vetoes": plain["vetoes"],
            "changes": plain["changes"],
        }

    def manifest(self, checkpoint: Checkpoint, parts: Mapping[str, bytes]) -> dict[str, Any] | None:
        """What `manifest.json` must say; None as above."""
        if self.made is None or self.signed is None or self.scheme is None or self._unit is None:
            return None
        made, said = self.made
        return {
            "format": FORMAT,
            "unit": made.unit,
            "origin": checkpoint.origin,
            "sandbox": self._unit.sandbox,
            "filing": said.filing,
            "subject": said.subject,
            "cycle": said.cycle,
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "scheme": _scheme(self.scheme),
            "signers": list(self.signed[1].signers),
            "parts": digests(parts),
        }


def digests(parts: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    """Length and SHA-256 of every part but the manifest itself."""
    return {
        name: {"bytes": len(part), "sha256": sha256(part).hexdigest()}
        for name, part in parts.items()
        if name != MANIFEST
    }


def names(parts: Mapping[str, bytes]) -> Iterator[tuple[str, Fault]]:
    """Parts that are missing, or that this format doesn't have."""
    for name in sorted(NEEDED - parts.keys()):
        yield name, no("parts", "this part is missing")
    for name in sorted(parts.keys() - NEEDED - {CONSISTENCY}):
        yield name, no("parts", "this format has no such part")
    if README_PART in parts and parts[README_PART] != README.encode():
        yield README_PART, no("parts", "its words are not those of this format")


def same(part: bytes, due: Mapping[str, Any], check: str) -> Iterator[Fault]:
    """Whether a part says what it must, and in its one form."""
    if part == for_people(due):
        return
    try:
        where = first_difference(read_json(part), dict(due))
    except UnreadableError as error:
        yield no(check, "it can't be read: {why}", why=str(error))
        return
    if where:
        yield no(check, "{where} is not what the events give", where=where)
    else:
        yield no(check, "it is not in its one form: names sorted, two spaces of indent")


def _stood(event: Event) -> dict[str, Any]:
    at = event.at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    stood = {"position": event.position, "by": event.by, "at": at, "door": event.door}
    return stood if event.on_behalf is None else stood | {"for": event.on_behalf}


def _scheme(text: SchemeText) -> dict[str, str]:
    return {"id": text.scheme, "edition": text.edition, "digest": text.digest}


def _line(claim: Claim) -> dict[str, Any]:
    return {"item": claim.line.item, "on": claim.line.on.isoformat()}


def _operators(view: View, event: Event, zone: str) -> list[str]:
    """Operators who also hold a post: disclosed in every filing (spec/process.md §1)."""
    posts, day = view.find(Posts) or Posts(), local_day(event.at, zone)
    return [person for person in posts.holders(day, "operator") if len(posts.roles(person, day)) > 1]
