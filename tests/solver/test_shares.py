"""What routes and stops cost adds up to what the plan costs."""

from __future__ import annotations

import random

import pytest

from solver.cost import cost_of
from solver.problem import Earlier
from solver.shares import add, shares
from solver.solution import Cost
from tests.solver.builders import car, line, problem, route, solution, stop, visit, window
from tests.solver.random_problems import random_problem, random_solution


@pytest.mark.parametrize("seed", range(30))
def test_shares_add_up_to_the_cost(seed: int) -> None:
    rng = random.Random(seed)
    day = random_problem(rng, visits=9, cars=3)
    plan = random_solution(rng, day)
    whole, found = cost_of(day, plan), shares(day, plan)
    of_all = Cost(
        unassigned=whole.unassigned, balance=whole.balance, worst_lateness=whole.worst_lateness, idle=whole.idle
    )
    assert add(of_all, *(one.total for one in found)) == whole
    for one, told in zip(plan.routes, found, strict=True):
        assert (told.car, len(told.stops)) == (one.car, len(one.stops))


def test_each_part_is_laid_where_it_arises() -> None:
    visits = [visit(1, windows=window(0, 900, soft_end=250)), visit(0, patient=1, known=frozenset({1}))]
    day = problem(
        line(0, 100),
        [car(shift_end=600, max_overtime=900), car()],
        visits,
        earlier=(Earlier(visit=0, car=1, start=300),),
    )
    plan = solution(route(0, 0, stop(0, 300, 400, arrive=100), stop(1, 500, 600), finish=700))
    (found,) = shares(day, plan)
    prices = day.costs
    assert found.stops[0] == Cost(driving=100 * 3, waiting=200, lateness=50 * prices.lateness)
    assert found.stops[1] == Cost(driving=100 * 3, continuity=prices.continuity)
    assert found.total.overtime == 100 * prices.overtime
