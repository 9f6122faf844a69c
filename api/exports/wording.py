"""Typed text made fit for places that cannot isolate it: terminals, pictures, calendars, spreadsheets."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final

from scheduler import clock
from scheduler.day import Day

_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of the text around them."""


def plain(text: str) -> str:
    """Drop control characters and those that turn the direction of text; line ends become spaces."""
    kept = (" " if character in "\r\n\t" else character for character in text if character not in _TURNING)
    return "".join(character for character in kept if unicodedata.category(character) != "Cc")


def clock_time(at: dt.datetime | None, day: Day) -> str:
    """Give an instant as local HH:MM, empty where there is none."""
    return "" if at is None else clock.to_local(at, day.timezone).strftime("%H:%M")
