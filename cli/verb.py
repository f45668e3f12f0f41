"""One command that changes a ledger, as it is given at this door."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verb:
    """One command. `arguments` are the fields that stand without a name; `words` explain fields in its own way."""

    name: str
    help: str
    example: str
    arguments: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        return self.name.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]
