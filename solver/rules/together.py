"""Visits of a together-group are all planned or none, by different cars, and start at the same second.

For each group g with any visit planned: all are planned, car(a) ≠ car(b) and start(a) = start(b) for all a ≠ b in g.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "together"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the groups that are torn apart."""
    places = {stop.visit: (route.car, stop.start) for route, stop in solution.stops}
    for group in problem.together:
        planned = [places[visit] for visit in group if visit in places]
        if not planned:
            continue
        if len(planned) < len(group):
            message = f"only {len(planned)} of the visits {group} are planned"
            yield Fault(rule=RULE, message=message, visits=group, amount=len(group) - len(planned))
        if len({car for car, _ in planned}) < len(planned):
            yield Fault(rule=RULE, message=f"one car does more than one of the visits {group}", visits=group)
        starts = [start for _, start in planned]
        apart = max(starts) - min(starts)
        if apart:
            yield Fault(rule=RULE, message=f"visits {group} start {apart} s apart", visits=group, amount=apart)
