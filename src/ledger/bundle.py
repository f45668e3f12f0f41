"""How what is filed travels: one ZIP file of named parts, the same bytes for the same parts, on any machine.

Parts are stored, not deflated, unless asked: what zlib makes of the same bytes changes with its version.
Reading trusts nothing in the file: its limits hold before anything is unpacked.
Source: spec/ledger.md §2; APPNOTE.TXT 6.3.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from ledger.errors import InvalidError

PARTS_MAX = 10_000
NAME_LENGTH_MAX = 200  # characters
PART_BYTES_MAX = 512 * 2**20
TOTAL_BYTES_MAX = 1024 * 2**20
RATIO_MAX = 100  # unpacked bytes for one packed

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", re.ASCII)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can say
# What the library raises on files that are cut, changed, or made to hurt.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_FLAGS_ALLOWED = 0x0808  # names in UTF-8; sizes behind the data. Never encrypted, never patched.


def write_bundle(parts: Mapping[str, bytes], *, deflated: bool = False) -> bytes:
    """A ZIP file of these parts, sorted by name.

    Raises:
        InvalidError: a name that not every system can unpack, or beyond a limit; facts: name.
    """
    _check_names(list(parts))
    _check_sizes({name: len(part) for name, part in parts.items()})
    out = BytesIO()
    kind = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.compress_type = kind
            archive.writestr(entry, parts[name], compresslevel=9)
    return out.getvalue()


def read_bundle(data: bytes) -> dict[str, bytes]:
    """The parts of a bundle by name, sorted.

    Raises:
        InvalidError: no ZIP file, damaged, encrypted, or beyond a limit of count, size, ratio or name.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            return {entry.filename: archive.read(entry) for entry in sorted(entries, key=lambda one: one.filename)}
    except _DAMAGED as error:
        raise InvalidError("this is no whole bundle: {why}", why=str(error)) from error


def _check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    _check_names([entry.filename for entry in entries])
    _check_sizes({entry.filename: entry.file_size for entry in entries})
    for entry in entries:
        if entry.flag_bits & ~_FLAGS_ALLOWED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InvalidError("part {name} is packed in a way that is not read here", name=entry.filename)
        if entry.file_size > RATIO_MAX * max(entry.compress_size, 1):
            raise InvalidError("part {name} unpacks to too much", name=entry.filename)
    if sum(entry.compress_size for entry in entries) > length:
        raise InvalidError("this is no whole bundle: {why}", why="its parts overlap")


def _check_names(names: list[str]) -> None:
    if len(names) > PARTS_MAX:
        raise InvalidError("a bundle holds at most {limit} parts, not {count}", limit=PARTS_MAX, count=len(names))
    seen = set()
    for name in names:
        steps = name.split("/")
        if len(name) > NAME_LENGTH_MAX or not all(_NAME.fullmatch(step) for step in steps):
            raise InvalidError("{name} can't name a part", name=repr(name[:80]))
        if name.lower() in seen:
            raise InvalidError("{name} names two parts", name=name)
        seen.add(name.lower())


def _check_sizes(sizes: Mapping[str, int]) -> None:
    for name, size in sizes.items():
        if size > PART_BYTES_MAX:
            raise InvalidError("part {name} is larger than {limit} bytes", name=name, limit=PART_BYTES_MAX)
    if sum(sizes.values()) > TOTAL_BYTES_MAX:
        raise InvalidError("a bundle holds at most {limit} bytes", limit=TOTAL_BYTES_MAX)
