"""Where a unit's ledger lives. Nothing else knows.

Ledgers are spread over a fixed number of slots by a hash of the unit's id, so that slots can later be
moved between databases without touching a ledger. Today one database holds all slots.
Source: spec/ledger.md §5.
"""

from hashlib import sha256
from typing import NamedTuple

from ledger.errors import InvalidError
from ledger.scalar import is_line

SLOTS = 1024  # fixed for ever: another number would move ledgers
UNIT_LENGTH_MAX = 200  # characters


class Address(NamedTuple):
    """`slot`: 0 … 1023. `ledger`: the key of its rows in that slot's database."""

    slot: int
    ledger: str


def address(unit: str) -> Address:
    """Where the ledger of this unit lives.

    Raises:
        InvalidError: that is no unit id; facts: unit.
    """
    if not is_line(unit) or unit != unit.strip() or len(unit) > UNIT_LENGTH_MAX:
        raise InvalidError(
            "{unit} is no id of a unit: write up to {length} printable characters without spaces around them",
            unit=repr(unit[:80]),
            length=UNIT_LENGTH_MAX,
        )
    return Address(int.from_bytes(sha256(unit.encode()).digest()[:2], "big") % SLOTS, unit)
