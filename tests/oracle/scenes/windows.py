"""A round in publicity, seen from above; what became of an objection, announced at a meeting."""

from datetime import timedelta

from tests.oracle.asking import COUNT, VOTE
from tests.oracle.scenes.scene import PLAIN, Ask, Scene, carry, decided_above, key_of, last, matter, receipt, told
from tests.oracle.scenes.schemes import scheme_adopted, scheme_proposed
from tests.oracle.states import PRINCIPAL, Stage
from tests.support import BRANCH, UPPER


def claim_public(made: Stage) -> None:
    """A claim of the member in concern, reviewed, confirmed and posted."""
    two = made.two
    two.given("claim.apply", made.member, item="duty.study", points="5", on="2026-03-10")
    made.claim = next(iter(two.world.claims))
    two.given("claim.register", "M02", claim=made.claim)
    two.house.on("2026-04-01")
    two.given("session.review", "M02", round="2026Q1", **VOTE)
    two.given("meeting.confirm", "M02", round="2026Q1", **COUNT)
    two.given("publicity.open", "M01", subject="round/2026Q1", place="board", contact="M01")
    made.window = next(iter(two.world.windows))
    carry(made, "window", position=next(i for i in range(last(made), 0, -1) if opening(made, i)))
    matter(made, "window", "sent-up")


def opening(made: Stage, position: int) -> bool:
    return bool(made.two.house.units[BRANCH].events[position].topic == "publicity-opened")


def announced(made: Stage) -> None:
    """Dismissed and told; a meeting was held since."""
    two = made.two
    claim_public(made)
    two.given("objection.lodge", PRINCIPAL, about=f"claim/{made.claim}", text="no")
    made.objection = next(iter(two.world.objections))
    two.given("objection.admit", "M03", objection=made.objection)
    two.given("objection.answer", "M02", objection=made.objection, upheld=False, reason="so", **VOTE)
    two.given("objection.tell", "M02", objection=made.objection)
    two.house.now += timedelta(hours=1)
    scheme_proposed(made)
    scheme_adopted(made)
    two.world.matter = None


ANNOUNCE: dict[str, Ask] = {
    "objection.announce": lambda made: {"meeting": key_of(made, "meeting"), "objections": [made.objection]},
}


SCENES: dict[str, Scene] = {
    "window open": Scene(
        None, "2026-03-10", claim_public, {"window.witness": told("window")}, PLAIN, {"window.witness": UPPER}
    ),
    "window seen": Scene(
        "window open",
        "2026-04-04",
        decided_above("window.witness", "window"),
        {"window.witness": told("window"), "receipt.take": receipt},
        PLAIN,
        {"window.witness": UPPER},
    ),
    "objection told": Scene(None, "2026-03-10", announced, ANNOUNCE, PLAIN),
}
