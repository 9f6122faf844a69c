"""Times and distances as they are told on paper."""

from __future__ import annotations

import datetime as dt

from api.exports.wording import clock_time
from scheduler.day import Day
from scheduler.texts import Language, say


def span(start: dt.datetime | None, end: dt.datetime | None, day: Day) -> str:
    """Tell from when to when, in local time."""
    return f"{clock_time(start, day)}–{clock_time(end, day)}"


def spent(seconds: int, language: Language) -> str:
    """Tell a duration in hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return say("page.unit.h_min", language=language, h=hours, m=minutes)
    return say("page.unit.min", language=language, n=minutes)


def kilometres(metres: int, language: Language) -> str:
    """Tell a distance with one decimal."""
    figure = f"{metres / 1000:.1f}"
    return say("page.unit.km", language=language, n=figure.replace(".", ",") if language == "sv" else figure)


def share(value: float, language: Language) -> str:
    """Tell a share in whole percent."""
    return say("page.unit.percent", language=language, n=round(100 * value))
