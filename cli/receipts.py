"""Receipts and checkpoints: what the ledger's key signs for somebody to take home, and whether it still holds.

Source: spec/ledger.md §2; docs/how-to/keys-and-receipts.md.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import keyring
from cli.answers import show_json
from cli.failures import UNVERIFIED
from cli.house import Option, argument, command, option
from cli.kinds import FILE, Whole
from cli.parts import Parts, bytes_of, text_of
from cli.proof import print_verdict
from cli.speech import N_, say, tr
from ledger.errors import NotFoundError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ledger.store import Ledger
    from workflow.app import Answer
    from workflow.verifier import Verdict

# What a member lodges and may want to see again.
LODGED = frozenset(
    {"claim.apply", "claim.enter", "objection.lodge", "appeal.lodge", "strike.appeal", "complaint.lodge"}
)
_KEY = N_("The key file of this unit; else from the key folder.")
_TRUST = N_("Your own trust file, never the sender's.")


def options(name: str) -> list[Option]:
    """The option of commands that a receipt is given for."""
    told = N_("Write a signed receipt for whoever lodged it: the entry, its proof, the checkpoint.")
    return [option("--receipt", "receipt_file", type=FILE, metavar="FILE", help=told)] if name in LODGED else []


def key_for(parts: Parts, file: Path | None) -> "Ed25519PrivateKey | None":
    """The unlocked key that a receipt will take, asked for before anything is recorded; none where none is wanted."""
    return None if file is None else keyring.log_private(parts, parts.the_unit())


def give(parts: Parts, answer: "Answer", key: "Ed25519PrivateKey | None", file: Path | None) -> None:
    """The receipt for what was recorded first."""
    if file is not None and answer.events:
        _write(parts.database().ledger(answer.unit), answer.events[0][0], key, file)


@command(
    "make",
    help=N_("Make a signed receipt of an entry: for whoever lodged it, or for the unit below that takes a decision."),
    example="jifen --db points.db --unit B01 receipt make claim/2026Q1-003 --out receipt.json",
    params=[
        argument("entry", metavar="POSITION|STREAM", help=N_("Its position, or claim/… or objection/…: how it began.")),
        option("--key", type=FILE, help=_KEY),
        option("--out", type=FILE, required=True, help=N_("The receipt.")),
    ],
)
def make_receipt(parts: Parts, entry: str, key: Path | None, out: Path) -> None:
    unit = parts.the_unit()
    ledger = parts.database().ledger(unit)
    position = int(entry) if entry.isdecimal() and entry.isascii() else _began(ledger, entry)
    _write(ledger, position, keyring.log_private(parts, unit, key, position + 1), out)
    if parts.json:
        show_json({"unit": unit, "position": position, "place": str(out)})
    else:
        click.echo(say(N_("{place} shows position {position} of {unit}"), place=out, position=position, unit=unit))


@command(
    "verify",
    help=N_("Check a receipt offline: its proof and its signature; and whether a history still holds what it shows."),
    example="jifen receipt verify receipt.json --trust trust.json --bundle F001.jifen",
    params=[
        argument("receipt", help=N_("The receipt.")),
        option("--trust", required=True, help=_TRUST),
        option("--bundle", help=N_("A filing of the same unit; without it, the database where one is named.")),
    ],
)
def verify_one(parts: Parts, receipt: str, trust: str, bundle: str | None) -> None:
    """Exit 7 where it doesn't hold."""
    from workflow.verifier import verify_receipt

    text, known = text_of(receipt), text_of(trust)
    if bundle is not None:
        _said(parts, verify_receipt(text, known, bundle=bytes_of(bundle)), N_("verified: the receipt holds"))
        return
    bodies = _bodies(parts, _unit_of(text)) if parts.db is not None else ()
    _said(parts, verify_receipt(text, known, bodies=bodies), N_("verified: the receipt holds"))


@command(
    "sign",
    help=N_("Print the signed checkpoint of a ledger: how many entries, and the root over them. Keep it elsewhere."),
    example="jifen --db points.db --unit B01 checkpoint > B01.checkpoint",
    params=[
        option("--key", type=FILE, help=_KEY),
        option("--size", type=Whole(), help=N_("As of this many entries; by default all.")),
        option("--out", type=FILE, help=N_("A file for it; by default it is printed.")),
    ],
)
def sign_checkpoint(parts: Parts, key: Path | None, size: int | None, out: Path | None) -> None:
    from projections.receipt import checkpoint

    unit = parts.the_unit()
    note = checkpoint(parts.database().ledger(unit), keyring.log_private(parts, unit, key, size), size)
    if out is not None:
        keyring.write(out, note.encode())
    if parts.json:
        origin, count, *_ = note.split("\n")
        show_json({"unit": unit, "origin": origin, "size": int(count), "checkpoint": note, "place": out and str(out)})
    elif out is None:
        click.echo(note, nl=False)


@command(
    "verify",
    help=N_("Check a signed checkpoint; where a database is named, also that its ledger extends it."),
    example="jifen checkpoint verify B01.checkpoint --trust trust.json",
    params=[argument("note", help=N_("The checkpoint.")), option("--trust", required=True, help=_TRUST)],
)
def verify_note(parts: Parts, note: str, trust: str) -> None:
    """Exit 7 where it doesn't hold."""
    from workflow.verifier import verify_checkpoint

    data = bytes_of(note)
    unit = data.split(b"\n")[0].rpartition(b"/")[2].decode("utf-8", "replace")
    bodies = _bodies(parts, unit) if parts.db is not None else ()
    _said(parts, verify_checkpoint(data, text_of(trust), bodies=bodies), N_("verified: the checkpoint holds"))


def _said(parts: Parts, verdict: "Verdict", good: str) -> None:
    if parts.json:
        show_json(verdict.as_json())
    else:
        print_verdict(verdict, tr(good))
    if not verdict.ok:
        raise click.exceptions.Exit(UNVERIFIED)


def _write(ledger: "Ledger", position: int, key: "Ed25519PrivateKey | None", out: Path) -> None:
    from projections.receipt import carried, receipt_text

    keyring.write(out, receipt_text(carried(ledger, position, key)).encode())


def _began(ledger: "Ledger", stream: str) -> int:
    """The position of the first event of a stream."""
    first = next(iter(ledger.read(stream)), None)
    if first is None:
        raise NotFoundError("{unit} has no {stream}", unit=ledger.unit, stream=stream)
    return first.position


def _unit_of(text: str) -> str:
    from projections.receipt import read_receipt

    return read_receipt(text).unit


def _bodies(parts: Parts, unit: str) -> "tuple[bytes, ...]":
    """Every stored body of the unit's ledger; nothing where this database has none."""
    database = parts.database(readonly=True)
    return tuple(body for _, body in database.ledger(unit).bodies()) if unit in database.units() else ()
