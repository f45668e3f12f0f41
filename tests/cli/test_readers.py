"""Who may read what at the command line: one's own, what one's post needs, what is public."""

import pytest

from cli import readers
from tests.cli.door import APPLY, OBSERVE, RECORDER, Door
from workflow.reading import readings

MEMBER = "M06"


@pytest.fixture
def claim(door: Door) -> str:
    """A claim of M05, who holds no post; M06 neither."""
    return door.id_of(door.ask(*APPLY, by="M05"))


def codes(door: Door, by: str, *lines: list[str]) -> list[int]:
    return [door.say("--json", *line, by=by).code for line in lines]


def own(member: str, claim: str) -> list[list[str]]:
    return [
        ["claim", "show", claim],
        ["claim", "list", "--member", member],
        ["explain", claim],
        ["score", "show", member],
        ["score", "explain", member],
        ["audit", "member", member],
        ["audit", "claim", claim],
        ["member", "show", member],
    ]


WHOLE = [["register"], ["score", "show"], ["claim", "list"], ["member", "list"], ["objection", "list"]]
PUBLIC = [["board"], ["progress"], ["role", "list"], ["round", "list"], ["unit", "show"]]


def test_a_member_reads_what_is_their_own(door: Door, claim: str):
    assert codes(door, "M05", *own("M05", claim)) == [0] * 8


def test_a_member_reads_nothing_of_another_member(door: Door, claim: str):
    assert codes(door, MEMBER, *own("M05", claim)) == [4] * 8
    assert codes(door, MEMBER, *WHOLE) == [4] * len(WHOLE)


def test_everybody_reads_what_is_posted_and_how_far_things_are(door: Door):
    assert codes(door, "a-passer-by", *PUBLIC) == [0] * len(PUBLIC)


@pytest.mark.parametrize("reader", ["M01", RECORDER, "U1"])
def test_who_needs_it_for_their_post_reads_it(door: Door, claim: str, reader: str):
    assert codes(door, reader, *own("M05", claim), *WHOLE) == [0] * 13


def test_an_operator_as_such_reads_no_business(door: Door, claim: str):
    door.ask("role", "appoint", "OP", "operator", "--since", "2026-01-01")
    assert codes(door, "OP", *own("M05", claim), *WHOLE) == [4] * 13


def test_a_refusal_to_read_says_what_would_make_it_pass(door: Door, claim: str):
    said = door.say("--json", "claim", "show", claim, by=MEMBER)
    (refusal,) = said.json["refusals"]
    assert (refusal["guard"], refusal["facts"]["view"]) == ("who-may", "claims")
    assert "recorder" in refusal["facts"]["roles"]
    assert refusal["remedy"] == "ask for what is your own: name yourself"


def test_who_objected_follows_the_objection_and_other_members_do_not(door: Door):
    observed = door.id_of(door.ask(*OBSERVE, by=RECORDER))
    door.ask(*APPLY, by="M05")
    everybody = ["--present", "M01,M02,M03", "--favour", "M01,M02,M03"]
    door.ask("session", "review", "2026Q1", *everybody, by=RECORDER, at="2026-04-02")
    door.ask("publicity", "open", "round/2026Q1", "--place", "公示栏", "--contact", "M01", at="2026-04-03")
    words = ["objection", "lodge", f"claim/{observed}", "--text", "he was not there"]
    objection = door.id_of(door.ask(*words, by="M06", at="2026-04-04"))
    shown = ["objection", "show", objection]
    assert codes(door, "M06", shown) == [0]
    assert codes(door, "M05", shown) == [0]  # the person concerned: that there is one, not from whom
    assert codes(door, "M07", shown) == [4]
    assert "M06" not in door.read(*shown, by="M05")


def test_every_view_of_the_table_is_asked_for_by_a_command():
    assert {view for view, _, _ in readers.READS.values()} == readings().keys()
