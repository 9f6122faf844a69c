"""A plan has at most one route per car and at most one place per visit, and names only what exists.

For each route r: car(r) is a car of the problem and no other route has it, r has at least one visit, and its
breaks are breaks of the car, none of them twice. Each visit is in at most one route, once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Route, Solution

RULE = "structure"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List indices that do not exist and things that occur twice."""
    for car, times in Counter(route.car for route in solution.routes).items():
        if times > 1:
            yield Fault(rule=RULE, message=f"car {car} has {times} routes", car=car, amount=times - 1)
    for visit, times in Counter(stop.visit for _, stop in solution.stops).items():
        if not 0 <= visit < len(problem.visits):
            yield Fault(rule=RULE, message=f"visit {visit} does not exist", visits=(visit,))
        elif times > 1:
            yield Fault(rule=RULE, message=f"visit {visit} is planned {times} times", visits=(visit,), amount=times - 1)
    for route in solution.routes:
        yield from _route_faults(problem, route)


def is_sound(problem: Problem, route: Route) -> bool:
    """Tell whether every index in a route exists, so that other rules can read it."""
    if not 0 <= route.car < len(problem.cars) or not route.stops:
        return False
    breaks = problem.cars[route.car].breaks
    return all(0 <= stop.visit < len(problem.visits) for stop in route.stops) and all(
        0 <= rest.number < len(breaks) for rest in route.rests
    )


def _route_faults(problem: Problem, route: Route) -> Iterator[Fault]:
    if not route.stops:
        yield Fault(rule=RULE, message=f"the route of car {route.car} has no visit", car=route.car)
    if not 0 <= route.car < len(problem.cars):
        yield Fault(rule=RULE, message=f"car {route.car} does not exist", car=route.car)
        return
    breaks = len(problem.cars[route.car].breaks)
    for number, times in Counter(rest.number for rest in route.rests).items():
        if not 0 <= number < breaks:
            yield Fault(rule=RULE, message=f"car {route.car} has no break {number}", car=route.car)
        elif times > 1:
            message = f"car {route.car} takes break {number} {times} times"
            yield Fault(rule=RULE, message=message, car=route.car, amount=times - 1)
