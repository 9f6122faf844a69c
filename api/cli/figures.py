"""Figures and times as people of a language write them."""

from __future__ import annotations

import datetime as dt

from scheduler import clock
from scheduler.plan import Plan
from scheduler.texts import Language

_NARROW_SPACE = "\N{NO-BREAK SPACE}"


def number(value: float, language: Language, *, decimals: int = 0) -> str:
    """Write a number: ``12 345,6`` in Swedish, ``12,345.6`` in English."""
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.replace(",", _NARROW_SPACE).replace(".", ",")


def minutes(seconds: int | None, language: Language) -> str:
    """Write seconds as minutes, nothing where there are none."""
    return number(seconds / 60, language) if seconds else ""


def kilometres(metres: int | None, language: Language) -> str:
    """Write metres as kilometres, nothing where there are none."""
    return number(metres / 1000, language, decimals=1) if metres else ""


def hours(seconds: int) -> str:
    """Write seconds as hours and minutes."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}"


def clock_time(at: dt.datetime | None, plan: Plan) -> str:
    """Write an instant as local time of the plan's day; ``+1`` marks the next morning."""
    if at is None:
        return ""
    local = clock.to_local(at, plan.timezone)
    days = (local.date() - plan.date).days
    return f"{local:%H:%M}" + (f" {days:+d}" if days else "")
