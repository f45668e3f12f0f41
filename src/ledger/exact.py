"""Exact figures: points enter as decimal strings, are computed as fractions, and are rounded once.

Floats don't exist here. Source: spec/process.md §6, cases/FORMAT.md.
"""

import re
from decimal import Decimal
from fractions import Fraction

from ledger.errors import InvalidError

_POINTS = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", re.ASCII)


def parse_points(text: object) -> Decimal:
    """Points from a decimal string with at most two places, such as `"12.5"`.

    Raises:
        InvalidError: anything else, `1e3`, `NaN`, `٣`, `1.005`, `+1`, `.5` or a number that is no
            string among it; facts: value.
    """
    if not isinstance(text, str) or not _POINTS.fullmatch(text):
        raise InvalidError(
            "{value} is no figure in points: write a decimal with at most two places, such as 12.5", value=repr(text)
        )
    value = Decimal(text)
    return value if value else Decimal(0)


def decimal_text(value: Decimal) -> str:
    """A decimal as it is stored: plain notation, no exponent, no trailing zeros, no minus zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def published(value: Fraction) -> Decimal:
    """A figure as it is published: two places, half up, a tie away from zero. Call it once a figure.

    >>> published(Fraction(1, 200)), published(Fraction(-1, 200)), published(Fraction(279, 4))
    (Decimal('0.01'), Decimal('-0.01'), Decimal('69.75'))
    """
    cents = (abs(value) * 100 + Fraction(1, 2)).__floor__()
    return Decimal(-cents if value < 0 else cents).scaleb(-2)
