"""Real ledgers to tamper with: a branch's first quarter, never twice the same, in a database file of its own."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.checkpoint import sign_checkpoint
from ledger.database import Database, open_database
from ledger.event import Event
from ledger.head import Head
from ledger.mapper import event_bytes
from ledger.merkle import edge_of, leaf_hash, root_of
from projections.runner import catch_up
from tests.projections.branch import store
from tests.support import BRANCH, House, Unit, opened
from tests.workflow.story import ALL, applied_and_observed, filed, published
from workflow.fold import fold
from workflow.record import Overlay

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
ORIGIN = f"jifen/{BRANCH}"


@dataclass(frozen=True)
class Kept:
    """What is kept of a log outside its database: its size, its root, and the note that the log's key signed."""

    size: int
    root: bytes
    note: str


@dataclass(frozen=True)
class History:
    """A ledger's events, and what was kept of it: by somebody in the branch, later by the committee above."""

    events: tuple[Event, ...]
    here: Kept
    above: Kept

    @property
    def anchored(self) -> int:
        """Positions below lie under both anchors."""
        return min(self.here.size, self.above.size)


def played(random: Random) -> House:
    """A quarter, from its opening to its filing, as chance has it; it may end anywhere."""
    members = random.randint(4, 6)
    house = applied_and_observed(opened(members=members), 1, members=members)
    claims = [e.payload.claim for e in house.units[BRANCH].events if e.topic == "claim-observed"]
    lowered = random.sample(claims, random.randint(0, 3))
    exceptions = [{"claim": claim, "points": "1", "reason": "less"} for claim in lowered]
    published(house, 1, exceptions=exceptions)
    house.on("2026-04-02")
    for claim in random.sample(claims, random.randint(0, 2)):
        _contested(house, random, f"claim/{claim}", members)
    if random.random() < 0.2:
        return house
    house.on("2026-04-09").do("clock.tick", "timer")
    house.on("2026-04-12").do("clock.tick", "timer")
    return filed(house, "round/2026Q1")


def _contested(house: House, random: Random, about: str, members: int) -> None:
    by = f"M{random.randint(1, members):02}"
    objection = house.do("objection.lodge", by, about=about, text="not so")[0].payload.objection
    if random.random() < 0.7:
        member = next(e.payload.member for e in house.units[BRANCH].events if e.stream == about)
        admitting = "M01" if member != "M01" else "M03"
        house.do("objection.admit", admitting, objection=objection)
        voters = [person for person in ALL if person != member]
        vote = {"present": ALL, "favour": voters, "reason": "seen"}
        house.do("objection.answer", "M02", objection=objection, upheld=False, **vote)


def history(random: Random) -> History:
    """A quarter with its two anchors, each at a size that chance chose from the second half on."""
    events = tuple(played(random).units[BRANCH].events)
    here, above = (random.randint(len(events) // 2, len(events) - 2) for _ in range(2))
    return History(events, kept(events, here), kept(events, above))


def kept(events: tuple[Event, ...], size: int) -> Kept:
    """The checkpoint of the first `size` events."""
    leaves = [leaf_hash(event_bytes(event)) for event in events[:size]]
    return Kept(size, root_of(leaves), sign_checkpoint(Head.of(edge_of(leaves)), ORIGIN, KEY))


def written(place: Path, events: tuple[Event, ...]) -> Database:
    """A new database with these events and the answers to them, whole and consistent in itself."""
    database = open_database(str(place), create=True)
    house = House({BRANCH: Unit(list(events), Overlay(fold(None, events)))})
    catch_up(store(database, house))
    return database
