"""What is known of a log from outside its database: the trust file's last filing, and checkpoints that were kept.

Source: spec/ledger.md §3 (checkpoint held here, filed above).
"""

from collections.abc import Callable, Sequence

import click

from cli.parts import text_of
from cli.speech import N_, say
from ledger.errors import InvalidError
from ledger.event import Event
from projections.refold import Anchor

Events = Callable[[str], Sequence[Event]]


def anchors(trust: str | None, checkpoints: Sequence[str], events: Events) -> dict[str, list[Anchor]]:
    """By unit: its log's size and root, as somebody outside knows them.

    Args:
        events: the events of a unit's log at hand, none where it isn't: they say to whom its key was handed on.
    Raises:
        UsageError: a checkpoint without a trust file, whose keys would have to check it.
        InvalidError: a file that makes no sense, or a checkpoint that no trusted key has signed.
        TamperedError: a signature that doesn't hold.
    """
    from ledger.checkpoint import open_checkpoint
    from ledger.note import ED25519, Verifier
    from workflow.verifier import read_trust
    from workflow.verifier.chain import signing_keys
    from workflow.verifier.signature import UnsignedError, read_checkpoint

    if trust is None:
        if checkpoints:
            raise click.UsageError(say(N_("a checkpoint is believed by its signature: say whose with --trust FILE")))
        return {}
    known = read_trust(text_of(trust))
    found: dict[str, list[Anchor]] = {}
    for origin, last in known.last.items():
        found.setdefault(_unit(origin), []).append(Anchor(last.size, last.root))
    for place in checkpoints:
        note = text_of(place)
        try:
            read, _, _ = read_checkpoint(note.encode())
        except UnsignedError as error:
            raise InvalidError("{path} is no checkpoint: {why}", path=place, why=str(error)) from error
        signing = signing_keys(known, read.origin, events(_unit(read.origin)), read.size)
        said, _ = open_checkpoint(note, [Verifier(key.name, ED25519, key.public).to_text() for key in signing])
        found.setdefault(_unit(said.origin), []).append(Anchor(said.size, said.root))
    return found


def _unit(origin: str) -> str:
    """`jifen/UNIT` names the log of UNIT."""
    return origin.rpartition("/")[2]
