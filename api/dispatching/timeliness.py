"""Whether what was proposed can still be done: the day goes on while a proposal or an offer waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from scheduler import clock
from scheduler.day import DEFAULT_TIMEZONE

AHEAD: Final = dt.timedelta(minutes=5)
"""So far may the clocks of those who tell be ahead of the service's, and so long may they take to decide."""

_GIVEN_TIMES: Final = ("moved", "shifted", "late", "new", "planned")
"""Changes of a difference that give a visit a time."""


def instant(us: int) -> dt.datetime:
    """Give an instant of the store, to the second."""
    return dt.datetime.fromtimestamp(us // 1_000_000, tz=dt.UTC)


def has_passed(start: str, *, made_us: int, now_us: int) -> bool:
    """Tell whether a visit was still to start when that was proposed, and should have by now."""
    return instant(made_us) < clock.read_timestamp(start) < instant(now_us) - AHEAD


def have_passed(difference: Mapping[str, Any], *, made_us: int, now_us: int) -> bool:
    """Tell whether a visit to which a difference gives a time should have started since that was proposed."""
    given = (change["after"] for kind in _GIVEN_TIMES for change in difference[kind])
    return any(has_passed(after["start"], made_us=made_us, now_us=now_us) for after in given if after is not None)


def goes_by(day: Mapping[str, Any]) -> dt.datetime | None:
    """Give the instant up to which a day (`hemrutt-day/1`) knows what has happened; None where nothing has."""
    running = day.get("running")
    if running is None:
        return None
    timezone = day.get("timezone", DEFAULT_TIMEZONE)
    return clock.read_instant(running["at"], date=dt.date.fromisoformat(day["date"]), timezone=timezone)


def is_ahead(at: dt.datetime, date: dt.date, timezone: str, *, now_us: int) -> bool:
    """Tell whether an instant is ahead of the clock on a day that has begun: that would take it there for everybody."""
    now = instant(now_us)
    return at > now + AHEAD and now >= clock.day_start(date, timezone)
