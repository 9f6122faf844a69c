"""A route lies within the car's shift and the overtime allowed.

For each route: shift_start ≤ depart and finish ≤ shift_end + max_overtime.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "shift"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the routes that begin too early or end too late."""
    for route in solution.routes:
        car = problem.cars[route.car]
        early = car.shift_start - route.depart
        if early > 0:
            message = f"car {route.car} departs {early} s before its shift"
            yield Fault(rule=RULE, message=message, car=route.car, amount=early)
        late = route.finish - car.shift_end - car.max_overtime
        if late > 0:
            message = f"car {route.car} finishes {late} s after its shift and overtime"
            yield Fault(rule=RULE, message=message, car=route.car, amount=late)
