"""On tiny random problems that mix all rules, the search against the proved best plan."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.limits import Limits
from solver.problem import Costs, Problem
from solver.search import listing
from solver.solution import Solution
from solver.solve import Result, solve
from tests.solver import bruteforce, builders
from tests.solver.builders import car, line, visit, window
from tests.solver.random_problems import random_problem

PROVED_WITHIN = 28
"""Ticks: no shift and overtime of these problems ends later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Cost of the proved best plan, of the one given and whether that is told as optimal, and of the search's own."""

    proved: int
    found: int
    optimal: bool
    searched: int


@pytest.fixture(scope="module")
def told() -> list[Told]:
    """Solve 500 problems, as is and without looking through all plans at the end."""
    return [_told(seed) for seed in range(500)]


def _told(seed: int) -> Told:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(1, 3), cars=rng.randint(1, 2), tick=1, horizon=14)
    proved, _ = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    result = _solved(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "MOST_PLANS", 0)
        searched = _solved(problem).cost.total
    return Told(proved=proved, found=result.cost.total, optimal=result.optimal, searched=searched)


def _solved(problem: Problem) -> Result:
    result = solve(problem, limits=Limits(seconds=20.0, iterations=100))
    assert check(problem, result.solution) == ()
    assert result.cost == cost_of(problem, result.solution)
    return result


def test_the_best_plan_of_a_tiny_problem_is_found_and_told_as_optimal(told: list[Told]) -> None:
    assert [one for one in told if one.found != one.proved or not one.optimal] == []


def test_the_search_by_itself_finds_no_plan_cheaper_than_the_proved_best(told: list[Told]) -> None:
    assert [one for one in told if one.searched < one.proved] == []


def test_the_search_by_itself_finds_the_best_plan_of_nearly_every_tiny_problem(told: list[Told]) -> None:
    missed = [one for one in told if one.searched > one.proved]
    assert len(missed) <= len(told) // 100


def test_a_day_with_too_many_plans_to_time_is_not_told_as_optimal(monkeypatch: pytest.MonkeyPatch) -> None:
    visits = [visit(0, windows=window(0, 0)), visit(0, patient=1, windows=window(900, 900))]
    day = builders.problem(line(0), [car()], visits, costs=Costs(waiting=1))
    assert solve(day, limits=Limits(iterations=1)).optimal
    monkeypatch.setattr(listing, "MOST_TIMED", 0)
    assert not solve(day, limits=Limits(iterations=1)).optimal


@pytest.mark.parametrize("seed", range(20))
def test_the_search_always_has_a_valid_plan(seed: int) -> None:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(5, 12), cars=rng.randint(1, 4), share=rng.choice([0.2, 0.5]))
    result = solve(problem, limits=Limits(seconds=20.0, iterations=20))
    assert check(problem, result.solution) == ()
    assert result.cost.total <= cost_of(problem, Solution(routes=())).total
