"""What events change in a day itself, whatever has been done of it by then."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from scheduler import clock
from scheduler.call import with_call
from scheduler.day import Car, Day, Visit, Window
from scheduler.events import Added, CarGone, CrewIll, Delayed, Event, Longer, NobodyHome


def with_events(day: Day, events: Sequence[Event], *, at: dt.datetime) -> Day:
    """Give the day with visits added, longer or later, and with cars that lose people or end early."""
    for event in events:
        if isinstance(event, Added):
            day = with_call(day, event.call)
        elif isinstance(event, Longer):
            day = _with_visit(day, event.visit, functools.partial(replace, duration_s=event.duration_s))
        elif isinstance(event, Delayed):
            day = _not_before(day, event.visit, event.not_before)
        elif isinstance(event, NobodyHome) and event.again is not None:
            day = _not_before(day, event.visit, event.again)
        elif isinstance(event, CrewIll):
            day = replace(day, cars=tuple(_without(car, event.staff) for car in day.cars))
        elif isinstance(event, CarGone) and event.since > at:
            day = replace(day, cars=tuple(_until(car, event) for car in day.cars))
    return day


def without_visits(day: Day, gone: Collection[str]) -> Day:
    """Give the day without visits, and without what it asked of them."""
    groups = (
        replace(group, visits=tuple(visit for visit in group.visits if visit not in gone)) for group in day.together
    )
    return replace(
        day,
        visits=tuple(visit for visit in day.visits if visit.id not in gone),
        together=tuple(group for group in groups if len(group.visits) > 1),
        gaps=tuple(gap for gap in day.gaps if gap.before not in gone and gap.after not in gone),
        fixed=tuple(fix for fix in day.fixed if fix.visit not in gone),
    )


def released_from(day: Day, gone: Collection[str]) -> Day:
    """Give the day without visits that are fixed to cars that are gone: others may do them."""
    fixed = (replace(fix, car=None) if fix.car in gone else fix for fix in day.fixed)
    return replace(day, fixed=tuple(fix for fix in fixed if fix.car is not None or fix.start is not None))


def starting(car: Car, earliest: dt.datetime | None) -> Car:
    """Give a car that begins no earlier than ``earliest``, where that is given; some shift is always left."""
    if earliest is None or earliest <= car.shift.start:
        return car
    limit = car.shift.end + dt.timedelta(seconds=car.shift.max_overtime_s)
    end = max(car.shift.end, earliest + dt.timedelta(seconds=1))
    overtime = max(0, round((limit - end).total_seconds()))
    return replace(car, shift=replace(car.shift, start=earliest, end=end, max_overtime_s=overtime))


def _with_visit(day: Day, key: str, change: Callable[[Visit], Visit]) -> Day:
    return replace(day, visits=tuple(change(visit) if visit.id == key else visit for visit in day.visits))


def _not_before(day: Day, key: str, earliest: dt.datetime) -> Day:
    day = replace(day, fixed=tuple(fix for fix in day.fixed if fix.visit != key or fix.start is None))
    last = clock.day_start(day.date + dt.timedelta(days=2), day.timezone)
    return _with_visit(day, key, lambda visit: replace(visit, windows=_later(visit, earliest, last)))


def _later(visit: Visit, earliest: dt.datetime, end: dt.datetime) -> tuple[Window, ...]:
    """Cut windows; where none is left the last one is moved, as long as it was."""
    cut = tuple(_from(window, earliest) for window in visit.windows if window.end >= earliest)
    if cut:
        return cut
    longest = max((window.end - window.start for window in visit.windows), default=end - earliest)
    return (Window(start=earliest, end=min(end, earliest + longest)),)


def _from(window: Window, earliest: dt.datetime) -> Window:
    return Window(
        start=max(window.start, earliest),
        end=window.end,
        soft_start=None if window.soft_start is None else max(window.soft_start, earliest),
        soft_end=None if window.soft_end is None else max(window.soft_end, earliest),
    )


def _without(car: Car, person: str) -> Car:
    return replace(car, crew=tuple(member for member in car.crew if member != person))


def _until(car: Car, event: CarGone) -> Car:
    if car.id != event.car or event.since <= car.shift.start:
        return car
    limit = car.shift.end + dt.timedelta(seconds=car.shift.max_overtime_s)
    end = min(car.shift.end, event.since)
    overtime = 0 if event.since <= car.shift.end else round((min(limit, event.since) - end).total_seconds())
    return replace(car, shift=replace(car.shift, end=end, max_overtime_s=overtime))
