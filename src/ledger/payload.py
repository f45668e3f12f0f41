"""What an event says happened: the base of the vocabulary, and the way from a topic to its class.

A payload is a frozen dataclass that subclasses `Payload` and names its TOPIC; the vocabulary itself is
in `events/`. A stored payload of an older version is brought up to date by UPCAST, one function a step,
and never rewritten. Source: spec/ledger.md §1.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from ledger.codec import decode, encode
from ledger.errors import InvalidError, NotFoundError

__all__ = ["Payload", "decode", "encode", "from_plain", "to_plain", "topic_class", "topics"]

_TOPICS: dict[str, "type[Payload]"] = {}


class Payload:
    """Base of every payload.

    Class attributes:
        TOPIC: the name in the log, such as "claim-registered"; unique, never reused.
        VERSION: of its fields, from 1.
        UPCAST: for each older version, the function that turns its JSON into the next version's.
    """

    __slots__ = ()

    TOPIC: ClassVar[str]
    VERSION: ClassVar[int] = 1
    UPCAST: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = MappingProxyType({})

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        topic = cls.__dict__.get("TOPIC")
        if topic is None:
            return
        known = _TOPICS.get(topic)
        # dataclass(slots=True) makes the class a second time, under the same name.
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"topic {topic} is both {known.__qualname__} and {cls.__qualname__}")
        _TOPICS[topic] = cls


P = TypeVar("P", bound=Payload)


def topic_class(topic: str) -> type[Payload]:
    """The payload class of a topic.

    Raises:
        NotFoundError: no class of that topic is loaded; facts: topic.
    """
    try:
        return _TOPICS[topic]
    except KeyError:
        raise NotFoundError("no event is called {topic}", topic=topic) from None


def topics() -> tuple[str, ...]:
    """Every topic that is loaded, sorted."""
    return tuple(sorted(_TOPICS))


def to_plain(payload: Payload) -> dict[str, Any]:
    """The payload's JSON object, at its class's version."""
    found = encode(payload)
    assert isinstance(found, dict)
    return found


def from_plain(cls: type[P], plain: Mapping[str, Any], version: int | None = None) -> P:
    """The payload that this JSON object stands for, brought up from `version` where that is older.

    Raises:
        InvalidError: wrong fields (all of them in `faults`), or a version that this program doesn't know.
    """
    current = dict(plain)
    for step in range(cls.VERSION if version is None else version, cls.VERSION):
        upcast = cls.UPCAST.get(step)
        if upcast is None:
            raise _unknown_version(cls, version)
        current = upcast(current)
    if version is not None and not 1 <= version <= cls.VERSION:
        raise _unknown_version(cls, version)
    return decode(cls, current)


def _unknown_version(cls: type[Payload], version: int | None) -> InvalidError:
    return InvalidError(
        "this program reads {topic} up to version {known}, not version {version}",
        topic=cls.TOPIC,
        known=cls.VERSION,
        version=version,
    )
