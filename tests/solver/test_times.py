"""The best times for given orders of visits, against a brute force over every second."""

from __future__ import annotations

import random

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.problem import Problem
from solver.search import insertion, output, times
from solver.search.model import Model
from solver.solution import Solution
from tests.solver import bruteforce
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
