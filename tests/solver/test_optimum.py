"""On tiny random problems that mix all rules, the search against the proved best plan."""

from __future__ import annotations

import random

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.limits import Limits
from solver.solution import Solution
from solver.solve import solve
from tests.solver import bruteforce
from tests.solver.random_problems import random_problem

PROVED_WITHIN = 28
"""Ticks: no shift and overtime of these problems ends later."""


Told = tuple[int, int, bool]


@pytest.fixture(scope="module")
def costs() -> list[Told]:
    """Cost of the proved best plan and of the search's plan, and whether that is told as optimal, 500 times."""
    return [_costs(random.Random(seed)) for seed in range(500)]


def _costs(rng: random.Random) -> Told:
    problem = random_problem(rng, visits=rng.randint(1, 3), cars=rng.randint(1, 2), tick=1, horizon=14)
    proved, _ = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    result = solve(problem, limits=Limits(seconds=20.0, iterations=100))
    assert check(problem, result.solution) == ()
    assert result.cost == cost_of(problem, result.solution)
    return proved, result.cost.total, result.optimal


def test_no_plan_is_cheaper_than_the_proved_best(costs: list[Told]) -> None:
    assert [(proved, found) for proved, found, _ in costs if found < proved] == []


def test_no_plan_is_told_as_optimal_that_is_not(costs: list[Told]) -> None:
    assert [(proved, found) for proved, found, optimal in costs if optimal and found > proved] == []
    assert any(optimal for *_, optimal in costs)


def test_the_search_finds_the_best_plan_of_nearly_every_tiny_problem(costs: list[Told]) -> None:
    missed = [(proved, found) for proved, found, _ in costs if found > proved]
    assert len(missed) <= len(costs) // 20


@pytest.mark.parametrize("seed", range(20))
def test_the_search_always_has_a_valid_plan(seed: int) -> None:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(5, 12), cars=rng.randint(1, 4), share=rng.choice([0.2, 0.5]))
    result = solve(problem, limits=Limits(seconds=20.0, iterations=20))
    assert check(problem, result.solution) == ()
    assert result.cost.total <= cost_of(problem, Solution(routes=())).total
