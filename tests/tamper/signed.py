"""Ordinary ledgers, whose people sign: what somebody can bend who holds the branch's key and none of theirs.

The edits lie above the last anchor, where spec/ledger.md §3 has nothing that catches them: everything is written again
to fit, and signed anew as the branch. What is left are the personal signatures: the verifier of a filing must name
the command, and so must `jifen verify`. Where no key signed, or the attacker holds that one too, only the next
anchor shows it: the matrix says so.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from ledger.database import open_database
from ledger.event import Event
from ledger.signing import command_text, signature_text
from projections.vouched import Vouched
from tests.support import BRANCH, opened
from tests.tamper.histories import written
from tests.workflow.signed_house import SignedHouse, private_key
from tests.workflow.story import applied_and_observed, published
from tests.workflow.verifier.filings import bundle_of, put_right, root_at, trust
from workflow.verifier import verify_bundle

KEYLESS = "M05"
DETECTORS = ("filing", "database", "anchor")

Events = tuple[Event, ...]
Edit = Callable[[Events, Random], tuple[list[Event], int]]


def history(folder: Path) -> Events:
    """A branch's quarter up to the second signature; all sign but M05, the timer and the founder of the root."""
    place = folder / "signed.db"
    database = open_database(str(place), create=True)
    house = SignedHouse(database, without=frozenset({"timer", "root", KEYLESS}))
    opened(members=5, house=house)
    published(applied_and_observed(house, 1, members=5), 1)
    house.on("2026-04-09").do("clock.tick", "timer")
    filing = house.do("filing.file", "M01", subject="round/2026Q1")[0].stream.removeprefix("filing/")
    house.do("filing.countersign", "M02", filing=filing)
    events = tuple(database.ledger(BRANCH).follow())
    database.close()
    return events


def anchored(events: Events) -> int:
    """Up to where the log was filed before: its first third."""
    return len(events) // 3


def _chosen(events: Events, random: Random, *topics: str, by: str = "") -> Event:
    """The first event of a command above the anchor: signed, unless it is of somebody who has no key."""
    return random.choice(
        [
            event
            for event in events[anchored(events) :]
            if event.topic in topics and (event.by == by if by else event.signature and event.door.startswith("key:"))
        ]
    )


SIGNED = ("claim-applied", "claim-registered", "claim-signed", "claim-observed", "filing-made", "filing-countersigned")


def later(events: Events, random: Random) -> tuple[list[Event], int]:
    """A signed entry a moment later."""
    chosen = _chosen(events, random, *SIGNED)
    at = chosen.at.replace(microsecond=random.randint(1, 999_999))
    return _with(events, chosen, at=at), chosen.position


def in_anothers_name(events: Events, random: Random) -> tuple[list[Event], int]:
    """What one person signed stands in the name of another who has a key."""
    chosen = _chosen(events, random, *SIGNED)
    other = random.choice([event for event in events if event.signature and event.by not in (chosen.by, "U1")])
    return _with(events, chosen, by=other.by, door=other.door), chosen.position


def less(events: Events, random: Random) -> tuple[list[Event], int]:
    """Fewer points in a line, and in everything behind it that speaks of them."""
    chosen = _chosen(events, random, "claim-observed")
    claim, points = chosen.payload.claim, chosen.payload.line.points - random.randint(1, 3)  # type: ignore[attr-defined]

    def told(event: Event) -> Event:
        said = event.payload
        if getattr(said, "claim", None) == claim and getattr(said, "line", None) is not None:
            said = replace(said, line=replace(said.line, points=points), worth=points)  # type: ignore[attr-defined,type-var]
        filed = getattr(said, "claims", None)
        if event.topic == "filing-made" and filed:
            lines = tuple(replace(one, worth=points) if one.claim == claim else one for one in filed)
            said = replace(said, claims=lines)  # type: ignore[type-var]
        return replace(event, payload=said)

    return [told(event) for event in events], chosen.position


def left_out(events: Events, random: Random) -> tuple[list[Event], int]:
    """A signed command is gone, and everything behind it has moved up."""
    chosen = _chosen(events, random, "claim-signed", "claim-registered")
    kept = [event for event in events if event.command != chosen.command]
    return put_right(kept), chosen.position


def slipped_in(events: Events, random: Random) -> tuple[list[Event], int]:
    """A line that its recorder never entered, with a signature of theirs from elsewhere."""
    chosen = _chosen(events, random, "claim-observed")
    said = replace(chosen.payload, claim="2026Q1-099")  # type: ignore[type-var]
    new = replace(chosen, command="forged", stream="claim/2026Q1-099", payload=said)
    return put_right([*events[: chosen.position], new, *events[chosen.position :]]), chosen.position


def by_the_door(events: Events, random: Random) -> tuple[list[Event], int]:
    """No signature: only the door is said to have let it in."""
    chosen = _chosen(events, random, *SIGNED)
    return _with(events, chosen, door="local", signature=None), chosen.position


def of_nobody(events: Events, random: Random) -> tuple[list[Event], int]:
    """An entry of somebody who never had a key, a moment later."""
    chosen = _chosen(events, random, "claim-applied", by=KEYLESS)
    return _with(events, chosen, at=chosen.at.replace(microsecond=random.randint(1, 999_999))), chosen.position


def with_their_key(events: Events, random: Random) -> tuple[list[Event], int]:
    """A signed entry a moment later, signed anew with its owner's stolen key."""
    changed, position = later(events, random)
    group = [event for event in changed if event.command == events[position].command]
    group = [replace(event, at=group[0].at) for event in group]
    signature = signature_text(private_key(f"{group[0].by}@{BRANCH}").sign(command_text(group)))
    anew = {event.position: event for event in group} | {position: replace(group[0], signature=signature)}
    return [anew.get(event.position, event) for event in changed], position


def _with(events: Events, chosen: Event, **fields: object) -> list[Event]:
    return [replace(event, **fields) if event is chosen else event for event in events]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Row:
    """One line: the edit, and whether a personal signature must show it. The next anchor always does."""

    says: str
    edit: Edit
    signature: bool


ROWS: Mapping[str, Row] = {
    "later": Row("change the time of a signed command", later, True),
    "name": Row("put it in another's name", in_anothers_name, True),
    "less": Row("change a figure throughout", less, True),
    "left-out": Row("leave a signed command out", left_out, True),
    "slipped-in": Row("slip a command in, in somebody's name", slipped_in, True),
    "door": Row("say that only the door let it in", by_the_door, True),
    "nobody": Row("change what no personal key signed", of_nobody, False),
    "their-key": Row("change a command, with its owner's key too", with_their_key, False),
}


@dataclass
class Cells:
    """How often an edit was applied, and how often each detector named it."""

    applied: int = 0
    detected: Counter[str] = field(default_factory=Counter)


def corpus(seed: int, rounds: int, rows: Iterable[str] = tuple(ROWS)) -> dict[str, Cells]:
    """Each of these edits so many times, at places that chance chooses above the anchor."""
    matrix = {name: Cells() for name in rows}
    with TemporaryDirectory() as folder:
        events = history(Path(folder))
        for name, cells in matrix.items():
            for use in range(rounds):
                forged, position = ROWS[name].edit(events, Random(f"{seed}/{use}/{name}"))
                cells.applied += 1
                cells.detected.update(_named(events, forged, position, Path(folder) / f"{name}-{use}.db"))
    return matrix


def _named(events: Events, forged: list[Event], position: int, place: Path) -> list[str]:
    """Which detectors name the edit: the first two a signature at or behind its place, the last another history."""
    bundle, old, new = bundle_of(forged), anchored(events), len(events)
    found = []
    above = verify_bundle(bundle, trust(last=(old, root_at(list(events), old))))
    assert "extends" not in {finding.check for finding in above.findings}, "the edit lies above the anchor"
    if any(each.check == "signature" and (each.position or 0) >= position for each in above.findings):
        found.append("filing")
    database = written(place, tuple(forged))
    if any(
        each.what == "signature" and (each.position or 0) >= position for each in Vouched(database, BRANCH).findings()
    ):
        found.append("database")
    database.close()
    later_on = verify_bundle(bundle, trust(last=(new, root_at(list(events), new))))
    if any(finding.check == "extends" for finding in later_on.findings):
        found.append("anchor")
    return found


def wrong(matrix: Mapping[str, Cells]) -> list[str]:
    """The cells that are not as they must be."""
    due = {name: {"filing": row.signature, "database": row.signature, "anchor": True} for name, row in ROWS.items()}
    return [
        f"{name}, {detector}: {cells.detected[detector]} of {cells.applied}"
        for name, cells in matrix.items()
        for detector in DETECTORS
        if cells.detected[detector] != (cells.applied if due[name][detector] else 0)
    ]
