"""Swedish identity numbers in text: found by date and check digit, so that none is stored or logged by mistake.

Personnummer and samordningsnummer (day + 60), of ten or twelve digits, with or without a sign before the last four
(SKV 704 and SKV 707). The check digit is Luhn's, over the last ten. Numbers that Skatteverket lends for tests look
like any other and are found too.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

MASK: Final = "[personnummer]"

_NUMBER: Final = re.compile(
    r"(?<![0-9])(?:(18|19|20)[ -]?)?([0-9]{2})([0-9]{2})([0-9]{2})[-+\u2010-\u2015 ]?([0-9]{4})(?![0-9])"
)
_CENTURIES: Final = ("19", "20")


def contains_number(text: str) -> bool:
    """Tell whether an identity number stands in a text."""
    return any(_is_number(found) for found in _NUMBER.finditer(_ascii_digits(text)))


def hide_numbers(text: str) -> str:
    """Put a mask in place of every identity number in a text."""
    plain = _ascii_digits(text)
    parts: list[str] = []
    kept = 0
    for found in _NUMBER.finditer(plain):
        if _is_number(found):
            parts += [text[kept : found.start()], MASK]
            kept = found.end()
    return "".join((*parts, text[kept:]))


def find_places(document: object, place: str = "") -> Iterator[str]:
    """Tell where in a document identity numbers stand (``patients[2].name``), keys included; never the numbers."""
    if isinstance(document, str):
        if contains_number(document):
            yield place
    elif isinstance(document, Mapping):
        for key, value in document.items():
            if contains_number(str(key)):
                yield f"{place}.{MASK}".lstrip(".")
            yield from find_places(value, f"{place}.{hide_numbers(str(key))}".lstrip("."))
    elif isinstance(document, list | tuple):
        for index, value in enumerate(document):
            yield from find_places(value, f"{place}[{index}]")
    elif isinstance(document, int) and not isinstance(document, bool) and contains_number(str(document)):
        yield place


def _is_number(found: re.Match[str]) -> bool:
    century, year, month, day, rest = found.groups()
    centuries = _CENTURIES if century is None else (century,)
    dated = any(_is_date(int(one + year), int(month), int(day)) for one in centuries)
    return dated and _has_check_digit(year + month + day + rest)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _has_check_digit(digits: str) -> bool:
    """Check ten digits: every other doubled, the digits of all summed, a multiple of ten (Luhn, US 2950048)."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _ascii_digits(text: str) -> str:
    """Write digits of any script as 0–9, sign for sign."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
