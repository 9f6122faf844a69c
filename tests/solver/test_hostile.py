"""Problems that nobody means: each is refused in words, or becomes a plan that the checker passes."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.check import check
from solver.cost import cost_of
from solver.errors import ProblemError
from solver.limits import Limits
from solver.problem import (
    LARGEST_PRICE,
    LATEST,
    Break,
    Costs,
    Earlier,
    Fixed,
    Gap,
    Patient,
    Problem,
    Window,
)
from solver.solution import Solution
from solver.solve import Result, solve
from solver.travel import UNREACHABLE, Knots, Travel
from tests.solver import builders as make
from tests.solver.random_problems import random_problem, random_solution

QUICK = Limits(seconds=3.0, iterations=30)
Make = Callable[[], Any]


def square(size: int, value: float = 5) -> np.ndarray:
    matrix = np.full((size, size), value)
    np.fill_diagonal(matrix, 0)
    return matrix


def whole(size: int, value: int = 5) -> np.ndarray:
    return square(size, value).astype(np.int64)


def travel(seconds: np.ndarray, metres: np.ndarray | None = None) -> Travel:
    return Travel(seconds=seconds, metres=whole(2) if metres is None else metres)


def day(**values: Any) -> Problem:
    """Give two visits on a line for one car, with some of it replaced."""
    parts = {"cars": [make.car()], "visits": [make.visit(1), make.visit(2)], **values}
    return make.problem(parts.pop("travel", make.line(0, 500, 900)), parts.pop("cars"), parts.pop("visits"), **parts)


def solved(problem: Problem, limits: Limits = QUICK, **options: Any) -> Result:
    """Solve, and hold the result against the checker."""
    result = solve(problem, limits=limits, **options)
    assert check(problem, result.solution) == ()
    assert result.cost == cost_of(problem, result.solution)
    return result


NONSENSE: dict[str, Make] = {
    "NaN seconds": lambda: travel(square(2, math.nan)),
    "float seconds": lambda: travel(square(2, 5.5)),
    "int32 seconds": lambda: travel(square(2).astype(np.int32)),
    "negative seconds": lambda: travel(whole(2, -1)),
    "seconds not square": lambda: travel(np.zeros((2, 3), dtype=np.int64)),
    "seconds of three dimensions": lambda: travel(np.zeros((2, 2, 2), dtype=np.int64)),
    "seconds of no dimension": lambda: travel(np.int64(3) + np.zeros((), dtype=np.int64)),
    "metres of another size": lambda: travel(whole(2), whole(3)),
    "beyond unreachable": lambda: travel(whole(2, UNREACHABLE + 1)),
    "no knots": lambda: Knots(at=np.zeros(0, dtype=np.int64), seconds=np.zeros((0, 2, 2), dtype=np.int64)),
    "knots that fall": lambda: Knots(at=np.array([5, 4]), seconds=np.zeros((2, 2, 2), dtype=np.int64)),
    "window that ends before it starts": lambda: Window(start=5, end=4),
    "window before time": lambda: Window(start=-1, end=4),
    "window after all time": lambda: Window(start=0, end=LATEST + 1),
    "window of NaN": lambda: Window(start=math.nan, end=4),  # type: ignore[arg-type]
    "window of fractions": lambda: Window(start=0.5, end=4),  # type: ignore[arg-type]
    "window of words": lambda: Window(start="8", end=4),  # type: ignore[arg-type]
    "window of nothing": lambda: Window(start=None, end=4),  # type: ignore[arg-type]
    "soft window turned round": lambda: Window(start=0, end=9, soft_start=5, soft_end=4),
    "soft bound of NaN": lambda: Window(start=0, end=9, soft_end=math.nan),  # type: ignore[arg-type]
    "break of no time": lambda: Break(earliest=0, latest=5, duration=0),
    "break turned round": lambda: Break(earliest=9, latest=5, duration=1),
    "shift turned round": lambda: make.car(shift_start=9, shift_end=5),
    "shift of NaN": lambda: make.car(shift_end=math.nan),
    "negative overtime": lambda: make.car(max_overtime=-1),
    "negative duration": lambda: make.visit(1, duration=-1),
    "duration of NaN": lambda: make.visit(1, duration=math.nan),
    "duration of infinity": lambda: make.visit(1, duration=math.inf),
    "price of NaN": lambda: make.visit(1, price=math.nan),
    "price too high": lambda: make.visit(1, price=LARGEST_PRICE + 1),
    "no window": lambda: make.visit(1, windows=()),
    "huge crew": lambda: day(visits=[make.visit(1, crew_size=10**30)]),
    "huge demand": lambda: day(visits=[make.visit(1, demand=(10**30,))], dimensions=1, cars=[make.car(capacity=(1,))]),
    "huge capacity": lambda: make.car(capacity=(10**30,)),
    "cost of NaN": lambda: Costs(driving=math.nan),  # type: ignore[arg-type]
    "negative cost": lambda: Costs(waiting=-1),
    "negative cap": lambda: Patient(max_visits=-1),
    "huge gap of a patient": lambda: Patient(min_gap=10**30),
    "gap to itself": lambda: Gap(before=1, after=1),
    "gap turned round": lambda: Gap(before=0, after=1, minimum=5, maximum=4),
    "huge maximum of a gap": lambda: Gap(before=0, after=1, maximum=10**30),
    "no travels": lambda: Problem(travels=(), cars=(), visits=(), patients=()),
    "unknown place of a car": lambda: day(cars=[make.car(end=7)]),
    "negative place of a car": lambda: day(cars=[make.car(start=-1)]),
    "unknown travel of a car": lambda: day(cars=[make.car(travel=1)]),
    "unknown place of a visit": lambda: day(visits=[make.visit(3)]),
    "negative place of a visit": lambda: day(visits=[make.visit(-1)]),
    "unknown patient": lambda: day(patients=()),
    "negative patient": lambda: day(visits=[make.visit(1, patient=-1)], patients=(Patient(),)),
    "unknown car of a visit": lambda: day(visits=[make.visit(1, allowed=frozenset({1}))]),
    "too few demands": lambda: day(dimensions=1),
    "negative dimensions": lambda: day(dimensions=-1),
    "together of one": lambda: day(together=((0,),)),
    "together twice": lambda: day(together=((0, 0),)),
    "together unknown": lambda: day(together=((0, 2),)),
    "gap unknown": lambda: day(gaps=(Gap(before=0, after=-1),)),
    "fixed twice": lambda: day(fixed=(Fixed(visit=0, start=1), Fixed(visit=0, start=2))),
    "fixed at no time": lambda: day(fixed=(Fixed(visit=0, start=10**30),)),
    "fixed to an unknown car": lambda: day(fixed=(Fixed(visit=0, car=-1),)),
    "frozen twice": lambda: day(cars=[make.car(frozen=(0, 0))]),
    "frozen unknown": lambda: day(cars=[make.car(frozen=(-1,))]),
    "earlier unknown": lambda: day(earlier=(Earlier(visit=5, car=0, start=0),)),
    "earlier at no time": lambda: day(earlier=(Earlier(visit=0, car=0, start=10**30),)),
    "seconds of NaN": lambda: Limits(seconds=math.nan),
    "seconds below nothing": lambda: Limits(seconds=-1),
    "no workers": lambda: Limits(workers=0),
    "gap of NaN": lambda: Limits(gap=math.nan),
    "iterations of NaN": lambda: Limits(iterations=math.nan),  # type: ignore[arg-type]
    "negative seed": lambda: Limits(seed=-1),
    "huge seed": lambda: Limits(seed=2**80),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_in_words(name: str) -> None:
    with pytest.raises(ProblemError, match=r"^\w+.*: .+"):
        NONSENSE[name]()


NOWHERE = Travel(seconds=whole(0), metres=whole(0))


def clear_travel(size: int) -> Travel:
    """Make travel without any way from one place to another."""
    return Travel(seconds=whole(size, UNREACHABLE), metres=whole(size, UNREACHABLE))


def ring(count: int, **values: Any) -> Problem:
    """Let each of some visits wait for the one before, the first for the last."""
    gaps = tuple(Gap(before=one, after=(one + 1) % count, **values) for one in range(count))
    return day(visits=[make.visit(1) for _ in range(count)], cars=[make.car(), make.car()], gaps=gaps)


STRANGE: dict[str, tuple[Callable[[], Problem], int | None]] = {
    "no visits": (lambda: day(visits=[]), 0),
    "no cars": (lambda: day(cars=[]), 0),
    "no cars, all mandatory": (lambda: day(cars=[], visits=[make.visit(1, mandatory=True)]), 0),
    "no cars, no visits": (lambda: day(cars=[], visits=[]), 0),
    "no places at all": (lambda: make.problem(NOWHERE, [], []), 0),
    "contacts only, no places": (
        lambda: make.problem(NOWHERE, [], [make.visit(None)]),
        0,
    ),
    "contacts only": (lambda: day(visits=[make.visit(None), make.visit(None)]), 2),
    "no way anywhere": (lambda: day(travel=clear_travel(3)), 0),
    "no way anywhere but contacts": (lambda: day(travel=clear_travel(3), visits=[make.visit(1), make.visit(None)]), 1),
    "a shift of no time": (lambda: day(cars=[make.car(shift_start=50, shift_end=50)]), 0),
    "a shift of no time with overtime": (
        lambda: day(cars=[make.car(shift_end=0, max_overtime=9000)]),
        2,
    ),
    "a shift too short for its break": (
        lambda: day(cars=[make.car(shift_end=2000, breaks=(Break(earliest=500, latest=600, duration=1900),))]),
        0,
    ),
    "a break after the shift": (
        lambda: day(cars=[make.car(shift_end=5000, breaks=(Break(earliest=9000, latest=9000, duration=60),))]),
        None,
    ),
    "breaks over each other": (
        lambda: day(cars=[make.car(breaks=(Break(earliest=500, latest=500, duration=900),) * 2)]),
        0,
    ),
    "breaks that nobody must take": (
        lambda: day(cars=[make.car(breaks=(Break(earliest=500, latest=500, duration=900, price=0),) * 2)]),
        2,
    ),
    "a car that may do nothing": (lambda: day(cars=[make.car(max_visits=0)]), 0),
    "a patient who may have nothing": (lambda: day(patients=(Patient(max_visits=0),)), 0),
    "all at one place": (lambda: day(visits=[make.visit(0) for _ in range(9)]), 9),
    "all in no time": (lambda: day(visits=[make.visit(0, duration=0) for _ in range(9)]), 9),
    "no time and no distance": (
        lambda: day(travel=make.line(0, 0), visits=[make.visit(1, duration=0, windows=make.window(0, 0))] * 9),
        9,
    ),
    "nobody has the skill": (lambda: day(visits=[make.visit(1, skills=frozenset({10**9}))]), 0),
    "no car is allowed": (lambda: day(visits=[make.visit(1, allowed=frozenset())]), 0),
    "every car is refused": (lambda: day(visits=[make.visit(1, refused=frozenset({0}))]), 0),
    "a crowd is needed": (lambda: day(visits=[make.visit(1, crew_size=10**9)]), 0),
    "windows after the shift": (lambda: day(visits=[make.visit(1, windows=make.window(200_000, 300_000))]), 0),
    "the last second there is": (lambda: day(visits=[make.visit(1, windows=make.window(LATEST, LATEST))]), 0),
    "a day of 115 days": (
        lambda: day(
            cars=[make.car(shift_end=LATEST, max_overtime=LATEST)],
            visits=[make.visit(1, duration=LATEST, windows=make.window(0, LATEST))],
        ),
        1,
    ),
    "drives of 30 years": (lambda: day(travel=make.line(0, UNREACHABLE - 1, 3)), 1),
    "huge prices": (
        lambda: day(
            visits=[make.visit(1, price=LARGEST_PRICE, mandatory=True), make.visit(2, price=LARGEST_PRICE)],
            costs=Costs(
                driving=10**6,
                waiting=10**6,
                lateness=10**6,
                overtime=10**6,
                continuity=10**6,
                balance=10**6,
                worst_lateness=10**6,
                idle=10**6,
                moved=10**6,
                shifted=10**6,
            ),
        ),
        None,
    ),
    "no prices": (
        lambda: day(visits=[make.visit(1, price=0), make.visit(2, price=0)], costs=Costs(driving=0, waiting=0)),
        None,
    ),
    "everything must be done and cannot": (
        lambda: day(
            visits=[make.visit(1, mandatory=True, windows=make.window(600, 600), patient=n) for n in range(6)],
        ),
        1,
    ),
    "a ring of gaps": (lambda: ring(3, minimum=10), 2),
    "a ring of gaps of no time": (lambda: ring(3, minimum=0, from_end=False), None),
    "a ring of gaps with a maximum": (lambda: ring(4, minimum=5, maximum=5), None),
    "gaps both ways": (lambda: ring(2, minimum=1), 1),
    "together with one car only": (lambda: day(together=((0, 1),)), 0),
    "together in windows apart": (
        lambda: day(
            cars=[make.car(), make.car()],
            visits=[make.visit(1, windows=make.window(900, 999)), make.visit(2, windows=make.window(5000, 6000))],
            together=((0, 1),),
        ),
        0,
    ),
    "together and one after the other": (
        lambda: day(cars=[make.car(), make.car()], together=((0, 1),), gaps=(Gap(before=0, after=1, minimum=1),)),
        None,
    ),
    "together for one patient who may have one": (
        lambda: day(cars=[make.car(), make.car()], together=((0, 1),), patients=(Patient(max_visits=1),)),
        0,
    ),
    "a bundle of which one cannot be done": (
        lambda: day(visits=[make.visit(1), make.visit(2, skills=frozenset({1}))], bundles=((0, 1),)),
        0,
    ),
    "a patient's visits a day apart": (lambda: day(patients=(Patient(min_gap=LATEST),)), 1),
    "fixed to a car that is refused": (
        lambda: day(visits=[make.visit(1, refused=frozenset({0}))], fixed=(Fixed(visit=0, car=0),)),
        0,
    ),
    "fixed outside its window": (lambda: day(fixed=(Fixed(visit=0, start=-100),)), 1),
    "frozen but impossible": (
        lambda: day(cars=[make.car(frozen=(1, 0))], visits=[make.visit(1), make.visit(2, windows=make.window(0, 0))]),
        None,
    ),
    "one who is frozen with two cars fixed elsewhere": (
        lambda: day(cars=[make.car(frozen=(0,)), make.car()], fixed=(Fixed(visit=0, car=1),)),
        None,
    ),
    "nothing to carry it in": (
        lambda: day(visits=[make.visit(1, demand=(1,))], cars=[make.car(capacity=(0,))], dimensions=1),
        0,
    ),
    "a call for a car that cannot get home": (
        lambda: day(
            travel=make.line(0, 20_000),
            cars=[make.car(end=1, shift_start=2, shift_end=2293), make.car(start=1, end=None, shift_end=0)],
            visits=[
                make.visit(None, duration=1, windows=make.window(0, 2), price=0),
                make.visit(None, duration=0, windows=make.window(0, 0), price=195),
            ],
        ),
        1,
    ),
    "a traffic jam without end": (
        lambda: day(
            travel=Travel(
                seconds=whole(3, 1),
                metres=whole(3, 1),
                knots=Knots(
                    at=np.array([0, 1000], dtype=np.int64), seconds=np.stack([whole(3, 1), whole(3, UNREACHABLE - 1)])
                ),
            )
        ),
        None,
    ),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_but_makes_sense_becomes_a_plan(name: str) -> None:
    """The second of each is how many visits the plan must have, where that is known."""
    made, planned = STRANGE[name]
    problem = made()
    result = solved(problem)
    if planned is not None:
        assert len(result.solution.planned) == planned


def corrupt(rng: random.Random, problem: Problem, solution: Solution) -> Solution:
    """Break a plan: visits twice, unknown, elsewhere, out of order, cars unknown or twice, times gone mad."""
    routes = list(solution.routes)
    for _ in range(rng.randint(1, 6)):
        if not routes:
            break
        number = rng.randrange(len(routes))
        route, items = routes[number], list(routes[number].items)
        other = rng.choice(routes)
        kind = rng.randrange(8)
        if kind == 0:
            items += other.items
        elif kind == 1:
            rng.shuffle(items)
        elif kind == 2:
            items.append(make.stop(rng.choice([-1, len(problem.visits), 10**12]), 0, 5))
        elif kind == 3:
            items = [make.stop(visit, 0, 0) for visit in range(len(problem.visits))]
        elif kind == 4:
            items = []
        elif kind == 5:
            routes.append(replace(route, car=other.car))
        elif kind == 6:
            route = replace(route, car=rng.choice([-1, len(problem.cars), 10**12]))
        else:
            route = replace(route, depart=rng.choice([-(10**12), 10**12]), finish=-5)
        routes[number] = replace(route, items=tuple(items))
    return Solution(routes=tuple(routes))


@pytest.mark.parametrize("seed", range(25))
def test_any_plan_will_do_to_begin_with(seed: int) -> None:
    rng = random.Random(seed)
    problem = random_problem(rng, visits=rng.randint(1, 14), cars=rng.randint(1, 4), share=rng.random() / 2)
    start = corrupt(rng, problem, random_solution(rng, problem))
    warm = solved(problem, start=start)
    cold = solved(problem)
    assert sum(problem.visits[visit].mandatory for visit in cold.solution.planned) <= 1 + sum(
        problem.visits[visit].mandatory for visit in warm.solution.planned
    )


SECONDS = st.integers(0, 40_000) | st.sampled_from([0, LATEST])
VISIT, CAR = st.integers(0, 2), st.integers(0, 1)
PRICES = st.integers(0, 9) | st.just(1_000_000)
NAMES = (
    "driving",
    "waiting",
    "lateness",
    "overtime",
    "continuity",
    "balance",
    "worst_lateness",
    "idle",
    "moved",
    "shifted",
)
SPANS = st.tuples(SECONDS, SECONDS).map(sorted)
GROUPS = st.lists(st.lists(VISIT, min_size=2, max_size=3, unique=True).map(tuple), max_size=1).map(tuple)


def some(one: st.SearchStrategy[Any], most: int, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, min_size=least, max_size=most).map(tuple)


def make_gap(before: int, step: int, **values: Any) -> Gap:
    return Gap(before=before, after=(before + step) % 3, **values)


WINDOWS = st.builds(
    lambda span, soft, **values: Window(start=span[0], end=span[1], soft_start=soft and soft[0], **values),
    SPANS,
    st.none() | SPANS,
)
BREAKS = st.builds(
    lambda span, **values: Break(earliest=span[0], latest=span[1], **values),
    SPANS,
    duration=st.integers(1, 4000),
    price=st.none() | st.integers(0, 9000),
)
CARS = st.builds(
    lambda span, **values: make.car(shift_start=span[0], shift_end=span[1], **values),
    SPANS,
    start=CAR,
    end=st.none() | CAR,
    max_overtime=SECONDS,
    breaks=some(BREAKS, 2),
    max_visits=st.none() | VISIT,
    skills=st.frozensets(VISIT, max_size=3),
    crew_size=VISIT,
)
VISITS = st.builds(
    make.visit,
    st.none() | VISIT,
    patient=CAR,
    duration=st.integers(0, 5000) | SECONDS,
    setup=st.integers(0, 600),
    windows=some(WINDOWS, 2, 1),
    skills=st.frozensets(VISIT, max_size=1),
    crew_size=CAR,
    allowed=st.none() | st.frozensets(CAR, max_size=2),
    known=st.frozensets(CAR, max_size=1),
    price=st.integers(0, LARGEST_PRICE),
    mandatory=st.booleans(),
)
GAPS = st.builds(
    make_gap, VISIT, st.integers(1, 2), minimum=st.integers(0, 900), maximum=st.none() | st.integers(900, LATEST),
    from_end=st.booleans(), other_car=st.booleans(),
)  # fmt: skip
PROBLEMS = st.builds(
    Problem,
    travels=st.lists(st.sampled_from([0, 1, 60, 900, 20_000, UNREACHABLE]), min_size=9, max_size=9)
    .map(lambda cells: np.array(cells, dtype=np.int64).reshape(3, 3) * (1 - np.eye(3, dtype=np.int64)))
    .map(lambda seconds: (Travel(seconds=seconds, metres=seconds),)),
    cars=some(CARS, 3, 2),
    visits=some(VISITS, 6, 3),
    patients=some(st.builds(Patient, max_visits=VISIT, min_gap=SECONDS), 2, 2),
    together=GROUPS,
    bundles=GROUPS,
    gaps=some(GAPS, 2),
    earlier=some(st.builds(Earlier, visit=VISIT, car=CAR, start=SECONDS), 1),
    fixed=some(st.builds(Fixed, visit=VISIT, car=st.none() | CAR, start=st.none() | SECONDS), 1),
    costs=st.builds(Costs, **dict.fromkeys(NAMES, PRICES)),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problem=PROBLEMS)
def test_whatever_a_problem_holds_there_is_a_plan_that_the_checker_passes(problem: Problem) -> None:
    solved(problem, Limits(seconds=2.0, iterations=8))
