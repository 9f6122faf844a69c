"""Dates: on which of them a pattern falls, and which a spell covers. Dates have no hours, so clocks do not matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, TypeVar

from scheduler.roster.records import Rhythm, Spell, StaffRecord

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

AnySpell = TypeVar("AnySpell", bound=Spell)


def falls_on(rhythm: Rhythm, date: dt.date) -> bool:
    """Tell whether a pattern falls on a date."""
    if (rhythm.first is not None and date < rhythm.first) or (rhythm.until is not None and date > rhythm.until):
        return False
    if rhythm.weekdays and _WEEKDAYS[date.weekday()] not in rhythm.weekdays:
        return False
    if rhythm.first is None:
        return True
    days, weeks = (date - rhythm.first).days, (_monday(date) - _monday(rhythm.first)).days // 7
    return days % rhythm.every_days == 0 and weeks % rhythm.every_weeks == 0


def covering(spells: Iterable[AnySpell], date: dt.date) -> AnySpell | None:
    """Find the spell that a date lies in; of several the one that ends last."""
    found = [one for one in spells if one.first <= date and (one.until is None or date <= one.until)]
    return max(found, key=lambda one: one.until or dt.date.max, default=None)


def works_on(person: StaffRecord, date: dt.date) -> bool:
    """Tell whether somebody is to work on a date, were they not away."""
    return not person.works or any(falls_on(rhythm, date) for rhythm in person.works)


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())
