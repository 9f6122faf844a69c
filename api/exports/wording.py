"""Typed text made fit for places that cannot isolate it: terminals, pictures, calendars, spreadsheets."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
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


def writable(text: str) -> str:
    """Make a text plain and drop what XML has no place for: half characters and the two that are none."""
    return "".join(sign for sign in plain(text) if not 0xD800 <= ord(sign) <= 0xDFFF and ord(sign) & 0xFFFE != 0xFFFE)


def clock_time(at: dt.datetime | None, day: Day) -> str:
    """Give an instant as local HH:MM, empty where there is none."""
    return "" if at is None else clock.to_local(at, day.timezone).strftime("%H:%M")


def file_name(key: str, *, otherwise: str) -> str:
    """Make a file name that is safe everywhere; ids that had to be changed keep apart by a digest."""
    folded = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", folded).strip("-")[:60]
    digest = hashlib.sha256(key.encode()).hexdigest()[:8]
    return safe if safe == key else f"{safe or otherwise}-{digest}"
