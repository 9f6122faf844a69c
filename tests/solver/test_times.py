"""The best times for given orders of visits, against a brute force over every second."""

from __future__ import annotations

import random

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.problem import Costs, Earlier, Problem, Window
from solver.search import insertion, output, times
from solver.search.model import Model
from solver.solution import Solution
from tests.solver import bruteforce
from tests.solver.builders import ANY_TIME, car, line, problem, route, solution, stop, visit, window
from tests.solver.random_problems import random_problem, random_solution


def best_times(problem: Problem, plan: Solution) -> Solution:
    model = Model(problem)
    state = insertion.follow(model, insertion.sequences_of(plan), like=plan)
    return output.to_solution(model, times.best_times(state, seconds=10.0))


@pytest.mark.parametrize("block", range(10))
def test_no_times_are_better_than_the_best(block: int) -> None:
    for seed in range(50 * block, 50 * block + 50):
        rng = random.Random(seed)
        problem = random_problem(rng, visits=rng.randint(1, 4), cars=rng.randint(1, 2), tick=1, horizon=14)
        plan = random_solution(rng, problem)
        timed = best_times(problem, plan)
        assert check(problem, timed) == (), seed
        assert insertion.sequences_of(timed) == insertion.sequences_of(plan), seed
        orders = dict(insertion.sequences_of(plan))
        cost = bruteforce.best_times(problem, orders, tick=1, horizon=28)
        assert cost is not None
        assert cost_of(problem, timed).total - cost_of(problem, timed).unassigned == cost, seed


@pytest.mark.parametrize(("windows", "starts"), [(ANY_TIME, (3000, 5000)), (window(3300, 9000), (3300, 5000))])
def test_of_times_that_cost_the_same_those_of_the_earlier_plan_are_kept(
    windows: tuple[Window, ...], starts: tuple[int, int]
) -> None:
    laid_out = problem(
        line(0, 600, 1200),
        [car()],
        [visit(1, windows=windows), visit(2)],
        costs=Costs(driving=1, waiting=0, shifted=2, tolerance=900),
        earlier=(Earlier(visit=0, car=0, start=3000), Earlier(visit=1, car=0, start=5000)),
    )
    plan = solution(route(0, 2400, stop(0, 3300, 3400), stop(1, 5900, 6000), finish=7200))
    timed = best_times(laid_out, plan)
    assert tuple(one.start for _, one in timed.stops) == starts
