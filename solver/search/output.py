"""Timed routes as a solution: stops, breaks, departure and finish in seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solver.search.model import Model
from solver.search.pricing import Priced
from solver.search.timing import Timed, drive_from
from solver.solution import Rest, Route, Solution, Stop


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of one route: starts by stop, and (number of the break, leg it is taken in, start) by break.

    Leg −1 means before the departure; the leg after the last is after the finish.
    """

    car: int
    visits: tuple[int, ...]
    legs: Sequence[int]
    work: Sequence[int]
    depart: int
    starts: Sequence[int]
    finish: int
    rests: Sequence[tuple[int, int, int]]


def to_solution(model: Model, schedules: Iterable[Schedule]) -> Solution:
    """Write schedules of routes, one per car, as a solution; cars without visits are left away."""
    return Solution(routes=tuple(_route(model, schedule) for schedule in schedules if schedule.visits))


def as_priced(route: Timed, priced: Priced) -> Schedule:
    """Give the schedule a route is priced with; each break is as early as its leg allows."""
    times = route.times
    ends = [priced.depart, *(start + work for start, work in zip(priced.starts, route.work, strict=True))]
    legs = [-1] * priced.before + [leg for leg, taken in enumerate(route.rests) for _ in range(taken)][priced.before :]
    legs += [len(route.visits) + 1] * (len(times.breaks) - len(legs))
    rests = []
    rested = times.begin
    for number, leg, (earliest, _, duration) in zip(times.numbers, legs, times.breaks, strict=True):
        leave = times.begin if leg < 0 else priced.finish if leg > len(route.visits) else ends[leg]
        start = max(earliest, rested, leave)
        rested = start + duration
        rests.append((number, leg, start))
    return Schedule(
        car=route.car, visits=route.visits, legs=list(map(drive_from, route.legs, ends)), work=route.work,
        depart=priced.depart, starts=priced.starts, finish=priced.finish, rests=rests,
    )  # fmt: skip


def _route(model: Model, schedule: Schedule) -> Route:
    breaks = model.problem.cars[schedule.car].breaks
    items: list[Stop | Rest] = []
    leave = schedule.depart
    for leg in range(-1, len(schedule.visits) + 2):
        rests = [
            Rest(number=number, start=start, end=start + breaks[number].duration)
            for number, where, start in sorted(schedule.rests, key=lambda rest: rest[2])
            if where == leg
        ]
        items.extend(rests)
        if 0 <= leg < len(schedule.visits):
            start = schedule.starts[leg]
            end = start + schedule.work[leg]
            arrive = _arrive(leave, schedule.legs[leg], rests)
            items.append(Stop(visit=schedule.visits[leg], arrive=arrive, start=start, end=end))
            leave = end
    return Route(car=schedule.car, depart=schedule.depart, items=tuple(items), finish=schedule.finish)


def _arrive(leave: int, drive: int, rests: Iterable[Rest]) -> int:
    arrive = leave + drive
    for rest in rests:
        if rest.start < arrive:
            arrive += rest.end - rest.start
    return arrive
