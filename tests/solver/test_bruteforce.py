"""The checker and the cost against a brute force that shares no code with them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.problem import Problem
from solver.solution import Rest, Route, Solution, Stop
from tests.solver import bruteforce
from tests.solver.random_problems import random_problem, random_solution

TINY = 14


def _nudged(rng: random.Random, solution: Solution) -> Solution:
    """Change one number of one item, or swap two items, by little."""
    routes = list(solution.routes)
    at = rng.randrange(len(routes))
    routes[at] = _nudged_route(rng, routes[at])
    return replace(solution, routes=tuple(routes))


def _nudged_route(rng: random.Random, route: Route) -> Route:
    by = rng.choice([-2, -1, 1, 2])
    chosen = rng.randrange(-2, len(route.items))
    if chosen == -2:
        return replace(route, depart=route.depart + by)
    if chosen == -1:
        return replace(route, finish=route.finish + by)
    items = list(route.items)
    items[chosen] = _nudged_item(rng, items[chosen], by)
    if rng.random() < 0.1:
        other = rng.randrange(len(items))
        items[chosen], items[other] = items[other], items[chosen]
    return replace(route, items=tuple(items))


def _nudged_item(rng: random.Random, item: Stop | Rest, by: int) -> Stop | Rest:
    if isinstance(item, Rest):
        return replace(item, start=item.start + by, end=item.end + by)
    if rng.random() < 0.5:
        return replace(item, arrive=item.arrive + by)
    return replace(item, start=item.start + by, end=item.end + by, arrive=min(item.arrive, item.start + by))


def _relaxed(rng: random.Random, problem: Problem) -> Problem:
    """Drop some rules' data, so that solutions of it break just those rules of the whole problem."""
    everyone = frozenset(range(3))
    relaxed = replace(
        problem,
        together=() if rng.random() < 0.5 else problem.together,
        gaps=() if rng.random() < 0.5 else problem.gaps,
        fixed=() if rng.random() < 0.5 else problem.fixed,
        patients=tuple(replace(one, max_visits=9, min_gap=0) for one in problem.patients),
    )
    if rng.random() < 0.5:
        cars = tuple(replace(one, skills=everyone, crew_size=9, max_visits=None) for one in problem.cars)
        visits = tuple(replace(one, allowed=None, refused=frozenset()) for one in problem.visits)
        relaxed = replace(relaxed, cars=cars, visits=visits)
    return relaxed


def _cases(seed: int) -> list[tuple[Problem, Solution]]:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(2, 5), cars=2, tick=1, horizon=4 * TINY)
    solution = random_solution(rng, problem)
    cases = [(problem, solution), (problem, random_solution(rng, _relaxed(rng, problem)))]
    for _, one in list(cases):
        nudged = one
        for _ in range(4):
            if one.routes:
                nudged = _nudged(rng, nudged if rng.random() < 0.5 else one)
                cases.append((problem, nudged))
    return cases


def test_check_agrees_with_the_time_line_on_thousands_of_solutions() -> None:
    judged = [
        (bruteforce.is_valid(problem, solution), not check(problem, solution), problem, solution)
        for seed in range(400)
        for problem, solution in _cases(seed)
    ]
    assert [(problem, solution) for slow, quick, problem, solution in judged if slow != quick] == []
    assert sum(slow for slow, *_ in judged) > 500
    assert sum(not slow for slow, *_ in judged) > 500


@pytest.mark.parametrize("seed", range(40))
def test_the_best_plan_of_brute_force_is_valid_at_its_cost(seed: int) -> None:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(1, 3), cars=rng.randint(1, 2), tick=1, horizon=TINY)
    cost, solution = bruteforce.best(problem, tick=1, horizon=2 * TINY)
    assert check(problem, solution) == ()
    assert cost_of(problem, solution).total == cost


@pytest.mark.parametrize("seed", range(40))
def test_no_random_plan_is_cheaper_than_the_best_of_brute_force(seed: int) -> None:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(1, 3), cars=rng.randint(1, 2), tick=1, horizon=TINY)
    cost, _ = bruteforce.best(problem, tick=1, horizon=2 * TINY)
    tried = [random_solution(rng, problem) for _ in range(20)]
    assert min(cost_of(problem, solution).total for solution in tried) >= cost
