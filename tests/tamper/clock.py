"""The clock set forward or back: nothing can forbid it, so the ledger records by how much.

Source: spec/ledger.md §3, last row; spec/process.md §5.
"""

from collections import Counter
from datetime import timedelta
from random import Random

from ledger.events.deliberation import ClockRecorded
from tests.support import House, founded


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
