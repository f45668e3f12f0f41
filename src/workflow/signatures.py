"""What was recorded, signed by who asked: the door's personal key on the bytes of a command's own events.

At the rim: the signature is made by the caller, an office's is sealed. Source: spec/ledger.md §2;
docs/decisions/0012.
"""

from dataclasses import replace

from ledger.database import Database
from ledger.errors import InvalidError
from ledger.event import Event
from ledger.sealed import TextKey
from ledger.sealing import seal
from ledger.signing import DOOR, command_text, signature_text, signed
from workflow.ask import Ask
from workflow.callers import Caller
from workflow.entries import OFFICE_COMMANDS
from workflow.state.keys import keys_of
from workflow.state.membership import Unit
from workflow.texts import entered

# A sealed signature, and nothing in its place, are equally long: who has a key must not show either.
OFFICE_SIGNATURE = 97  # characters: id of the key, a space, base64 of 64 bytes


def with_signature(
    database: Database, ask: Ask, events: tuple[Event, ...], caller: Caller
) -> tuple[tuple[Event, ...], tuple[TextKey, ...]]:
    """The events with the signature on the first of them; the office's is sealed for whoever made it."""
    if not events or ask.envelope.door == "sandbox":
        return events, ()
    line, verifier = "", _verifier(ask)
    if verifier is not None:
        text = command_text(events)
        signature = signature_text(caller.sign(text)) if caller.sign else ""
        if not signed(text, signature, verifier):
            raise InvalidError("the key {key} did not sign this command", key=ask.envelope.door.removeprefix(DOOR))
        line = f"{ask.envelope.door.removeprefix(DOOR)} {signature}"
    if ask.envelope.command not in OFFICE_COMMANDS:
        return (replace(events[0], signature=line.partition(" ")[2]), *events[1:]) if line else events, ()
    persons = entered(database, (ask.envelope.by,))
    box, keys = seal(database, ask.envelope.unit, line.ljust(OFFICE_SIGNATURE), persons)
    return (replace(events[0], signature=f"sealed:{box.id}:{box.box}"), *events[1:]), keys


def _verifier(ask: Ask) -> str | None:
    """The public key that the signature must be of, where the door is a personal key; a founder's is known above."""
    if not ask.envelope.door.startswith(DOOR):
        return None
    keys = keys_of(ask.view, ask.by) if ask.view.find(Unit) else ask.founder
    found = keys.find(ask.envelope.door.removeprefix(DOOR)) if keys else None
    return found.key if found else None
