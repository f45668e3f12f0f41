"""Who stood behind a command: the person's own key, checked here, or only a door, which is listed.

A signature is of all bodies of its command without it; it must be of a key that was registered for that person
before, and not revoked. Source: spec/process.md §7; docs/decisions/0012.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledger.errors import Fault
from ledger.event import Event
from workflow.process.table import Table
from workflow.record import View
from workflow.state.deliberation import CLOCK
from workflow.state.keys import keys_of
from workflow.state.membership import Unit
from workflow.verifier.conduct.persons import BY_THE_OFFICE
from workflow.verifier.signature import UnsignedError, check_command
from workflow.verifier.verdict import no

KEY, SANDBOX, OFFICE = "key:", "sandbox", "office"


@dataclass
class Vouching:
    """What is needed to check signatures, and what was seen: `signed` commands, `vouched` by (door, person).

    `bare` are the leaves of the log's bodies, each without its signature, by position. A sandbox needs none.
    """

    bare: Sequence[bytes] = ()
    signed: int = 0
    vouched: Counter[tuple[str, str]] = field(default_factory=Counter)

    def faults(self, view: View, group: tuple[Event, ...], command: str, table: Table) -> Iterator[Fault]:
        """What speaks against the door of this command, on the state before it."""
        first, unit = group[0], view.find(Unit)
        if (first.door == CLOCK) != (first.by == CLOCK):
            yield no("signature", "what time has closed is recorded by {clock} alone, and nothing else is", clock=CLOCK)
        if any(event.signature is not None for event in group[1:]):
            yield no("signature", "a signature stands on the first event of its command alone")
        if unit is None:
            yield from self._genesis(first)
            return
        if unit.sandbox:
            yield from self._unsigned(first)
            if first.door not in (SANDBOX, CLOCK):
                yield no("sandbox-apart", "{door} is no door of a sandbox", door=first.door)
            return
        if first.door.startswith(KEY):
            yield from self._own(view, group)
            return
        if first.door == SANDBOX:
            yield no("sandbox-apart", "this is no sandbox, and a sandbox's door let this in")
        self.vouched[first.door, first.by] += len(group)
        if command in BY_THE_OFFICE:
            yield from _sealed(first)
            return
        yield from self._unsigned(first)
        rows = table.of(command)
        if keys_of(view, first.by).keys:
            message = "{by} has had a personal key here before; {door} alone vouches for this"
            yield no("signature", message, by=first.by, door=first.door)
        elif rows and rows[0].signed:
            message = "{command} takes a personal key; {door} alone vouches for {by}"
            yield no("signature", message, command=command, door=first.door, by=first.by)

    def _genesis(self, first: Event) -> Iterator[Fault]:
        """The founder's key is registered in the unit above: this log can't show it, only that one is named."""
        if not first.door.startswith(KEY):
            yield from self._unsigned(first)
        elif first.signature is None:
            yield no("signature", "the door is {door}, and no signature stands here", door=first.door)

    def _own(self, view: View, group: tuple[Event, ...]) -> Iterator[Fault]:
        first = group[0]
        key_id = first.door.removeprefix(KEY)
        key = keys_of(view, first.by).find(key_id)
        if key is None:
            message = "{key} was no key of {by} then: not registered before, or revoked"
            yield no("signature", message, key=key_id, by=first.by)
            return
        bare = self.bare[first.position : first.position + len(group)]
        try:
            check_command(first.unit, first.position, bare, first.signature or "", key.key)
        except UnsignedError as error:
            yield no("signature", "the key {key} of {by}: {why}", key=key_id, by=first.by, why=str(error))
            return
        self.signed += 1

    def _unsigned(self, first: Event) -> Iterator[Fault]:
        if first.signature is not None:
            message = "a signature stands here, and the door {door} gives none"
            yield no("signature", message, door=first.door)


def _sealed(first: Event) -> Iterator[Fault]:
    """The office keeps the signature, or nothing, under seal: neither name nor key may stand open."""
    if first.door != OFFICE or not (first.signature or "").startswith("sealed:"):
        yield no("signature", "the office keeps who signed under seal; here the door is {door}", door=first.door)
