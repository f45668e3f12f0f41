"""§4 once, at the real door: a repeated command has its first result; the same id says nothing else; a refusal uses no
id up. The oracle of it is a dictionary: what each id was accepted with."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from ledger.database import open_database
from ledger.errors import InvalidError, RefusedError
from workflow.app import Answer, Caller, handle

IDS = st.sampled_from([f"id-{n}" for n in range(6)])
MEMBERS = st.sampled_from(["M05", "M06", "M07", "M08"])
# The secretary may enrol; a member of nothing may not.
BY = st.sampled_from(["M01", "M01", "M01", "X9"])
FOUND = {"command": "unit.found", "kind": "branch", "sandbox": True, "secretary": "M01", "committee": ["M01", "M02"]}


class TheSameIdTwice(RuleBasedStateMachine):
    @initialize()
    def founded(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(str(Path(self.folder.name) / "ledger.db"), create=True)
        self.now = datetime(2026, 1, 2, 8, tzinfo=UTC)
        self.accepted: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {}
        self.enrolled: set[str] = set()
        self.send({**FOUND, "id": "found", "by": "root"})

    @rule(key=IDS, by=BY, member=MEMBERS, since=st.sampled_from(["2020-01-01", "2021-01-01"]))
    def enrol(self, key: str, by: str, member: str, since: str) -> None:
        body = {"command": "member.enrol", "id": key, "by": by, "member": member, "since": since}
        before = self.size()
        if key in self.accepted:
            first, events = self.accepted[key]
            if first == body:
                again = self.send(body)
                assert (again.events, again.repeated, self.size()) == (events, True, before)
            else:
                self.refused(body, frozenset({"once"}))
        elif by != "M01":
            self.refused(body, frozenset({"who-may"}))
        elif member in self.enrolled:
            self.refused(body)
        else:
            answer = self.send(body)
            assert (answer.repeated, self.size() > before) == (False, True)
            self.accepted[key] = body, answer.events
            self.enrolled.add(member)

    @rule(pick=st.integers(0, 100), hours=st.integers(0, 72))
    def repeat(self, pick: int, hours: int) -> None:
        """Later, too: a repetition is answered whatever has happened since."""
        self.now += timedelta(hours=hours)
        if self.accepted:
            body, events = list(self.accepted.values())[pick % len(self.accepted)]
            before = self.size()
            assert (self.send(body).events, self.size()) == (events, before)

    def size(self) -> int:
        return int(self.database.ledger("B01").head().size)

    def send(self, body: dict[str, Any]) -> Answer:
        return handle(self.database, {"unit": "B01", **body}, Caller(None, self.now))

    def refused(self, body: dict[str, Any], least: frozenset[str] = frozenset()) -> None:
        """It is not accepted, by these guards at least, and nothing is recorded."""
        before = self.size()
        with pytest.raises((RefusedError, InvalidError)) as error:
            self.send(body)
        said = error.value.refusals if isinstance(error.value, RefusedError) else ()
        assert least <= {refusal.guard for refusal in said}
        assert self.size() == before

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()


TestTheSameIdTwice = TheSameIdTwice.TestCase
TestTheSameIdTwice.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
