"""Given, when, then: a branch and the committee above it, decided and folded without any database.

`House` keeps each unit's events and state in memory and answers commands with the same judge and the
same fold as the program; texts are put in as if they had been sealed.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ledger.codec import encode
from ledger.errors import RefusedError
from ledger.event import Event
from ledger.events.exchange import Carried
from ledger.mapper import event_bytes
from ledger.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from workflow.ask import Ask
from workflow.command import class_of, own_fields, read_envelope, read_fields, read_instant, with_texts
from workflow.entries import LODGING, OFFICE_COMMANDS, numbered
from workflow.fold import evolve, fold
from workflow.judge import judge
from workflow.passing import on_the_way
from workflow.process.table import table
from workflow.record import Overlay, R, View
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest
from workflow.state.checkpoint import SeenLog
from workflow.state.evaluation import Evaluation

UPPER, BRANCH = "P01", "B01"


def sealed(name: str, text: str) -> dict[str, str]:
    """A text as the store would have sealed it, but readable."""
    return {"id": "0" * 32, "box": text}


@dataclass
class Unit:
    events: list[Event] = field(default_factory=list)
    state: Overlay = field(default_factory=Overlay)


@dataclass
class House:
    """Units by id. Time stands where the last command put it."""

    units: dict[str, Unit] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: read_instant("2026-01-01T01:00:00Z"))
    commands: int = 0

    def on(self, day: str, hour: int = 10) -> "House":
        """Local time in Shanghai."""
        self.now = read_instant(f"{day}T{hour:02}:00:00+08:00")
        return self

    def ask(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> Ask:
        body = {"command": command, "id": f"c{self.commands}", "unit": unit, **fields}
        kind = class_of(body)
        own = own_fields(body, kind)
        if command in LODGING:
            own.setdefault("objector", body.get("for", by))
        known = self.units.setdefault(unit, Unit())
        envelope = read_envelope(body, by=by, at=self.now, door="sandbox")
        above = frozenset({"upper"}) if body.get("parent") else frozenset({"operator"})
        tag = f"tag of {own.get('objector', body.get('for', by))}" if command in OFFICE_COMMANDS else ""
        return Ask(
            envelope,
            read_fields(kind, with_texts(kind, own, sealed)),
            fold(known.state, on_the_way(known.state, envelope)),
            table(),
            tag=tag,
            objector=own.get("objector", body.get("for", by)),
            above=above,
        )

    def do(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> list[Event]:
        """The command is accepted; what time closed before it, and its own events, are folded in."""
        ask = self.ask(command, by, unit, **fields)
        events = numbered(ask, judge(ask))
        assert {event.topic for event in events} <= recorded_by(command), "the table's rows name no such event"
        self.commands += 1
        known = self.units[unit]
        for event in (*on_the_way(known.state, ask.envelope), *events):
            known.state.put(event.stream, evolve(known.state, event))
            known.events.append(event)
        return list(events)

    def refused(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> list[str]:
        """The command is refused; the guards that say no, each once, sorted."""
        try:
            judge(self.ask(command, by, unit, **fields))
        except RefusedError as refused:
            return sorted({refusal.guard for refusal in refused.refusals})
        raise AssertionError(f"{command} was accepted")

    def assessed(self, evaluation: str, by: str = "M01", other: str = "M02") -> None:
        """自评, 互评 and an opinion on each: the parts beside the ballot. `other` gives the opinion on `by`."""
        members = self.find(Evaluation, evaluation).members
        for part in ("self", "mutual"):
            self.do("evaluation.take-part", by, evaluation=evaluation, part=part, present=list(members))
        for member in members:
            giver = other if member == by else by
            self.do("evaluation.opinion", giver, evaluation=evaluation, member=member, text="steady")

    def view(self, unit: str = BRANCH) -> View:
        return self.units[unit].state

    def find(self, kind: type[R], key: str = "", unit: str = BRANCH) -> R:
        record = self.view(unit).find(kind, key)
        assert record is not None, f"{kind.KIND}/{key}"
        return record

    def carry(self, unit: str, position: int) -> Any:
        """The stored event with its proof, as JSON."""
        bodies = [event_bytes(event) for event in self.units[unit].events]
        leaves = [leaf_hash(body) for body in bodies]
        return encode(
            Carried(
                unit=unit,
                position=position,
                body=bodies[position].decode(),
                size=len(leaves),
                root=root_of(leaves).hex(),
                path=tuple(step.hex() for step in inclusion_proof(position, leaves)),
            )
        )

    def upper(self, command: str, by: str, request: int, **fields: Any) -> None:
        """The upper unit decides on a request of the branch, and the branch takes the receipt."""
        if command == "filing.acknowledge" and (path := self.consistency(request + 1)):
            fields = {"consistency": path, **fields}
        decided = self.do(command, by, UPPER, request=self.carry(BRANCH, request), **fields)
        self.do("receipt.take", "M01", decision=self.carry(UPPER, decided[0].position))

    def leaves(self, unit: str) -> list[bytes]:
        """The leaf of every event that the unit's log holds."""
        return [leaf_hash(event_bytes(event)) for event in self.units[unit].events]

    def consistency(self, size: int) -> list[str]:
        """The proof that the branch's log at this size and the one that the unit above has seen are one history."""
        known = self.view(UPPER).find(SeenLog, BRANCH)
        return proof_between(self.leaves(BRANCH), known.seen.size, size) if known else []


def recorded_by(command: str) -> frozenset[str]:
    """The topics that the command's rows name; a recorded clock closes what others would have closed."""
    commands = (command, "publicity.close", "objection.end") if command == "clock.tick" else (command,)
    return frozenset(topic for each in commands for row in table().of(each) for topic in row.events)


def proof_between(leaves: list[bytes], one: int, other: int) -> list[str]:
    """The consistency proof between two sizes of one log, as hex."""
    older, newer = sorted((one, other))
    return [step.hex() for step in consistency_proof(older, leaves[:newer])]


def founded(*, members: int = 9, house: House | None = None) -> House:
    """A committee above, a branch below with a recorder (M02), a deputy (M03) and a department head (M04)."""
    house = (house or House()).on("2026-01-02")
    house.do("unit.found", "root", UPPER, kind="committee", sandbox=True, secretary="U1", committee=["U1", "U2", "U3"])
    house.do(
        "unit.found", "U1", kind="branch", parent=UPPER, sandbox=True, secretary="M01", committee=["M01", "M02", "M03"]
    )
    for number in range(1, members + 1):
        house.do("member.enrol", "M01", member=f"M{number:02}", since="2020-01-01", department="D1")
    for person, role in (("M02", "recorder"), ("M03", "deputy-recorder"), ("M04", "department-head")):
        department = {"department": "D1"} if role == "department-head" else {}
        house.do("role.appoint", "M01", person=person, role=role, since="2026-01-01", **department)
    return house


def opened(scheme: str = "pipeline", *, members: int = 9, text: str = "", house: House | None = None) -> House:
    """The same with the cycle 2026 open under a scheme that the meeting adopted and the upper unit approved."""
    house = founded(members=members, house=house).on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    text = text or scheme_text(scheme)
    house.do("scheme.propose", "M01", text=text)
    adopted = house.do("scheme.adopt", "M02", scheme=digest(text), entitled=members, present=members, favour=members)
    house.upper("scheme.approve", "U1", adopted[-1].position)
    house.do("cycle.open", "M01", cycle="2026", scheme=digest(text))
    return house


def quarter(number: int) -> dict[str, str]:
    """The fields of a quarter's round: applications close three days before it ends."""
    first = date(2026, 3 * number - 2, 1)
    last = date(2026 + number // 4, 3 * number % 12 + 1, 1) - timedelta(days=1)
    fields = {"round": f"2026Q{number}", "cycle": "2026", "starts": str(first), "ends": str(last)}
    return fields | {"closes": str(last - timedelta(days=3))}
