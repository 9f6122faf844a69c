"""Made days that peers can do: skills, windows, several depots, no ties between routes.

One kind has visits in clusters on a plain; the other is a preset team's day on its roads, without the rules that peers
do not know (``plain``).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import numpy as np

from maps.storage import library
from scheduler import making, planning
from scheduler.teams import find_team
from solver.problem import Car, Costs, Patient, Problem, Visit, Window
from solver.travel import Travel

LEFT_OUT: Final = 100_000
"""Seconds of driving that a visit is worth: a plan which leaves out fewer is better in any case."""

MONDAY: Final = dt.date(2026, 11, 23)
"""Teams that do not work then make the next day that they do."""


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


def make_team_day(key: str, seed: int, folder: Path) -> Problem:
    """Make a team's day on its roads, which are kept in the folder, and leave out what peers cannot do."""
    team = find_team(key)
    network = library.open_network(team.roads, folder=folder)
    day = making.make_day(team, network, date=team.next_day(MONDAY), seed=seed)
    return plain(planning.prepare_day(day, folder=folder).problem)


def plain(problem: Problem) -> Problem:
    """Keep drives, shifts, skills, loads and the first window of each visit; contacts are left out."""
    kept = [visit for visit in problem.visits if visit.location is not None]
    return Problem(
        travels=(Travel(seconds=problem.travels[0].seconds, metres=problem.travels[0].metres),),
        cars=tuple(
            Car(
                start=car.start, end=car.start if car.end is None else car.end, skills=car.skills,
                shift_start=car.shift_start, shift_end=car.shift_end,
            )
            for car in problem.cars
        ),
        visits=tuple(
            Visit(
                patient=number, location=visit.location, duration=visit.duration + visit.setup, skills=visit.skills,
                windows=(Window(start=visit.windows[0].start, end=visit.windows[0].end),), price=LEFT_OUT,
            )
            for number, visit in enumerate(kept)
        ),
        patients=(Patient(),) * len(kept),
        costs=Costs(driving=1, waiting=0),
    )  # fmt: skip


def _window(lots: np.random.Generator) -> Window:
    kind = lots.random()
    if kind < 0.2:
        start = int(lots.integers(32, 60)) * 900
        return Window(start=start, end=start + 3600)
    begin, end = (8.0, 16.5) if kind < 0.5 else (8.0, 12.0) if kind < 0.8 else (12.0, 16.5)
    return Window(start=int(begin * 3600), end=int(end * 3600))
