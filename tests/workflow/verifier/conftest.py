"""An honest quarter in memory, and an honest year through the program's own door, in a file."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

import tests.support
from ledger.database import Database, open_database
from ledger.event import Event
from tests.support import BRANCH, House, opened
from tests.workflow.stored_house import StoredHouse
from tests.workflow.story import applied_and_observed, filed, published, rounds_done
from tests.workflow.test_whole_year import evaluated
from tests.workflow.verifier.filings import bundle_of

PEOPLE = {"entitled": 9, "present": 9, "favour": 9}


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Four quarters, two evaluations, grades: everything filed, and verified above."""
    database = open_database(str(tmp_path_factory.mktemp("year") / "ledger.db"), create=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tests.support, "House", lambda: StoredHouse(database))
        house = rounds_done(opened())
    house.on("2027-01-12")
    evaluated(house, "2026-06-30")
    evaluated(house, "2026-12-31")
    house.do("meeting.confirm-year", "M02", cycle="2026", **PEOPLE)
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", **PEOPLE)
    house.do("publicity.open", "M01", subject="grading/2026", place="notice board", contact="M01")
    house.on("2027-01-20").do("clock.tick", "timer")
    filed(house, "grading/2026")
    yield database
    database.close()


@pytest.fixture(scope="session")
def quarter() -> list[Event]:
    """The first quarter, filed: one claim lowered, one rejected; objections upheld, dismissed and unanswered."""
    house = applied_and_observed(opened(), 1)
    claims = [event.payload.claim for event in house.units[BRANCH].events if event.topic == "claim-applied"]
    sheet = [event.payload.claim for event in house.units[BRANCH].events if event.topic == "claim-observed"]
    lowered = {"claim": sheet[0], "points": "20", "reason": "absent twice"}
    rejected = {"claim": claims[-1], "reject": True, "reason": "not done"}
    published(house, 1, exceptions=[lowered, rejected])
    house.on("2026-04-02")
    answered(house, f"claim/{sheet[16]}", upheld=True, points="29")
    answered(house, f"claim/{sheet[21]}", upheld=False)
    lodged(house, f"claim/{sheet[26]}")
    house.on("2026-04-09").do("clock.tick", "timer")
    house.on("2026-04-12").do("clock.tick", "timer")
    return through_the_office(filed(house, "round/2026Q1"))


def lodged(house: House, about: str) -> str:
    objection = house.do("objection.lodge", "M07", about=about, text="that is not so")
    key = objection[0].stream.removeprefix("objection/")
    house.do("objection.admit", "M01", objection=key)
    return key


def answered(house: House, about: str, *, upheld: bool, **figures: str) -> None:
    key = lodged(house, about)
    votes = {"present": ["M01", "M02", "M03"], "favour": ["M01", "M02", "M03"]}
    house.do("objection.answer", "M02", objection=key, upheld=upheld, reason="looked up", **votes, **figures)
    house.do("objection.tell", "M02", objection=key)
    if upheld:
        house.do("publicity.open", "M01", subject=about, place="notice board", contact="M01")


def through_the_office(house: House) -> list[Event]:
    """The events up to the filing; who lodged an objection is kept by the office, as the door does."""
    events = house.units[BRANCH].events
    end = next(event.position for event in events if event.topic == "filing-countersigned") + 1
    office = {"objection-lodged", "appeal-lodged"}
    return [replace(event, by=f"{BRANCH}#office") if event.topic in office else event for event in events[:end]]


@pytest.fixture(scope="session")
def bundle(quarter: list[Event]) -> bytes:
    return bundle_of(quarter)
