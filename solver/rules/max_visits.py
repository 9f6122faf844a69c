"""A car does no more visits than its cap.

For each route: number of stops (contacts too) ≤ max_visits(car), where given.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "max_visits"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the cars with too many visits, with how many too many."""
    for route in solution.routes:
        cap = problem.cars[route.car].max_visits
        visits = tuple(stop.visit for stop in route.stops)
        if cap is not None and len(visits) > cap:
            message = f"car {route.car} does {len(visits)} visits, {cap} at most"
            yield Fault(rule=RULE, message=message, car=route.car, visits=visits, amount=len(visits) - cap)
