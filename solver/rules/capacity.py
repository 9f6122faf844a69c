"""A car carries no more than it holds, in each load dimension.

For each route and dimension d: Σ demand(visit, d) ≤ capacity(car, d), where given.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "capacity"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the cars that carry too much, with how much too much."""
    for route in solution.routes:
        visits = tuple(stop.visit for stop in route.stops)
        for dimension, bound in enumerate(problem.cars[route.car].capacity):
            load = sum(problem.visits[visit].demand[dimension] for visit in visits)
            if bound is not None and load > bound:
                message = f"car {route.car} carries {load} of dimension {dimension}, {bound} at most"
                yield Fault(rule=RULE, message=message, car=route.car, visits=visits, amount=load - bound)
