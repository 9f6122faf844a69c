"""All that the pictures of a plan need, gathered once: day, plan, the drives along the streets, the map beneath."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maps.drawing import Drawing
from scheduler.day import Day, Kind, Location, Visit
from scheduler.plan import Plan, Route, Stop
from scheduler.texts import Language

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A drive to the stop at position ``stop`` of a car's route; ``order`` counts the car's drives from 1.

    ``estimated`` tells that the line is straight because no roads are known there.
    """

    car: str
    order: int
    stop: int
    lats: Floats
    lons: Floats
    seconds: int
    metres: int
    estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A plan ready to be drawn.

    ``titles`` are the team's name by language; ``made`` tells that the roads are invented and must be marked so,
    ``estimated`` that driving times are.
    """

    titles: Mapping[Language, str]
    day: Day
    plan: Plan
    legs: Mapping[str, tuple[Leg, ...]]
    drawing: Drawing
    attribution: str | None
    made: bool
    estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A planned visit with its number in the car's order; ``location`` is None for phone and video."""

    car: str
    number: int
    position: int
    visit: Visit
    stop: Stop
    location: Location | None


def number_visits(day: Day, plan: Plan) -> tuple[Numbered, ...]:
    """Give each planned visit its number in its route, from 1; routes in the order of the plan."""
    visits = {visit.id: visit for visit in day.visits}
    return tuple(item for route in plan.routes for item in _number(day, route, visits))


def place_of(day: Day, visit: Visit) -> Location | None:
    """Find where a visit is made; None for phone and video, which are made from anywhere."""
    if visit.kind is not Kind.HOME:
        return None
    return day.location(day.patient(visit.patient).location)


def drives(day: Day, route: Route) -> Iterator[tuple[int, str, str, Stop]]:
    """List the drives of a route: position of the stop driven to, location ids from and to, the stop itself."""
    kinds = {visit.id: visit.kind for visit in day.visits}
    here: str | None = None
    for position, stop in enumerate(route.stops):
        moves = stop.location is not None and (stop.visit is None or kinds[stop.visit] is Kind.HOME)
        if not moves or stop.location is None:
            continue
        if here is not None and stop.location != here:
            yield position, here, stop.location, stop
        here = stop.location


def straight_legs(day: Day, route: Route) -> tuple[Leg, ...]:
    """Draw the drives of a route as straight lines, marked as estimated."""
    return tuple(_straight(day, route.car, order, drive) for order, drive in enumerate(drives(day, route), start=1))


def _straight(day: Day, car: str, order: int, drive: tuple[int, str, str, Stop]) -> Leg:
    position, source, target, stop = drive
    ends = (day.location(source), day.location(target))
    return Leg(
        car=car,
        order=order,
        stop=position,
        lats=np.array([end.lat for end in ends]),
        lons=np.array([end.lon for end in ends]),
        seconds=stop.drive_s or 0,
        metres=stop.drive_m or 0,
        estimated=True,
    )


def _number(day: Day, route: Route, visits: Mapping[str, Visit]) -> Iterator[Numbered]:
    planned = ((position, stop) for position, stop in enumerate(route.stops) if stop.visit is not None)
    for number, (position, stop) in enumerate(planned, start=1):
        visit = visits[stop.visit or ""]
        location = place_of(day, visit)
        yield Numbered(car=route.car, number=number, position=position, visit=visit, stop=stop, location=location)
