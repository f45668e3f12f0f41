"""Who is asking, as this door knows it: whoever holds the key that is registered for them, else who says so.

Outside a sandbox a command bears the personal key of its actor as soon as the ledger knows one; the key is unlocked
when there is something to sign. Source: spec/process.md §7.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli import keyring
from cli.parts import Parts

if TYPE_CHECKING:
    from workflow.app import Caller


def caller(parts: Parts, body: Mapping[str, Any]) -> "Caller":
    """The caller of this command, at the door's own time."""
    from workflow.app import Caller

    # Whoever founds a unit signs with the key that the unit above knows.
    unit = body.get("parent") if body.get("command") == "unit.found" else body.get("unit")
    key, now = _key(parts, str(unit)), datetime.now(UTC)
    if key is None:
        return Caller(parts.person, now)
    return Caller(parts.person, now, f"key:{key.id}", lambda text: keyring.opened(parts, key.pem).sign(text))


def _key(parts: Parts, unit: str) -> keyring.KeyFile | None:
    """The newest registered key of the person whose file is at hand; none for a sandbox."""
    from workflow.state.keys import keys_of
    from workflow.state.membership import Unit
    from workflow.store_view import StoreView

    database = parts.database()
    if parts.person is None or unit not in database.units():
        return None
    with database.ledger(unit).reading() as rows:
        view = StoreView(rows)
        known = view.find(Unit)
        active = keys_of(view, parts.person).active
    if known is None or known.sandbox or not active:
        return None
    files = {each.id: each for each in keyring.key_files(keyring.folder(parts)) if each.private}
    return next((files[key.id] for key in reversed(active) if key.id in files), None)
