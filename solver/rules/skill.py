"""The crew of the car has every skill the visit asks for.

For each stop: skills(visit) ⊆ skills(car).
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "skill"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the visits whose car lacks a skill, with the number of skills lacking."""
    for route, stop in solution.stops:
        lacking = problem.visits[stop.visit].skills - problem.cars[route.car].skills
        if lacking:
            message = f"car {route.car} lacks skills {sorted(lacking)} for visit {stop.visit}"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,), amount=len(lacking))
