"""Who the door says is asking, and what they are told: the two ends of every command.

Source: spec/process.md §7.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Caller:
    """Who the door says is asking, at what time. `door` names what vouches for the person.

    Where that is a personal key, `key:ID`, `sign` gives its Ed25519 signature of the bytes that it is handed; it is
    called once the command is decided, and again where others were first. A sandbox asks for none.
    """

    person: str | None
    now: datetime
    door: str = "local"
    sign: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True)
class Answer:
    """What was recorded. `events` holds (position, topic, stream); `repeated`: it had been done before."""

    unit: str
    events: tuple[tuple[int, str, str], ...]
    repeated: bool = False

    def as_json(self) -> dict[str, object]:
        events = [{"position": p, "topic": topic, "stream": stream} for p, topic, stream in self.events]
        return {"unit": self.unit, "events": events, "repeated": self.repeated}
