"""Whom to believe: the trust file, which the one who checks keeps, never the one who files.

`{"format": 1, "origins": {origin: [keys]}, "parents": {origin: origin}, "last": {origin: {"size", "root"}},
"withdrawn": {origin: {key id: size}}}`. An origin names a log, `jifen/UNIT`; its keys are verifier keys of signed
notes. `parents` says which log stands above, `last` what is known of a log from its last filing: its size, and its
root in hex; `withdrawn` up to which size the signatures of a stolen key stand. The last three may be left out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import Fault, InvalidError
from workflow.verifier.reading import UnreadableError, for_people, read_json
from workflow.verifier.signature import Key, UnsignedError, read_key

FORMAT = 1
TRUST_BYTES_MAX = 20 * 2**20

_ORIGIN = re.compile(r"[^\s+]{1,200}")
_ROOT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_SIZE_MAX = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Last:
    """A log as it was last filed: `root` is 32 bytes, of its first `size` events."""

    size: int
    root: bytes


@dataclass(frozen=True)
class Trust:
    """Keys, parents and last checkpoints, each by the origin of a log."""

    origins: Mapping[str, tuple[Key, ...]]
    parents: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, Last] = field(default_factory=dict)
    withdrawn: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def read_trust(text: str) -> Trust:
    """The trust file of this text.

    Raises:
        InvalidError: it can't be read; `faults` holds every fault with its place.
    """
    faults: list[Fault] = []
    raw = text.encode("utf-8", "surrogatepass")
    try:
        if len(raw) > TRUST_BYTES_MAX:
            raise UnreadableError("it is too large")
        found = read_json(raw)
    except UnreadableError as error:
        raise InvalidError("this is no trust file: {why}", why=str(error)) from error
    if not isinstance(found, dict):
        raise InvalidError("this is no trust file: {why}", why="it is no object")
    for name in sorted(found.keys() - {"format", "origins", "parents", "last", "withdrawn"}):
        faults.append(Fault("{name} is no field of a trust file", name, {"name": name}))
    if type(found.get("format")) is not int or found["format"] != FORMAT:
        faults.append(Fault("the format is {format}, the only one known", "format", {"format": FORMAT}))
    origins = _origins(_object(found, "origins", faults), faults)
    parents = _parents(_object(found, "parents", faults), faults)
    last = _last(_object(found, "last", faults), faults)
    withdrawn = _withdrawn(_object(found, "withdrawn", faults), faults)
    if not origins:
        faults.append(Fault("name at least one origin with its keys", "origins"))
    for place, named in (
        ("parents", (*parents, *parents.values())),
        ("last", tuple(last)),
        ("withdrawn", tuple(withdrawn)),
    ):
        for origin in sorted(set(named) - origins.keys()):
            faults.append(Fault("{origin} has no keys under origins", f"{place}.{origin}", {"origin": origin}))
    if faults:
        raise InvalidError("this trust file can't be used", faults=faults)
    return Trust(origins, parents, last, withdrawn)


def write_trust(
    origins: Mapping[str, Sequence[str]],
    parents: Mapping[str, str] | None = None,
    last: Mapping[str, Last] | None = None,
    withdrawn: Mapping[str, Mapping[str, int]] | None = None,
) -> str:
    """The text of a trust file; `origins` holds verifier keys, `name+id+base64`.

    Raises:
        InvalidError: as `read_trust`, which would not take it.
    """
    said: dict[str, Any] = {"format": FORMAT, "origins": {origin: list(keys) for origin, keys in origins.items()}}
    if parents:
        said["parents"] = dict(parents)
    if last:
        said["last"] = {origin: {"size": one.size, "root": one.root.hex()} for origin, one in last.items()}
    if withdrawn:
        said["withdrawn"] = {origin: dict(keys) for origin, keys in withdrawn.items()}
    text = for_people(said).decode()
    read_trust(text)
    return text


def _object(found: Mapping[str, Any], name: str, faults: list[Fault]) -> dict[str, Any]:
    value = found.get(name, {})
    if not isinstance(value, dict):
        faults.append(Fault("{name} must be an object, by origin", name, {"name": name}))
        return {}
    for origin in value:
        if not _ORIGIN.fullmatch(origin):
            faults.append(Fault("an origin has no spaces and no plus signs", f"{name}.{origin[:80]}"))
    return value


def _origins(found: Mapping[str, Any], faults: list[Fault]) -> dict[str, tuple[Key, ...]]:
    origins: dict[str, tuple[Key, ...]] = {}
    for origin, texts in found.items():
        place = f"origins.{origin}"
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            faults.append(Fault("give a list of at least one key, each a text", place))
            texts = []
        keys: list[Key] = []
        for number, text in enumerate(texts):
            try:
                key = read_key(text)
            except UnsignedError as error:
                faults.append(Fault("this is no key: {why}", f"{place}[{number}]", {"why": str(error)}))
                continue
            if key.name != origin:
                faults.append(Fault("this key is called {name}", f"{place}[{number}]", {"name": key.name}))
            if key in keys:
                faults.append(Fault("this key stands twice", f"{place}[{number}]"))
            keys.append(key)
        origins[origin] = tuple(keys)
    return origins


def _parents(found: Mapping[str, Any], faults: list[Fault]) -> dict[str, str]:
    for origin, parent in found.items():
        if not isinstance(parent, str) or parent == origin:
            faults.append(Fault("give the origin of the unit above, another one", f"parents.{origin}"))
    return {origin: parent for origin, parent in found.items() if isinstance(parent, str)}


def _last(found: Mapping[str, Any], faults: list[Fault]) -> dict[str, Last]:
    last: dict[str, Last] = {}
    for origin, one in found.items():
        fits = isinstance(one, dict) and one.keys() == {"size", "root"}
        size, root = (one["size"], one["root"]) if fits else (None, None)
        if type(size) is not int or not 0 < size <= _SIZE_MAX or not isinstance(root, str) or not _ROOT.fullmatch(root):
            faults.append(Fault("give size, a whole number above 0, and root, 64 hex digits", f"last.{origin}"))
        else:
            last[origin] = Last(size, bytes.fromhex(root))
    return last


def _withdrawn(found: Mapping[str, Any], faults: list[Fault]) -> dict[str, dict[str, int]]:
    for origin, keys in found.items():
        fits = isinstance(keys, dict) and all(
            _KEY_ID.fullmatch(key) and type(size) is int and 0 <= size <= _SIZE_MAX for key, size in keys.items()
        )
        if not fits:
            faults.append(Fault("give a size, a whole number, by key id, 8 hex digits", f"withdrawn.{origin}"))
    return {origin: keys for origin, keys in found.items() if isinstance(keys, dict)}
