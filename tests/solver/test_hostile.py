"""Problems that nobody means: each is refused in words, or becomes a plan that the checker passes."""

from __future__ import annotations

import json
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
