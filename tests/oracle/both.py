"""The program and the oracle side by side: the same commands to both, and every difference is a failure."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from ledger.errors import NotFoundError, RefusedError
from tests.oracle.answer import expect
from tests.oracle.effects import happened, lapse
from tests.oracle.verdict import Verdict
from tests.oracle.world import World
from tests.support import BRANCH, UPPER, House
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.read import digest
from workflow.state.claim import Claim
from workflow.state.cycle import Round
from workflow.state.objection import Objection

SCHEME = (Path(__file__).parent / "scheme.toml").read_text("utf-8")
MEMBERS = tuple(f"M{n:02}" for n in range(1, 10))
COMMITTEE = ("M01", "M02", "M03")
# Ids that a stream's name begins with where the command makes something new.
MADE = ("claim/", "publicity/", "objection/", "veto/")

# These close what is over themselves.
CLOSING = frozenset({"publicity.close", "objection.end", "clock.tick"})


class Both:
    """A committee P01 above and the branch B01 of nine: M01 to M03 its committee, M01 the secretary, M02 the
    recorder, M05 the deputy, M04 the head of everybody's department."""

    # What has been asked of all, over all runs: for the page of figures.
    asked_of_all: ClassVar[Counter[str]] = Counter()
    accepted_of_all: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        self.house = House().on("2026-01-02")
        self.world = World(date(2026, 1, 1), date(2026, 12, 31))
        house = self.house
        house.do("unit.found", "root", UPPER, kind="committee", sandbox=True, secretary="U1", committee=["U1", "U2"])
        house.do(
            "unit.found", "U1", kind="branch", parent=UPPER, sandbox=True, secretary="M01", committee=list(COMMITTEE)
        )
        seated = {"since": "2026-01-02"}
        self.fold("role.appoint", "U1", {"person": "M01", "role": "secretary", **seated})
        for person in COMMITTEE:
            self.fold("role.appoint", "U1", {"person": person, "role": "committee", **seated})
        for member in MEMBERS:
            self.given("member.enrol", "M01", member=member, since="2020-01-01", department="D1", group="G1")
        for person, role in (("M02", "recorder"), ("M05", "deputy-recorder")):
            self.given("role.appoint", "M01", person=person, role=role, since="2026-01-01")
        self.given("role.appoint", "M01", person="M04", role="department-head", since="2026-01-01", department="D1")
        self.open_cycle()

    def open_cycle(self) -> None:
        house = self.house.on("2026-01-03")
        house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
        house.do("scheme.propose", "M01", text=SCHEME)
        adopted = house.do("scheme.adopt", "M02", scheme=digest(SCHEME), entitled=9, present=9, favour=9)
        house.upper("scheme.approve", "U1", adopted[-1].position)
        house.do("cycle.open", "M01", cycle="2026", scheme=digest(SCHEME))
        assert scheme_of_text(SCHEME).id == "walked"

    def fold(self, command: str, by: str, fields: dict[str, Any], made: list[str] | None = None) -> None:
        """The oracle's world moves on."""
        happened(self.world, {"command": command, **fields}, by, self.house.now, made or [])

    def given(self, command: str, by: str, **fields: Any) -> None:
        """Both take it; nothing is asked of the oracle."""
        made = made_by(self.house.do(command, by, **fields))
        lapse(self.world, self.house.now)
        self.fold(command, by, fields, made)

    def asks(self, command: str, by: str, **fields: Any) -> tuple[Verdict, frozenset[str] | None]:
        """What each says now; if the program accepted, it has happened in both."""
        world = deepcopy(self.world)
        if command not in CLOSING:
            lapse(world, self.house.now)
        verdict = expect(world, {"command": command, **fields}, by, self.house.now)
        try:
            events = self.house.do(command, by, **fields)
        except RefusedError as refused:
            return verdict, frozenset(refusal.guard for refusal in refused.refusals)
        except NotFoundError:
            return verdict, frozenset({"not-found"})
        self.world = world
        world.changed.update({e.stream.removeprefix("claim/"): e.position for e in events})
        self.fold(command, by, fields, made_by(events))
        return verdict, None

    def both(self, command: str, by: str, **fields: Any) -> bool:
        """Both are asked, and must agree; whether it was accepted."""
        verdict, said = self.asks(command, by, **fields)
        fault = verdict.fault(said)
        Both.asked_of_all[command] += 1
        Both.accepted_of_all[command] += said is None
        assert fault is None, f"{command} by {by} at {self.house.now:%m-%d %H:%M:%S.%f} {fields}: {fault}"
        for difference in self.differences():
            raise AssertionError(f"after {command} by {by} {fields}: {difference}")
        return said is None

    def differences(self) -> Iterator[str]:
        """Where the states of claims, rounds and objections differ."""
        view = self.house.view()
        for mine in self.world.claims.values():
            theirs = view.find(Claim, mine.id)
            assert theirs is not None
            got = (theirs.state, theirs.round, str(theirs.line.points))
            if got != (mine.state, mine.round, str(mine.points)):
                yield f"claim {mine.id}: oracle {(mine.state, mine.round, str(mine.points))}, program {got}"
        for held in self.world.rounds.values():
            found = view.find(Round, held.id)
            if found is None or found.state != held.state:
                yield f"round {held.id}: oracle {held.state}, program {found and found.state}"
        for objection in self.world.objections.values():
            known = view.find(Objection, objection.id)
            if known is None or known.state != objection.state:
                yield f"objection {objection.id}: oracle {objection.state}, program {known and known.state}"


def made_by(events: list[Any]) -> list[str]:
    """The ids of what the events began, in order, each once."""
    ids = [e.stream.split("/", 1)[1] for e in events if e.stream.startswith(MADE)]
    return list(dict.fromkeys(ids))


__all__ = ["BRANCH", "COMMITTEE", "MEMBERS", "UPPER", "Both"]
