"""The branch in every state of a claim, and one person who stands in every relation to it.

Each state is reached by a script of real commands, told to program and oracle alike. `ACTOR` is a member
throughout, but for the outsider; what they were before ends a day before the walk asks.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.oracle.both import COMMITTEE, Both
from tests.support import UPPER, quarter

ACTOR, OTHER, PRINCIPAL = "M06", "M07", "M08"
RECORD = [{"kind": "record"}]
TASK = {"item": "duty.task", "points": "5", "evidence": RECORD}

RELATIONS = ("own", "kin", "signed", "registered", "reviewed", "unrelated", "delegated", "delegated-own", "undelegated")
# In the order in which a claim goes through them; each from the one before unless `AFTER` says otherwise.
STATES = (
    "applied",
    "returned",
    "withdrawn",
    "signed",
    "closed",
    "registered",
    "reviewed",
    "rejected",
    "confirmed",
    "public",
    "contested",
    "admitted",
    "dismissed",
    "appealed",
    "upheld",
    "final",
    "filing",
    "filed",
    "struck",
)
AFTER = {
    "applied": None,
    "returned": "applied",
    "withdrawn": "applied",
    "signed": "applied",
    "closed": "signed",
    "registered": "signed",
    "rejected": "registered",
    "confirmed": "reviewed",
    "upheld": "admitted",
    "final": "public",
}
# The local day on which each state is asked about: a day on which nothing else happened.
DAYS = {
    "applied": "2026-03-11",
    "returned": "2026-03-13",
    "withdrawn": "2026-03-13",
    "signed": "2026-03-15",
    "closed": "2026-03-30",
    "registered": "2026-03-30",
    "reviewed": "2026-04-02",
    "rejected": "2026-04-02",
    "confirmed": "2026-04-04",
    "public": "2026-04-06",
    "contested": "2026-04-08",
    "admitted": "2026-04-10",
    "dismissed": "2026-04-12",
    "appealed": "2026-04-14",
    "upheld": "2026-04-12",
    "final": "2026-04-20",
    "filing": "2026-04-22",
    "filed": "2026-04-24",
    "struck": "2026-04-26",
}
# The day on which the step into the state is taken.
TAKEN = {
    "applied": "2026-03-10",
    "returned": "2026-03-12",
    "withdrawn": "2026-03-12",
    "signed": "2026-03-14",
    "closed": "2026-03-29",
    "registered": "2026-03-16",
    "reviewed": "2026-04-01",
    "rejected": "2026-04-01",
    "confirmed": "2026-04-03",
    "public": "2026-04-05",
    "contested": "2026-04-07",
    "admitted": "2026-04-09",
    "dismissed": "2026-04-11",
    "appealed": "2026-04-13",
    "upheld": "2026-04-11",
    "final": "2026-04-19",
    "filing": "2026-04-21",
    "filed": "2026-04-23",
    "struck": "2026-04-25",
}
# From which step on a relation is there at all.
NEEDS = {"signed": "signed", "registered": "registered", "reviewed": "reviewed"}


@dataclass
class Stage:
    """Program and oracle in one state, and what there is to ask about."""

    two: Both
    state: str
    relation: str
    claim: str = ""
    member: str = OTHER
    veto: str = ""
    window: str | None = None
    objection: str | None = None
    filing: str | None = None
    requests: dict[str, Any] = field(default_factory=dict)


def path_to(state: str) -> list[str]:
    """The states on the way, this one included."""
    earlier = AFTER.get(state, STATES[STATES.index(state) - 1])
    return [*(path_to(earlier) if earlier else []), state]


def possible(relation: str, state: str) -> bool:
    return NEEDS.get(relation, "applied") in path_to(state)


def stage(relation: str, state: str) -> Stage:
    """The branch as it stands when the walk asks; the actor's earlier posts have ended."""
    two = Both()
    made = Stage(two, state, relation, member=ACTOR if relation in ("own", "delegated-own") else OTHER)
    days = {"since": "2026-01-01", "until": "2026-04-01"}
    if relation == "kin":
        two.given("member.kin", ACTOR, person=ACTOR, kin=OTHER)
    if relation == "signed":
        two.given("role.appoint", "M01", person=ACTOR, role="department-head", department="D1", **days)
    if relation == "registered":
        two.given("role.appoint", "M01", person=ACTOR, role="recorder", **days)
    if relation == "reviewed":
        two.given("role.appoint", "M01", person=ACTOR, role="committee", **days)
    two.house.on("2026-01-05")
    two.given("round.open", "M01", **quarter(1))
    prelude(made)
    for step in path_to(state):
        two.house.on(TAKEN[step])
        STEPS[step](made)
    two.house.on(DAYS[state])
    return made


def prelude(made: Stage) -> None:
    """A veto against M09 that was proposed by M03 and heard, so that it can be asked about in every state."""
    two = made.two
    two.house.on("2026-02-02")
    veto = {"cycle": "2026", "member": "M09", "code": "veto.law", "on": "2026-02-01", "document": "d" * 64}
    two.given("veto.propose", "M03", ground="a notice", **veto)
    made.veto = next(iter(two.world.vetoes))
    about = {"subject": f"veto/{made.veto}", "member": "M09"}
    two.given("hearing.invite", "M02", until="2026-02-20", **about)
    two.given("hearing.hold", "M02", **about)


def applied(made: Stage) -> None:
    made.two.given("claim.apply", made.member, on="2026-03-10", **TASK)
    made.claim = next(iter(made.two.world.claims))


def returned(made: Stage) -> None:
    made.two.given("claim.return", "M02", claim=made.claim, reason="which day?")


def withdrawn(made: Stage) -> None:
    made.two.given("claim.withdraw", made.member, claim=made.claim)


def signed(made: Stage) -> None:
    made.two.given("claim.sign", ACTOR if made.relation == "signed" else "M04", claim=made.claim)


def registered(made: Stage) -> None:
    made.two.given("claim.register", ACTOR if made.relation == "registered" else "M02", claim=made.claim)


def reviewed(made: Stage, **more: Any) -> None:
    voters = [*COMMITTEE, *([ACTOR] if made.relation == "reviewed" else [])]
    made.two.given("session.review", "M02", round="2026Q1", present=voters, favour=voters, **more)


def rejected(made: Stage) -> None:
    reviewed(made, exceptions=[{"claim": made.claim, "reject": True, "reason": "no record"}])


def confirmed(made: Stage) -> None:
    made.two.given("meeting.confirm", "M02", round="2026Q1", entitled=9, present=9, favour=9)


def public(made: Stage) -> None:
    made.two.given("publicity.open", "M01", subject="round/2026Q1", place="board", contact="M01")
    made.window = next(iter(made.two.world.windows))


def contested(made: Stage) -> None:
    made.two.given("objection.lodge", PRINCIPAL, about=f"claim/{made.claim}", text="no")
    made.objection = next(iter(made.two.world.objections))


def admitted(made: Stage) -> None:
    made.two.given("objection.admit", "M03", objection=made.objection)


def answered(made: Stage, **how: Any) -> None:
    voters = list(COMMITTEE)
    made.two.given("objection.answer", "M02", objection=made.objection, present=voters, favour=voters, **how)


def dismissed(made: Stage) -> None:
    answered(made, upheld=False, reason="it is right")
    made.two.given("objection.tell", "M02", objection=made.objection)


def appealed(made: Stage) -> None:
    made.two.given("appeal.lodge", PRINCIPAL, objection=made.objection, text="once more")
    made.requests["appeal.decide"] = made.two.house.carry("B01", len(made.two.house.units["B01"].events) - 1)


def upheld(made: Stage) -> None:
    answered(made, upheld=True, points="4", reason="so")


def final(made: Stage) -> None:
    made.two.given("clock.tick", "timer")


def filing(made: Stage) -> None:
    events = made.two.house.do("filing.file", "M01", subject="round/2026Q1")
    made.filing = events[-1].stream.split("/", 1)[1]


def filed(made: Stage) -> None:
    events = made.two.house.do("filing.countersign", "M03", filing=made.filing)
    carried = made.two.house.carry("B01", events[-1].position)
    made.requests.update(dict.fromkeys(("filing.acknowledge", "filing.return", "check.record"), carried))


def struck(made: Stage) -> None:
    house, above = made.two.house, {"request": made.requests["check.record"]}
    known = house.do("filing.acknowledge", "U1", UPPER, **above)
    house.do("receipt.take", "M01", decision=house.carry(UPPER, known[0].position))
    found = house.do("check.record", "U2", UPPER, findings=["F1"], strike=[made.claim], **above)
    house.do("receipt.take", "M01", decision=house.carry(UPPER, found[0].position))
    made.two.world.claims[made.claim].state = "struck"
    made.two.world.rounds["2026Q1"].state = "verified"
    made.requests.clear()


STEPS = {
    "applied": applied,
    "returned": returned,
    "withdrawn": withdrawn,
    "signed": signed,
    "closed": lambda made: None,
    "registered": registered,
    "reviewed": reviewed,
    "rejected": rejected,
    "confirmed": confirmed,
    "public": public,
    "contested": contested,
    "admitted": admitted,
    "dismissed": dismissed,
    "appealed": appealed,
    "upheld": upheld,
    "final": final,
    "filing": filing,
    "filed": filed,
    "struck": struck,
}
