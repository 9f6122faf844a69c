"""The full kernel on random problems that mix all rules: what it prices is what the checker finds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.kernel.full.engine import FullEngine
from solver.problem import Costs, Earlier, Gap, Problem, Window
from tests.solver import builders
from tests.solver.random_problems import random_problem

ROUNDS = 30


def mixed(seed: int) -> Problem:
    """Make a problem with all rules, also breaks that may be missed, bundles, frozen starts and an earlier plan."""
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(3, 16), cars=rng.randint(1, 4), share=0.3)
    visits, cars = range(len(problem.visits)), range(len(problem.cars))
    bundle = tuple(visit for visit in visits if rng.random() < 0.3)[:3]
    earlier = tuple(
        Earlier(visit=visit, car=rng.choice(cars), start=rng.randrange(30_000))
        for visit in visits
        if rng.random() < 0.2
    )
    costs = replace(
        problem.costs, waiting=rng.choice([0, 1, 3]), worst_lateness=rng.choice([0, 2]), idle=rng.choice([0, 1]),
        moved=rng.choice([0, 300]), shifted=rng.choice([0, 1]),
    )  # fmt: skip
    return replace(
        problem,
        cars=tuple(
            replace(car, breaks=tuple(replace(rest, price=rng.choice([None, 3000])) for rest in car.breaks))
            for car in problem.cars
        ),
        bundles=problem.bundles or ((bundle,) if len(bundle) > 1 else ()),
        gaps=tuple(replace(gap, other_car=rng.random() < 0.3) for gap in problem.gaps),
        earlier=problem.earlier or earlier,
        costs=costs,
    )


def priced(problem: Problem, engine: FullEngine) -> int:
    """Price the engine's plan by the checker, mandatory visits left out as the search does."""
    solution = engine.solution()
    most = sum(visit.price for visit in problem.visits) + 1
    lacking = sum(most for visit in solution.left_out(problem) if problem.visits[visit].mandatory)
    return cost_of(problem, solution).total + lacking


@pytest.mark.parametrize("seed", range(120))
def test_plan_keeps_all_rules_and_costs_no_more_than_told(seed: int) -> None:
    problem = mixed(seed)
    engine = FullEngine(problem, seed=1)
    engine.run(ROUNDS, begin=0, end=1)
    assert check(problem, engine.solution()) == ()
    assert priced(problem, engine) <= engine.cost


@pytest.mark.parametrize("seed", range(40))
def test_cost_is_exact_where_starting_early_is_never_dearer(seed: int) -> None:
    problem = mixed(1000 + seed)
    visits = tuple(
        replace(visit, windows=tuple(replace(window, soft_start=None) for window in visit.windows))
        for visit in problem.visits
    )
    problem = replace(problem, visits=visits, earlier=(), costs=replace(problem.costs, waiting=0))
    engine = FullEngine(problem, seed=1)
    engine.run(ROUNDS, begin=0, end=1)
    assert priced(problem, engine) == engine.cost


def test_equal_seeds_and_rounds_give_equal_plans_in_any_chunks() -> None:
    problem = mixed(3)
    one, other = FullEngine(problem, seed=7), FullEngine(problem, seed=7)
    one.run(20, begin=0.5, end=0.5)
    for _ in range(4):
        other.run(5, begin=0.5, end=0.5)
    assert (one.cost, one.best()) == (other.cost, other.best())


@pytest.mark.parametrize("seed", range(30))
def test_what_was_adopted_is_no_dearer_than_nothing_and_keeps_all_rules(seed: int) -> None:
    problem = mixed(seed)
    engine = FullEngine(problem, seed=1)
    everything: list[list[int]] = [[] for _ in problem.cars]
    rng = random.Random(seed)
    for visit in range(len(problem.visits)):
        rng.choice(everything).append(visit)
    engine.adopt(tuple(tuple(visits) for visits in everything))
    assert check(problem, engine.solution()) == ()


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_adopted_with_its_times_is_no_dearer(seed: int) -> None:
    problem = mixed(seed)
    good, other = FullEngine(problem, seed=1), FullEngine(problem, seed=2)
    good.run(100, begin=0, end=1)
    other.adopt(good.best(), like=good.solution())
    assert other.cost <= good.cost


def test_adopts_a_better_plan_of_another_engine() -> None:
    problem = mixed(10)
    good, other = FullEngine(problem, seed=1), FullEngine(problem, seed=2)
    good.run(200, begin=0, end=1)
    other.adopt(good.best())
    assert other.cost <= good.cost


def test_routes_taken_are_those_of_good_plans_once() -> None:
    engine = FullEngine(mixed(4), seed=1)
    engine.run(10, begin=0, end=1)
    routes = {(route.car, route.visits) for route in engine.take_routes()}
    assert {(car, visits) for car, visits in enumerate(engine.best()) if visits} <= routes
    assert engine.take_routes() == []


def test_greatest_gap_makes_the_earlier_visit_wait() -> None:
    problem = builders.problem(
        builders.line(0, 100, 200),
        [builders.car(), builders.car()],
        [builders.visit(1), builders.visit(2, windows=(Window(start=5000, end=6000),))],
        gaps=(Gap(before=0, after=1, maximum=300),),
        costs=Costs(waiting=0),
    )
    starts = {stop.visit: stop.start for _, stop in FullEngine(problem, seed=1).solution().stops}
    assert starts == {0: 4600, 1: 5000}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_while_cars_share_the_price_of_the_idlest_the_best_plan_is_told_at_its_true_cost(
    seed: int, share: float
) -> None:
    problem = builders.problem(
        builders.line(2000, 0, 1000, 3000, 4000),
        [builders.car(shift_end=12_000) for _ in range(6)],
        [builders.visit(1 + number % 4, patient=number) for number in range(24)],
        costs=Costs(driving=2, idle=6, waiting=0),
    )
    engine = FullEngine(problem, seed=seed)
    engine.run(100, begin=share, end=share)
    assert engine.cost == cost_of(problem, engine.solution()).total


def test_nothing_to_plan() -> None:
    problem = builders.problem(builders.line(0), [builders.car()], [])
    engine = FullEngine(problem, seed=1)
    assert (engine.run(5, begin=0, end=1), engine.best(), engine.cost) == (0, ((),), 0)
