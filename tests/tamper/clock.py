"""The clock set forward or back: nothing can forbid it. The ledger records by how much, the unit above brackets it.

Source: spec/ledger.md §3, last row; spec/process.md §5.
"""

from collections import Counter
from datetime import timedelta
from random import Random

from ledger.events.deliberation import ClockRecorded
from tests.support import BRANCH, UPPER, House, founded, opened
from tests.workflow.story import applied_and_observed, published
from workflow.state.publicity import Window


def jumps(seed: int, rounds: int) -> Counter[str]:
    """So many jumps of a ledger's clock: how many went back, forward, and were recorded to the second."""
    random, counts = Random(f"clock/{seed}"), Counter[str]()
    house: House = founded(members=1)
    house.do("clock.tick", "timer")
    for _ in range(rounds):
        seconds = random.choice((-1, 1)) * random.randint(1, 400 * 86_400)
        house.now += timedelta(seconds=seconds)
        (event,) = house.do("clock.tick", "timer")
        said = event.payload
        assert isinstance(said, ClockRecorded)
        counts["back" if seconds < 0 else "forward"] += 1
        counts["recorded"] += said.jump_seconds == seconds and said.backwards == (seconds < 0)
    return counts


def fast(seed: int, rounds: int) -> Counter[str]:
    """A branch sets its clock behind a window's end and files: how often the unit above, which saw the window opened,
    takes that before the end by its own clock, and after it.
    """
    random, counts = Random(f"fast/{seed}"), Counter[str]()
    house = published(applied_and_observed(opened(members=5), 1, members=5), 1)
    window = house.find(Window, "W001")
    house.do("window.witness", "U1", UPPER, request=house.carry(BRANCH, window.position))
    seen = house.now
    house.now = window.deadline + timedelta(seconds=random.randint(1, 86_400))
    house.do("filing.file", "M01", subject="round/2026Q1")
    countersigned = house.do("filing.countersign", "M02", filing="F001")
    request = house.carry(BRANCH, countersigned[0].position)
    length = int((window.deadline - seen).total_seconds())
    for _ in range(rounds):
        seconds = random.randint(1, 2 * length)
        house.now = seen + timedelta(seconds=seconds)
        early = house.now < window.deadline
        counts["early" if early else "late"] += 1
        counts["early taken" if early else "late taken"] += not _refused(house, request)
    return counts


def _refused(house: House, request: object) -> bool:
    try:
        return house.refused("filing.acknowledge", "U1", UPPER, request=request) == ["in-window"]
    except AssertionError:  # it would be accepted
        return False
