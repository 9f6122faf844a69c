"""How long an urgent offer takes: ``python -m benchmarks.offers [--calls N] [--json]``.

A made day of 600 visits and 40 cars with all kinds of rules (windows, soft windows, breaks, skills, capacity, groups,
gaps, patients seen twice, refused and known crews, contacts, drives by the time of day) is planned roughly; then calls
for visits that the day does not know come one after the other: each is added to the desk and offered to the cars; with
``--new-places`` each is at a place that the day does not know either.
Meanwhile a solve of the same day keeps another process busy. Wall and processor time of each call are told in
milliseconds, at the median and the 99th percentile.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import random
import time
from dataclasses import replace
from typing import Final

import numpy as np

from solver.limits import Limits
from solver.offers import Desk, Ways
from solver.problem import Break, Car, Costs, Gap, Patient, Problem, Visit, Window
from solver.search import insertion, output
from solver.search.model import Model
from solver.solution import Solution
from solver.solve import solve
from solver.travel import Knots, Travel

HOUR: Final = 3600
DEPOTS: Final = 4
SPAN: Final = 24
"""Clusters of homes in a square of 20 km."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=600)
    parser.add_argument("--cars", type=int, default=40)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--new-places", action="store_true", help="each call is from a place that is new")
    parser.add_argument("--idle", action="store_true", help="without a solve beside it")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    day = make_day(asked.visits, asked.cars, asked.seed)
    beside = multiprocessing.get_context("spawn").Process(target=keep_busy, args=(day,), daemon=True)
    plan = make_plan(day, asked.seed)
    if not asked.idle:
        beside.start()
        time.sleep(5)
    try:
        figures = measure(day, plan, calls=asked.calls, seed=asked.seed, new_places=asked.new_places)
    finally:
        if beside.is_alive():
            beside.terminate()
    print(
        json.dumps(figures, indent=1)
        if asked.json
        else "\n".join(f"{name:24} {told}" for name, told in figures.items())
    )


def measure(day: Problem, plan: Solution, *, calls: int, seed: int, new_places: bool) -> dict[str, float]:
    """Answer calls one by one: how long the desk takes to set up, and each call."""
    lots = np.random.default_rng(seed)
    begun = time.perf_counter()
    desk = Desk(day, plan, places=calls)
    desk.timetables.free  # noqa: B018 (set up as a service would)
    ready = time.perf_counter() - begun
    gc.collect()
    gc.freeze()
    wall, cpu, added, offered = [], [], [], []
    for _ in range(calls):
        called = replace(day.visits[int(lots.integers(len(day.visits)))], patient=len(day.patients))
        ways = _ways(lots, day.travels[0]) if new_places else ()
        begun, worked = time.perf_counter(), time.thread_time()
        asked = desk.add(called, patient=Patient(), ways=ways)
        added.append(1e3 * (time.thread_time() - worked))
        found = asked.offer(len(day.visits), top=5)
        wall.append(1e3 * (time.perf_counter() - begun))
        cpu.append(1e3 * (time.thread_time() - worked))
        offered.append(len(found))
    return {
        "planned": len(plan.planned),
        "desk_ms": round(1e3 * ready, 1),
        "calls": calls,
        "offers_mean": round(float(np.mean(offered)), 2),
        **{
            f"{name}_p{share}_ms": round(float(np.percentile(values, share)), 1)
            for name, values in (("wall", wall), ("cpu", cpu), ("add_cpu", added))
            for share in (50, 99)
        },
    }


def _ways(lots: np.random.Generator, travel: Travel) -> tuple[Ways, ...]:
    """Make the drives to and from a place one minute from one that is known."""
    assert travel.knots is not None, "the made day has drives by time of day"
    near = int(lots.integers(len(travel.seconds)))
    return (
        Ways(
            seconds_to=travel.knots.seconds[:, :, near] + 60,
            seconds_from=travel.knots.seconds[:, near] + 60,
            metres_to=travel.metres[:, near] + 500,
            metres_from=travel.metres[near] + 500,
        ),
    )


def keep_busy(day: Problem) -> None:
    """Solve beside what is measured."""
    solve(day, limits=Limits(seconds=600))


def make_plan(day: Problem, seed: int) -> Solution:
    """Plan a day roughly, each visit where it costs least."""
    model = Model(day)
    state = insertion.construct(model, random.Random(seed))  # noqa: S311 (as in the search)
    return output.to_solution(model, map(output.as_priced, state.routes, state.priced))


def make_day(visits: int, cars: int, seed: int) -> Problem:
    """Make a day with all kinds of rules."""
    lots = np.random.default_rng(seed)
    order = lots.permutation(visits)
    groups = [(int(order[2 * pair]), int(order[2 * pair + 1])) for pair in range(visits // 40)]
    pairs = [(int(order[-2 * pair - 1]), int(order[-2 * pair - 2])) for pair in range(visits // 40)]
    asked = [_visit(lots, number, cars) for number in range(visits)]
    for one, other in groups:
        asked[other] = replace(asked[other], windows=asked[one].windows)
    for before, after in pairs:
        asked[before] = replace(asked[before], windows=(Window(start=7 * HOUR, end=12 * HOUR),))
        asked[after] = replace(asked[after], windows=(Window(start=8 * HOUR, end=15 * HOUR),))
    return Problem(
        travels=(_travel(lots, visits),),
        cars=tuple(_car(lots, number) for number in range(cars)),
        visits=tuple(asked),
        patients=tuple(Patient(min_gap=600) for _ in range(visits)),
        together=tuple(groups),
        gaps=tuple(
            Gap(before=before, after=after, minimum=1800, maximum=4 * HOUR if number % 2 else None)
            for number, (before, after) in enumerate(pairs)
        ),
        dimensions=1,
        costs=Costs(balance=1, worst_lateness=2),
    )


def _travel(lots: np.random.Generator, visits: int) -> Travel:
    """Make drives at 40 km/h on roads 1.3 times the beeline, slower in the rush hours."""
    centres = lots.uniform(0, 20_000, (SPAN, 2))
    homes = centres[lots.integers(SPAN, size=visits)] + lots.normal(0, 1500, (visits, 2))
    places = np.vstack([lots.uniform(8000, 12_000, (DEPOTS, 2)), homes])
    metres = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1)) * 1.3
    factors = {6: 1.0, 7: 1.1, 8: 1.4, 9: 1.1, 15: 1.1, 16: 1.4, 17: 1.1, 18: 1.0}
    seconds = np.stack([(metres * 3.6 / 40 * factor).astype(np.int64) for factor in factors.values()])
    knots = Knots(at=np.array(list(factors), dtype=np.int64) * HOUR, seconds=seconds)
    return Travel(seconds=seconds.min(axis=0), metres=metres.astype(np.int64), knots=knots)


def _car(lots: np.random.Generator, number: int) -> Car:
    return Car(
        start=number % DEPOTS, end=number % DEPOTS,
        shift_start=7 * HOUR, shift_end=16 * HOUR + 1800 * (number % 2), max_overtime=1800,
        breaks=(Break(earliest=11 * HOUR, latest=13 * HOUR, duration=1800),),
        max_visits=20, capacity=(30,), crew_size=2 if number % 4 == 0 else 1,
        skills=frozenset({0, *np.flatnonzero(lots.random(4) < 0.6).tolist()}),
    )  # fmt: skip


def _visit(lots: np.random.Generator, number: int, cars: int) -> Visit:
    known = lots.choice(cars, 3, replace=False).tolist()
    return Visit(
        patient=number if number % 12 else number // 2,
        location=None if lots.random() < 0.04 else DEPOTS + number,
        duration=int(lots.choice([600, 900, 1200, 1800])), setup=120, windows=_windows(lots),
        skills=frozenset({0}) if lots.random() < 0.6 else frozenset({int(lots.integers(1, 4))}),
        known=frozenset(known) if lots.random() < 0.5 else frozenset(),
        refused=frozenset({int(lots.integers(cars))}) if lots.random() < 0.1 else frozenset(),
        demand=(int(lots.integers(0, 3)),), price=1_000_000,
    )  # fmt: skip


def _windows(lots: np.random.Generator) -> tuple[Window, ...]:
    kind, start = lots.random(), int(lots.integers(28, 60)) * 900
    if kind < 0.25:
        return (Window(start=start, end=start + 5400, soft_end=start + 2700),)
    if kind < 0.35:
        return (Window(start=7 * HOUR, end=9 * HOUR), Window(start=13 * HOUR, end=15 * HOUR))
    if kind < 0.65:
        return (Window(start=7 * HOUR, end=12 * HOUR, soft_end=11 * HOUR),)
    return (Window(start=11 * HOUR, end=16 * HOUR),)


if __name__ == "__main__":
    main()
