"""The year's end: its evaluation, the grades, their posting and filing, and what they lead to."""

from datetime import date, timedelta

from tests.oracle.asking import COUNT, VOTE
from tests.oracle.both import MEMBERS
from tests.oracle.scenes.filings import countersigned, filing_of
from tests.oracle.scenes.scene import CONCERNED, Ask, Fields, Scene, key_of, matter, stands, today, told
from tests.oracle.states import Stage
from tests.support import UPPER, quarter


def year_over(made: Stage) -> None:
    """Four quarters, filed and verified; one claim in the first."""
    for number in (1, 2, 3, 4):
        two, fields = made.two, quarter(number)
        two.house.on(fields["starts"] if number > 1 else "2026-01-06")
        if number > 1:
            two.given("round.open", "M01", **fields)
        else:
            two.given("claim.apply", made.member, item="duty.study", points="5", on="2026-01-06")
            made.claim = next(iter(two.world.claims))
            two.given("claim.register", "M02", claim=made.claim)
        two.house.on(str(date.fromisoformat(fields["ends"]) + timedelta(days=1)))
        two.given("session.review", "M02", round=fields["round"], **VOTE)
        two.given("meeting.confirm", "M02", round=fields["round"], **COUNT)
        two.given("publicity.open", "M01", subject=f"round/{fields['round']}", place="board", contact="M01")
        two.house.now += timedelta(days=9)
        two.given("clock.tick", "timer")
        file_round(made, fields["round"])
    matter(made, "grading", "year-over", made.member)


def file_round(made: Stage, name: str) -> None:
    house = made.two.house
    filing = house.do("filing.file", "M01", subject=f"round/{name}")[-1].stream.split("/", 1)[1]
    request = house.do("filing.countersign", "M03", filing=filing)[0].position
    house.upper("filing.acknowledge", "U1", request)
    house.upper("check.record", "U2", request)
    made.two.world.rounds[name].state = "verified"


def evaluating(made: Stage) -> None:
    made.two.house.do("evaluation.open", "M01", cycle="2026", code="review", on="2026-12-31", tellers=["M07", "M09"])
    stands(made, "evaluation-open")


def tally(made: Stage) -> Fields:
    key = key_of(made, "evaluation")
    results = [{"member": member, "band": "good"} for member in MEMBERS]
    return {"evaluation": key, "ballots": 9, "tellers": ["M07", "M09"], "results": results}


def tallied(made: Stage) -> None:
    key = key_of(made, "evaluation")
    for part in ("self", "mutual"):
        made.two.house.do("evaluation.take-part", "M01", evaluation=key, part=part, present=list(MEMBERS))
    made.two.house.do("evaluation.tally", "M01", **tally(made))
    stands(made, "evaluation-tallied")


def opinions_given(made: Stage) -> None:
    for member in MEMBERS:
        by = "M03" if member == "M01" else "M01"
        opinion = {"evaluation": key_of(made, "evaluation"), "member": member, "text": "steady"}
        made.two.house.do("evaluation.opinion", by, **opinion)
    stands(made, "evaluation-complete")


def proposed(made: Stage) -> None:
    made.two.house.do("grade.propose", "M01", cycle="2026")
    matter(made, "grading", "grades-proposed", made.member)


def confirmed(made: Stage) -> None:
    made.two.house.do("grade.confirm", "M02", cycle="2026", **COUNT)
    matter(made, "grading", "grades-confirmed", made.member)


def grades_public(made: Stage) -> None:
    opened = made.two.house.do("publicity.open", "M01", subject="grading/2026", place="board", contact="M01")
    made.window = opened[0].stream.split("/", 1)[1]
    stands(made, "grades-public")


def grades_posted(made: Stage) -> None:
    made.two.house.do("clock.tick", "timer")
    stands(made, "grades-posted")


def year_filed(made: Stage) -> None:
    filing_of(made, "grading/2026")
    countersigned(made)
    matter(made, "grading", "countersigned", made.member)


def planned(made: Stage) -> None:
    made.two.house.do("outcome.follow-up", "M01", **follow_up(made))
    stands(made, "planned")


def follow_up(made: Stage) -> Fields:
    what = {"outcome": "talk", "measure": "talk", "person": "M03", "until": today(made, 20)}
    return {"cycle": "2026", "member": made.member, **what}


GRADING: dict[str, Ask] = {
    "evaluation.open": lambda made: (
        {"cycle": "2026", "code": "review", "on": "2026-12-31", "tellers": ["M07", "M09"]}
    ),
    "grade.propose": lambda made: {"cycle": "2026"},
    "meeting.confirm-year": lambda made: {"cycle": "2026", **COUNT},
    "cycle.close": lambda made: {"cycle": "2026"},
}
TALLY: dict[str, Ask] = GRADING | {
    "evaluation.tally": tally,
    "evaluation.take-part": lambda made: {"evaluation": key_of(made, "evaluation"), "part": "self", "present": ["M09"]},
    "evaluation.opinion": lambda made: (
        {"evaluation": key_of(made, "evaluation"), "member": made.member, "text": "steady"}
    ),
}
PROPOSED: dict[str, Ask] = TALLY | {
    "grade.confirm": lambda made: {"cycle": "2026", **COUNT},
    "grade.comment": lambda made: {"cycle": "2026", "member": made.member, "text": "steady"},
    "outcome.follow-up": follow_up,
    "grade.revise": lambda made: {"cycle": "2026", "order": "sanction/S001"},
}
DONE: dict[str, Ask] = {
    "outcome.done": lambda made: {"follow_up": key_of(made, "follow-up"), "on": today(made)},
}

SCENES: dict[str, Scene] = {
    "year over": Scene(None, "2026-01-06", year_over, GRADING),
    "evaluation open": Scene("year over", "2027-01-12", evaluating, TALLY),
    "evaluation tallied": Scene("evaluation open", "2027-01-14", tallied, TALLY),
    "opinions given": Scene("evaluation tallied", "2027-01-15", opinions_given, TALLY),
    "grades proposed": Scene("opinions given", "2027-01-16", proposed, PROPOSED),
    "grades confirmed": Scene("grades proposed", "2027-01-18", confirmed, PROPOSED),
    "grades public": Scene("grades confirmed", "2027-01-20", grades_public, PROPOSED),
    "grades posted": Scene("grades public", "2027-01-30", grades_posted, PROPOSED),
    "year filed": Scene(
        "grades posted",
        "2027-02-02",
        year_filed,
        PROPOSED | {"grade.settle": told("filing")},
        CONCERNED,
        {"grade.settle": UPPER},
    ),
    "follow-up planned": Scene("grades posted", "2027-02-02", planned, DONE),
}
