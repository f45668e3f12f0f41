"""The parts of a bundle: its ZIP file, read byte by byte in the one form in which it is written.

Parts are stored, never packed, so that nothing can unpack to more than the file; one after the other, in order
of name, without gaps, comments or dates. Any other byte in the structure is refused: who can't hide anything
between parts can't show two readers two files. Source: APPNOTE.TXT 6.3; spec/ledger.md §2.
"""

import re
import struct
from zlib import crc32

from ledger.errors import Fault
from workflow.verifier.verdict import Findings, no

BUNDLE_BYTES_MAX = 64 * 2**20
PARTS_MAX = 100

_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,80})?")
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
# version 2.0; no flags; stored; midnight of 1980-01-01
_FIXED = (20, 0, 0, 0, 33)
_MADE_BY = 3 << 8 | 20
_MODE = 0o100644 << 16


class BrokenError(Exception):
    """The file can't be read further; `part` names where."""

    def __init__(self, fault: Fault, part: str = "") -> None:
        super().__init__(str(fault))
        self.fault, self.part = fault, part


def read_parts(data: bytes, found: Findings | None = None) -> dict[str, bytes]:
    """The parts by name, in order of name.

    Args:
        found: takes a part whose bytes don't fit its checksum, so that the rest can say where in it; else it raises.
    Raises:
        BrokenError: too large, no ZIP file, or not in the one form; its part is the one that it came to.
    """
    if len(data) > BUNDLE_BYTES_MAX:
        raise _broken("it has {size} bytes; more than {limit} are not read", size=len(data), limit=BUNDLE_BYTES_MAX)
    parts: dict[str, bytes] = {}
    central, at, last = b"", 0, b""
    while data[at : at + 4] == b"PK\x03\x04":
        if len(parts) == PARTS_MAX:
            raise _broken("it has more than {limit} parts", limit=PARTS_MAX)
        name, part, crc, following = _part(data, at)
        if name <= last:
            raise _broken("its parts are not in order of name, or one stands twice", name.decode())
        if crc32(part) != crc:
            fault = no("container", "its bytes are not those that its checksum was made of")
            if found is None:
                raise BrokenError(fault, name.decode())
            found.add(fault, part=name.decode())
        parts[name.decode()], last, size = part, name, len(part)
        central += (
            _CENTRAL.pack(b"PK\x01\x02", _MADE_BY, *_FIXED, crc, size, size, len(name), 0, 0, 0, 0, _MODE, at) + name
        )
        at = following
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(central), at, 0)
    if not parts:
        raise _broken("it is no bundle: it doesn't begin with a part")
    if data[at:] != central + end:
        wrong = at + _first_difference(data[at:], central + end)
        raise _broken("the list of its parts differs at byte {byte} from what the parts before it make it", byte=wrong)
    return parts


def _part(data: bytes, at: int) -> tuple[bytes, bytes, int, int]:
    """Name, bytes and checksum of the part whose header begins at `at`, and where the next one begins."""
    start = at + _LOCAL.size
    header = data[at:start]
    if len(header) < _LOCAL.size:
        raise _broken("it was cut at byte {byte}", byte=len(data))
    _, *fixed, crc, packed, size, length, extra = _LOCAL.unpack(header)
    name = data[start : start + length]
    if not _NAME.fullmatch(name):
        raise _broken("the header at byte {byte} names no part", byte=at)
    said = name.decode()
    if tuple(fixed) != _FIXED or extra or packed != size:
        raise _broken("its header is not in the one form: stored, without flags, dates or additions", said)
    following = start + length + size
    part = data[start + length : following]
    if len(part) != size:
        raise _broken("it was cut: {found} of {size} bytes are there", said, found=len(part), size=size)
    return name, part, crc, following


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _broken(message: str, part: str = "", **facts: object) -> BrokenError:
    return BrokenError(no("container", message, **facts), part)
