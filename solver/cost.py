"""What a solution costs, by part: each part is a price of ``Costs`` times what follows.

- driving: seconds of driving of all cars.
- waiting: seconds between ``depart`` and ``finish`` that are neither driving, break nor visit. Before ``depart`` and
  after ``finish`` nobody waits.
- lateness: seconds a visit starts before ``soft_start`` or after ``soft_end`` of the window it starts in; where it
  starts in several, the cheapest counts.
- overtime: seconds from the shift's end to ``finish``.
- continuity: visits done by a car outside ``known``, where that is not empty.
- unassigned: the ``price`` of each visit left out, itself a price.
- balance: seconds of driving and visits of the car that has most of them.
- changes: for each visit of ``Problem.earlier`` that is planned, the price ``moved`` if another car does it, and
  ``shifted`` for each second beyond ``tolerance`` that its start lies from the earlier one.
- worst_lateness: the lateness of the visit that has most.
- idle: of the car that has most, the seconds from its shift's start to its shift's end (to ``finish`` where that is
  later) that are neither driving, visit nor break; a car without a route takes its breaks and does nothing else.
- missed_breaks: the ``price`` of each break not taken by a car with a route, itself a price.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from solver.legs import legs_of
from solver.problem import Car, Costs, Earlier, Problem, Visit
from solver.solution import Cost, Route, Solution

PARTS: Final = tuple(part.name for part in fields(Cost))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFigures:
    """The way to a stop, or to the end: seconds and metres of driving, and seconds of waiting in it."""

    drive_s: int
    drive_m: int
    wait_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFigures:
    """A route in figures; ``legs`` has one entry per stop, in order, and one for the way to the end.

    ``late_s`` holds, per stop, the seconds outside its soft window; ``idle_s`` is what the shift leaves.
    """

    drive_s: int
    drive_m: int
    visit_s: int
    wait_s: int
    idle_s: int
    overtime_s: int
    late_s: tuple[int, ...]
    legs: tuple[LegFigures, ...]


def cost_of(problem: Problem, solution: Solution) -> Cost:
    """Price a solution whose indices exist (``check`` finds no ``structure`` fault)."""
    return add_up(problem, solution, [route_figures(problem, route) for route in solution.routes])


def add_up(problem: Problem, solution: Solution, figures: Sequence[RouteFigures]) -> Cost:
    """Price a solution whose routes are measured, one after the other, in ``figures``."""
    known = {earlier.visit: earlier for earlier in problem.earlier}
    measured = list(zip(solution.routes, figures, strict=True))
    return add(
        Cost(unassigned=sum(problem.visits[visit].price for visit in solution.left_out(problem))),
        most_cost(problem, {route.car: own for route, own in measured}),
        *(route_cost(problem, route, own, known) for route, own in measured),
    )


def add(*costs: Cost) -> Cost:
    """Add up costs part by part."""
    return Cost(**{name: sum(getattr(cost, name) for cost in costs) for name in PARTS})


def route_cost(problem: Problem, route: Route, figures: RouteFigures, known: Mapping[int, Earlier]) -> Cost:
    """Price a route, measured, by itself; ``known`` is where visits were in the earlier plan."""
    prices = problem.costs
    return Cost(
        driving=prices.driving * figures.drive_s,
        waiting=prices.waiting * figures.wait_s,
        lateness=prices.lateness * sum(figures.late_s),
        overtime=prices.overtime * figures.overtime_s,
        continuity=prices.continuity * sum(is_stranger(problem.visits[stop.visit], route.car) for stop in route.stops),
        changes=_changes(prices, route, known) if known else 0,
        missed_breaks=missed_breaks(problem, route),
    )


def most_cost(problem: Problem, figures: Mapping[int, RouteFigures]) -> Cost:
    """Price what only the most of all cars or visits is charged for, given the routes' figures by car."""
    prices, measured = problem.costs, figures.values()
    busy = max((one.drive_s + one.visit_s for one in measured), default=0) if prices.balance else 0
    late = max((max(one.late_s, default=0) for one in measured), default=0) if prices.worst_lateness else 0
    idle = _most_idle(problem, {car: one.idle_s for car, one in figures.items()}) if prices.idle else 0
    return Cost(balance=prices.balance * busy, worst_lateness=prices.worst_lateness * late, idle=prices.idle * idle)


def route_figures(problem: Problem, route: Route) -> RouteFigures:
    """Measure a route whose indices exist."""
    legs = []
    for leg in legs_of(problem, route):
        arrived = route.finish if leg.stop is None else leg.stop.start
        waited = max(0, arrived - leg.begin - leg.seconds - leg.rested)
        legs.append(LegFigures(drive_s=leg.seconds, drive_m=leg.metres, wait_s=waited))
    car = problem.cars[route.car]
    driven, visited = sum(leg.drive_s for leg in legs), sum(stop.end - stop.start for stop in route.stops)
    rested = sum(rest.end - rest.start for rest in route.rests)
    return RouteFigures(
        drive_s=driven,
        drive_m=sum(leg.drive_m for leg in legs),
        visit_s=visited,
        wait_s=sum(leg.wait_s for leg in legs),
        idle_s=max(0, max(car.shift_end, route.finish) - car.shift_start - driven - visited - rested),
        overtime_s=max(0, route.finish - car.shift_end),
        late_s=tuple(lateness(problem.visits[stop.visit], stop.start) for stop in route.stops),
        legs=tuple(legs),
    )


def lateness(visit: Visit, start: int) -> int:
    """Give the seconds that a start lies outside the soft bounds of the best window around it."""
    around = [window for window in visit.windows if window.start <= start <= window.end]
    outside = []
    for window in around or visit.windows:
        early = 0 if window.soft_start is None else window.soft_start - start
        late = 0 if window.soft_end is None else start - window.soft_end
        outside.append(max(early, late, 0))
    return min(outside)


def _most_idle(problem: Problem, idle_s: Mapping[int, int]) -> int:
    """Give the seconds of the car that is idle longest, given those of the cars with a route."""
    return max((idle_s.get(number, unused_s(car)) for number, car in enumerate(problem.cars)), default=0)


def unused_s(car: Car) -> int:
    """Give the seconds that a car without a route is idle: its shift without its breaks."""
    return max(0, car.shift_end - car.shift_start - sum(rest.duration for rest in car.breaks))


def missed_breaks(problem: Problem, route: Route) -> int:
    """Add up the prices of the breaks that a route leaves out."""
    taken = {rest.number for rest in route.rests}
    breaks = problem.cars[route.car].breaks
    return sum(rest.price or 0 for number, rest in enumerate(breaks) if number not in taken)


def shift_cost(prices: Costs, earlier: Earlier, start: int) -> int:
    """Price the seconds that a visit starts earlier or later than was known, beyond the tolerance."""
    return prices.shifted * max(0, abs(start - earlier.start) - prices.tolerance)


def _changes(prices: Costs, route: Route, known: Mapping[int, Earlier]) -> int:
    return sum(
        prices.moved * (route.car != known[stop.visit].car) + shift_cost(prices, known[stop.visit], stop.start)
        for stop in route.stops
        if stop.visit in known
    )


def is_stranger(visit: Visit, car: int) -> bool:
    """Tell whether the patient would rather see another car."""
    return bool(visit.known) and car not in visit.known
