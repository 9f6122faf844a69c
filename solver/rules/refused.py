"""A visit is done by a car that is allowed and not refused.

For each stop: car ∈ allowed(visit), where given, and car ∉ refused(visit).
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "refused"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the visits done by a car that may not."""
    for route, stop in solution.stops:
        visit = problem.visits[stop.visit]
        if route.car in visit.refused or (visit.allowed is not None and route.car not in visit.allowed):
            message = f"car {route.car} may not do visit {stop.visit}"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,))
