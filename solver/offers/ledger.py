"""A plan's figures, kept route by route: what a change of a few routes costs, and which rules it breaks."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from solver import check, cost
from solver.cost import RouteFigures
from solver.offers.offer import difference
from solver.problem import Problem
from solver.solution import Cost, Fault, Route, Solution


class Ledger:
    """What is known of a plan that keeps all rules."""

    def __init__(self, problem: Problem, plan: Solution) -> None:
        self._problem = problem
        self.routes = {route.car: route for route in plan.routes}
        self.figures = {route.car: cost.route_figures(problem, route) for route in plan.routes}
        self._earlier = {earlier.visit: earlier for earlier in problem.earlier}
        self._costs = {car: self._price(route, self.figures[car]) for car, route in self.routes.items()}
        self._most = cost.most_cost(problem, self.figures)
        self._car_of = {stop.visit: route.car for route, stop in plan.stops}
        self._partners = _partners(problem)

    def with_visit(self, problem: Problem) -> Ledger:
        """Give the ledger of the same plan for the problem with a visit more, its last."""
        twin, number = copy.copy(self), len(problem.visits) - 1
        twin._problem = problem  # noqa: SLF001 (a ledger itself)
        patient = problem.visits[number].patient
        mates = frozenset(other for other, visit in enumerate(problem.visits) if visit.patient == patient)
        grown = {mate: self._partners.get(mate, frozenset()) | mates for mate in mates}
        twin._partners = {**self._partners, **grown}  # noqa: SLF001
        return twin

    def measure(self, changed: Iterable[Route]) -> dict[int, RouteFigures]:
        """Measure routes, by car."""
        return {route.car: cost.route_figures(self._problem, route) for route in changed}

    def added(self, changed: Sequence[Route], figures: Mapping[int, RouteFigures]) -> Cost:
        """Give what the cost grows by when routes change, without that of visits left out."""
        old = [self._costs[route.car] for route in changed if route.car in self._costs]
        new = [self._price(route, figures[route.car]) for route in changed]
        most = cost.most_cost(self._problem, {**self.figures, **figures})
        return difference(cost.add(most, *new), cost.add(self._most, *old))

    def faults(self, changed: Sequence[Route]) -> tuple[Fault, ...]:
        """List the faults that the plan gets when routes change and no visit goes to another route."""
        new = Solution(routes=tuple(changed))
        cars = {route.car for route in changed}
        tied = reduce(or_, (self._partners.get(visit, frozenset()) for visit in new.planned), frozenset[int]())
        stay = [visit for visit in tied if self._car_of.get(visit, -1) not in {*cars, -1}]
        near = (self.routes[car] for car in {self._car_of[visit] for visit in stay})
        others = tuple(
            replace(route, items=tuple(stop for stop in route.stops if stop.visit in tied)) for route in near
        )
        return check.check_change(self._problem, new, Solution(routes=others))

    def _price(self, route: Route, figures: RouteFigures) -> Cost:
        return cost.route_cost(self._problem, route, figures, self._earlier)


def _partners(problem: Problem) -> dict[int, frozenset[int]]:
    """Map each visit to those that a group, a bundle, a gap or their patient ties to it, itself included."""
    by_patient: dict[int, list[int]] = {}
    for number, visit in enumerate(problem.visits):
        by_patient.setdefault(visit.patient, []).append(number)
    partners: dict[int, frozenset[int]] = {}
    gaps = ((gap.before, gap.after) for gap in problem.gaps)
    for group in (*problem.together, *problem.bundles, *gaps, *by_patient.values()):
        if len(group) > 1:
            partners.update({visit: partners.get(visit, frozenset()) | set(group) for visit in group})
    return partners
