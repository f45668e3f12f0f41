"""A year graded with a departure, changed by a decided investigation, inspected, mended: through the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.stores import close_all
from tests.cli.door import DEPUTY, RECORDER, UPPER, Door, founded
from tests.workflow.small_year import PAPER, scheme_text

POINTS = {"M01": "95", "M02": "80", "M03": "75", "M04": "70", "M05": "65", "M06": "61", "M07": "90"}
COUNT = "--entitled 7 --present 7 --favour 7"
POST = "--place board --contact M01"


def ask(door: Door, line: str, *more: str, **at: str) -> Any:
    return door.ask(*line.split(), *more, **at)


def above(door: Door, line: str, by: str = "U1") -> None:
    """The committee decides, and the branch takes the receipt."""
    ask(door, line, by=by, unit=UPPER)
    ask(door, "receipt take --all")


def filed(door: Door, subject: str) -> str:
    filing = door.id_of(ask(door, f"filing file {subject}"))
    ask(door, f"filing countersign {filing}", by=RECORDER)
    above(door, f"filing acknowledge --from B01 --filing {filing}")
    return filing


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The year's one round is through."""
    for name in ("JIFEN_DB", "JIFEN_UNIT", "JIFEN_AS", "JIFEN_KEYS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    door = founded(tmp_path / "ledger.db")
    file = tmp_path / "small.toml"
    file.write_text(scheme_text(), "utf-8")
    ask(door, "cycle plan 2026 --starts 2026-01-01 --ends 2026-12-31")
    digest = door.id_of(ask(door, f"scheme propose {file}"))
    ask(door, f"scheme adopt {digest} {COUNT}", by=RECORDER)
    above(door, f"scheme approve --from B01 --scheme {digest}")
    ask(door, f"cycle open 2026 --scheme {digest}")
    ask(door, "round open 2026 --cycle 2026 --starts 2026-01-01 --ends 2026-12-31 --closes 2026-12-31")
    door.day = "2026-12-30"
    for member, points in POINTS.items():
        by = DEPUTY if member == RECORDER else RECORDER
        ask(door, f"claim observe {member} --item given --on 2026-12-01 --points {points}", by=by)
    door.day = "2027-01-02"
    ask(door, "session review 2026 --present M01,M02,M03 --favour M01,M02,M03", by=RECORDER)
    ask(door, f"meeting confirm 2026 {COUNT}", by=RECORDER)
    ask(door, f"publicity open round/2026 {POST}")
    door.day = "2027-01-20"
    ask(door, "clock tick")
    filed(door, "round/2026")
    yield door
    close_all()


def test_a_graded_year_is_changed_inspected_and_mended(door: Door) -> None:
    ask(door, f"sanction record M05 --cycle 2026 --code open --on 2026-11-01 --document {PAPER}")
    ask(door, "grade propose 2026 --depart", "M07=mid:tied at the quota")
    ask(door, f"grade confirm 2026 {COUNT} --depart M07=5/1/1", by=RECORDER)
    ask(door, f"publicity open grading/2026 {POST}")
    assert "mid (provisional)" in door.read("board")
    door.day = "2027-01-29"
    ask(door, "clock tick")
    filing = filed(door, "grading/2026")

    door.day = "2027-03-01"
    ask(door, f"sanction lift S01-2026 --document {PAPER}", by=DEPUTY)
    assert door.say("cycle", "close", "2026").code == 6
    ask(door, "grade revise 2026 --order sanction/S01-2026")
    ask(door, f"publicity open revision/R01-2026 {POST}")
    years = {year["member"]: year for year in ask(door, "score show --cycle 2026")["years"]}
    assert [years[member]["grade"] for member in ("M07", "M05", "M01")] == ["mid", "mid", "top"]

    spot = "check spot --branch B01 --cycle 2026 --subject round/2026 --until 2027-03-20 --mend twice"
    above(door, spot, by="U2")
    assert "K001" in door.say("due").out
    ask(door, "order answer K001 --text mended")
    above(door, "order accept --from B01 --order K001", by="U2")
    assert "mended" in door.read("order", "list")

    ask(door, "grade comment 2026 --member M05 --text steady")
    ask(door, "outcome follow-up 2026 M01 praise --measure talk --person M02 --until 2027-03-31", by=DEPUTY)
    assert "N01-2026" in door.read("outcome", "list", "--cycle", "2026")
    door.day = "2027-03-12"
    ask(door, "clock tick")
    ask(door, "outcome done N01-2026 --on 2027-03-10", by=DEPUTY)
    supplement = filed(door, "supplement/2026")
    for each in ("F001", filing, supplement):
        above(door, f"check record --from B01 --filing {each}", by="U3")
    ask(door, "cycle close 2026")
    assert "verified" in door.read("verify")
