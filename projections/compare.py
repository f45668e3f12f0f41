"""Why does a member's figure differ: between two days, or under another scheme? Line by line, with what moved it.

Two explanations are laid side by side; a line is the same line where kind, entry and claim are the same all the way
up. Source: spec/process.md §6 (as of a day, as known on a day, explained line by line).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projections.explain import ExplainedLine, Explanation

Key = tuple[tuple[str, str, str, int], ...]


@dataclass(frozen=True)
class Moved:
    """One line that is not the same on both sides; None on the side where it isn't there.

    `why` holds: `events` (recorded on one side only: `events` lists them), `dated` (the fact lies after the day
    of one side), `rule`, `clause`, `given`, `steps` (limits, weights, means), `below` (only lines below it differ).
    """

    depth: int
    kind: str
    ref: str
    claim: str | None
    before: ExplainedLine | None
    after: ExplainedLine | None
    why: tuple[str, ...]
    events: tuple[tuple[int, str], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "depth": self.depth,
            "kind": self.kind,
            "ref": self.ref,
            "claim": self.claim,
            "before": self.before.figure if self.before else None,
            "after": self.after.figure if self.after else None,
            "why": list(self.why),
            "events": [{"position": position, "topic": topic} for position, topic in self.events],
        }


@dataclass(frozen=True)
class Comparison:
    """Both explanations, and the lines that differ, in the order of the working."""

    before: Explanation
    after: Explanation
    moved: tuple[Moved, ...]

    @property
    def same(self) -> bool:
        return not self.moved and _ends(self.before) == _ends(self.after)

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.after.unit,
            "cycle": self.after.cycle,
            "member": self.after.member,
            "kind": self.after.kind,
            "before": side(self.before),
            "after": side(self.after),
            "same": self.same,
            "moved": [line.as_json() for line in self.moved],
        }


def side(said: Explanation) -> dict[str, Any]:
    """What was asked for on one side, and what it came to."""
    return {
        "as_of": said.as_of.isoformat() if said.as_of else None,
        "known_at": said.known_at.isoformat() if said.known_at else None,
        "size": said.size,
        "scheme": said.scheme,
        "digest": said.digest,
        "total": str(said.total),
        "components": {component: str(figure) for component, figure in said.components},
        "grade": said.grade,
        "graded_by": list(said.graded_by),
        "outcomes": list(said.outcomes),
        "left_out": [{"ref": each.ref, "matter": each.matter, "guard": each.guard} for each in said.left_out],
    }


def compare(before: Explanation, after: Explanation) -> Comparison:
    """What is different between two explanations of one member's figure."""
    old, new = _keyed(_all(before)), _keyed(_all(after))
    moved = [
        line
        for key in _merged(list(old), list(new))
        if (line := _moved(old.get(key), new.get(key), before, after)) is not None
    ]
    return Comparison(before, after, tuple(_settled(moved)))


def _ends(said: Explanation) -> tuple[object, ...]:
    return (said.total, said.components, said.grade, said.outcomes)


def _all(said: Explanation) -> Sequence[ExplainedLine]:
    return (*said.lines, *said.beside, *said.vetoes)


def _keyed(lines: Sequence[ExplainedLine]) -> dict[Key, ExplainedLine]:
    """Each line under its path: a total goes by no name, so that two schemes' totals are one line."""
    found: dict[Key, ExplainedLine] = {}
    path: list[tuple[str, str, str, int]] = []
    for line in lines:
        del path[line.depth :]
        number = 0
        while True:
            own = (line.kind, "" if line.kind == "total" else line.ref, line.claim or "", number)
            if (*path, own) not in found:
                break
            number += 1
        path.append(own)
        found[tuple(path)] = line
    return found


def _merged(old: Sequence[Key], new: Sequence[Key]) -> list[Key]:
    """The lines of both sides in one order: the later one's, and what only the earlier had, after its neighbour."""
    known, merged = set(new), list(new)
    last: Key | None = None
    for key in old:
        if key not in known:
            merged.insert(merged.index(last) + 1 if last is not None else 0, key)
        last = key
    return merged


def _moved(
    old: ExplainedLine | None, new: ExplainedLine | None, before: Explanation, after: Explanation
) -> Moved | None:
    line = new or old
    assert line is not None
    why = tuple(_why(old, new, before, after))
    figures = (old.figure if old else None, new.figure if new else None)
    if figures[0] == figures[1] and not set(why) & {"rule", "given", "steps"}:
        return None
    recorded = set(new.events if new else ()) ^ set(old.events if old else ())
    if old is None or new is None:
        recorded = set(line.events)
    return Moved(line.depth, line.kind, line.ref, line.claim, old, new, why, tuple(sorted(recorded)))


def _why(
    old: ExplainedLine | None, new: ExplainedLine | None, before: Explanation, after: Explanation
) -> Iterator[str]:
    line = new or old
    assert line is not None
    if old is None or new is None:
        days = sorted((each.as_of or date.max) for each in (before, after))
        said = line.given.get("on")
        if said and days[0] < date.fromisoformat(said) <= days[1]:
            yield "dated"
        elif line.events and before.size != after.size:
            yield "events"
        if before.digest != after.digest:
            yield "rule"
        return
    if set(old.events) != set(new.events) and old.figure != new.figure:
        yield "events"
    for name in ("rule", "clause", "given", "steps"):
        if _told(old, name) != _told(new, name):
            yield name


def _told(line: ExplainedLine, name: str) -> object:
    """Of a step only its rule and operand: what it came to follows from the figure before it."""
    value = getattr(line, name)
    if name == "steps":
        return tuple((rule, operand, why) for rule, operand, why, _ in value)
    return dict(value) if isinstance(value, Mapping) else value


def _settled(moved: Sequence[Moved]) -> Iterator[Moved]:
    """A line without a reason of its own differs by what is below it."""
    for line in moved:
        if line.why:
            yield line
        else:
            yield Moved(line.depth, line.kind, line.ref, line.claim, line.before, line.after, ("below",), line.events)
