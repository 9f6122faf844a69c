"""A car drives only where there is a way.

For each leg of a route, from the car's start over its visits to its end: seconds(from, to) < UNREACHABLE.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.legs import legs_of
from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "unreachable"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the drives for which there is no way."""
    for route in solution.routes:
        for leg in legs_of(problem, route):
            if not leg.reachable:
                message = f"car {route.car}: no way from location {leg.origin} to {leg.destination}"
                visits = () if leg.stop is None else (leg.stop.visit,)
                yield Fault(rule=RULE, message=message, car=route.car, visits=visits)
