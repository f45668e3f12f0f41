"""How this house says no: a few families of errors, one stable code each.

A message is an English template with named places, `"claim {claim} is not open"`, and the facts
that fill them. The domain never translates: the template is the key under which a door looks up
the sentence in the reader's language, and the facts are what it hands to machines.
A bug is no DomainError: it stays an `assert` or a `TypeError` and stops the program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


def filled(template: str, facts: Mapping[str, object]) -> str:
    """The sentence with its facts in place; a template that lacks a fact stays as it is."""
    try:
        return template.format_map(facts)
    except (KeyError, IndexError, ValueError):
        return template


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a document: what, where, and what would be allowed there."""

    message: str
    place: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = filled(self.message, self.facts)
        return f"{self.place}: {said}" if self.place else said


@dataclass(frozen=True)
class Refusal:
    """One guard that says no (spec/process.md §4): its id, the facts it saw, and the way out."""

    guard: str
    message: str
    remedy: str
    clause: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.guard}: {filled(self.message, self.facts)}"


class DomainError(Exception):
    """Base of the house. `code` is public: documented, tested, never reused."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, faults: Sequence[Fault] = (), **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.faults = tuple(faults)
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        lines = [filled(self.message, self.facts), *(f"  {fault}" for fault in self.faults)]
        return "\n".join(lines)


class InvalidError(DomainError):
    """The words, the file or the scheme make no sense; `faults` lists every place at once."""

    code = "invalid"


class NotFoundError(DomainError):
    """No such unit, member, claim or scheme."""

    code = "not-found"


class RefusedError(DomainError):
    """Guards said no: `refusals` holds every one of them, in the order of the table's row."""

    code = "refused"

    def __init__(self, message: str, *, refusals: Sequence[Refusal], **facts: object) -> None:
        super().__init__(message, faults=(), **facts)
        self.refusals = tuple(refusals)

    def __str__(self) -> str:
        said = (f"  {refusal}\n    {filled(refusal.remedy, refusal.facts)}" for refusal in self.refusals)
        return "\n".join([filled(self.message, self.facts), *said])


class StaleError(DomainError):
    """Someone was first: the ledger has moved on since it was read. Read again, decide again."""

    code = "stale"


class UnknownOutcomeError(DomainError):
    """The connection broke at COMMIT: the change may or may not be stored. Ask again with the same id."""

    code = "unknown-outcome"


class StorageError(DomainError):
    """The database is missing, locked, read-only, full, or of another version."""

    code = "storage"


class TamperedError(DomainError):
    """History is not what was sealed; facts: unit, position."""

    code = "tampered"
