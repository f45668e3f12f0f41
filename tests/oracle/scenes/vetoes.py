"""A veto from its proposal until it is in force. The oracle has rules of its own for these: both are told."""

from tests.oracle.asking import COUNT, VOTE
from tests.oracle.both import COMMITTEE
from tests.oracle.scenes.scene import CONCERNED, PAPER, Ask, Scene, today
from tests.oracle.states import ACTOR, PRINCIPAL, Stage

WITH_VETO = (*CONCERNED, "proposed")


def veto_proposed(made: Stage) -> None:
    about = {"cycle": "2026", "member": made.member, "code": "veto.law", "on": "2026-02-01", "document": PAPER}
    made.two.given("veto.propose", ACTOR if made.relation == "proposed" else "M03", ground="a notice", **about)
    made.veto = next(iter(made.two.world.vetoes))


def veto_heard(made: Stage) -> None:
    about = {"subject": f"veto/{made.veto}", "member": made.member}
    made.two.given("hearing.invite", "M02", until=today(made, 5), **about)
    made.two.given("hearing.hold", "M02", **about)


def veto_voters(made: Stage) -> list[str]:
    """The committee without who proposed it."""
    proposer = made.two.world.vetoes[made.veto].proposer
    return [person for person in COMMITTEE if person != proposer]


def veto_decided(made: Stage) -> None:
    made.two.given("veto.decide", "M02", veto=made.veto, present=list(COMMITTEE), favour=veto_voters(made))


def veto_dropped(made: Stage) -> None:
    votes = {"present": list(COMMITTEE), "favour": [], "against": veto_voters(made)}
    made.two.given("veto.decide", "M02", veto=made.veto, carried=False, **votes)


def veto_public(made: Stage) -> None:
    made.two.given("publicity.open", "M01", subject=f"veto/{made.veto}", place="board", contact="M01")
    made.window = next(iter(made.two.world.windows))


def veto_contested(made: Stage) -> None:
    made.two.given("objection.lodge", PRINCIPAL, about=f"veto/{made.veto}", text="no")
    made.objection = next(iter(made.two.world.objections))


def veto_in_force(made: Stage) -> None:
    made.two.given("clock.tick", "timer")


VETO: dict[str, Ask] = {
    "veto.decide": lambda made: {"veto": made.veto, "present": list(COMMITTEE), "favour": veto_voters(made)},
    "hearing.invite": lambda made: {"subject": f"veto/{made.veto}", "member": made.member, "until": today(made, 3)},
    "hearing.hold": lambda made: {"subject": f"veto/{made.veto}", "member": made.member},
    "publicity.open": lambda made: {"subject": f"veto/{made.veto}", "place": "board", "contact": "M01"},
    "session.record-lapse": lambda made: {"subject": f"veto/{made.veto}", "present": ["M01"], "favour": []},
    "matter.refer": lambda made: {"about": f"veto/{made.veto}", "reason": "too few"},
    "meeting.decide-veto": lambda made: {"veto": made.veto, **COUNT},
}
VETO_OUT: dict[str, Ask] = VETO | {
    "publicity.close": lambda made: {"window": made.window},
    "objection.lodge": lambda made: {"about": f"veto/{made.veto}", "text": "no"},
}
VETO_OBJECTED: dict[str, Ask] = VETO_OUT | {
    name: (lambda made, more=more: {"objection": made.objection, **more})  # type: ignore[misc]
    for name, more in (
        ("objection.admit", {}),
        ("objection.refuse", {"reason": "no ground"}),
        ("objection.tell", {}),
        ("objection.end", {}),
        ("appeal.lodge", {"text": "once more"}),
        ("objection.answer", {"upheld": False, "reason": "so", **VOTE}),
    )
}

SCENES: dict[str, Scene] = {
    "veto proposed": Scene(None, "2026-02-02", veto_proposed, VETO, WITH_VETO),
    "veto heard": Scene("veto proposed", "2026-02-05", veto_heard, VETO, WITH_VETO),
    "veto dropped": Scene("veto heard", "2026-02-08", veto_dropped, VETO, WITH_VETO),
    "veto decided": Scene("veto heard", "2026-02-08", veto_decided, VETO, WITH_VETO),
    "veto public": Scene("veto decided", "2026-02-10", veto_public, VETO_OUT, WITH_VETO),
    "veto contested": Scene("veto public", "2026-02-12", veto_contested, VETO_OBJECTED, WITH_VETO),
    "veto in force": Scene("veto public", "2026-02-20", veto_in_force, VETO_OUT, WITH_VETO),
}
