"""From what was decided to entries of the log: numbered from the size that the decision saw.

Source: spec/ledger.md §1; spec/process.md §3 (the office that receives objections stands for who objects).
"""

from collections.abc import Sequence

from ledger.event import Event
from workflow.ask import Ask, Emit

# The office that receives objections: what it enters is kept from the person concerned, and so is who let them in.
OFFICE_COMMANDS = frozenset({"objection.lodge", "appeal.lodge", "strike.appeal", "complaint.lodge"})
# What of it names an objector for the first time.
LODGING = frozenset({"objection.lodge", "strike.appeal", "complaint.lodge"})
OFFICE_DOOR = "office"


def numbered(ask: Ask, emits: Sequence[Emit]) -> tuple[Event, ...]:
    """The events at their positions, each with its version in its stream."""
    envelope = ask.envelope
    # What the office enters says neither who objects nor who came for them.
    office = envelope.command in OFFICE_COMMANDS
    by, on_behalf = (f"{envelope.unit}#office", None) if office else (envelope.by, envelope.on_behalf)
    door = OFFICE_DOOR if office and envelope.door != "sandbox" else envelope.door
    versions: dict[str, int] = {}
    events = []
    for position, (stream, payload) in enumerate(emits, ask.view.size):
        versions[stream] = versions.get(stream, ask.view.version(stream)) + 1
        events.append(
            Event(
                unit=envelope.unit,
                position=position,
                stream=stream,
                version=versions[stream],
                at=envelope.at,
                by=by,
                on_behalf=on_behalf,
                door=door,
                command=envelope.id,
                payload=payload,
            )
        )
    return tuple(events)
