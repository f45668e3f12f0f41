"""What an auditor sends on: pages that stand alone, escape whatever they hold, and come out the same each time."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.door import APPLY, EVERYBODY, OBSERVE, RECORDER, Door

HOSTILE = "<script>alert('M05')</script><img src=x onerror=alert(1)>\"'&"
ALLOWED = frozenset(
    [*("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "pre", "small", "ul", "li"),
     *("dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
     *("svg", "desc", "line", "polyline", "circle", "text")]
)  # fmt: skip
# None of these can make a browser fetch or run anything.
ATTRIBUTES = frozenset(
    [*("class", "lang", "charset", "name", "content", "http-equiv", "viewbox", "role", "points", "fill"),
     *("stroke", "stroke-width", "stroke-dasharray", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r"),
     *("font-size", "text-anchor")]
)  # fmt: skip


class Elements(HTMLParser):
    """The elements and the text of a page, and whether each was closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        assert {name for name, _ in attrs} <= ATTRIBUTES
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        assert {name for name, _ in attrs} <= ATTRIBUTES

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def stands_alone(text: str) -> Elements:
    """Nothing from outside, no script, every element closed and known."""
    found = Elements(text)
    assert found.names <= ALLOWED, found.names - ALLOWED
    style = text[text.index("<style>") : text.index("</style>")]
    assert not re.search(r"url\(|@import|//", style)
    assert "default-src &#x27;none&#x27;" in text
    return found


@pytest.fixture
def reviewed(door: Door) -> Door:
    """Two claims of M05, reviewed and posted; M05 goes by a hostile name."""
    door.ask("member", "enrol", "M08", "--name", HOSTILE, "--since", "2020-07-01", "--department", "D1")
    for member in ("M05", "M08"):
        claim = door.id_of(door.ask(*APPLY, by=member))
        door.ask("claim", "sign", claim, by="M04")
        door.ask("claim", "register", claim, by=RECORDER)
    door.ask(*OBSERVE, by=RECORDER)
    words = ["session", "review", "2026Q1", "--present", EVERYBODY, "--favour", EVERYBODY]
    door.ask(*words, by=RECORDER, at="2026-04-02")
    door.ask("publicity", "open", "round/2026Q1", "--place", "公示栏", "--contact", "M01", at="2026-04-03")
    return door


def test_a_replay_is_told_on_the_terminal_and_as_json(reviewed: Door):
    said = reviewed.read("audit", "replay", "M05")
    assert "M05" in said
    assert "刘长河" not in said
    assert "刘长河" in reviewed.read("audit", "replay", "M05", "--names")
    found = reviewed.ask("audit", "replay", "M05", "--as-of", "2026-03-20", at="")
    assert [event["topic"] for event in found["events"]][:3] == [
        "member-enrolled",
        "cycle-opened",
        "claim-applied",
    ]
    assert found["totals"]["reviewed"]["total"] == "49.00"
    known = reviewed.ask("audit", "replay", "M05", "--known-at", "2026-04-01", at="")
    assert known["totals"]["reviewed"]["total"] == "0.00"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_a_replay_stands_alone_and_is_the_same_each_time(reviewed: Door, tmp_path: Path, language: str):
    pages = []
    for name in ("one.html", "two.html"):
        reviewed.read("--lang", language, "audit", "replay", "M05", "--html", str(tmp_path / name))
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    text = pages[0].decode()
    found = stands_alone(text)
    assert {"svg", "polyline", "circle", "table"} <= found.names
    assert ("重放" in found.text) == (language == "zh")
    assert "刘长河" not in text


def test_a_hostile_name_stays_a_name(reviewed: Door, tmp_path: Path):
    paper = tmp_path / "M08.html"
    reviewed.read("audit", "replay", "M08", "--names", "--html", str(paper))
    text = paper.read_text("utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert HOSTILE in stands_alone(text).text


def test_only_who_may_read_a_history_may_have_it_played(reviewed: Door):
    assert reviewed.say("audit", "replay", "M05", by="M06", at="").code == 4
    assert reviewed.say("audit", "replay", "M05", by="M05", at="").code == 0


def test_a_page_that_cannot_be_written_is_an_error_in_words(reviewed: Door, tmp_path: Path):
    said = reviewed.say("audit", "replay", "M05", "--html", str(tmp_path / "no" / "M05.html"), at="")
    assert said.code == 1
    assert "can't be written" in said.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_a_comparison_stands_alone_and_is_the_same_each_time(reviewed: Door, tmp_path: Path, language: str):
    pages = []
    for name in ("one.html", "two.html"):
        words = ["--lang", language, "audit", "diff", "M08", "--kind", "reviewed", "--before-known-at", "2026-04-01"]
        said = reviewed.read(*words, "--names", "--html", str(tmp_path / name))
        assert "18" in said
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    text = stands_alone(pages[0].decode()).text
    assert HOSTILE in text
    assert ("变动" in text) == (language == "zh")


def test_a_comparison_says_both_totals_the_lines_and_the_events_between(reviewed: Door):
    words = ["audit", "diff", "M05", "--kind", "reviewed", "--before-known-at", "2026-04-01"]
    found = reviewed.ask(*words, at="")
    assert (found["before"]["total"], found["after"]["total"], found["same"]) == ("0.00", "49.00", False)
    lines = [line for line in found["moved"] if line["claim"]]
    assert len(lines) == 2
    assert all(line["events"] and line["before"] is None for line in lines)
    same = reviewed.ask("audit", "diff", "M05", at="")
    assert (same["same"], same["moved"]) == (True, [])
    assert "nothing is different" in reviewed.read("audit", "diff", "M05")


def test_a_what_if_names_what_the_other_document_changes(reviewed: Door, tmp_path: Path):
    paper = tmp_path / "other.toml"
    paper.write_text(reviewed.read("scheme", "show", "pipeline").replace('most = "20"', 'most = "22"'), "utf-8")
    found = reviewed.ask("audit", "diff", "M05", "--scheme", str(paper), at="")
    assert found["before"]["digest"] != found["after"]["digest"]
    assert found["scheme_changes"]
    other = reviewed.ask("audit", "diff", "M05", "--kind", "reviewed", "--scheme", "handan", at="")
    assert {each["matter"] for each in other["after"]["left_out"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_conduct_stands_alone_and_lists_what_was_looked_for(reviewed: Door, tmp_path: Path, language: str):
    pages = []
    for name in ("one.html", "two.html"):
        reviewed.read("--lang", language, "audit", "conduct", "--names", "--html", str(tmp_path / name))
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    text = stands_alone(pages[0].decode()).text
    for check in ("never-lowers", "same-pair", "always-the-most"):
        assert check in text
    assert ("异常" in text) == (language == "zh")


def test_conduct_is_data_with_its_thresholds_and_for_those_who_may_read_histories(reviewed: Door):
    found = reviewed.ask("audit", "conduct", at="")
    assert found.keys() == {"unit", "size", "findings", "thresholds"}
    for each in found["findings"]:
        assert each.keys() == {"check", "message", "why", "count", "of", "positions", "facts", "thresholds"}
    assert "Unusual is not wrong" in reviewed.read("audit", "conduct")
    assert reviewed.say("audit", "conduct", by="M06", at="").code == 4
