"""Phone numbers of invented patients: some of those that are kept for fiction in Sweden (PTS), which call nobody."""

from __future__ import annotations

from typing import Final

_FIRST: Final = 5
_COUNT: Final = 95
"""Of 070-174 06 05 to 070-174 06 99."""


def invent_phone(number: int) -> str:
    """Give the phone number of the patient of a number; those of many patients repeat."""
    return f"070-174 06 {_FIRST + number % _COUNT:02}"
