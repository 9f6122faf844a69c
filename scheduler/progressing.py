"""A running day at an instant: its plan and what was told since become what has happened and what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from scheduler import editing, happening, translation
from scheduler.day import Day
from scheduler.events import Cancelled, Delayed, Event, NobodyHome, ToHospital
from scheduler.happening import Done, Dropped, Stood
from scheduler.past import Past, PastStop, Running
from scheduler.plan import Plan
from scheduler.planning import prepare_day
from scheduler.telling import Telling
from scheduler.translation import Translation
from solver import solve

FINISHES: Final = 2
"""Once more after promises that cannot be kept were taken back: a car that turns promises nothing new."""


def day_at(day: Day, stated: Plan, events: Sequence[Event], *, at: dt.datetime, folder: Path) -> Translation:
    """Give the day with what has happened in it by an instant, and what is left to plan."""
    edited = editing.with_events(day, events, at=at)
    base = prepare_day(replace(edited, running=None), folder=folder)
    telling = Telling(base, day, stated, events, at)
    lost: dict[int, Dropped] = {}
    for _ in range(FINISHES):
        told = telling.told(lost)
        done = happening.happened(base.problem, telling.trips(), told, at=base.seconds(at))
        prepared = translation.translate(_day_after(base, edited, done, events, at), base.travel)
        lost = {base.visits[visit]: Dropped(at=base.seconds(at)) for visit in _promises_lost(prepared)}
        if not lost:
            break
    return prepared


def _promises_lost(prepared: Translation) -> set[str]:
    """Name the visits that cars are on their way to and cannot make under the rules any more."""
    ways = {car: track.heading for car, track in prepared.tracks.items() if track.heading is not None}
    if not ways:
        return set()
    kept = solve.recover(prepared.problem, [(car, [visit]) for car, visit in ways.items()]).planned
    groups = {visit: set(group) for group in prepared.problem.together for visit in group}
    # A visit of a group is made with the others only: whether their cars can is left to the search.
    return {prepared.day.visits[visit].id for visit in ways.values() if visit not in kept and visit not in groups}


def _day_after(base: Translation, edited: Day, done: Sequence[Done], events: Sequence[Event], at: dt.datetime) -> Day:
    """Give the day with what has happened, without what fell."""
    pasts = tuple(past for one in done if (past := _past(base, one)) is not None)
    running = Running(at=at, cars=pasts)
    day = editing.without_visits(edited, _fallen(edited, events) - running.begun)
    day = editing.released_from(day, {past.car for past in pasts if past.gone})
    late = {base.day.cars[one.car].id: base.instant(one.late) for one in done if one.late and one.depart is None}
    return replace(day, running=running, cars=tuple(editing.starting(car, late.get(car.id)) for car in day.cars))


def _fallen(day: Day, events: Sequence[Event]) -> set[str]:
    """Name the visits that nobody asks for any more."""
    fallen: set[str] = set()
    for event in events:
        if isinstance(event, ToHospital):
            fallen |= {visit.id for visit in day.visits if visit.patient == event.patient}
        elif isinstance(event, Cancelled) or (isinstance(event, NobodyHome) and event.again is None):
            fallen.add(event.visit)
        elif isinstance(event, Delayed):
            fallen.discard(event.visit)
    return fallen


def _past(base: Translation, one: Done) -> Past | None:
    if one.depart is None and not one.stops and not one.gone:
        return None
    return Past(
        car=base.day.cars[one.car].id,
        depart=None if one.depart is None else base.instant(one.depart),
        stops=tuple(_past_stop(base, stop) for stop in one.stops),
        heading=None if one.heading is None else base.day.visits[one.heading].id,
        heading_told=one.promised,
        gone=one.gone,
    )


def _past_stop(base: Translation, stop: Stood) -> PastStop:
    is_visit = stop.kind == "visit"
    return PastStop(
        visit=base.day.visits[stop.number].id if is_visit else None,
        location=base.day.locations[stop.number].id if stop.kind == "place" else None,
        arrive=base.instant(stop.arrive) if is_visit else None,
        start=base.instant(stop.start),
        end=base.instant(stop.end),
        assumed=stop.assumed,
    )
