"""The bound against the proved best plan of tiny problems, and against plans of generated days."""

from __future__ import annotations

import random

import pytest

from solver.bound import prove
from solver.limits import Limits
from solver.solve import solve
from tests.solver import bruteforce
from tests.solver.random_problems import random_problem

PROVED_WITHIN = 28
"""Ticks: no shift and overtime of these problems ends later."""


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_never_above_the_best_plan(seed: int) -> None:
    rng = random.Random(1000 + seed)
    share = rng.choice([0.1, 0.3, 0.5])
    problem = random_problem(rng, visits=rng.randint(1, 4), cars=rng.randint(1, 2), tick=1, horizon=14, share=share)
    best, solution = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    alone = prove(problem, upper=None, seconds=20.0)
    bound = prove(problem, upper=solution, seconds=20.0)
    assert alone.value <= best
    assert bound.value <= best
    if not bound.scope:
        assert bound.value == best
        assert bound.optimal is not None


def test_a_plan_left_out_is_bounded_by_its_prices() -> None:
    problem = random_problem(random.Random(5), visits=8, cars=2, share=0.3)
    result = solve(problem, limits=Limits(seconds=20.0, iterations=50))
    assert prove(problem, upper=result.solution, seconds=20.0).value <= result.cost.total
