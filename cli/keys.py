"""Key files: made, listed, exported, rotated. What is recorded of them, the commands `keys register` … say.

A key lies in a file of its own, outside the database. Source: spec/ledger.md §2.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cli import answers, keyring
from cli.answers import show_json
from cli.house import argument, command, option
from cli.kinds import FOLDER
from cli.layout import table
from cli.parts import Parts
from cli.speech import N_, say, tr
from cli.writes import handled
from ledger.errors import InvalidError, NotFoundError, RefusedError, StaleError

_PERSON = N_("A person's own key, instead of the ledger's.")


@command(
    "new",
    help=N_("Make a key, in a file outside the database: the ledger's own, or a person's."),
    example="jifen --unit B01 keys new --person M05",
    params=[
        option("--person", "whose", metavar="PERSON", help=_PERSON),
        option("--out", type=FOLDER, help=N_("The folder; by default the key folder.")),
        option("--another", is_flag=True, help=N_("Beside one that is there already: lost, revoked or stolen.")),
    ],
)
def new_key(parts: Parts, whose: str | None, out: Path | None, another: bool) -> None:
    """`NAME.pem` for the owner alone, `NAME.pub` for everybody."""
    unit = parts.the_unit()
    stem = f"{whose}@{unit}" if whose else unit
    place = out or keyring.folder(parts)
    file = keyring.free(place, stem) if another else place / stem
    made = keyring.made(parts, _name(whose, unit), file, locked=not sandbox(parts, unit))
    if parts.json:
        show_json({"unit": unit, "name": made.name, "key": str(made.pem), "verifier": made.key})
        return
    click.echo(
        say(N_("{place} holds the key of {origin}; keep it, and its passphrase"), place=made.pem, origin=made.name)
    )
    click.echo(made.key)


@command(
    "list",
    help=N_("List the keys of the folder, and those that the ledger knows."),
    example="jifen --db points.db --unit B01 keys list",
)
def list_keys(parts: Parts) -> None:
    known = _recorded(parts)
    files = {each.key: each for each in keyring.key_files(keyring.folder(parts))}
    rows = []
    for key in sorted({*files, *known}):
        file = files.get(key)
        name, key_id, *_ = key.split("+")
        place = str(file.pem) if file and file.private else None
        locked = file.locked if file and file.private else None
        rows.append({"name": name, "id": key_id, "state": known.get(key, ""), "file": place, "locked": locked})
    if parts.json:
        show_json({"folder": str(keyring.folder(parts)), "keys": rows})
        return
    heads = [tr(N_("name")), tr(N_("id")), tr(N_("state")), tr(N_("file"))]
    click.echo(table(heads, [(row["name"], row["id"], _word(str(row["state"])), row["file"]) for row in rows]))


@command(
    "export",
    help=N_("Show a verifier key: what others need to check its signatures. The private key stays where it is."),
    example="jifen keys export M05@B01",
    params=[argument("key", metavar="NAME|ID|FILE", help=N_("The key's name, its id, or its file."))],
)
def export_key(parts: Parts, key: str) -> None:
    found = _found(parts, key)
    if parts.json:
        show_json({"name": found.name, "id": found.id, "verifier": found.key})
    else:
        click.echo(found.key)


@command(
    "rotate",
    help=N_("Make a new key, have the old one sign it, and record that it follows."),
    example="jifen --db points.db --unit B01 --as M01 keys rotate",
    params=[option("--person", "whose", metavar="PERSON", help=_PERSON)],
)
def rotate_key(parts: Parts, whose: str | None) -> None:
    """The old files stay: what they signed still has to be checked."""
    unit, place = parts.the_unit(), keyring.folder(parts)
    old = _own(parts, whose, unit) if whose else keyring.log_key(parts, unit)
    if old is None:
        raise NotFoundError("no key of {name} lies in {folder}", name=_name(whose, unit), folder=str(place))
    private = keyring.opened(parts, old.pem)
    stem = f"{whose}@{unit}" if whose else unit
    new = keyring.made(parts, old.name, keyring.free(place, stem), locked=old.locked)
    name = "keys.register" if whose else "keys.rotate"
    try:
        if whose:
            body = parts.body(name, {"person": whose, "key": new.key, "replaces": old.id})
        else:
            from ledger.note import sign_note

            note = sign_note(f"{new.key}\n", old.name, private)
            body = parts.body(name, {"old": old.key, "key": new.key, "note": note})
        answer = handled(parts, body)
    except (RefusedError, InvalidError, NotFoundError, StaleError):  # nothing was recorded of the new key
        for file in (new.pem, new.pem.with_suffix(".pub")):
            file.unlink(missing_ok=True)
        raise
    answers.printed(parts, name, [(body["id"], answer)], several=False)
    if not parts.json:
        click.echo(new.key)


def sandbox(parts: Parts, unit: str) -> bool:
    """Whether the database at hand holds the unit as a sandbox: a drill's key needs no passphrase."""
    if parts.db is None:
        return False
    from workflow.state.membership import Unit
    from workflow.store_view import StoreView

    try:
        with parts.database(readonly=True).ledger(unit).reading() as rows:
            found = StoreView(rows).find(Unit)
    except NotFoundError:
        return False
    return bool(found and found.sandbox)


def _name(whose: str | None, unit: str) -> str:
    from projections.bundle import origin_of

    return f"{whose}@{unit}" if whose else origin_of(unit)


def _own(parts: Parts, person: str, unit: str) -> keyring.KeyFile | None:
    """The key file of a person that the ledger knows as signing."""
    signing = {key for key, state in _recorded(parts).items() if state == "signs"}
    files = keyring.key_files(keyring.folder(parts))
    return next((each for each in files if each.key in signing and each.name.startswith(f"{person}@")), None)


def _found(parts: Parts, key: str) -> keyring.KeyFile:
    from ledger.note import verifier_key

    path = Path(key)
    if path.suffix == ".pem" and path.is_file():
        beside = {each.pem.absolute(): each for each in keyring.key_files(path.parent)}
        known = beside.get(path.absolute())
        unit = None if known else parts.the_unit()
        return known or keyring.KeyFile(verifier_key(_name(None, str(unit)), keyring.opened(parts, path)), path)
    place = keyring.folder(parts)
    files = [each for each in keyring.key_files(place) if key in (each.name, each.id, each.pem.stem)]
    if not files:
        raise NotFoundError("no key of {name} lies in {folder}", name=key, folder=str(place))
    return files[-1]


def _recorded(parts: Parts) -> Mapping[str, str]:
    """What the unit's ledger says of keys: verifier text to "signs" or "ended"; nothing without a ledger."""
    from workflow.state.keys import LogKeys, PersonKeys
    from workflow.store_view import StoreView

    if parts.db is None or parts.unit is None or parts.unit not in parts.database(readonly=True).units():
        return {}
    found: dict[str, Any] = {}
    with parts.database(readonly=True).ledger(parts.unit).reading() as rows:
        view = StoreView(rows)
        for name in rows.keys("keys/"):
            known = view.find(PersonKeys, name.partition("/")[2])
            found |= {key.key: "signs" if key.until is None else "ended" for key in (known.keys if known else ())}
        log = view.find(LogKeys)
        found |= dict.fromkeys(log.keys[:-1] if log else (), "ended")
        found |= dict.fromkeys(log.keys[-1:] if log else (), "signs")
    return found


STATES = {"signs": N_("signs"), "ended": N_("ended"), "": ""}


def _word(state: str) -> str:
    return tr(STATES[state]) if state else ""
