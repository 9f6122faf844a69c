"""The kernel for plain days: what it thinks a plan costs is what the checker computes, and it is repeatable."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.kernel.plain.engine import PlainEngine
from solver.kernel.plain.layout import lay_out, planned_visits, suits
from solver.problem import Break, Car, Costs, Patient, Problem, Visit, Window
from solver.search.model import Model
from solver.solve import recover
from tests.solver.builders import car, line, problem, visit, window

PLAIN = Costs(driving=3, waiting=0, lateness=0, overtime=0, continuity=500)


def plain_problem(seed: int, *, visits: int = 25, cars: int = 4) -> Problem:
    rng = random.Random(seed)
    places = line(*sorted(rng.randrange(4000) for _ in range(visits + 2)))
    fleet = [
        Car(
            start=rng.randrange(2), end=rng.choice([None, 0, 1]), shift_start=rng.randrange(3000),
            shift_end=rng.randrange(9000, 20000), max_overtime=rng.choice([0, 900]),
            max_visits=rng.choice([None, 3, 8]), capacity=(rng.choice([None, 5, 30]),),
            skills=frozenset(rng.sample(range(3), 2)),
        )
        for _ in range(cars)
    ]  # fmt: skip
    wanted = [
        Visit(
            patient=number, location=rng.randrange(visits + 2), duration=rng.randrange(900),
            windows=spans(rng), skills=frozenset(rng.sample(range(3), rng.choice([0, 0, 1]))),
            refused=frozenset(rng.sample(range(cars), rng.choice([0, 0, 1]))),
            known=frozenset(rng.sample(range(cars), rng.choice([0, 1]))), demand=(rng.randrange(4),),
            price=rng.choice([500, 5000, 50000]), mandatory=rng.random() < 0.2,
        )
        for number in range(visits)
    ]  # fmt: skip
    patients = tuple(Patient() for _ in wanted)
    return Problem(
        travels=(places,), cars=tuple(fleet), visits=tuple(wanted), patients=patients, dimensions=1, costs=PLAIN
    )


def spans(rng: random.Random) -> tuple[Window, ...]:
    first = rng.randrange(9000)
    width = rng.choice([0, 600, 5000])
    if rng.random() < 0.7:
        return (Window(start=first, end=first + width),)
    return (Window(start=first, end=first + width), Window(start=first + width + 900, end=first + width + 2000))


def engine_for(day: Problem, *, seed: int = 1) -> PlainEngine:
    model = Model(day)
    beyond = sum(price for number, price in enumerate(model.price) if not model.cars_for[number])
    return PlainEngine(lay_out(model), planned_visits(model), beyond=beyond, seed=seed)


def cost_in_search(day: Problem, engine: PlainEngine) -> int:
    """Give what the checker's cost is with mandatory visits priced as the search does."""
    solution = recover(day, list(enumerate(engine.best())))
    assert check(day, solution) == ()
    assert solution.planned == {one for visits in engine.best() for one in visits}
    model = Model(day)
    dearer = sum(model.price[one] - day.visits[one].price for one in solution.left_out(day))
    return cost_of(day, solution).total + dearer


@pytest.mark.parametrize("seed", range(12))
def test_the_kernel_knows_what_its_plan_costs(seed: int) -> None:
    day = plain_problem(seed, visits=25 if seed % 3 else 140, cars=3 + seed % 4)
    assert suits(day)
    engine = engine_for(day)
    engine.run(1500, begin=0.3, end=1.0)
    assert engine.cost == cost_in_search(day, engine)


def test_chunks_and_equal_seeds_give_equal_plans() -> None:
    day = plain_problem(3)
    one, other = engine_for(day, seed=5), engine_for(day, seed=5)
    for engine in (one, other):
        for begin in (0.2, 0.5, 0.9):
            engine.run(96, begin=begin, end=begin)
    assert (one.best(), one.cost, one.take_routes()) == (other.best(), other.cost, other.take_routes())


def test_an_adopted_plan_loses_what_breaks_a_rule_and_never_the_best() -> None:
    day = plain_problem(4)
    engine = engine_for(day)
    engine.run(500, begin=0.5, end=1.0)
    before = engine.cost
    everything = tuple(range(len(day.visits)))
    engine.adopt((everything, everything, (), ()))
    assert engine.cost == before
    engine.run(200, begin=1.0, end=1.0)
    assert engine.cost == cost_in_search(day, engine)


def test_routes_are_given_once_with_what_they_cost() -> None:
    day = plain_problem(6)
    engine = engine_for(day)
    engine.run(2000, begin=0.3, end=1.0)
    routes = engine.take_routes()
    assert len({(route.car, route.visits) for route in routes}) == len(routes) > 10
    assert engine.take_routes() == []
    nothing = sum(one.price for one in day.visits)
    for route in routes[:30]:
        solution = recover(day, [(route.car, route.visits)])
        assert solution.planned == set(route.visits)
        left = nothing - sum(day.visits[one].price for one in route.visits)
        assert cost_of(day, solution).total == left + route.cost


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"costs": Costs()}, False),
        ({"costs": replace(PLAIN, balance=1)}, False),
        ({"cars": (car(breaks=(Break(earliest=0, latest=9, duration=9),)),)}, False),
        ({"visits": (visit(1), visit(1))}, False),
        ({"visits": (visit(1, windows=window(0, 9, soft_end=3)),)}, True),
    ],
)
def test_only_plain_days_suit(changes: dict[str, object], *, fits: bool) -> None:
    plain = problem(line(0, 60), [car()], [visit(1)], costs=PLAIN)
    assert suits(replace(plain, **changes)) is fits


def test_nothing_to_do_is_no_trouble() -> None:
    engine = engine_for(problem(line(0), [], [], costs=PLAIN))
    assert engine.run(10, begin=0.0, end=1.0) == 0
    assert engine.best() == ()
