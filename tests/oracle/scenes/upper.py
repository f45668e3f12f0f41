"""What is lodged, ordered, referred or asked across ledgers: complaints, orders to mend, referrals, transfers."""

from typing import Any

from tests.oracle.scenes.scene import (
    SECOND,
    Ask,
    Scene,
    above,
    carry,
    decided_above,
    last,
    matter,
    receipt,
    received,
    stands,
    today,
    told,
)
from tests.oracle.states import ACTOR, OTHER, PRINCIPAL, Stage
from tests.support import BRANCH, UPPER


def complained(made: Stage) -> None:
    about = {"branch": BRANCH, "member": made.member, "about": f"claim/{made.claim}"}
    complaint = made.two.house.do("complaint.lodge", PRINCIPAL, UPPER, text="no", **about)
    made.requests["complaint"] = complaint[0].stream.split("/", 1)[1]
    matter(made, "complaint", "lodged", made.member)


def complaint_admitted(made: Stage) -> None:
    made.two.house.do("complaint.admit", "U1", UPPER, complaint=made.requests["complaint"])
    carry(made, "decision", UPPER)
    stands(made, "admitted")


def complaint_decided(made: Stage) -> None:
    made.two.house.do("receipt.take", "M01", decision=made.requests["decision"])
    decided = {"complaint": made.requests["complaint"], "upheld": False, "reason": "so"}
    made.two.house.do("complaint.decide", "U1", UPPER, **decided)
    carry(made, "decision", UPPER)
    stands(made, "decided")


def complaint(**more: Any) -> Ask:
    return lambda made: {"complaint": made.requests["complaint"], **more}


COMPLAINT: dict[str, Ask] = {
    "complaint.admit": complaint(),
    "complaint.refuse": complaint(reason="so"),
    "complaint.decide": complaint(upheld=False, reason="so"),
}


def inspected(made: Stage) -> None:
    about = {"branch": BRANCH, "cycle": "2026", "subject": "round/2026Q1"}
    made.two.given("clock.tick", "timer")
    made.two.house.do("check.spot", "U2", UPPER, mend="count again", until="2026-05-20", **about)
    made.two.house.do("receipt.take", "M01", decision=made.two.house.carry(UPPER, last(made, UPPER)))
    matter(made, "order", "received", made.member)


def order_answered(made: Stage) -> None:
    made.two.house.do("order.answer", "M01", order="K001", text="done")
    carry(made, "order")
    stands(made, "answered")


ORDER: dict[str, Ask] = {
    "order.answer": lambda made: {"order": "K001", "text": "done"},
    "claim.correct": lambda made: {"claim": made.claim, "order": "K001", "points": "4", "reason": "so"},
}
ORDER_ABOVE: dict[str, Ask] = {
    "order.accept": told("order"),
    "order.decline": told("order", reason="so"),
}


def referred(made: Stage) -> None:
    """Kin of two of the three: of the committee only M03 may vote."""
    two = made.two
    for person in ("M01", "M02"):
        two.given("member.kin", person, person=person, kin=made.member)
    two.given("claim.apply", made.member, item="duty.study", points="5", on="2026-02-01")
    made.claim = next(iter(two.world.claims))
    two.given("claim.register", "M05", claim=made.claim)
    two.house.do("matter.refer", "M01", about=f"claim/{made.claim}", reason="too few may vote")
    carry(made, "referral")
    matter(made, "referral", "referred", made.member)


def transfer_requested(made: Stage) -> None:
    house = made.two.house
    house.do("unit.found", "U1", SECOND, kind="branch", parent=UPPER, sandbox=True, secretary="N01", committee=["N02"])
    if made.relation == "kin":  # each ledger judges by its own register
        house.do("member.kin", "N01", SECOND, person=ACTOR, kin=OTHER)
    house.do("transfer.request", "M01", member=made.member, to=SECOND)
    carry(made, "transfer")
    matter(made, "transfer", "requested", made.member)


def transfer_accepted(made: Stage) -> None:
    made.two.house.do("transfer.accept", "N01", SECOND, request=made.requests["transfer"], since=today(made))
    carry(made, "decision", SECOND, position=transfer_decided(made))
    stands(made, "decided")


def transfer_decided(made: Stage) -> int:
    events = made.two.house.units[SECOND].events
    return next(i for i, e in enumerate(events) if e.topic == "transfer-decided")


def at_the_second(made: Stage, *commands: str) -> dict[str, str]:
    return dict.fromkeys(commands, SECOND)


TRANSFER: dict[str, Ask] = {
    "transfer.accept": lambda made: {"request": made.requests["transfer"], "since": today(made)},
    "transfer.refuse": told("transfer", reason="so"),
}


SCENES: dict[str, Scene] = {
    "complaint lodged": Scene("window open", "2026-04-03", complained, COMPLAINT, units=above(COMPLAINT)),
    "complaint admitted": Scene(
        "complaint lodged", "2026-04-05", complaint_admitted, COMPLAINT, units=above(COMPLAINT)
    ),
    "complaint decided": Scene(
        "complaint admitted",
        "2026-04-07",
        complaint_decided,
        COMPLAINT | {"receipt.take": receipt},
        units=above(COMPLAINT),
    ),
    "order received": Scene("window open", "2026-04-20", inspected, ORDER),
    "order answered": Scene(
        "order received", "2026-04-22", order_answered, ORDER | ORDER_ABOVE, units=above(ORDER_ABOVE)
    ),
    "order decided": Scene(
        "order answered",
        "2026-04-24",
        decided_above("order.accept", "order"),
        ORDER_ABOVE | {"receipt.take": receipt},
        units=above(ORDER_ABOVE),
    ),
    "order mended": Scene("order decided", "2026-04-26", received("mended"), ORDER | {"receipt.take": receipt}),
    "claim referred": Scene(
        None,
        "2026-02-02",
        referred,
        {"referral.decide": told("referral", accepted=True, reason="so")},
        units={"referral.decide": UPPER},
    ),
    "referral decided": Scene(
        "claim referred",
        "2026-02-05",
        decided_above("referral.decide", "referral", accepted=True, reason="so"),
        {"referral.decide": told("referral", accepted=True, reason="so"), "receipt.take": receipt},
        units={"referral.decide": UPPER},
    ),
    "transfer requested": Scene(
        None, "2026-02-02", transfer_requested, TRANSFER, units=dict.fromkeys(TRANSFER, SECOND)
    ),
    "transfer accepted": Scene(
        "transfer requested",
        "2026-02-05",
        transfer_accepted,
        TRANSFER | {"receipt.take": receipt},
        units=dict.fromkeys(TRANSFER, SECOND),
    ),
}
