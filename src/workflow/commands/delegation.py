"""What one may ask about standing in for another (代办)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class GrantDelegation(Command):
    """Both days are included; a delegation is always for stated days."""

    NAME: ClassVar[str] = "delegation.grant"
    person: str
    principal: str
    since: date
    until: date


@command
@dataclass(frozen=True, kw_only=True)
class EndDelegation(Command):
    """`until` is the last day on which the person stands in."""

    NAME: ClassVar[str] = "delegation.end"
    person: str
    principal: str
    until: date
