"""The same through the program's own door: sealed texts, an office, state rows as the program writes them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from ledger.database import Database, open_database
from ledger.event import Event
from projections.audit import verify
from projections.board import board
from projections.explain import explain
from projections.history import history
from projections.progress import progress
from projections.runner import catch_up, rebuild
from projections.scores import year_rows
from projections.texts import texts
from projections.worklist import worklist
from tests import support
from tests.projections.branch import STUDY
from tests.support import BRANCH, House, Unit, opened, quarter
from tests.workflow.story import applied_and_observed, filed, published
from workflow import app
from workflow.fold import fold


@dataclass
class Door(House):
    """A house whose commands go through `workflow.app.handle`."""

    database: Database | None = None

    def do(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> list[Event]:
        assert self.database is not None
        body = {"command": command, "id": f"c{self.commands}", "unit": unit, "by": by, "at": self.now.isoformat()}
        answer = app.handle(self.database, {**body, **fields}, app.Caller(by, self.now))
        self.commands += 1
        known = self.units.setdefault(unit, Unit())
        events = list(self.database.ledger(unit).follow(after=len(known.events) - 1))
        known.state = fold(known.state, events)
        known.events.extend(events)
        return events[-len(answer.events) :]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """The first quarter filed, with an objection against M05's study points."""
    database = open_database(str(tmp_path_factory.mktemp("door") / "ledger.db"), create=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(support, "House", lambda: Door(database=database))
        house = opened()
    applied_and_observed(house, 1)
    published(house, 1).on("2026-04-02")
    house.do("objection.lodge", "M06", about=f"claim/{STUDY}", text="M05 was not there")
    house.on("2026-04-09").do("clock.tick", "timer")
    catch_up(database)
    filed(house, "round/2026Q1")
    catch_up(database)
    return house


def test_everything_is_as_the_events_say(house):
    report = verify(house.database)
    assert report.findings == ()
    assert report.state_rows > 80
    assert report.projection_rows > 200
    assert rebuild(house.database).differences == ()


def test_who_objected_is_nowhere_to_be_read(house):
    at = house.now
    said = [
        # A filing lists it among every member's claims: those are not who objected.
        str([e for e in history(house.database, BRANCH, "objection/O001") if e.topic != "filing-made"]),
        str([each for each in progress(house.database, BRANCH, "2026") if each.step == 7]),
        str([item for item in worklist(house.database, BRANCH, at=at) if "objection" in item.subject]),
    ]
    assert "B01#office" in said[0]
    assert "B01#office" in said[1]
    assert not any("'M06'" in each.replace("persons=", "") for each in said)


def test_no_text_is_on_the_board_or_in_a_history(house):
    assert "was not there" not in str(history(house.database, BRANCH, "member/M05"))
    assert "done, well" not in str(board(house.database, BRANCH, past=True))


def test_figures_are_those_of_the_story(house):
    totals = {row.member: str(row.total) for row in year_rows(house.database, BRANCH, "2026")}
    assert totals["M05"] == "39.00"
    assert {total for member, total in totals.items() if member != "M05"} == {"69.00"}
    said = explain(house.database, BRANCH, "2026", "M05", kind="reviewed", known_at=date(2026, 4, 1))
    assert str(said.total) == "69.00"


def read(house, reader, about="objection/O001"):
    return {t.field: t.text for t in texts(house.database, BRANCH, about, reader, date(2026, 4, 10))}


def test_who_objected_is_read_by_those_who_answer_and_by_the_objector(house):
    everything = {"objector": "M06", "text": "M05 was not there"}
    assert read(house, "M02") == everything
    assert read(house, "M06") == everything


def test_the_person_concerned_and_their_kin_do_not_read_who_objected(house):
    assert read(house, "M05") == {"objector": None, "text": None}
    assert read(house, "M09") == {"objector": None, "text": None}
    house.do("member.kin", "M03", person="M03", kin="M05")
    assert read(house, "M03") == {"objector": None, "text": None}


def test_who_reported_a_deed_is_kept_from_the_person_concerned_and_kin(house):
    line = {"member": "M05", "item": "bonus.commendation", "on": "2026-04-05", "level": "group"}
    house.do("round.open", "M01", **quarter(2))
    reported = {"source": "reported", "reporter": "M09", "evidence": [{"kind": "notice"}]}
    claim = house.do("claim.enter", "M02", **line, **reported)[0].payload.claim
    assert read(house, "M02", f"claim/{claim}") == {"reporter": "M09"}
    assert read(house, "M05", f"claim/{claim}") == {"reporter": None}


def test_a_forgotten_text_says_that_its_keys_were_destroyed(house):
    house.database.directory.forget("M06")
    kept = {t.field: t.kept for t in texts(house.database, BRANCH, "objection/O001", "M02", date(2026, 4, 10))}
    assert kept["objector"] == "forgotten"
