"""Planning what is left of a running day anew: what has happened stays, and the rest changes as little as it can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Final

from scheduler import overriding, planning, routes
from scheduler.checking import check_plan, refuse_broken
from scheduler.day import Day
from scheduler.events import Event
from scheduler.faults import PlanRefusedError, SearchEndedError
from scheduler.plan import Plan
from scheduler.planning import OnProgress, Solver
from scheduler.progressing import day_at
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import check, solve
from solver.errors import ApartError
from solver.limits import Limits
from solver.problem import Car, Earlier, Fixed, Gap, Problem, Visit
from solver.solution import Solution

PRICE_OF_MOVED: Final = 5_400
PRICE_OF_SHIFTED: Final = 2
"""What it costs to give a visit another car (half an hour of driving), and each second beyond a quarter of an hour that
a visit is moved, where the day has no prices of its own for that."""


class Freedom(StrEnum):
    """What may change of visits that are planned: their times; their order too; their cars too."""

    TIMES = "times"
    ORDER = "order"
    CARS = "cars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """A day with what has happened in it, and the new plan of it."""

    day: Day
    plan: Plan


def replan_day(
    day: Day,
    stated: Plan,
    events: Sequence[Event],
    *,
    at: dt.datetime,
    folder: Path,
    limits: Limits,
    freedom: Freedom = Freedom.CARS,
    language: Language = "sv",
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] | None = None,
    solver: Solver = solve.solve,
    unprompted: bool = False,
) -> Replanned:
    """Plan what is left of a day at an instant, after events; without any, only if ``unprompted`` does anything change.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanBrokenError
        The plan breaks a hard rule of the day.
    InputError
        The events contradict the plan.
    PlanRefusedError, SearchEndedError
        As ``planning.plan_day``.
    """
    refuse_broken(check_plan(day, stated, folder=folder, language=language))
    if not events and not unprompted:
        return Replanned(day=day, plan=_next_version(stated, stated))
    strict = day_at(day, stated, events, at=at, folder=folder)

    def search(prepared: Translation) -> Plan:
        first = planning.known_part(prepared, stated)
        asked = steer(prepared, first, stated, freedom)
        try:
            result = solver(asked, limits=limits, start=first, on_progress=on_progress, stop=stop)
        except solve.SolverFaultError as error:
            raise PlanRefusedError(str(error)) from error
        except ApartError as error:
            raise SearchEndedError(error.failure) from error
        return planning.make_plan(prepared, result, seed=limits.seed, language=language)

    plan = search(overriding.loosened(strict, stated.overrides))
    if not overriding.is_covered(strict, routes.from_routes(strict, plan.routes), stated.overrides):
        # What is loosened may let more happen than somebody answered for: then nothing is set aside.
        plan = search(strict)
    return Replanned(day=strict.day, plan=_next_version(plan, stated, strict))


def carry_on(
    day: Day, stated: Plan, events: Sequence[Event], *, at: dt.datetime, folder: Path, language: Language = "sv"
) -> Replanned:
    """Give the day and its plan as it goes on after events, with nothing searched.

    Each car keeps its visits in their order, later where they have to be; those that rules do not let it make any more
    are left out.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    """
    strict = day_at(day, stated, events, at=at, folder=folder)
    solution = _carried(overriding.loosened(strict, stated.overrides), stated)
    if not overriding.is_covered(strict, solution, stated.overrides):
        solution = _carried(strict, stated)
    left = {one.visit: one for one in stated.unassigned}
    plan = planning.write_plan(strict, solution, seed=stated.seed, language=language, known=left)
    return Replanned(day=strict.day, plan=_next_version(plan, stated, strict))


def _carried(prepared: Translation, stated: Plan) -> Solution:
    """Give what is left of a plan: as it is where rules let it, else later or less of it."""
    first = planning.known_part(prepared, stated)
    if check.check(prepared.problem, first):
        asked = steer(prepared, first, stated, Freedom.TIMES)
        first = solve.recover(asked, _sequences(first), like=first)
    return routes.as_read(prepared, first)


def _sequences(found: Solution) -> list[tuple[int, list[int]]]:
    return [(route.car, [stop.visit for stop in route.stops]) for route in found.routes]


def _next_version(plan: Plan, before: Plan, prepared: Translation | None = None) -> Plan:
    """Give a plan the number after another's, and of its overrides those that it still needs."""
    overrides = before.overrides
    if prepared is not None and overrides:
        overrides = overriding.still_overridden(prepared, routes.from_routes(prepared, plan.routes), overrides)
    return replace(plan, version=before.version + 1, status="proposed", overrides=overrides)


def steer(prepared: Translation, known: Solution, stated: Plan, freedom: Freedom) -> Problem:
    """Give the problem that is searched: changes against the plan have a price, or are not allowed at all."""
    numbers = prepared.problem
    starts = {stop.visit: stop.start for route in stated.routes for stop in route.stops if stop.visit is not None}
    names = [visit.id for visit in prepared.day.visits]
    earlier = tuple(
        Earlier(visit=stop.visit, car=route.car, start=prepared.seconds(starts[names[stop.visit]] or prepared.origin))
        for route, stop in known.stops
    )
    costs = numbers.costs
    asked = replace(
        numbers,
        earlier=earlier,
        costs=replace(costs, moved=costs.moved or PRICE_OF_MOVED, shifted=costs.shifted or PRICE_OF_SHIFTED),
    )
    if freedom is Freedom.CARS:
        return asked
    bound = _bound_to_cars(prepared, known)
    asked = replace(asked, fixed=tuple(_fixed(asked, bound)))
    if freedom is Freedom.ORDER:
        return asked
    order = tuple(
        Gap(before=before, after=after)
        for route in known.routes
        for before, after in combinations([stop.visit for stop in route.stops if stop.visit in bound], 2)
    )
    return replace(asked, gaps=(*asked.gaps, *order))


def _bound_to_cars(prepared: Translation, known: Solution) -> dict[int, int]:
    """Give the car that each planned visit keeps; one whose car cannot do it any more is free to go anywhere."""
    numbers = prepared.problem
    return {
        stop.visit: route.car
        for route, stop in known.stops
        if _still_can(numbers.cars[route.car], numbers.visits[stop.visit], route.car)
    }


def _still_can(car: Car, visit: Visit, number: int) -> bool:
    allowed = visit.allowed is None or number in visit.allowed
    fits = visit.skills <= car.skills and visit.crew_size <= car.crew_size
    return fits and allowed and number not in visit.refused and car.max_visits != 0


def _fixed(numbers: Problem, bound: dict[int, int]) -> Iterator[Fixed]:
    for fix in numbers.fixed:
        yield replace(fix, car=bound.get(fix.visit, fix.car))
    already = {fix.visit for fix in numbers.fixed}
    for visit, car in bound.items():
        if visit not in already:
            yield Fixed(visit=visit, car=car)
