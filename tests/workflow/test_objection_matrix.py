"""Every kind of objection, by whoever may lodge it, when and how it ends: what becomes of the matter and of the score.

The expectations stand here, worked out from spec/process.md §3 and §10; the branch is asked through its own door.
"""

from datetime import timedelta
from itertools import product

import pytest

from tests.support import House, opened
from tests.workflow.story import ALL, applied_and_observed, published
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round
from workflow.state.objection import Objection
from workflow.state.publicity import Window
from workflow.year import facts_of

STUDY = "2026Q1-022"  # M05's study points, 30 of at most 33
VOTE = {"present": ALL, "favour": ALL, "reason": "looked up"}
ABOUT = {"claim": f"claim/{STUDY}", "rejection": f"claim/{STUDY}", "omission": "omission/2026Q1/M05"}
LEFT_OUT = {"item": "bonus.article.house", "on": "2026-03-10"}
# Who asks, and the fields that this takes: in their own name, or entered by the recorder.
LODGED_BY = {
    "claimant": ("M05", {}),
    "member": ("M06", {}),
    "public": ("neighbour", {}),
    "office": ("M02", {"form": "oral", "objector": "M05"}),
}
OUTCOMES = ("unanswered", "upheld", "dismissed", "appeal-upheld", "appeal-dismissed")
# What stands in M05's year then, by kind: the study points, and whether the article is there.
CHANGED = {"claim": ("33", False), "rejection": ("30", False), "omission": ("30", True)}
UNCHANGED = {"claim": ("30", False), "rejection": (None, False), "omission": ("30", False)}


def posted(kind: str) -> House:
    house = applied_and_observed(opened(), 1)
    rejecting = {"exceptions": [{"claim": STUDY, "reject": True, "reason": "no record"}]} if kind == "rejection" else {}
    published(house, 1, **rejecting).on("2026-04-01", 16)
    if kind == "rejection":
        house.do("claim.tell", "M02", claim=STUDY)
    return house


def window_ends(house: House, kind: str) -> None:
    """The last instant of the time to object."""
    if kind == "rejection":
        until = house.find(Claim, STUDY).objectable_until
        assert until is not None
    else:
        until = house.find(Window, "W001").deadline
    house.now = until - timedelta(microseconds=1)


def lodge(kind: str) -> dict[str, object]:
    return {"about": ABOUT[kind], "text": "that is not so", **(LEFT_OUT if kind == "omission" else {})}


def settled(house: House, kind: str, objection: str, outcome: str) -> None:
    """The objection runs its course; what changed is published again; all that is due is closed."""
    figures = {"points": "33"} if kind == "claim" else {}
    if outcome != "unanswered":
        upheld = outcome == "upheld"
        house.do("objection.answer", "M02", objection=objection, upheld=upheld, **VOTE, **(figures if upheld else {}))
        house.do("objection.tell", "M02", objection=objection)
    if outcome.startswith("appeal"):
        request = house.do("appeal.lodge", "M02", objection=objection, text="once more")[0].position
        upheld = outcome == "appeal-upheld"
        given = figures if upheld else {}
        house.upper("appeal.decide", "U1", request, upheld=upheld, reason="looked at again", **given)
    house.now += timedelta(days=10)
    house.do("clock.tick", "timer")
    for key in house.find(Round, "2026Q1").claims:
        if house.find(Claim, key).state == "confirmed":
            house.do("publicity.open", "M01", subject=f"claim/{key}", place="notice board", contact="M01")
    house.now += timedelta(days=10)
    house.do("clock.tick", "timer")


def counted(house: House) -> tuple[str | None, bool]:
    """The study points that M05's year counts, and whether the article is among its facts."""
    facts = facts_of(house.view(), house.find(Cycle, "2026"), "M05")
    study = next((str(fact.points) for fact in facts if fact.ref == "daily.study"), None)
    return study, any(fact.ref == LEFT_OUT["item"] for fact in facts)


@pytest.mark.parametrize(("kind", "who", "outcome"), list(product(ABOUT, LODGED_BY, OUTCOMES)))
def test_what_becomes_of_the_matter_and_of_the_score(kind, who, outcome):
    house = posted(kind)
    by, fields = LODGED_BY[who]
    window_ends(house, kind)
    if kind == "rejection" and who in ("member", "public"):
        assert house.refused("objection.lodge", by, **lodge(kind), **fields) == ["who-may"]
        return
    objection = house.do("objection.lodge", by, **lodge(kind), **fields)[0].payload.objection
    house.do("objection.admit", "M01", objection=objection)
    settled(house, kind, objection, outcome)
    if outcome == "unanswered" and kind != "omission":
        # No answer is no yes, and no no: the claim is held, and doesn't count.
        assert (house.find(Claim, STUDY).state, counted(house)) == ("contested", (None, False))
        assert house.find(Objection, objection).overdue(house.now)
        return
    changes = outcome in ("upheld", "appeal-upheld")
    assert counted(house) == (CHANGED[kind] if changes else UNCHANGED[kind])


@pytest.mark.parametrize(("kind", "who"), list(product(ABOUT, LODGED_BY)))
def test_at_the_first_instant_after_the_window_nobody_objects(kind, who):
    house = posted(kind)
    by, fields = LODGED_BY[who]
    window_ends(house, kind)
    house.now += timedelta(microseconds=1)
    assert "in-window" in house.refused("objection.lodge", by, **lodge(kind), **fields)
