"""Local time at the edge, UTC inside.

Aware datetimes of one zone subtract wrongly across a clock change, so only UTC instants leave this module.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
_LAST_HOUR: Final = 48


class ClockError(ValueError):
    """A time that cannot be read or does not exist; ``code`` is a fault code, ``suggestion`` a time that works."""

    def __init__(self, code: str, text: str, suggestion: str | None = None) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.suggestion = suggestion


def read_instant(text: str, *, date: dt.date, timezone: str) -> dt.datetime:
    """Read a time of a day as a UTC instant.

    ``HH:MM`` is local time on ``date``, and hours from 24 up are the next morning (``26:30`` is 02:30). A full ISO
    8601 timestamp needs its offset only where the local time is ambiguous.

    Raises
    ------
    ClockError
        ``bad_time`` (unreadable), ``missing_hour`` (skipped when clocks go forward) or ``doubled_hour``
        (happens twice when clocks go back and no offset tells which).
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return _read_timestamp(text.strip(), timezone)
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour >= _LAST_HOUR or minute >= 60 or second >= 60:
        raise ClockError("bad_time", text)
    days, hour = divmod(hour, 24)
    return _from_local(
        dt.datetime.combine(date + dt.timedelta(days=days), dt.time(hour, minute, second)), timezone, text
    )


def to_local(instant: dt.datetime, timezone: str) -> dt.datetime:
    """Give an instant as local time with its offset, for showing and writing only."""
    return instant.astimezone(ZoneInfo(timezone))


def day_start(date: dt.date, timezone: str) -> dt.datetime:
    """Give the first instant of a local day, as UTC."""
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=ZoneInfo(timezone))
    return midnight.astimezone(dt.UTC)


def _read_timestamp(text: str, timezone: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ClockError("bad_time", text) from None
    if "T" not in text and " " not in text:
        raise ClockError("bad_time", text)
    return at.astimezone(dt.UTC) if at.tzinfo else _from_local(at, timezone, text)


def _from_local(local: dt.datetime, timezone: str, text: str) -> dt.datetime:
    zone = ZoneInfo(timezone)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != local:
        moved = first.astimezone(zone)
        raise ClockError("missing_hour", text, suggestion=moved.strftime("%H:%M"))
    if first != second:
        zoned = local.replace(tzinfo=zone)
        raise ClockError("doubled_hour", text, suggestion=zoned.isoformat())
    return first
