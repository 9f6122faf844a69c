"""Whether a solution keeps every hard rule: recomputed from the problem alone, without OR-Tools and the search."""

from __future__ import annotations

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


def check_change(problem: Problem, changed: Solution, others: Solution) -> tuple[Fault, ...]:
    """List the faults that changed routes bring into a plan that has passed ``check``.

    Parameters
    ----------
    changed
        The routes that changed; no other route may have their visits.
    others
        Of the routes that stay, at least the stops of visits that a group, bundle, gap or patient ties to a visit of a
        changed route: rules between routes are asked about these and the changed ones, other rules about the latter.
    """
    near = replace(changed, routes=(*changed.routes, *others.routes))
    found = tuple(structure.faults(problem, near))
    if found:
        return found
    touched, cars = changed.planned, {route.car for route in changed.routes}
    return tuple(
        fault
        for rule in RULES
        if rule.faults is not structure.faults
        for fault in rule.faults(problem, near if rule.name in BETWEEN_ROUTES else changed)
        if not touched.isdisjoint(fault.visits) or fault.car in cars
    )
