"""Registering, revoking and rotating keys.

Source: spec/process.md §7, spec/ledger.md §2 (keys); docs/decisions/0012.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import DomainError, InvalidError, NotFoundError, Refusal
from ledger.events import keys as happened
from ledger.note import ED25519, Verifier, open_note
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands import keys as asked
from workflow.guards.doors import KEY
from workflow.state.keys import LogKeys, Withdrawn, keys_of
from workflow.state.membership import Member

OFFICERS = frozenset({"committee", "secretary"})
KEY_ID_LENGTH = 8  # hex digits


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _verifier(text: str) -> Verifier:
    found = Verifier.from_text(text)
    if found.kind != ED25519:
        raise InvalidError("{text} is no verifier key", text=repr(text[:120]))
    return found


def _registrar(ask: Ask) -> Iterable[Refusal]:
    """One's own, or somebody's of this unit by its secretary or committee, who sign for it with keys of their own."""
    c = ask.command
    assert isinstance(c, asked.RegisterKey)
    if c.person == ask.by:
        return
    facts = {"by": ask.by, "person": c.person}
    if not ask.posts.roles(ask.by, ask.today) & OFFICERS:
        yield Refusal(
            "who-may",
            "{by} may not register a key of {person}",
            "the person registers it, or the secretary or a committee member does",
            "process §7",
            facts,
        )
    if not ask.view.find(Member, c.person) and not ask.posts.roles(c.person, ask.today):
        yield Refusal(
            "who-may",
            "{person} is neither a member of this unit nor in a post here",
            "enrol or appoint the person first",
            "process §7",
            facts,
        )
    if not ask.unit.sandbox and not ask.envelope.door.startswith(KEY):
        yield Refusal(
            "who-may",
            "{by} vouches for a key of {person}, and signs with no key",
            "register your own key first, then sign with it",
            "process §7",
            facts,
        )


def _register(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RegisterKey)
    key, known = _verifier(c.key), keys_of(ask.view, c.person)
    if key.name.partition("@")[0] != c.person or "@" not in key.name:
        raise InvalidError(
            "the key is called {name}; a personal key of {person} is called {person}@ and anything",
            name=key.name,
            person=c.person,
        )
    if any(old.id == key.key_id.hex() for old in known.keys):
        raise InvalidError("the key {key} of {person} was registered before", key=key.key_id.hex(), person=c.person)
    if c.replaces is not None and known.find(c.replaces) is None:
        raise NotFoundError("{person} has no key {key} that could be ended", person=c.person, key=c.replaces)
    yield f"key/{c.person}", happened.KeyRegistered(person=c.person, key=c.key, replaces=c.replaces)


def _revoker(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.RevokeKey)
    if c.person != ask.by and "secretary" not in ask.posts.roles(ask.by, ask.today):
        yield Refusal(
            "who-may",
            "{by} may not revoke a key of {person}",
            "the person revokes it, or the secretary does",
            "process §7",
            {"by": ask.by, "person": c.person},
        )


def _revoke(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RevokeKey)
    if keys_of(ask.view, c.person).find(c.key_id) is None:
        raise NotFoundError("{person} has no key {key} that could be ended", person=c.person, key=c.key_id)
    said = happened.KeyRevoked(person=c.person, key_id=c.key_id, stolen=c.stolen, reason=c.reason)
    yield f"key/{c.person}", said


def _handed_on(ask: Ask) -> Iterable[Refusal]:
    """The new key of the log is signed by the one that signs now."""
    c = ask.command
    assert isinstance(c, asked.RotateLogKey)
    old, new = _verifier(c.old), _verifier(c.key)
    known = ask.view.find(LogKeys) or LogKeys()
    facts = {"old": old.key_id.hex(), "new": new.key_id.hex()}
    if old.name != new.name or new.name.rpartition("/")[2] != ask.envelope.unit or c.key in (c.old, *known.keys):
        yield Refusal(
            "in-order",
            "{new} can't follow {old}: both carry the log's name, and a key is used once",
            "make a new key for this ledger",
            "ledger §2",
            facts,
        )
    if known.keys and known.keys[-1] != c.old:
        yield Refusal(
            "in-order",
            "{old} is not the key that signs this log now",
            "rotate from the newest key",
            "ledger §2",
            facts,
        )
    if not _note_holds(c):
        yield Refusal(
            "in-order",
            "{new} is not signed by {old}",
            "sign the new key with the old one: jifen keys rotate does",
            "ledger §2",
            facts,
        )


def _note_holds(c: asked.RotateLogKey) -> bool:
    try:
        return open_note(c.note, [c.old]).text == f"{c.key}\n"
    except DomainError:
        return False


def _rotate(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RotateLogKey)
    yield f"log-key/{ask.envelope.unit}", happened.LogKeyRotated(old=c.old, key=c.key, note=c.note)


def _withdrawn_once(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.WithdrawKey)
    known = ask.view.find(Withdrawn, f"{c.branch}/{c.key_id}")
    if known:
        yield Refusal(
            "ended",
            "the key {key} of {branch} was withdrawn before",
            "nothing more is to be done",
            "ledger §2",
            {"branch": c.branch, "key": c.key_id},
        )


def _withdraw(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.WithdrawKey)
    if (c.person is None) == (c.size is None):
        raise InvalidError("say whose key it is, or of the ledger's key up to which size its signatures stand")
    if (c.size is not None and c.size < 0) or len(c.key_id) != KEY_ID_LENGTH:
        raise InvalidError("give the key's id, 8 hex digits, and the size up to which its signatures stand")
    said = happened.KeyWithdrawn(branch=c.branch, key_id=c.key_id, person=c.person, size=c.size, reason=c.reason)
    yield f"withdrawn/{c.branch}", said


DEEDS: Mapping[str, Deed] = {
    "keys.register": Deed(_the_unit, _register, policies={"who-may": _registrar}),
    "keys.revoke": Deed(_the_unit, _revoke, policies={"who-may": _revoker}),
    "keys.rotate": Deed(_the_unit, _rotate, policies={"in-order": _handed_on}),
    "keys.withdraw": Deed(_the_unit, _withdraw, policies={"ended": _withdrawn_once}),
}
