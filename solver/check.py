"""Whether a solution keeps every hard rule: recomputed from the problem alone, without OR-Tools and the search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from solver.problem import Problem
from solver.rules import RULES, structure
from solver.solution import Fault, Solution

BETWEEN_ROUTES: Final = frozenset({"structure", "patient_cap", "gap", "together", "bundle"})
"""Rules that look at more than one route; each of the others concerns one route and its car."""


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


def check_change(problem: Problem, solution: Solution, cars: Collection[int]) -> tuple[Fault, ...]:
    """List every fault of a solution whose routes, but those of ``cars``, have passed ``check`` in another.

    Rules about one route are asked of the routes of these cars, rules between routes of these and of all routes with a
    visit that a rule ties to one of theirs.
    """
    found = tuple(structure.faults(problem, solution))
    if found:
        return found
    changed = replace(solution, routes=tuple(route for route in solution.routes if route.car in cars))
    touched = changed.planned
    near = _with_partners(problem, solution, touched)
    return tuple(
        fault
        for rule in RULES
        if rule.faults is not structure.faults
        for fault in rule.faults(problem, near if rule.name in BETWEEN_ROUTES else changed)
        if not touched.isdisjoint(fault.visits) or fault.car in cars
    )


def _with_partners(problem: Problem, solution: Solution, touched: frozenset[int]) -> Solution:
    """Give the routes with these visits, and those with visits of their groups, bundles, gaps or patients."""
    ties = (*problem.together, *problem.bundles, *((gap.before, gap.after) for gap in problem.gaps))
    tied = {visit for tie in ties if not touched.isdisjoint(tie) for visit in tie} | touched
    patients = {problem.visits[visit].patient for visit in touched}
    return replace(
        solution,
        routes=tuple(
            route
            for route in solution.routes
            if any(stop.visit in tied or problem.visits[stop.visit].patient in patients for stop in route.stops)
        ),
    )
