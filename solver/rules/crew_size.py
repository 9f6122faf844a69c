"""The car has at least as many people as the visit asks for.

For each stop: crew_size(car) ≥ crew_size(visit).
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "crew_size"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the visits with too few people, with how many are lacking."""
    for route, stop in solution.stops:
        lacking = problem.visits[stop.visit].crew_size - problem.cars[route.car].crew_size
        if lacking > 0:
            message = f"car {route.car} has {lacking} people too few for visit {stop.visit}"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,), amount=lacking)
