"""How one plain value becomes JSON and comes back: text, whole numbers, yes or no, decimals, days, instants.

Dates are `2026-03-29`; instants are UTC, `2026-03-29T08:00:00.000000Z`; decimals are strings in plain
notation; whole numbers lie within ±(2^53 - 1), so that every JSON reader sees the same one (RFC 8785).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ledger.errors import Fault, InvalidError
from ledger.exact import decimal_text

INT_MAX = 2**53 - 1
DECIMAL_DIGITS_MAX = 40  # far beyond points; keeps one field from filling the memory

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z", re.ASCII)


_NO_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def is_line(text: str) -> bool:
    """Whether this is one line of text: not blank, no control characters, no line breaks.

    `str.isprintable` would do but for rare names: it refuses characters that are newer than its tables.
    """
    return bool(text.strip()) and not _NO_LINE.search(text)


class Problem:
    """One thing wrong, while the path to it is still being gathered from the inside out."""

    __slots__ = ("facts", "message", "path")

    def __init__(self, message: str, *, path: list[str | int] | None = None, **facts: object) -> None:
        self.message = message
        self.path = path or []
        self.facts: dict[str, Any] = facts

    @classmethod
    def of(cls, error: InvalidError) -> "list[Problem]":
        """What a value's own check said when it was made."""
        faults = error.faults or (Fault(error.message, facts=error.facts),)
        return [cls(fault.message, path=[fault.place] if fault.place else [], **dict(fault.facts)) for fault in faults]

    def fault(self) -> Fault:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return Fault(self.message, place.removeprefix("."), self.facts)


Problems = list[Problem]


class Coder:
    """Both directions of one type. `decode` adds to the problems and goes on."""

    __slots__ = ("decode", "encode", "optional")

    encode: Callable[[Any], Any]
    decode: Callable[[Any, Problems], Any]
    optional: bool

    def __init__(self) -> None:
        self.optional = False

    def become(self, other: "Coder") -> None:
        self.encode, self.decode, self.optional = other.encode, other.decode, other.optional


def instant_text(at: datetime) -> str:
    """An aware UTC instant as it is stored, to the microsecond.

    Raises:
        ValueError: it has no zone, or another offset than zero.
    """
    if at.utcoffset() != timedelta(0):
        raise ValueError(f"{at!r} is no instant in UTC")
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: object) -> datetime:
    """The instant that this text stands for, aware, in UTC.

    Raises:
        InvalidError: anything but `2026-03-29T08:00:00Z` with at most six digits of a second.
    """
    problems: Problems = []
    value = _decode_instant(text, problems)
    if problems:
        raise InvalidError(problems[0].message, **problems[0].facts)
    assert isinstance(value, datetime)
    return value


def _encode_str(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} is no plain str")
    if not value.isascii():
        value.encode()  # a lone surrogate is a ValueError here, and would be one later
    return value


def _decode_str(plain: Any, problems: Problems) -> Any:
    if type(plain) is not str:
        problems.append(Problem("{value} is no text", value=repr(plain)[:60]))
    elif not plain.isascii() and any("\ud800" <= letter <= "\udfff" for letter in plain):
        problems.append(Problem("{value} is broken Unicode", value=ascii(plain)[:60]))
    return plain


def _encode_int(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no int")
    if not -INT_MAX <= value <= INT_MAX:
        raise ValueError(f"{value} is beyond what every JSON reader can hold")
    return value


def _decode_int(plain: Any, problems: Problems) -> Any:
    if type(plain) is not int or not -INT_MAX <= plain <= INT_MAX:
        problems.append(Problem("{value} is no whole number", value=repr(plain)[:60]))
    return plain


def _encode_bool(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError(f"{value!r} is no bool")
    return value


def _decode_bool(plain: Any, problems: Problems) -> Any:
    if type(plain) is not bool:
        problems.append(Problem("{value} is neither true nor false", value=repr(plain)[:60]))
    return plain


def _encode_decimal(value: Any) -> str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is no Decimal")
    if not value.is_finite() or abs(value.adjusted()) > DECIMAL_DIGITS_MAX:
        raise ValueError(f"{value!r} is no decimal that can be written out")
    text = decimal_text(value)
    if len(text) > DECIMAL_DIGITS_MAX:
        raise ValueError(f"{text} has more than {DECIMAL_DIGITS_MAX} digits")
    return text


def _decode_decimal(plain: Any, problems: Problems) -> Any:
    if type(plain) is not str or len(plain) > DECIMAL_DIGITS_MAX or not _DECIMAL.fullmatch(plain):
        problems.append(Problem("{value} is no decimal string, such as 12.5", value=repr(plain)[:60]))
        return None
    value = Decimal(plain)
    return value if value else Decimal(0)


def _encode_date(value: Any) -> str:
    if type(value) is not date:
        raise TypeError(f"{value!r} is no date")
    return value.isoformat()


def _decode_date(plain: Any, problems: Problems) -> Any:
    try:
        if type(plain) is str and _DATE.fullmatch(plain):
            return date.fromisoformat(plain)
    except ValueError:
        pass
    problems.append(Problem("{value} is no date, such as 2026-03-29", value=repr(plain)[:60]))
    return None


def _encode_instant(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no datetime")
    return instant_text(value)


def _decode_instant(plain: Any, problems: Problems) -> Any:
    try:
        if type(plain) is str and _INSTANT.fullmatch(plain):
            return datetime.fromisoformat(plain).astimezone(UTC)
    except ValueError:
        pass
    problems.append(Problem("{value} is no instant in UTC, such as 2026-03-29T08:00:00Z", value=repr(plain)[:60]))
    return None


def _encode_json(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float")
    return value  # what else is no JSON, RFC 8785 refuses when it writes


def _decode_json(plain: Any, problems: Problems) -> Any:
    return plain


def _scalar(encode: Callable[[Any], Any], decode: Callable[[Any, Problems], Any]) -> Coder:
    coder = Coder()
    coder.encode, coder.decode = encode, decode
    return coder


SCALARS: dict[Any, Coder] = {
    str: _scalar(_encode_str, _decode_str),
    int: _scalar(_encode_int, _decode_int),
    bool: _scalar(_encode_bool, _decode_bool),
    Decimal: _scalar(_encode_decimal, _decode_decimal),
    date: _scalar(_encode_date, _decode_date),
    datetime: _scalar(_encode_instant, _decode_instant),
    object: _scalar(_encode_json, _decode_json),
}
