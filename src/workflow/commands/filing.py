"""What one may ask about filings and their verification."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.events.exchange import Carried
from ledger.sealed import Sealed
from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class FileSubject(Command):
    """`subject` is round/… or grading/…"""

    NAME: ClassVar[str] = "filing.file"
    subject: str


@command
@dataclass(frozen=True, kw_only=True)
class CountersignFiling(Command):
    NAME: ClassVar[str] = "filing.countersign"
    filing: str


@command
@dataclass(frozen=True, kw_only=True)
class AcknowledgeFiling(Command):
    """`consistency` proves (hex hashes) that the log filed and the one seen before are one history; none is needed
    for a branch's first filing."""

    NAME: ClassVar[str] = "filing.acknowledge"
    request: Carried
    consistency: tuple[str, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ReturnFiling(Command):
    NAME: ClassVar[str] = "filing.return"
    request: Carried
    reason: Sealed


@command
@dataclass(frozen=True, kw_only=True)
class PassOnFiling(Command):
    """`to` is the unit above this one, `document` the digest of the bundle that went there."""

    NAME: ClassVar[str] = "filing.pass-on"
    request: Carried
    to: str
    document: str


@command
@dataclass(frozen=True, kw_only=True)
class RecordCheck(Command):
    """Findings by id; `strike` names claims that the verification cancels."""

    NAME: ClassVar[str] = "check.record"
    request: Carried
    findings: tuple[str, ...] = ()
    strike: tuple[str, ...] = ()
