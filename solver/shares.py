"""What each route and each stop of a plan costs: the parts of ``cost`` laid where they arise.

Driving and waiting belong to the stop they lead to (the way home to the route's end), lateness, continuity and changes
to the stop itself, overtime and breaks left out to the route. What only the most of all cars or visits is charged for
(balance, worst lateness, idle) and what is left out belong to no route.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.cost import add, is_stranger, missed_breaks, route_figures, shift_cost
from solver.problem import Earlier, Problem
from solver.solution import Cost, Route, Solution, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteShare:
    """What a route costs: by stop, in order; on the way to its end; and as a whole, ``total`` being all of it."""

    car: int
    stops: tuple[Cost, ...]
    end: Cost
    total: Cost


def shares(problem: Problem, solution: Solution) -> tuple[RouteShare, ...]:
    """Price the routes of a solution whose indices exist, stop by stop."""
    known = {earlier.visit: earlier for earlier in problem.earlier}
    return tuple(_share(problem, route, known) for route in solution.routes)


def _share(problem: Problem, route: Route, known: dict[int, Earlier]) -> RouteShare:
    prices, figures = problem.costs, route_figures(problem, route)
    ways = [Cost(driving=prices.driving * leg.drive_s, waiting=prices.waiting * leg.wait_s) for leg in figures.legs]
    stops = tuple(
        add(way, _at_stop(problem, route.car, stop, late, known))
        for way, stop, late in zip(ways, route.stops, figures.late_s, strict=False)
    )
    whole = Cost(overtime=prices.overtime * figures.overtime_s, missed_breaks=missed_breaks(problem, route))
    return RouteShare(car=route.car, stops=stops, end=ways[-1], total=add(*stops, ways[-1], whole))


def _at_stop(problem: Problem, car: int, stop: Stop, late_s: int, known: dict[int, Earlier]) -> Cost:
    prices, earlier = problem.costs, known.get(stop.visit)
    changes = 0
    if earlier is not None:
        changes = prices.moved * (car != earlier.car) + shift_cost(prices, earlier, stop.start)
    return Cost(
        lateness=prices.lateness * late_s,
        continuity=prices.continuity * is_stranger(problem.visits[stop.visit], car),
        changes=changes,
    )
