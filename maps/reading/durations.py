"""How long something takes, as people write it in OSM: ``00:20``, ``PT1H30M``, ``25 min``, ``25``."""

from __future__ import annotations

import functools
import re
from typing import Final

LONGEST_S: Final = 7 * 24 * 3600
"""Seconds; what is told to take longer than a week is taken for a slip of the pen."""

_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_ISO: Final = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.ASCII)
_MINUTES: Final = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*(?:m|min|mins|minutes?)?", re.ASCII)
_HOURS: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*(?:h|hours?)", re.ASCII)


@functools.lru_cache(maxsize=1024)
def read_duration(text: str) -> float | None:
    """Read a duration in seconds; None for what cannot be understood, is zero or longer than a week."""
    seconds = _read(text.strip())
    return seconds if seconds is not None and 0 < seconds <= LONGEST_S else None


def _read(text: str) -> float | None:
    clock = _CLOCK.fullmatch(text)
    if clock is not None:
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
    iso = _ISO.fullmatch(text.upper())
    if iso is not None and any(iso.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    for pattern, unit in ((_MINUTES, 60), (_HOURS, 3600)):
        figure = pattern.fullmatch(text.lower())
        if figure is not None:
            return float(figure[1]) * unit
    return None
