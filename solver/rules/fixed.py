"""A fixed visit, if planned, keeps its car and its start.

For each fixed visit that is planned: car = fixed car and start = fixed start, where given.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "fixed"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the fixed visits that were moved."""
    fixed = {fix.visit: fix for fix in problem.fixed}
    for route, stop in solution.stops:
        fix = fixed.get(stop.visit)
        if fix is None:
            continue
        if fix.car is not None and route.car != fix.car:
            message = f"visit {stop.visit} is done by car {route.car}, fixed to car {fix.car}"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,))
        if fix.start is not None and stop.start != fix.start:
            moved = abs(stop.start - fix.start)
            message = f"visit {stop.visit} starts {moved} s from its fixed start"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,), amount=moved)
