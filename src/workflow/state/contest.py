"""What holds a matter: the objections to it that have not ended, and whether the upper unit has decided on it.

Source: spec/process.md §3 Objection and appeal, §10 Objections.
"""

from dataclasses import dataclass
from typing import ClassVar

from workflow.record import Record, View


@dataclass(frozen=True)
class Contest(Record):
    """All that was `lodged` about one matter: it is held until none of them is `open`.

    `above` names the upper unit's decision on the matter, once there is one: that stands.
    """

    KIND: ClassVar[str] = "contest"
    about: str
    lodged: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    above: str | None = None

    @property
    def key(self) -> str:
        return self.about


def contest(view: View, about: str) -> Contest:
    """What is objected to about a matter; nothing, where nobody ever objected."""
    return view.find(Contest, about) or Contest(about)
