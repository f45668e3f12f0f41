"""Whatever the program lets happen, the verifier finds nothing wrong with: every scheme's year, both ledgers."""

import pytest

from ledger.mapper import event_bytes
from tests.support import House
from tests.workflow.long_way import LongWay
from tests.workflow.test_long_way import one_a_scheme
from workflow.verifier import tree
from workflow.verifier.receipts import Receipts
from workflow.verifier.replay import Replay
from workflow.verifier.trust import Trust
from workflow.verifier.verdict import Findings


def replayed(house: House, unit: str) -> tuple[str, ...]:
    """What the replay of a unit's whole log finds."""
    events = tuple(house.units[unit].events)
    leaves = [tree.leaf(event_bytes(event)) for event in events]
    found = Findings()
    receipts = Receipts(Trust({}), f"jifen/{unit}", lambda size: tree.root(leaves[:size]) if leaves[:size] else None)
    replay = Replay(found, receipts, lambda view, event: ())
    replay.run(events)
    assert found or replay.followed == len(events)
    return tuple(map(str, found.listed()))


@pytest.mark.parametrize("case", one_a_scheme(), ids=lambda case: case.scheme)
def test_a_year_of_every_scheme_is_replayed_without_a_finding(case):
    way = LongWay(House(), case)
    way.play()
    for unit in way.house.units:
        assert replayed(way.house, unit) == ()
