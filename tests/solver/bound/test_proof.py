"""The bound against the proved best plan of tiny problems, and against plans of generated days."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from solver.bound import ProofFaultError, columns, probing, prove, raising
from solver.bound.layout import left_out
from solver.cost import cost_of
from solver.limits import Limits
from solver.problem import Break, Car, Costs, Patient, Problem, Visit, Window
from solver.search.engine import Candidate
from solver.solution import Rest, Route, Solution, Stop
from solver.solve import recover, solve
from solver.travel import Travel
from tests.solver import bruteforce
from tests.solver.bound.days import plain_day
from tests.solver.builders import car, line
from tests.solver.builders import problem as make_problem
from tests.solver.builders import visit as make_visit
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


@pytest.mark.parametrize("seed", range(30))
def test_aplain_day_is_proved_to_the_last_second(seed: int) -> None:
    rng = random.Random(seed)
    problem = plain_day(rng, visits=rng.randint(2, 5), cars=rng.randint(1, 3))
    best, solution = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    assert left_out(problem) == ()
    alone = prove(problem, upper=None, seconds=20.0)
    bound = prove(problem, upper=solution, seconds=20.0)
    assert alone.value <= best
    assert (bound.value, bound.scope) == (best, ())
    assert bound.optimal is not None


@pytest.mark.parametrize("reach", [0.02, 0.3])
@pytest.mark.parametrize("seed", range(20))
def test_probes_prove_no_more_than_is_true(seed: int, reach: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small probes of days with all rules, from no plan worth the name."""
    monkeypatch.setattr(probing, "FIRST", reach)
    monkeypatch.setattr(probing, "FIRST_MOST", 1)
    monkeypatch.setattr(probing, "SHARE", math.inf)
    monkeypatch.setattr(raising.Rising, "_polish", lambda _: None)
    rng = random.Random(4000 + seed)
    if seed % 2:
        problem = plain_day(rng, visits=rng.randint(3, 5), cars=rng.randint(1, 3))
    else:
        share = rng.choice([0.1, 0.3, 0.5])
        problem = random_problem(rng, visits=rng.randint(2, 4), cars=2, tick=1, horizon=14, share=share)
    best, _ = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    bound = prove(problem, upper=Solution(routes=()), seconds=20.0)
    assert bound.value <= best
    if not bound.scope:
        assert bound.value == best


@pytest.mark.parametrize("waiting", [0, 5])
@pytest.mark.parametrize(
    ("breaks", "window"),
    [
        ([(7, 8, 3)], (10, 10)),
        ([(7, 11, 3)], (10, 10)),
        ([(7, 8, 3), (12, 12, 2)], (10, 12)),
        ([(7, 7, 3), (11, 11, 2)], (10, 10)),
    ],
)
def test_a_break_on_the_first_drive_is_known_to_the_proof(
    breaks: list[tuple[int, int, int]], window: tuple[int, int], waiting: int
) -> None:
    """Rested before it departs, the car would come too late."""
    spans = [Break(earliest=first, latest=last, duration=long) for first, last, long in breaks]
    vehicle = car(shift_start=1, shift_end=15, breaks=tuple(spans))
    visits = [make_visit(1, duration=1, windows=(Window(start=window[0], end=window[1]),), price=20)]
    problem = make_problem(line(0, 1), [vehicle], visits, costs=Costs(driving=1, waiting=waiting))
    best, _ = bruteforce.best(problem, tick=1, horizon=20)
    assert best < 20
    for upper in (None, Solution(routes=())):
        assert prove(problem, upper=upper, seconds=20.0).value == best


@pytest.mark.parametrize("seed", range(60))
def test_days_with_a_lunch_are_proved_from_no_plan(seed: int) -> None:
    """Without a good plan in hand nothing hides a bound that is too high."""
    rng = random.Random(9000 + seed)
    problem = plain_day(rng, visits=rng.randint(1, 3), cars=1)
    start = rng.randint(2, 9)
    lunch = tuple(
        Break(earliest=first, latest=first + rng.randint(0, 2), duration=rng.randint(1, 3))
        for first in (start, start + 5)[: rng.randint(1, 2)]
    )
    problem = replace(problem, cars=tuple(replace(one, breaks=lunch) for one in problem.cars))
    best, _ = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    for upper in (None, Solution(routes=())):
        bound = prove(problem, upper=upper, seconds=20.0)
        assert (bound.value, bound.scope) == (best, ())


def test_a_proof_to_which_a_valid_plan_is_impossible_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = plain_day(random.Random(7), visits=5, cars=2)
    _, solution = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    real = columns.Pool.cost_of
    for told in (lambda *_: None, lambda *route: (real(*route) or 0) + 10**6):
        monkeypatch.setattr(columns.Pool, "cost_of", told)
        with pytest.raises(ProofFaultError):
            prove(problem, upper=solution, seconds=20.0)
        larger = plain_day(random.Random(7), visits=8, cars=2)
        result = solve(larger, limits=Limits(seconds=5.0, iterations=300, bound=True))
        assert result.solution.planned
        assert (result.bound, result.gap, result.optimal) == (None, None, False)


def test_a_bad_plan_is_bettered_and_proved() -> None:
    problem = plain_day(random.Random(7), visits=5, cars=2)
    best, _ = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    bound = prove(problem, upper=Solution(routes=()), seconds=20.0)
    assert bound.value == best
    assert bound.optimal is not None
    assert cost_of(problem, recover(problem, list(enumerate(bound.optimal)))).total == best


def test_routes_and_better_plans_are_heard_on_the_way() -> None:
    problem = plain_day(random.Random(11), visits=5, cars=2)
    best, solution = bruteforce.best(problem, tick=1, horizon=PROVED_WITHIN)
    routes = [
        Candidate(car=route.car, visits=tuple(stop.visit for stop in route.stops), cost=0) for route in solution.routes
    ]
    news = [solution, None]
    bound = prove(
        problem,
        upper=Solution(routes=()),
        seconds=20.0,
        routes=routes,
        better=lambda: news.pop(0) if news else None,
    )
    assert bound.value == best


def test_a_proof_that_is_stopped_ends_at_once() -> None:
    problem = plain_day(random.Random(3), visits=5, cars=2)
    assert prove(problem, upper=None, seconds=20.0, stop=lambda: True).value == 0


def test_a_break_still_to_come_may_fill_waiting_that_has_a_price() -> None:
    """One car that rests between its visits costs 55; labels that had rested before used to hide that way."""
    seconds = np.array([[0, 1], [1, 0]], dtype=np.int64)
    one = Car(start=0, end=0, shift_start=0, shift_end=100, breaks=(Break(earliest=0, latest=50, duration=10),))
    visits = tuple(
        Visit(patient=patient, location=1, duration=5, windows=(Window(start=start, end=start),), price=1000)
        for patient, start in enumerate((20, 40))
    )
    day = Problem(
        travels=(Travel(seconds=seconds, metres=seconds),),
        cars=(one, one),
        patients=(Patient(), Patient()),
        visits=visits,
        costs=Costs(driving=15, waiting=5, lateness=0, overtime=0, continuity=0),
    )
    apart = Solution(
        routes=tuple(
            Route(
                car=number,
                depart=start - 1,
                items=(Rest(number=0, start=0, end=10), Stop(visit=number, arrive=start, start=start, end=start + 5)),
                finish=start + 6,
            )
            for number, start in enumerate((20, 40))
        )
    )
    assert cost_of(day, apart).total == 60
    assert prove(day, upper=apart, seconds=20.0).value <= 55
