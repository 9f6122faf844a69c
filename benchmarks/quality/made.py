"""Made days: visits in clusters, skills, windows, several depots, no ties between routes, as peers have to do them."""

from __future__ import annotations

import numpy as np

from solver.problem import Car, Costs, Patient, Problem, Visit, Window
from solver.travel import Travel

LEFT_OUT = 100_000
"""Seconds of driving that a visit is worth: a plan which leaves out fewer is better in any case."""


def make_day(visits: int, cars: int, depots: int, seed: int) -> Problem:
    """Make a day in a square of 30 km, driven at 40 km/h on roads 1.3 times the beeline."""
    lots = np.random.default_rng(seed)
    centres = lots.uniform(0, 30_000, (max(3, visits // 25), 2))
    homes = centres[lots.integers(len(centres), size=visits)] + lots.normal(0, 2500, (visits, 2))
    places = np.vstack([lots.uniform(8000, 22_000, (depots, 2)), homes])
    metres = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1)) * 1.3
    seconds = (metres * 3.6 / 40 * (1 + 0.1 * lots.uniform(-1, 1, metres.shape))).astype(np.int64)
    np.fill_diagonal(seconds, 0)
    return Problem(
        travels=(Travel(seconds=seconds, metres=metres.astype(np.int64)),),
        cars=tuple(
            Car(
                start=number % depots, end=number % depots, shift_start=8 * 3600, shift_end=17 * 3600,
                skills=frozenset({0, *np.flatnonzero(lots.random(4) < 0.5).tolist()}),
            )
            for number in range(cars)
        ),
        visits=tuple(
            Visit(
                patient=number, location=depots + number, duration=int(lots.choice([20, 30, 45, 60])) * 60,
                windows=(_window(lots),), price=LEFT_OUT,
                skills=frozenset({0}) if lots.random() < 0.6 else frozenset({int(lots.integers(1, 4))}),
            )
            for number in range(visits)
        ),
        patients=tuple(Patient() for _ in range(visits)),
        costs=Costs(driving=1, waiting=0),
    )  # fmt: skip


def _window(lots: np.random.Generator) -> Window:
    kind = lots.random()
    if kind < 0.2:
        start = int(lots.integers(32, 60)) * 900
        return Window(start=start, end=start + 3600)
    begin, end = (8.0, 16.5) if kind < 0.5 else (8.0, 12.0) if kind < 0.8 else (12.0, 16.5)
    return Window(start=int(begin * 3600), end=int(end * 3600))
