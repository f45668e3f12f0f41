"""Who let this person in: outside a sandbox a personal key, as soon as one is registered, and always for some steps.

The guard looks at the door's word alone; whether the signature holds, the door of the house sees to, and the verifier.
Source: spec/process.md §7 (signers of a filing and the upper unit always sign with their own keys).
"""

from collections.abc import Iterable

from ledger.errors import Refusal
from workflow.ask import Ask
from workflow.process.table import Row
from workflow.record import listed
from workflow.state.keys import PersonKeys, keys_of
from workflow.state.membership import Unit

KEY, SANDBOX = "key:", "sandbox"


def signed(ask: Ask, row: Row) -> Iterable[Refusal]:
    """A command in the name of somebody who has a key bears it; filings and decisions from above always bear one."""
    unit, door = ask.view.find(Unit), ask.envelope.door
    if door == SANDBOX or (unit and unit.sandbox):
        return
    # The founder of a unit signs with a key that is registered in the unit above.
    keys = keys_of(ask.view, ask.by) if unit else ask.founder or PersonKeys(ask.by)
    needed = row.signed or (unit is None and ask.founder is not None)
    facts = {"by": ask.by, "command": row.command, "keys": listed(key.id for key in keys.active)}
    if door.startswith(KEY):
        if keys.find(door.removeprefix(KEY)) is None:
            yield Refusal(
                "who-may",
                "{key} is no key that signs for {by} here: {keys}",
                "sign with a key that is registered for you and not revoked",
                "process §7",
                {**facts, "key": door.removeprefix(KEY)},
            )
    elif keys.active:
        yield Refusal(
            "who-may",
            "{by} has a personal key, and this command is not signed with it: {keys}",
            "sign it: keep the key file in your key folder, or name its folder with --keys",
            "process §7",
            facts,
        )
    elif keys.keys:
        yield Refusal(
            "who-may",
            "every key of {by} is revoked, so nothing can be done in that name",
            "have a new key registered by the secretary or a committee member",
            "process §7",
            facts,
        )
    elif needed:
        yield Refusal(
            "who-may",
            "{command} takes a personal key, and {by} has none registered here",
            "make one (jifen keys new --person {by}), have it registered (jifen keys register), and sign with it",
            "process §7",
            facts,
        )
