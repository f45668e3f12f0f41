"""Away for stated days: the host's points enter on its document; 应到 stays unless the profile says otherwise."""

from datetime import date

import pytest

from tests.support import BRANCH, House, opened, quarter
from tests.workflow.verifier.filings import put_right
from tests.workflow.verifier.test_honest_histories import replayed
from workflow.schemes.library import scheme_text
from workflow.state.claim import Claim
from workflow.state.presence import entitled

PAPER = "d" * 64
AWAY = {"member": "M05", "kind": "secondment", "host": "V07", "since": "2026-03-01", "until": "2026-12-31"}
WORD = {"member": "M05", "item": "daily.achievement", "on": "2026-03-10", "points": "18", "source": "host"}
DOCUMENT = [{"kind": "record", "digest": PAPER}]


@pytest.fixture
def house() -> House:
    house = opened().on("2026-01-05", 12)
    house.do("round.open", "M01", **quarter(1))
    return house.on("2026-03-10")


def test_the_hosts_points_enter_on_its_document_while_the_member_is_there(house):
    house.do("member.away", "M01", **AWAY)
    [entered] = house.do("claim.enter", "M02", evidence=DOCUMENT, **WORD)
    assert house.find(Claim, entered.payload.claim).source == "host"
    bare = house.refused("claim.enter", "M02", evidence=[{"kind": "record"}], **{**WORD, "on": "2026-03-09"})
    assert "in-range" in bare
    earlier = {**WORD, "on": "2026-02-28"}
    assert "eligible" in house.refused("claim.enter", "M02", evidence=DOCUMENT, **earlier)
    assert replayed(house, BRANCH) == ()


def test_without_a_host_nothing_is_fed_back(house):
    assert house.refused("claim.enter", "M02", evidence=DOCUMENT, **WORD) == ["eligible"]
    house.do("member.away", "M01", **{name: value for name, value in AWAY.items() if name != "host"})
    assert house.refused("claim.enter", "M02", evidence=DOCUMENT, **WORD) == ["eligible"]


def test_back_early_ends_it(house):
    house.do("member.away", "M01", **AWAY)
    house.do("member.return", "M01", member="M05", until="2026-03-09")
    assert house.refused("claim.enter", "M02", evidence=DOCUMENT, **WORD) == ["eligible"]
    assert house.refused("member.return", "M01", member="M05", until="2026-03-15") == ["in-order"]
    house.do("member.away", "M01", **{**AWAY, "since": "2026-03-10"})
    assert replayed(house, BRANCH) == ()


@pytest.mark.parametrize(
    ("by", "change", "guard"),
    [
        ("M01", {"until": "2026-02-28"}, "in-order"),
        ("M01", {"member": "M01"}, "own-claim"),
        ("M06", {}, "who-may"),
    ],
    ids=["days run backwards", "one's own", "without a post"],
)
def test_who_is_sent_away_and_by_whom(house, by, change, guard):
    assert house.refused("member.away", by, **{**AWAY, **change}) == [guard]


def test_nobody_is_away_twice_at_once_or_after_leaving(house):
    house.do("member.away", "M01", **AWAY)
    assert house.refused("member.away", "M01", **{**AWAY, "since": "2026-12-31", "until": "2027-01-31"}) == ["in-order"]
    house.do("member.leave", "M01", member="M06", day="2026-03-09", how="moved")
    assert house.refused("member.away", "M01", **{**AWAY, "member": "M06"}) == ["in-order"]


@pytest.mark.parametrize(("named", "due"), [("", 9), ('leave_not_counted = ["secondment"]\n', 8)])
def test_being_away_shortens_no_count_unless_the_profile_names_the_kind(monkeypatch, named, due):
    text = scheme_text("pipeline").replace("[process]\n", f"[process]\n{named}", 1)
    monkeypatch.setattr("tests.support.scheme_text", lambda scheme: text)
    house = opened().on("2026-03-10")
    house.do("member.away", "M01", **AWAY)
    house.do("member.away", "M01", **{**AWAY, "member": "M06", "kind": "study"})
    assert entitled(house.view(), date(2026, 3, 10)) == due
    assert entitled(house.view(), date(2026, 2, 28)) == 9
    assert replayed(house, BRANCH) == ()


def test_a_hosts_word_on_a_day_that_nobody_was_away_is_found(house):
    house.do("member.away", "M01", **AWAY)
    house.do("claim.enter", "M02", evidence=DOCUMENT, **WORD)
    house.units[BRANCH].events.pop(-2)
    house.units[BRANCH].events[:] = put_right(house.units[BRANCH].events)
    assert any("with no host" in one for one in replayed(house, BRANCH))
