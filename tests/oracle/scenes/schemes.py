"""A second edition of the scheme on its way: proposed, adopted by the meeting, approved above."""

from tests.oracle.asking import COUNT
from tests.oracle.both import SCHEME
from tests.oracle.scenes.scene import (
    PLAIN,
    Ask,
    Scene,
    above,
    carry,
    decided_above,
    matter,
    receipt,
    received,
    stands,
    told,
)
from tests.oracle.states import Stage
from workflow.scoring.read import digest

NEXT_SCHEME = SCHEME.replace("edition = 1", "edition = 2")


def scheme_proposed(made: Stage) -> None:
    made.two.house.do("cycle.plan", "M01", cycle="2027", starts="2027-01-01", ends="2027-12-31")
    made.two.house.do("scheme.propose", "M01", text=NEXT_SCHEME)
    matter(made, "scheme", "proposed")


def scheme_adopted(made: Stage) -> None:
    made.two.house.do("scheme.adopt", "M02", scheme=digest(NEXT_SCHEME), **COUNT)
    carry(made, "scheme")
    stands(made, "adopted")


SCHEME_ASKS: dict[str, Ask] = {
    "scheme.adopt": lambda made: {"scheme": digest(NEXT_SCHEME), **COUNT},
}
SCHEME_ABOVE: dict[str, Ask] = {
    "scheme.approve": told("scheme"),
    "scheme.refuse": told("scheme", reason="so"),
}

SCENES: dict[str, Scene] = {
    "scheme proposed": Scene(None, "2026-02-02", scheme_proposed, SCHEME_ASKS, PLAIN),
    "scheme adopted": Scene(
        "scheme proposed", "2026-02-05", scheme_adopted, SCHEME_ASKS | SCHEME_ABOVE, PLAIN, above(SCHEME_ABOVE)
    ),
    "scheme approved": Scene(
        "scheme adopted",
        "2026-02-09",
        decided_above("scheme.approve", "scheme"),
        SCHEME_ABOVE | {"receipt.take": receipt},
        PLAIN,
        above(SCHEME_ABOVE),
    ),
    "scheme received": Scene(
        "scheme approved", "2026-02-12", received("received"), SCHEME_ASKS | {"receipt.take": receipt}, PLAIN
    ),
}
