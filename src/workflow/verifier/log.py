"""The entries of a log as the bundle holds them: each in its one form, at its place, in its own stream's order.

What is read here is not yet believed: whether the log is the one that was signed is the tree's question, whether it
could have happened the replay's. Source: spec/ledger.md §1.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.body import read_event
from ledger.errors import DomainError, Fault
from ledger.event import Event
from ledger.events.claim import ClaimBegan
from ledger.payload import to_plain
from workflow.verifier.reading import UnreadableError, one_form, read_json
from workflow.verifier.tree import leaf
from workflow.verifier.verdict import Findings, no

EVENTS_MAX = 100_000
CLAIMS_OF_ONE_MAX = 2_000
# What makes lists grow that every later step reads: a branch has far fewer, a hostile log takes far too long.
GROWING_MAX = {
    "member-enrolled": 1_000,
    "role-appointed": 2_000,
    "role-ended": 2_000,
    "kin-declared": 2_000,
    "key-registered": 3_000,
    "log-key-rotated": 100,
    "cycle-planned": 1_000,
    "round-opened": 1_000,
    "evaluation-opened": 1_000,
    "grades-proposed": 50,
    "filing-made": 300,
    "veto-proposed": 1_000,
    "publicity-opened": 10_000,
    "objection-lodged": 10_000,
}


@dataclass(frozen=True)
class Log:
    """`events` are all, or those before the first that can't be read; `leaves` are the hashes of all bodies.

    `bare` are the hashes of the bodies of `events` without a signature: what personal keys sign.
    """

    unit: str
    leaves: tuple[bytes, ...]
    events: tuple[Event, ...]
    bare: tuple[bytes, ...] = ()

    @property
    def whole(self) -> bool:
        return bool(self.leaves) and len(self.events) == len(self.leaves)


def read_log(part: bytes, found: Findings) -> Log:
    """The log of `events.jsonl`; what is wrong goes to `found`, each with its position."""
    if not part.endswith(b"\n"):
        found.add(no("events", "it doesn't end with a line break: it was cut, or it is empty"), part="events.jsonl")
    bodies = part.removesuffix(b"\n").split(b"\n") if part else []
    if len(bodies) > EVENTS_MAX:
        found.add(_too_many("events", len(bodies), EVENTS_MAX), part="events.jsonl")
        return Log("", (), ())
    events: list[Event] = []
    bare: list[bytes] = []
    versions: Counter[str] = Counter()
    unit = ""
    for position, body in enumerate(bodies):
        try:
            event, unsigned = _event(body)
        except UnreadableError as error:
            found.add(no("events", "no event stands here: {why}", why=str(error)), position=position)
            break
        unit = found.unit = unit or event.unit
        versions[event.stream] += 1
        found.add_all(_misplaced(event, unit, position, versions[event.stream]), position=position)
        events.append(event)
        bare.append(unsigned)
    for fault in _too_large(events):
        found.add(fault, part="events.jsonl")
        events = []
    return Log(unit, tuple(map(leaf, bodies)), tuple(events), tuple(bare))


def _event(body: bytes) -> tuple[Event, bytes]:
    plain = read_json(body)
    if not isinstance(plain, dict):
        raise UnreadableError("it is no object")
    if one_form(plain) != body:
        raise UnreadableError("it is not in its one form (RFC 8785): these are not the bytes that were stored")
    try:
        event = read_event(body)
    except DomainError as error:
        raise UnreadableError(" ".join(str(error).split())[:300]) from error
    if plain["topic_version"] == type(event.payload).VERSION and to_plain(event.payload) != plain["data"]:
        raise UnreadableError("a figure or a field in it is not written in its one form")
    if "signature" not in plain:
        return event, leaf(body)
    return event, leaf(one_form({name: value for name, value in plain.items() if name != "signature"}))


def _misplaced(event: Event, unit: str, position: int, version: int) -> Iterator[Fault]:
    if event.position != position:
        yield no("events", "it says to stand at {said}: events were left out, added or swapped", said=event.position)
    if event.unit != unit:
        yield no("events", "it is of {said}, in the log of {unit}", said=event.unit, unit=unit)
    if event.version != version:
        message = "it is version {said} of {stream}, but {version} is due"
        yield no("events", message, said=event.version, stream=event.stream, version=version)


def _too_large(events: list[Event]) -> Iterator[Fault]:
    """What would take longer to check than any branch's log does."""
    topics = Counter(event.topic for event in events)
    for topic, most in GROWING_MAX.items():
        if topics[topic] > most:
            yield _too_many(topic, topics[topic], most)
    owners = Counter(
        (said.cycle, said.member) for said in (event.payload for event in events) if isinstance(said, ClaimBegan)
    )
    most_claims = max(owners.values(), default=0)
    if most_claims > CLAIMS_OF_ONE_MAX:
        yield _too_many("claims of one member in one cycle", most_claims, CLAIMS_OF_ONE_MAX)


def _too_many(what: str, count: int, most: int) -> Fault:
    return no("limits", "it has {count} {what}; more than {most} are not checked", count=count, what=what, most=most)
