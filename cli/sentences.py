"""How a refusal or an error is said to a person: the template in their language, its facts in their words."""

from collections.abc import Mapping

from cli.speech import language, several, tr, word
from ledger.errors import filled

_STATES = ("state", "needs", "needed")
# Facts whose values are words of the house, and the context under which the catalogue holds them.
_WORDS = {
    "roles": "role",
    "role": "role",
    "missing": "role",
    "figure": "figure",
    "cadence": "period",
    "status": "standing",
    "standing": "standing",
    "inclusion": "inclusion",
    "kind": "machine",
}


def said(template: str, facts: Mapping[str, object]) -> str:
    """The sentence, translated, with its facts in place."""
    return filled(tr(template), facts if language() == "en" else spoken(facts))


def spoken(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts with states, machines and roles as the reader's language calls them."""
    kind = _kind(facts)
    return {name: _spoken(name, value, kind) for name, value in facts.items()}


def _kind(facts: Mapping[str, object]) -> str:
    """Which machine a fact's state belongs to."""
    for name in ("matter", "subject", "about"):
        if name in facts:
            return str(facts[name]).replace("/", " ").partition(" ")[0]
    return next((name for name in facts if word("machine", name) != name), "")


def _spoken(name: str, value: object, kind: str) -> object:
    if not isinstance(value, str):
        return value
    if name == "matter":
        head, space, rest = value.partition(" ")
        return f"{word('machine', head)}{space}{rest}"
    if name in _STATES:
        return several(word(f"{kind} state", each) for each in value.split(", "))
    if name in _WORDS:
        return several(word(_WORDS[name], each) for each in value.split(", "))
    return value


# Streams whose kind is no machine of the process table.
STREAMS = (
    *("activity", "appeal", "approval", "check", "clock", "delegation", "filed", "item", "meeting", "member"),
    *("post", "session", "settlement", "key", "transfer", "year", "calendar", "comment", "group", "log", "log-key"),
    *("referral", "taken-in", "withdrawn", "witness"),
)


def matter(stream: str) -> str:
    """`claim/2026Q1-003` as people call it."""
    kind, slash, key = stream.partition("/")
    return f"{word('machine', kind)} {key}" if slash else word("machine", stream)
