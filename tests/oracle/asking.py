"""What the walk asks of each state: one body for each command, and None where there is nothing to ask about."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.oracle.both import COMMITTEE, SCHEME
from tests.oracle.states import ACTOR, OTHER, RECORD, TASK, Stage
from tests.oracle.world import day_of
from tests.support import UPPER, quarter
from workflow.scoring.read import digest

Fields = dict[str, Any]
VOTE: Fields = {"present": list(COMMITTEE), "favour": list(COMMITTEE)}
COUNT: Fields = {"entitled": 9, "present": 9, "favour": 9}
# Asked in the ledger of the unit above.
ABOVE = frozenset(
    {
        "veto.request",
        "check.spot",
        "complaint.lodge",
        "filing.acknowledge",
        "filing.return",
        "check.record",
        "filing.pass-on",
        "appeal.decide",
    }
)


def asked(made: Stage) -> dict[str, Fields]:
    """The body of every command that there is something to ask about."""
    bodies = {name: build(made) for name, build in BODIES.items()}
    return {name: body for name, body in bodies.items() if body is not None}


def _yesterday(made: Stage) -> str:
    return str(day_of(made.two.house.now) - timedelta(days=1))


def _today(made: Stage) -> str:
    return str(day_of(made.two.house.now))


def _claim(made: Stage) -> Fields:
    return {"claim": made.claim}


def _objection(**more: Any) -> Callable[[Stage], Fields | None]:
    return lambda made: {"objection": made.objection, **more} if made.objection else None


def _filing(made: Stage) -> Fields | None:
    return {"filing": made.filing} if made.filing else None


def _study(made: Stage, member: str | None = None) -> Fields:
    line = {"item": "duty.study", "points": "3", "on": _yesterday(made)}
    return line | ({"member": member} if member else {})


def _request(name: str, **more: Any) -> Callable[[Stage], Fields | None]:
    return lambda made: {"request": made.requests[name], **more} if name in made.requests else None


BODIES: dict[str, Callable[[Stage], Fields | None]] = {
    "claim.apply": _study,
    "claim.enter": lambda made: _study(made, made.member),
    "claim.observe": lambda made: _study(made, made.member),
    "claim.supplement": lambda made: {**_study(made, made.member), **VOTE},
    "claim.nothing": lambda made: {"round": "2026Q1"},
    "claim.sign": _claim,
    "claim.register": _claim,
    "claim.return": lambda made: {**_claim(made), "reason": "which day?"},
    "claim.amend": lambda made: {**_claim(made), **TASK, "on": _yesterday(made), "points": "4"},
    "claim.withdraw": _claim,
    "activity.sign-in": lambda made: {
        "item": "duty.task",
        "on": _yesterday(made),
        "sheet": "5" * 64,
        "members": [{"member": OTHER, "points": "1"}],
    },
    "session.review": lambda made: {"round": "2026Q1", **VOTE},
    "session.record-lapse": lambda made: {"subject": "round/2026Q1", "present": ["M01"], "favour": []},
    "meeting.confirm": lambda made: {"round": "2026Q1", **COUNT},
    "meeting.record-lapse": lambda made: {"subject": "round/2026Q1", "entitled": 9, "present": 2, "favour": 0},
    "meeting.review": lambda made: {"round": "2026Q1", **COUNT},
    "meeting.supplement": lambda made: {**_study(made, made.member), **COUNT},
    "meeting.answer": _objection(upheld=False, reason="so", **COUNT),
    "meeting.decide-veto": lambda made: {"veto": made.veto, **COUNT},
    "publicity.open": lambda made: {"subject": "round/2026Q1", "place": "board", "contact": "M01"},
    "publicity.close": lambda made: {"window": made.window} if made.window else None,
    "objection.lodge": lambda made: {"about": f"claim/{made.claim}", "text": "no"},
    "objection.admit": _objection(),
    "objection.refuse": _objection(reason="no ground"),
    "objection.answer": _objection(upheld=False, reason="so", **VOTE),
    "objection.tell": _objection(),
    "objection.end": _objection(),
    "appeal.lodge": _objection(text="once more"),
    "appeal.decide": _request("appeal.decide", upheld=False, reason="so"),
    "veto.propose": lambda made: {
        "cycle": "2026",
        "member": made.member,
        "code": "veto.law",
        "on": "2026-03-01",
        "ground": "a notice",
        "document": "d" * 64,
    },
    "veto.request": lambda made: {
        "branch": "B01",
        "cycle": "2026",
        "member": made.member,
        "code": "veto.law",
        "on": "2026-03-01",
        "ground": "a notice",
        "document": "d" * 64,
    },
    "veto.decide": lambda made: {"veto": made.veto, **VOTE, "favour": ["M01", "M02"]},
    "hearing.invite": lambda made: (
        {"subject": f"item/duty.absence/{_today(made)}", "member": made.member}
        | {"until": str(day_of(made.two.house.now) + timedelta(days=3))}
    ),
    "hearing.hold": lambda made: {"subject": f"claim/{made.claim}", "member": made.member},
    "filing.file": lambda made: {"subject": "round/2026Q1"},
    "filing.countersign": _filing,
    "filing.acknowledge": _request("filing.acknowledge"),
    "filing.return": _request("filing.return", reason="so"),
    "check.record": _request("check.record"),
    "filing.pass-on": _request("check.record", to="C01", document="d" * 64),
    "check.spot": lambda made: {"branch": "B01", "cycle": "2026", "subject": "round/2026Q1"},
    "claim.forward": lambda made: {"claims": [made.claim]},
    "claim.supply": lambda made: _study(made, made.member),
    "complaint.lodge": lambda made: {
        "branch": "B01",
        "member": made.member,
        "about": f"claim/{made.claim}",
        "text": "no",
    },
    "claim.tell": _claim,
    "strike.appeal": lambda made: {**_claim(made), "text": "no"},
    "lead.record": lambda made: {"text": "somebody said"},
    "matter.refer": lambda made: {"about": f"claim/{made.claim}", "reason": "too few may vote"},
    "member.away": lambda made: {
        "member": "M09",
        "kind": "secondment",
        "since": _today(made),
        "until": str(day_of(made.two.house.now) + timedelta(days=30)),
    },
    "sanction.record": lambda made: {
        "cycle": "2026",
        "member": "M09",
        "code": "sanction.warning",
        "on": "2026-03-01",
        "document": "d" * 64,
    },
    "unit.found": lambda made: {
        "kind": "branch",
        "parent": UPPER,
        "sandbox": True,
        "secretary": "M09",
        "committee": ["M09"],
    },
    "clock.tick": lambda made: {},
    "cycle.plan": lambda made: {"cycle": "2027", "starts": "2027-01-01", "ends": "2027-12-31"},
    "cycle.open": lambda made: {"cycle": "2026", "scheme": digest(SCHEME)},
    "cycle.close": lambda made: {"cycle": "2026"},
    "round.open": lambda made: quarter(2),
    "scheme.propose": lambda made: {"text": SCHEME},
    "evaluation.open": lambda made: {"cycle": "2026", "code": "review", "on": _today(made), "tellers": ["M07", "M09"]},
    "calendar.record": lambda made: {"year": 2027, "holidays": ["2027-01-01"], "workdays": [], "document": "d" * 64},
    "member.enrol": lambda made: {"member": "M20", "since": _today(made)},
    "member.change": lambda made: {"member": "M09", "since": _today(made), "group": "G2"},
    "member.history": lambda made: {"member": "M09", "year": 2024, "grade": "high", "document": "d" * 64},
    "member.kin": lambda made: {"person": ACTOR, "kin": "M09"},
    "member.leave": lambda made: {"member": "M09", "day": _today(made), "how": "moved"},
    "role.appoint": lambda made: {"person": "M09", "role": "group-leader", "since": _today(made)},
    "role.end": lambda made: {"person": "M04", "role": "department-head", "until": _today(made)},
    "role.hand-over": lambda made: {
        "person": "M04",
        "to": "M09",
        "role": "department-head",
        "on": str(day_of(made.two.house.now) + timedelta(days=1)),
    },
    "delegation.grant": lambda made: {
        "person": "M09",
        "principal": "M02",
        "since": _today(made),
        "until": str(day_of(made.two.house.now) + timedelta(days=5)),
    },
}
__all__ = ["ABOVE", "BODIES", "RECORD", "asked"]
