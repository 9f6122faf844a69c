"""Drives by the time of day, as the search looks them up."""

from __future__ import annotations

import random

from solver.search.cars import Drive
from solver.search.model import Model
from tests.solver.random_problems import random_problem


def test_a_drive_takes_what_its_knots_tell_at_each_second() -> None:
    looked_up = 0
    for seed in range(20):
        day = random_problem(random.Random(seed), visits=5, cars=2, share=0.6)
        for car, times in zip(day.cars, Model(day).cars, strict=True):
            travel = day.travels[car.travel]
            for origin in range(day.locations):
                for destination in range(day.locations):
                    leg = times.leg(origin, destination)
                    seconds = range(-5, 40_000, 1_777) if travel.knots is None else travel.knots.at.tolist()
                    for leave in [*seconds, 7, 10_001]:
                        taken = leg(leave) if isinstance(leg, Drive) else leg
                        assert taken == travel.drive(origin, destination, leave)
                        looked_up += isinstance(leg, Drive)
    assert looked_up > 1_000
