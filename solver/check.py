"""Whether a solution keeps every hard rule: recomputed from the problem alone, without OR-Tools and the search."""

from __future__ import annotations

from dataclasses import replace

from solver.problem import Problem
from solver.rules import RULES, structure
from solver.solution import Fault, Solution


def check(problem: Problem, solution: Solution) -> tuple[Fault, ...]:
    """List every fault of a solution, whatever integers it holds; none means that it is valid.

    Routes that name what does not exist are reported as such and left out of all other rules, and so is what those
    rules would say about the visits in them.
    """
    sound = tuple(route for route in solution.routes if structure.is_sound(problem, route))
    readable = replace(solution, routes=sound)
    hidden = solution.planned - readable.planned
    others = (rule for rule in RULES if rule.faults is not structure.faults)
    found = (fault for rule in others for fault in rule.faults(problem, readable))
    return (*structure.faults(problem, solution), *(fault for fault in found if hidden.isdisjoint(fault.visits)))
