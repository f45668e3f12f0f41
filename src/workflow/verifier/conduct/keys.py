"""Were keys registered, revoked and handed on by those who may, in their form, each once?

Source: spec/process.md §7, spec/ledger.md §2 (keys); docs/decisions/0012.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import keys as happened
from workflow.state.keys import LogKeys, keys_of
from workflow.state.membership import Member
from workflow.verifier.conduct.moment import Moment, Rule
from workflow.verifier.signature import Key, UnsignedError, read_key, read_note, signed_by
from workflow.verifier.verdict import no

OFFICERS = frozenset({"committee", "secretary"})


def registered(moment: Moment, said: happened.KeyRegistered) -> Iterator[Fault]:
    """By the person, or by an officer of this unit who signed for it; a key of that name, once."""
    facts = {"by": moment.by, "person": said.person}
    key, known = _key(said.key), keys_of(moment.view, said.person)
    if key is None or not key.name.startswith(f"{said.person}@"):
        yield no("signature", "what is registered for {person} is no personal key of theirs", **facts)
    elif any(old.key == said.key or old.id == key.id.hex() for old in known.keys):
        yield no("once", "this key of {person} was registered before", **facts)
    if said.replaces is not None and known.find(said.replaces) is None:
        yield no("ended", "{person} had no key {key} to replace", key=said.replaces, **facts)
    if said.person == moment.by:
        return
    if not moment.posts.roles(moment.by, moment.today) & OFFICERS:
        yield no("who-may", "{by} registered a key of {person}, being neither secretary nor in the committee", **facts)
    if not moment.view.find(Member, said.person) and not moment.posts.roles(said.person, moment.today):
        yield no("who-may", "{person} is neither a member of this unit nor in a post here", **facts)
    if not moment.unit.sandbox and not moment.event.door.startswith("key:"):
        yield no("who-may", "{by} vouched for a key of {person}, and signed with none", **facts)


def revoked(moment: Moment, said: happened.KeyRevoked) -> Iterator[Fault]:
    """By the person or the secretary; or with the receipt of the upper unit's word, which `effects` compares."""
    facts = {"by": moment.by, "person": said.person, "key": said.key_id}
    if keys_of(moment.view, said.person).find(said.key_id) is None:
        yield no("ended", "{person} had no key {key} that still signed", **facts)
    if moment.command == "receipt.take":
        return
    if said.order is not None:
        yield no("who-may", "{key} of {person} was revoked on an order that no receipt carries", **facts)
    if said.person != moment.by and "secretary" not in moment.posts.roles(moment.by, moment.today):
        yield no("who-may", "{by} revoked a key of {person}, and is not the secretary", **facts)


def rotated(moment: Moment, said: happened.LogKeyRotated) -> Iterator[Fault]:
    """The newest key of the log signed the next one."""
    known, old, new = moment.view.find(LogKeys) or LogKeys(), _key(said.old), _key(said.key)
    if old is None or new is None or old.name != new.name or new.name.rpartition("/")[2] != moment.unit.id:
        yield no("signature", "what was handed on is no key of this log")
        return
    if said.key in (said.old, *known.keys) or (known.keys and known.keys[-1] != said.old):
        yield no(
            "signature", "{old} was not the key that signed this log, or its successor was used before", old=said.old
        )
    try:
        text, signatures = read_note(said.note.encode())
        signed_by(text, signatures, (old,))
    except UnsignedError as error:
        yield no("signature", "the new key is not signed by the old one: {why}", why=str(error))
        return
    if text != f"{said.key}\n":
        yield no("signature", "the old key signed another key than this one")


def _key(text: str) -> Key | None:
    try:
        return read_key(text)
    except UnsignedError:
        return None


RULES: Mapping[type, Rule] = {
    happened.KeyRegistered: registered,
    happened.KeyRevoked: revoked,
    happened.LogKeyRotated: rotated,
}
