"""A round that was posted: filed, countersigned, returned or acknowledged, verified."""

from base64 import b64encode

from tests.oracle.scenes.scene import (
    PLAIN,
    Ask,
    Fields,
    Scene,
    above,
    carry,
    last,
    matter,
    receipt,
    stands,
    today,
    told,
)
from tests.oracle.scenes.windows import claim_public
from tests.oracle.states import ACTOR, Stage
from tests.support import BRANCH, UPPER

SIGNED = (*PLAIN, "filed", "countersigned")


def posted(made: Stage) -> None:
    """The round of one claim stands through its publicity."""
    claim_public(made)
    made.two.house.on("2026-04-15")
    made.two.given("clock.tick", "timer")
    matter(made, "filing", "none")


def filing_made(made: Stage) -> None:
    filing_of(made, "round/2026Q1")


def filing_of(made: Stage, subject: str) -> None:
    house, signer = made.two.house, "M01"
    if made.relation == "filed":
        signer = ACTOR
        made.two.given("role.hand-over", "M01", person="M01", to=ACTOR, role="secretary", on=today(made))
    made.filing = house.do("filing.file", signer, subject=subject)[-1].stream.split("/", 1)[1]
    matter(made, "filing", "made", hands={signer})
    if made.relation == "filed":
        made.two.given("role.hand-over", "M03", person=ACTOR, to="M01", role="secretary", on=today(made, 1))


def countersigned(made: Stage) -> None:
    signer = "M03"
    if made.relation == "countersigned":
        signer, days = ACTOR, {"since": today(made), "until": today(made)}
        made.two.given("role.appoint", "M01", person=ACTOR, role="committee", **days)
    at = made.two.house.do("filing.countersign", signer, filing=made.filing)[0].position
    carry(made, "filing", position=at)
    assert made.two.world.matter is not None
    hands = made.two.world.matter.hands | {signer}
    matter(made, "filing", "countersigned", hands=hands)


def returned(made: Stage) -> None:
    made.two.house.do("filing.return", "U1", UPPER, request=made.requests["filing"], reason="so")
    carry(made, "decision", UPPER)
    stands(made, "returned")


def acknowledged(made: Stage) -> None:
    house, request = made.two.house, made.requests["filing"]
    path = house.consistency(request["size"])
    position = house.do("filing.acknowledge", "U1", UPPER, request=request, consistency=path)[0].position
    house.do("receipt.take", "M01", decision=house.carry(UPPER, position))
    stands(made, "acknowledged")


def verified(made: Stage) -> None:
    house = made.two.house
    position = house.do("check.record", "U2", UPPER, request=made.requests["filing"])[0].position
    house.do("receipt.take", "M01", decision=house.carry(UPPER, position))
    stands(made, "verified")


def other_history(made: Stage) -> Fields:
    """A checkpoint of the branch's own log: one history, so it is refused whoever brings it."""
    size, root = last(made) + 1, "0" * 64
    note = f"origin\n{size}\n{b64encode(bytes.fromhex(root)).decode()}\n"
    return {"branch": BRANCH, "size": size, "root": root, "checkpoint": note, "root_then": root}


FILING_SIGN: dict[str, Ask] = {
    "filing.file": lambda made: {"subject": "round/2026Q1"},
    "filing.countersign": lambda made: {"filing": made.filing},
}
FILING_ABOVE: dict[str, Ask] = {
    "filing.acknowledge": lambda made: (
        {"request": made.requests["filing"], "consistency": made.two.house.consistency(made.requests["filing"]["size"])}
    ),
    "filing.return": told("filing", reason="so"),
    "check.record": told("filing"),
}
FORKED: dict[str, Ask] = {"fork.record": other_history}

SCENES: dict[str, Scene] = {
    "round posted": Scene(None, "2026-03-10", posted, {"filing.file": FILING_SIGN["filing.file"]}, SIGNED),
    "filing made": Scene("round posted", "2026-04-16", filing_made, FILING_SIGN, SIGNED),
    "filing countersigned": Scene(
        "filing made", "2026-04-18", countersigned, FILING_SIGN | FILING_ABOVE, SIGNED, above(FILING_ABOVE)
    ),
    "filing returned": Scene(
        "filing countersigned",
        "2026-04-20",
        returned,
        FILING_ABOVE | {"receipt.take": receipt},
        SIGNED,
        above(FILING_ABOVE),
    ),
    "filing acknowledged": Scene(
        "filing countersigned",
        "2026-04-20",
        acknowledged,
        FILING_SIGN | FILING_ABOVE | FORKED,
        SIGNED,
        above(FILING_ABOVE | FORKED),
    ),
    "filing verified": Scene(
        "filing acknowledged", "2026-04-22", verified, FILING_SIGN | FILING_ABOVE, SIGNED, above(FILING_ABOVE)
    ),
}
