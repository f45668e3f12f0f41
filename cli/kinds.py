"""What an option may hold: points, days, ids, lists, digests. A wrong word is a usage error in one sentence.

Each gives the JSON value that the command's field takes.
"""

import hashlib
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from cli.parts import bytes_of, text_of
from cli.speech import N_, say
from ledger.errors import DomainError, filled
from ledger.exact import parse_points

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LONGEST_SPAN = 366  # days
_LIST = re.compile(r"[,，、\s]+")
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


class Kind(click.ParamType[Any]):
    """A kind of value; its errors are said in the reader's language."""

    def stop(self, template: str, param: click.Parameter | None, ctx: click.Context | None, **facts: object) -> Any:
        self.fail(say(template, **facts), param, ctx)


class Points(Kind):
    """A decimal string with at most two places: never a float, never rounded."""

    name = "points"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            parse_points(value)
        except DomainError as error:
            self.stop(error.message, param, ctx, **error.facts)
        return str(value)


class Quantity(Kind):
    """A measured quantity, as exact as points."""

    name = "quantity"
    convert = Points.convert


class Whole(Kind):
    """A whole number in ASCII digits."""

    name = "number"

    def __init__(self, least: int = 0) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not re.fullmatch(r"-?[0-9]{1,15}", text, re.ASCII) or int(text) < self.least:
            self.stop(N_("{value} is no whole number from {least} on"), param, ctx, value=repr(value), least=self.least)
        return int(text)


class Day(Kind):
    """A calendar day, `2026-03-29`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            if not _DAY.fullmatch(value):
                raise ValueError
            date.fromisoformat(value)
        except ValueError:
            self.stop(N_("{value} is no date, such as 2026-03-29"), param, ctx, value=repr(value))
        return str(value)


class Days(Kind):
    """Days with commas between them, and spans of days: `2026-10-01..2026-10-08,2026-10-10`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        found: set[date] = set()
        for part in _LIST.split(value) if isinstance(value, str) else value:
            first, dots, last = part.partition("..")
            try:
                start, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
            except ValueError:
                self.stop(N_("{value} is no date, such as 2026-03-29"), param, ctx, value=repr(part))
            if not 0 <= (end - start).days <= LONGEST_SPAN:
                self.stop(N_("{value} is no span of days within a year"), param, ctx, value=repr(part))
            found |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
        return [str(day) for day in sorted(found)]


class Zone(Kind):
    """A time zone by its name, such as Asia/Shanghai."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.stop(N_("{zone} is no time zone, such as Asia/Shanghai"), param, ctx, zone=value)
        return str(value)


class Ids(Kind):
    """Ids with commas between them: `M01,M02`."""

    name = "ids"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        found = [part for part in _LIST.split(value) if part] if isinstance(value, str) else list(value)
        twice = sorted({one for one in found if found.count(one) > 1})
        if twice:
            self.stop(N_("{ids} stands twice in one list"), param, ctx, ids=", ".join(twice))
        return found


class Digest(Kind):
    """A SHA-256 in hex, or the path of the file whose SHA-256 it is to be."""

    name = "sha256|file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if DIGEST.fullmatch(value):
            return str(value)
        if not Path(value).is_file():
            self.stop(
                N_("{value} is neither a SHA-256 (64 small hex digits) nor a file"), param, ctx, value=repr(value)
            )
        try:
            return hashlib.sha256(bytes_of(value)).hexdigest()
        except DomainError as error:
            self.fail(filled(error.message, error.facts), param, ctx)


class KeyText(Kind):
    """A verifier key, `name+id+base64`, or the path of the .pub file that holds it."""

    name = "file|key"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not Path(value).is_file():
            return str(value)
        try:
            return text_of(value).strip()
        except DomainError as error:
            self.stop(error.message, param, ctx, **error.facts)
            raise


class Evidence(Digest):
    """`KIND`, `KIND:SHA256` or `KIND:FILE`: a kind of evidence and the digest of the paper."""

    name = "kind[:sha256|:file]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, dict):
            return value
        kind, colon, digest = value.partition(":")
        if not kind:
            self.stop(N_("{value} names no kind of evidence"), param, ctx, value=repr(value))
        return {"kind": kind, "digest": super().convert(digest, param, ctx)} if colon else {"kind": kind}


class Named(Kind):
    """`ID=NAME`, for the directory."""

    name = "id=name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        person, equals, name = value.partition("=")
        if not (person and equals and name.strip()):
            self.stop(N_("{value} names nobody: write ID=NAME, such as M01=张三"), param, ctx, value=repr(value))
        return person, name


class Above(Kind):
    """`UNIT=PARENT`: which unit stands above which."""

    name = "unit=parent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        unit, _, parent = value.partition("=")
        if not (unit and parent):
            self.stop(
                N_("{value} names no two units: write UNIT=PARENT, such as B01=P01"), param, ctx, value=repr(value)
            )
        return unit, parent


class Lowered(Kind):
    """`CLAIM=POINTS:REASON`: what a body decided otherwise, smaller."""

    name = "claim=points:reason"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, dict):
            return value
        claim, equals, rest = value.partition("=")
        points, reason = _reasoned(rest)
        if not (claim and equals and reason):
            self.stop(
                N_('{value} is no change: write CLAIM=POINTS:REASON, such as 2026Q1-003=25:"absent once"'),
                param,
                ctx,
                value=repr(value),
            )
        return {"claim": claim, "points": Points().convert(points, param, ctx), "reason": reason}


class Rejected(Kind):
    """`CLAIM:REASON`: not accepted at all."""

    name = "claim:reason"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, dict):
            return value
        claim, reason = _reasoned(value)
        if not (claim and reason):
            self.stop(
                N_('{value} is no rejection: write CLAIM:REASON, such as 2026Q1-007:"not done"'),
                param,
                ctx,
                value=repr(value),
            )
        return {"claim": claim, "reject": True, "reason": reason}


class Departing(Kind):
    """`MEMBER=GRADE:REASON`: another grade than the computed one; `-` stands for none."""

    name = "member=grade:reason"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, dict):
            return value
        member, equals, rest = value.partition("=")
        grade, reason = _reasoned(rest)
        if not (member and equals and grade and reason):
            example = N_('{value} is no departure: write MEMBER=GRADE:REASON, such as M05=good:"tied at the quota"')
            self.stop(example, param, ctx, value=repr(value))
        return {"member": member, "reason": reason, **({} if grade == "-" else {"grade": grade})}


class Voted(Kind):
    """`MEMBER=FAVOUR/AGAINST/ABSTAINED`: the meeting's vote on one departure."""

    name = "member=favour/against/abstained"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, dict):
            return value
        member, equals, rest = value.partition("=")
        counts = rest.split("/")
        whole = all(count.isascii() and count.isdecimal() for count in counts)
        if not (member and equals and whole and len(counts) <= 3):
            example = N_("{value} is no vote: write MEMBER=FAVOUR/AGAINST/ABSTAINED, such as M05=16/1/1")
            self.stop(example, param, ctx, value=repr(value))
        return {"member": member, **dict(zip(("favour", "against", "abstained"), map(int, counts), strict=False))}


def _reasoned(text: str) -> tuple[str, str]:
    """What stands before the first colon, and the reason behind it; a full-width colon will do."""
    found = re.split("[:：]", text, maxsplit=1)
    return found[0].strip(), found[1].strip().strip('"“”').strip() if len(found) == 2 else ""
