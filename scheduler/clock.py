"""Local time at the edge, UTC inside.

Aware datetimes of one zone subtract wrongly across a clock change, so only UTC instants leave this module.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from typing import Final
from zoneinfo import ZoneInfo

_CLOCK: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")
_TIMESTAMP: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.0+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_END_HOUR: Final = 48


class ClockError(ValueError):
    """A time that cannot be read or does not exist; ``code`` is a fault code, ``suggestions`` are times that work."""

    def __init__(self, code: str, text: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.suggestions = suggestions


def read_instant(text: str, *, date: dt.date, timezone: str) -> dt.datetime:
    """Read a time of a day as a UTC instant.

    ``HH:MM`` or ``HH:MM:SS`` (points for colons too) is local time on ``date``, and hours from 24 to 47 are the day
    after (``26:30`` is 02:30). A full ISO 8601 timestamp in whole seconds needs its offset only where the local time
    is ambiguous.

    Raises
    ------
    ClockError
        ``bad_time`` (unreadable), ``missing_hour`` (skipped when clocks go forward; one suggestion in the form of
        ``text``) or ``doubled_hour`` (happens twice when clocks go back and no offset tells which; both as timestamps).
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return _read_timestamp(text.strip(), timezone)
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour >= _END_HOUR or minute >= 60 or second >= 60:
        raise ClockError("bad_time", text)
    days, hour = divmod(hour, 24)
    local = dt.datetime.combine(date + dt.timedelta(days=days), dt.time(hour, minute, second))
    moved = _skipped_to(local, timezone)
    if moved is not None:
        raise ClockError("missing_hour", text, (_clock_text(moved, date),))
    return _from_local(local, timezone, text)


def write_instant(instant: dt.datetime, *, date: dt.date, timezone: str) -> str:
    """Write an instant as ``read_instant`` reads it: as short as it can be said without doubt."""
    local = to_local(instant, timezone)
    days = (local.date() - date).days
    ambiguous = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    if not 0 <= days * 24 + local.hour < _END_HOUR or ambiguous:
        return local.isoformat()
    return _clock_text(local.replace(tzinfo=None), date)


def read_timestamp(text: str) -> dt.datetime:
    """Read a full ISO 8601 timestamp with offset as a UTC instant; raises ClockError (``bad_time``)."""
    if not _TIMESTAMP.fullmatch(text) or not re.search(r"(Z|[+-][0-9:]{5})$", text):
        raise ClockError("bad_time", text)
    return _read_timestamp(text, "UTC")


def to_local(instant: dt.datetime, timezone: str) -> dt.datetime:
    """Give an instant as local time with its offset, for showing and writing only."""
    return instant.astimezone(ZoneInfo(timezone))


def day_start(date: dt.date, timezone: str) -> dt.datetime:
    """Give the first instant of a local day, as UTC."""
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=ZoneInfo(timezone))
    return midnight.astimezone(dt.UTC)


def knows_changes() -> bool:
    """Tell whether the time zones installed here change Swedish clocks when Sweden does, by both changes of 2026."""
    spring, autumn = dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC)
    instants = [change + second for change in (spring, autumn) for second in (dt.timedelta(seconds=-1), dt.timedelta())]
    try:
        offsets = [to_local(at, "Europe/Stockholm").utcoffset() for at in instants]
    except zoneinfo.ZoneInfoNotFoundError:
        return False
    return offsets == [dt.timedelta(hours=hours) for hours in (1, 2, 2, 1)]


@functools.cache
def timezones() -> frozenset[str]:
    """Name all time zones known here, as of the tz database."""
    return frozenset(zoneinfo.available_timezones())


def _read_timestamp(text: str, timezone: str) -> dt.datetime:
    if not _TIMESTAMP.fullmatch(text):
        raise ClockError("bad_time", text)
    try:
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo:
            return at.astimezone(dt.UTC)
        moved = _skipped_to(at, timezone)
        if moved is None:
            return _from_local(at, timezone, text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, ClockError):
            raise
        raise ClockError("bad_time", text) from None
    raise ClockError("missing_hour", text, (moved.isoformat(),))


def _skipped_to(local: dt.datetime, timezone: str) -> dt.datetime | None:
    """Give where the clock stands in place of a local time that it skips; None for a time that exists."""
    zone = ZoneInfo(timezone)
    read_back = local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    return None if read_back == local else read_back


def _from_local(local: dt.datetime, timezone: str, text: str) -> dt.datetime:
    zone = ZoneInfo(timezone)
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise ClockError("doubled_hour", text, (first.isoformat(), second.isoformat()))
    return first.astimezone(dt.UTC)


def _clock_text(local: dt.datetime, date: dt.date) -> str:
    hour = (local.date() - date).days * 24 + local.hour
    seconds = f":{local.second:02}" if local.second else ""
    return f"{hour:02}:{local.minute:02}{seconds}"
