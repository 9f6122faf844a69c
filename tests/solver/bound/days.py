"""Days small enough to look through all their plans."""

from __future__ import annotations

import random

import numpy as np

from solver.problem import Car, Costs, Patient, Problem, Visit, Window
from solver.travel import Travel


def plain_day(rng: random.Random, *, visits: int, cars: int) -> Problem:
    """Make a day of hard windows, skills, waiting and preferred cars, with no rule between routes."""
    seconds = np.array(
        [[rng.randint(1, 4) * (one != other) for one in range(visits + 2)] for other in range(visits + 2)]
    )
    travel = Travel(seconds=seconds.astype(np.int64), metres=np.zeros_like(seconds, np.int64))
    crews = tuple(
        Car(
            start=rng.randint(0, 1), end=rng.randint(0, 1), shift_start=0, shift_end=14,
            skills=frozenset(rng.sample(range(2), rng.randint(0, 2))), max_visits=rng.choice([None, None, 2]),
        )
        for _ in range(cars)
    )  # fmt: skip
    asked = []
    for visit in range(visits):
        opens = [(start := rng.randint(0, 10), start + rng.randint(0, 5))]
        asked.append(
            Visit(
                patient=visit,
                location=visit + 2,
                duration=rng.randint(1, 3),
                price=rng.choice([5, 30, 60]),
                windows=tuple(Window(start=start, end=end) for start, end in opens),
                skills=frozenset(rng.sample(range(2), rng.choice([0, 0, 1]))),
                known=frozenset(rng.sample(range(cars), rng.choice([0, 1]))),
            )
        )
    return Problem(
        travels=(travel,),
        cars=crews,
        visits=tuple(asked),
        patients=tuple(Patient() for _ in range(visits)),
        costs=Costs(driving=3, waiting=rng.choice([0, 1]), continuity=2),
    )
