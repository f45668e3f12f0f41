"""Instants for people, in the unit's own zone; and for machines, in UTC."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cli.parts import Parts
from ledger.scalar import instant_text


def local(parts: Parts, at: datetime) -> str:
    """Day and minute as the unit's clock shows them."""
    return f"{at.astimezone(ZoneInfo(parts.zone())):%Y-%m-%d %H:%M}"


def plain_instant(at: datetime | None) -> str | None:
    """The instant in UTC as it is stored."""
    return None if at is None else instant_text(at)
