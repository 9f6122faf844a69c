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
- changes: nothing yet, as a problem does not know an earlier plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.legs import legs_of
from solver.problem import Problem, Visit
from solver.solution import Cost, Route, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFigures:
    """The way to a stop, or to the end: seconds and metres of driving, and seconds of waiting in it."""

    drive_s: int
    drive_m: int
    wait_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFigures:
    """A route in figures; ``legs`` has one entry per stop, in order, and one for the way to the end.

    ``late_s`` holds, per stop, the seconds outside its soft window.
    """

    drive_s: int
    drive_m: int
    visit_s: int
    wait_s: int
    overtime_s: int
    late_s: tuple[int, ...]
    legs: tuple[LegFigures, ...]


def cost_of(problem: Problem, solution: Solution) -> Cost:
    """Price a solution whose indices exist (``check`` finds no ``structure`` fault)."""
    prices = problem.costs
    figures = [route_figures(problem, route) for route in solution.routes]
    strangers = sum(is_stranger(problem.visits[stop.visit], route.car) for route, stop in solution.stops)
    longest = max((route.drive_s + route.visit_s for route in figures), default=0)
    return Cost(
        driving=prices.driving * sum(route.drive_s for route in figures),
        waiting=prices.waiting * sum(route.wait_s for route in figures),
        lateness=prices.lateness * sum(sum(route.late_s) for route in figures),
        overtime=prices.overtime * sum(route.overtime_s for route in figures),
        continuity=prices.continuity * strangers,
        unassigned=sum(problem.visits[visit].price for visit in solution.left_out(problem)),
        balance=prices.balance * longest,
    )


def route_figures(problem: Problem, route: Route) -> RouteFigures:
    """Measure a route whose indices exist."""
    legs = []
    for leg in legs_of(problem, route):
        arrived = route.finish if leg.stop is None else leg.stop.start
        waited = max(0, arrived - leg.begin - leg.seconds - leg.rested)
        legs.append(LegFigures(drive_s=leg.seconds, drive_m=leg.metres, wait_s=waited))
    return RouteFigures(
        drive_s=sum(leg.drive_s for leg in legs),
        drive_m=sum(leg.drive_m for leg in legs),
        visit_s=sum(stop.end - stop.start for stop in route.stops),
        wait_s=sum(leg.wait_s for leg in legs),
        overtime_s=max(0, route.finish - problem.cars[route.car].shift_end),
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


def is_stranger(visit: Visit, car: int) -> bool:
    """Tell whether the patient would rather see another car."""
    return bool(visit.known) and car not in visit.known
