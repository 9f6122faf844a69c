"""Where else a planned visit could be: a place in each car that can make it, and why the others cannot.

Of those that cannot only because of who may make it, or how many, the place is told that it would have all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler import overriding, planning, ranking, reasons, replanning, routes
from scheduler.day import Day
from scheduler.faults import BegunError
from scheduler.plan import Plan
from scheduler.planning import prepare_day
from scheduler.reasons import Obstacle
from scheduler.replanning import Freedom
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import check, solve
from solver.offers import Desk, Offer
from solver.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPlace:
    """A place for a visit, as number ``position`` (from 1) of a car's route.

    ``cost`` is what the plan's cost grows by against the visit where it is now, but for the price of leaving visits
    out, ``drive_s`` the driving added; both may be negative. ``moved`` are other visits that start at another time.
    """

    car: str
    position: int
    start: dt.datetime
    cost: int
    drive_s: int
    late_s: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPlaces:
    """A place in each car that can make a visit, the cheapest first, and the obstacles of the others by car.

    ``forced`` are the places, by car, that need somebody to set an obstacle aside: all rules about time are kept there.
    """

    places: tuple[OtherPlace, ...]
    obstacles: Mapping[str, Obstacle]
    forced: Mapping[str, OtherPlace]


def find_places(
    day: Day,
    stated: Plan,
    visit: str,
    *,
    folder: Path,
    now: dt.datetime | None = None,
    language: Language = "sv",
) -> OtherPlaces:
    """Find a place in each car that can make a visit, its own car among them.

    Of a running day ``carry_on`` gives it as it is ``now``. A plan that breaks a rule has none to tell of.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    BegunError
        The visit has begun.
    """
    if day.running is not None and visit in day.running.begun:
        raise BegunError(visit)
    prepared = overriding.loosened(prepare_day(day, folder=folder), stated.overrides)
    wanted, known = prepared.visits[visit], planning.known_part(prepared, stated)
    rest = _without(prepared, known, stated, wanted)
    if check.check(prepared.problem, rest):
        return OtherPlaces(places=(), obstacles={}, forced={})

    def look(asked: Translation) -> tuple[OtherPlace, ...]:
        desk = Desk(asked.problem, rest, now=None if now is None else max(0, asked.seconds(now)), places=0)
        offers = desk.offer(wanted, top=len(day.cars), per_car=1)
        return tuple(_tell(asked, known, stated, wanted, offer) for offer in offers)

    places = look(prepared)
    others = {car.id for car in day.cars} - {place.car for place in places}
    obstacles = reasons.find_obstacles(prepared, rest, wanted, cars=others, language=language)
    forced = look(_opened(prepared, wanted, others)) if others else ()
    return OtherPlaces(places=places, obstacles=obstacles, forced={place.car: place for place in forced})


def _opened(prepared: Translation, visit: int, cars: Collection[str]) -> Translation:
    """Let just these cars make a visit, whoever is in them and whatever else they have."""
    numbers = [prepared.cars[car] for car in cars]
    problem = overriding.by_anybody(prepared.problem, visits=[visit], cars=numbers)
    visits = list(problem.visits)
    visits[visit] = replace(visits[visit], allowed=frozenset(numbers))
    fixed = tuple(replace(fix, car=None) if fix.visit == visit else fix for fix in problem.fixed)
    return replace(prepared, problem=replace(problem, visits=tuple(visits), fixed=fixed))


def _without(prepared: Translation, known: Solution, stated: Plan, visit: int) -> Solution:
    """Take a visit out, and those that are done with it; the others stay where and when they are, if they can."""
    group = next((group for group in prepared.problem.together if visit in group), (visit,))
    left = [(route.car, [stop.visit for stop in route.stops if stop.visit not in group]) for route in known.routes]
    steered = replanning.steer(prepared, known, stated, Freedom.TIMES)
    steered = replace(steered, costs=replace(steered.costs, tolerance=0))
    return routes.as_read(prepared, solve.recover(steered, left, like=known))


def _tell(prepared: Translation, known: Solution, stated: Plan, visit: int, offer: Offer) -> OtherPlace:
    placed = next(one for one in offer.placements if one.visit == visit)
    was = {stop.visit: stop.start for _, stop in known.stops}
    moved = [
        stop
        for _, stop in offer.solution.stops
        if stop.visit != visit and abs(stop.start - was.get(stop.visit, stop.start)) >= ranking.MOVED_S
    ]
    car = prepared.day.cars[placed.car].id
    running = prepared.day.running
    stops = (stop.visit for route in stated.routes if route.car == car for stop in route.stops)
    begun = 0 if running is None else sum(stop in running.begun for stop in stops)
    return OtherPlace(
        car=car,
        position=begun + placed.position + 1,
        start=prepared.instant(placed.start),
        cost=routes.cost_but_left_out(prepared, offer.solution) - routes.cost_but_left_out(prepared, known),
        drive_s=routes.driving(prepared, offer.solution) - routes.driving(prepared, known),
        late_s=offer.figures[placed.car].late_s[placed.position],
        moved=len(moved),
    )
