"""The key files at hand: one folder, outside the database, for their owner alone.

`NAME.pem` holds a private key, locked with a passphrase; `NAME.pub` beside it the verifier key, for everybody. A
unit's ledger has the key `UNIT`, named `jifen/UNIT` to the world; a person `PERSON@UNIT`. Source: spec/ledger.md §2.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.parts import Parts, text_of
from cli.speech import N_, say
from ledger.errors import DomainError, InvalidError, NotFoundError, StorageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER, PASSPHRASE = "JIFEN_KEYS", "JIFEN_PASSPHRASE"
PASSPHRASE_LENGTH_MAX = 1_000  # characters
_FOLLOWER = re.compile(r"\.[0-9]+$")


@dataclass(frozen=True)
class KeyFile:
    """A key of the folder. `key` is the verifier text; `pem` may not be there: somebody else's key."""

    key: str
    pem: Path

    @property
    def name(self) -> str:
        return self.key.split("+")[0]

    @property
    def id(self) -> str:
        return self.key.split("+")[1]

    @property
    def private(self) -> bool:
        return self.pem.is_file()

    @property
    def locked(self) -> bool:
        return self.private and b"ENCRYPTED" in self.pem.read_bytes()[:100]


def folder(parts: Parts) -> Path:
    """The key folder: --keys, JIFEN_KEYS, or one of the user's own."""
    return Path(parts.keys) if parts.keys else Path(click.get_app_dir("jifen")) / "keys"


def key_files(place: Path) -> tuple[KeyFile, ...]:
    """The keys whose .pub files lie in this folder, in order of their files' names; what is none is left out."""
    from ledger.note import Verifier

    found = []
    for pub in sorted(place.glob("*.pub")):
        text = text_of(str(pub)).strip()
        try:
            Verifier.from_text(text)
        except DomainError:
            continue
        found.append(KeyFile(text, pub.with_suffix(".pem")))
    return tuple(found)


def named(place: Path, name: str) -> tuple[KeyFile, ...]:
    """The keys of this name, such as `jifen/B01` or `M05@B01`."""
    return tuple(each for each in key_files(place) if each.name == name)


def log_key(parts: Parts, unit: str, file: Path | None = None, size: int | None = None) -> KeyFile | None:
    """The private key that signs a unit's log: the file that was named, else the newest of the folder's.

    Of so many events, the one that signed then, where it is still at hand: what was signed comes out the same again,
    and whoever trusts the key of then need not know its successors.
    """
    from ledger.note import verifier_key
    from projections.bundle import origin_of

    if file is not None:
        return KeyFile(verifier_key(origin_of(unit), opened(parts, file)), file)
    known = [each for each in named(folder(parts), origin_of(unit)) if each.private]
    recorded = _in_force(parts, unit, size)
    if recorded:
        return next((each for key in recorded for each in known if each.key == key), None)
    return max(known, key=lambda each: each.pem.stat().st_mtime) if known else None


def log_private(parts: Parts, unit: str, file: Path | None = None, size: int | None = None) -> "Ed25519PrivateKey":
    """The unlocked private key, as `log_key` says. NotFoundError where none is at hand; facts: name, folder."""
    found = log_key(parts, unit, file, size)
    if found is None:
        raise NotFoundError("no key of {name} lies in {folder}", name=unit, folder=str(folder(parts)))
    return opened(parts, found.pem)


def opened(parts: Parts, file: Path) -> "Ed25519PrivateKey":
    """The private key of a file, unlocked once for a line of words.

    Raises:
        NotFoundError, StorageError, InvalidError: as `load_key` says.
    """
    from ledger.keys import load_key

    place = file.absolute()
    if place not in parts.unlocked:
        locked = file.is_file() and b"ENCRYPTED" in file.read_bytes()[:100]
        parts.unlocked[place] = load_key(file, passphrase(parts, file.stem) if locked else None)
    return parts.unlocked[place]


def passphrase(parts: Parts, name: str, *, new: bool = False, needed: bool = True) -> str | None:
    """From the file that was named, the environment, or the keyboard; never from the line of words.

    Where a folder was named, from the file in it that is named as the key's: B01, or M05@B01. What follows an
    older key, such as B01.2, has a file of its own, or its predecessor's.
    """
    if parts.passphrase_file:
        place = Path(parts.passphrase_file)
        if place.is_dir():
            own = place / name
            place = own if own.exists() else place / _FOLLOWER.sub("", name)
        lines = text_of(str(place)).splitlines()
        if not lines or not lines[0] or len(lines[0]) > PASSPHRASE_LENGTH_MAX:
            raise InvalidError("{path} holds no passphrase in its first line", path=str(place))
        return lines[0]
    given = os.environ.get(PASSPHRASE)
    if given or not needed:
        return given or None
    asked: str = click.prompt(
        say(N_("Passphrase of the key {name}"), name=name), hide_input=True, confirmation_prompt=new, err=True
    )
    return asked


def write(place: Path, data: bytes) -> None:
    """Write a file for everybody; StorageError where that can't be done."""
    try:
        place.write_bytes(data)
    except OSError as error:
        raise StorageError("{place} can't be written: {why}", place=str(place), why=error.strerror) from error


def made(parts: Parts, name: str, file: Path, *, locked: bool) -> KeyFile:
    """A new key in `file`.pem, with its .pub beside it.

    Raises:
        StorageError: one is there already, or can't be written.
    """
    from ledger.keys import make_key
    from ledger.note import verifier_key

    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem, pub = file.with_name(f"{file.name}.pem"), file.with_name(f"{file.name}.pub")
    key = make_key(pem, passphrase(parts, file.name, new=True, needed=locked))
    shown = verifier_key(name, key)
    write(pub, f"{shown}\n".encode())
    return KeyFile(shown, pem)


def free(place: Path, stem: str) -> Path:
    """The first of STEM, STEM.2, STEM.3 … of which the folder has no file."""
    numbers = (stem if count == 1 else f"{stem}.{count}" for count in range(1, 1_000))
    return next(place / each for each in numbers if not list(place.glob(f"{each}.p[eu][mb]")))


def _in_force(parts: Parts, unit: str, size: int | None) -> tuple[str, ...]:
    """The keys that may sign so many events, the one of then first; none where no ledger at hand records a rotation."""
    from ledger.events.keys import LogKeyRotated

    if parts.db is None or unit not in parts.database().units():
        return ()
    events = parts.database().ledger(unit).read(f"log-key/{unit}")
    handed_on = [(event.position, event.payload) for event in events if isinstance(event.payload, LogKeyRotated)]
    if not handed_on:
        return ()
    then = [said.old for position, said in handed_on if size is not None and size <= position]
    return (*then[:1], handed_on[-1][1].key)
