"""A branch's year in a database: told by `tests.support.House`, stored as the program stores it."""

from itertools import groupby

from ledger.database import Database
from ledger.result import CommandRecord
from tests.support import House, opened
from tests.workflow.story import ALL, applied_and_observed, filed, published, rounds_done
from workflow.fold import FOLD, fold
from workflow.record import Overlay
from workflow.store_view import row_of

STUDY = "2026Q1-022"  # M05's study points


def store(database: Database, house: House) -> Database:
    """Append what isn't stored yet, command by command, with its state rows."""
    for unit, known in house.units.items():
        if unit not in database.units():
            database.found(unit)
        ledger, state = database.ledger(unit), Overlay()
        for command, group in groupby(known.events, key=lambda event: event.command):
            events = list(group)
            changed = fold(state, events).records
            state.records |= changed
            head = ledger.head()
            if events[0].position >= head.size:
                record = CommandRecord(command, ledger.digest(command.encode()), "{}")
                rows = {key: row_of(made) for key, made in changed.items()}
                ledger.append(events, head=head, state=rows, fold=FOLD, commands=[record])
    return database


def posted_round(members: int = 9, **review: object) -> House:
    """The first quarter in publicity; it is the day after."""
    return published(applied_and_observed(opened(members=members), 1, members=members), 1, **review).on("2026-04-02")


def filed_round() -> House:
    """The first quarter filed, acknowledged and verified, with one claim of M05 still contested."""
    house = posted_round()
    house.do("objection.lodge", "M06", about=f"claim/{STUDY}", text="he was not there")
    house.on("2026-04-09").do("clock.tick", "timer")
    return filed(house, "round/2026Q1")


def graded_year() -> House:
    """Four quarters filed, two evaluations, and the grades proposed and confirmed."""
    house = rounds_done()
    house.on("2027-01-12")
    for on in ("2026-06-30", "2026-12-31"):
        opening = house.do("evaluation.open", "M01", cycle="2026", code="review", on=on, tellers=["M05", "M06"])
        results = [{"member": f"M{n:02}", "band": "excellent", "points": "24"} for n in range(1, 10)]
        key = opening[0].stream.removeprefix("evaluation/")
        house.do("evaluation.tally", "M01", evaluation=key, ballots=9, tellers=["M05", "M06"], results=results)
        house.assessed(key)
    house.do("meeting.confirm-year", "M02", cycle="2026", entitled=9, present=9, favour=9)
    house.do("grade.propose", "M01", cycle="2026")
    house.do("grade.confirm", "M02", cycle="2026", entitled=9, present=9, favour=9)
    return house


__all__ = ["ALL", "STUDY", "filed_round", "graded_year", "posted_round", "store"]
