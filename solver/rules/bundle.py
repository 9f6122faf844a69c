"""Visits of a bundle are all planned or none.

For each bundle b with any visit planned: all visits of b are planned, whenever and by whichever cars.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Problem
from solver.solution import Fault, Solution

RULE = "bundle"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the bundles that are planned in part, with how many of their visits are left out."""
    planned = solution.planned
    for bundle in problem.bundles:
        lacking = [visit for visit in bundle if visit not in planned]
        if 0 < len(lacking) < len(bundle):
            message = f"visits {tuple(lacking)} of the bundle {bundle} are left out"
            yield Fault(rule=RULE, message=message, visits=bundle, amount=len(lacking))
