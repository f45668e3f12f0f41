"""What happened to a claim, step by step: who took it, holding which post, under which guards, on what facts.

Worked out from the ledger's events alone: the process table says what each step was, the state before it
what the guards saw. Source: spec/process.md §3 Claim, §4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ledger.codec import encode
from ledger.database import Database
from ledger.errors import NotFoundError
from ledger.event import Event
from ledger.events.exchange import ReceiptTaken
from projections.circumstances import circumstances
from workflow.carried import decision
from workflow.days import local_day
from workflow.fold import evolve
from workflow.process.table import Row, Table, table
from workflow.record import Overlay, View
from workflow.state.claim import Claim
from workflow.state.membership import Member, Posts, Unit
from workflow.verifier.conduct.commands import command_of, groups


@dataclass(frozen=True)
class Taken:
    """One step of a claim.

    `step` is the number among the eleven, 0 outside them; `posts` what `by` was on that day, `before` and `after`
    the claim's states; `line` and `worth` how it read from then on; `guards` those that were asked and said nothing
    against it; `facts` what they saw, by guard. `elsewhere` is the decision that a receipt carried: who took it,
    in which unit's ledger, at which position.
    """

    position: int
    at: datetime
    topic: str
    step: int
    command: str
    by: str
    on_behalf: str | None
    posts: tuple[str, ...]
    door: str
    before: str
    after: str
    line: Mapping[str, Any]
    worth: Decimal | None
    guards: tuple[str, ...]
    clause: str
    facts: Mapping[str, Mapping[str, Any]]
    elsewhere: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "position": self.position,
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "topic": self.topic,
            "step": self.step,
            "command": self.command,
            "by": self.by,
            "for": self.on_behalf,
            "posts": list(self.posts),
            "door": self.door,
            "before": self.before,
            "after": self.after,
            "line": dict(self.line),
            "worth": None if self.worth is None else str(self.worth),
            "guards": list(self.guards),
            "clause": self.clause,
            "facts": {guard: dict(facts) for guard, facts in self.facts.items()},
            "elsewhere": dict(self.elsewhere),
        }


def account(database: Database, unit: str, claim: str) -> tuple[Taken, ...]:
    """Every step of a claim, in order.

    Raises:
        NotFoundError: no such unit, or it has no such claim.
    """
    found = tuple(account_of(list(database.ledger(unit).follow()), claim))
    if not found:
        raise NotFoundError("there is no {kind} {id} in {unit}", kind="claim", id=claim, unit=unit)
    return found


def account_of(events: Sequence[Event], claim: str) -> Iterator[Taken]:
    """The same from events at hand, in order from the first; pure."""
    known, before = table(), Overlay()
    for group in groups(tuple(events)):
        # A command was decided on the state before it; each of its events is read on top of that.
        state = Overlay(before)
        for number, event in enumerate(group, 1):
            old = state.find(Claim, claim)
            state.put(event.stream, evolve(state, event))
            new = state.find(Claim, claim)
            if new is not None and new != old:
                yield _taken(before, known, group[:number], old, new)
        before.records |= state.records


def _taken(seen: View, known: Table, group: Sequence[Event], before: Claim | None, after: Claim) -> Taken:
    event = group[-1]
    command = command_of(known, group[0])
    row = _row(known, command, event.topic, before.state if before else "", after.state)
    guards = _guards(known, command, row)
    unit = seen.find(Unit)
    day = local_day(event.at, unit.zone if unit else "UTC")
    posts = (seen.find(Posts) or Posts()).roles(event.principal, day)
    if seen.find(Member, event.principal):
        posts |= {"member"}
    return Taken(
        position=event.position,
        at=event.at,
        topic=event.topic,
        step=row.step if row else 0,
        command=command,
        by=event.by,
        on_behalf=event.on_behalf,
        posts=tuple(sorted(posts)),
        door=event.door,
        before=before.state if before else "",
        after=after.state,
        line=encode(after.line),
        worth=after.worth,
        guards=guards,
        clause=row.clause if row else "",
        facts=circumstances(seen, group, before or after, guards, day),
        elsewhere=_elsewhere(group),
    )


def _elsewhere(group: Sequence[Event]) -> dict[str, Any]:
    """What the command's receipt carried: the step here follows from it."""
    said = next((event.payload for event in group if isinstance(event.payload, ReceiptTaken)), None)
    if said is None:
        return {}
    decided = decision(said)
    return {"unit": decided.unit, "position": decided.position, "topic": decided.topic, "by": decided.by}


def _row(known: Table, command: str, topic: str, before: str, after: str) -> Row | None:
    """The row of the table that this was: of this command, else of any that leads to such an event."""
    rows = [row for row in known.rows if row.machine == "claim" and topic in row.events]
    fits = [row for row in rows if before in row.sources and row.dest == after]
    if topic == ReceiptTaken.TOPIC and not fits:
        return None  # it moved no claim: no row of a claim says what it was
    mine = [row for row in (*fits, *rows) if row.command == command]
    return next(iter([*mine, *fits, *rows, *known.of(command)]), None)


def _guards(known: Table, command: str, row: Row | None) -> tuple[str, ...]:
    """The guards of the row; where it follows from another step of the same command, that step's."""
    heads = known.of(command)
    asked = row.guards if row and row.guards else heads[0].guards if heads else ()
    return ("who-may", "delegated", "seen-current", *asked)
