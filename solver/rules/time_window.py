"""A visit starts within one of its windows.

For each stop: there is a window w of the visit with w.start ≤ start ≤ w.end.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "time_window"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the visits that start in no window, with the seconds to the nearest."""
    for route, stop in solution.stops:
        windows = problem.visits[stop.visit].windows
        outside = min(max(window.start - stop.start, stop.start - window.end, 0) for window in windows)
        if outside:
            message = f"visit {stop.visit} starts {outside} s outside its windows"
            yield Fault(rule=RULE, message=message, car=route.car, visits=(stop.visit,), amount=outside)
