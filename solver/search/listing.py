"""Days so small that all plans can be looked through: every order of visits in every car, at its best times.

What a plan costs at least, whatever its times, tells which are worth timing: the most promising come first, and the
first that costs at least as much as the best plan in hand ends the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from math import comb, perm
from typing import Final

from solver.search.cars import Drive
from solver.search.engine import Sequences
from solver.search.insertion import Over, is_whole
from solver.search.model import Model
from solver.search.output import to_solution
from solver.search.timing import lay_legs
from solver.solution import Solution

MOST_VISITS: Final = 6
MOST_PLANS: Final = 2000
"""Days with more visits, or orders of them in cars, are not looked through."""

MOST_TIMED: Final = 200
"""Plans that are timed at most."""


def is_small(model: Model) -> bool:
    """Tell whether all plans can be looked through; visits that no car may do count for nothing."""
    visits, cars = sum(map(bool, model.cars_for)), model.car_count
    orders = (perm(visits, planned) * comb(max(0, planned + cars - 1), planned) for planned in range(visits + 1))
    return visits <= MOST_VISITS and sum(orders) <= MOST_PLANS


def best_of_all(model: Model, *, below: int, seconds: float | None, over: Over) -> tuple[Solution | None, bool]:
    """Give the cheapest of all plans if it costs less than ``below``, and whether it is certain that none costs less.

    Costs count mandatory visits as ``model`` prices them. ``seconds`` are for each plan that is timed, None: no clock.
    """
    from solver.search import clocks  # noqa: PLC0415 (CP-SAT takes over half a second to import)

    best, certain = None, True
    plans = sorted((_least_cost(model, plan), plan) for plan in _plans(model))
    for number, (least, plan) in enumerate(plans):
        if least >= below:
            break
        if number == MOST_TIMED or over():
            return best, False
        routes = clocks.Routes.of_plan(model, plan)
        schedules = routes.solve(seconds)
        certain = certain and routes.decided
        found = to_solution(model, schedules)
        if schedules and model.cost(found) < below:
            best, below = found, model.cost(found)
    return best, certain


def _plans(model: Model) -> Iterator[Sequences]:
    """List all plans with visits that keep the rules that do not concern time."""
    able = tuple(visit for visit, cars in enumerate(model.cars_for) if cars)
    for plan in _filled(model, (), able):
        if any(plan) and is_whole(model, dict(enumerate(plan))):
            yield plan


def _filled(model: Model, begun: Sequences, left: tuple[int, ...]) -> Iterator[Sequences]:
    """Give the cars that come after those begun each choice and order of the visits that are left."""
    car = len(begun)
    if car == model.car_count:
        yield begun
        return
    mine = [visit for visit in left if model.may[visit, car]]
    for count in range(len(mine) + 1):
        for order in permutations(mine, count):
            if model.keeps_order(car, order):
                yield from _filled(model, (*begun, order), tuple(visit for visit in left if visit not in order))


def _least_cost(model: Model, plan: Sequences) -> int:
    """Give what a plan costs at least: the shortest drives, who does what, the busiest car, what is left out."""
    prices, planned = model.problem.costs, {visit for visits in plan for visit in visits}
    cost = sum(price for visit, price in enumerate(model.price) if visit not in planned)
    busiest = 0
    for car, visits in enumerate(plan):
        if visits:
            legs, work = lay_legs(model, model.cars[car], visits)
            driven = sum(leg.least if isinstance(leg, Drive) else leg for leg in legs)
            cost += prices.driving * driven + sum(int(model.assigned[visit, car]) for visit in visits)
            busiest = max(busiest, driven + sum(work))
    return cost + prices.balance * busiest
