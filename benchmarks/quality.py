"""Driving time of our plans beside those of OR-Tools' routing library, at equal seconds in the same process.

Run ``python benchmarks/quality.py [--seconds 10] [--seeds 3]``. Every plan is checked by ``solver.check``. The days are
made: visits in clusters, skills, windows, several depots, no ties between routes, as the bare library has to
do them too. Visits are worth 100,000 s of driving each, so that a plan which leaves out fewer is better in any case.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from solver.check import check
from solver.cost import cost_of
from solver.limits import Limits
from solver.problem import Car, Costs, Patient, Problem, Visit, Window
from solver.solution import Solution
from solver.solve import recover, solve
from solver.travel import Travel

SIZES = ((60, 10, 1), (200, 35, 2))
"""Visits, cars and depots."""


def main() -> None:
    """Print one line per day and way of planning it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    print(f"{'visits':>6} {'cars':>4} {'seed':>4}  {'by':<8} {'left out':>8} {'driving s':>9} {'seconds':>7}")
    for visits, cars, depots in SIZES:
        for seed in range(1, options.seeds + 1):
            problem = make_day(visits, cars, depots, seed)
            for name, plan in (("ours", _ours), ("routing", _routing)):
                begun = time.monotonic()
                solution = plan(problem, options.seconds)
                seconds = time.monotonic() - begun
                assert check(problem, solution) == ()
                left, driving = len(solution.left_out(problem)), cost_of(problem, solution).driving
                print(f"{visits:>6} {cars:>4} {seed:>4}  {name:<8} {left:>8} {driving:>9} {seconds:>7.1f}", flush=True)


def make_day(visits: int, cars: int, depots: int, seed: int) -> Problem:
    """Make a day of visits in clusters in a square of 30 km, driven at 40 km/h on roads 1.3 times the beeline."""
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
                windows=(_window(lots),), price=100_000,
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
    start, end = (8.0, 16.5) if kind < 0.5 else (8.0, 12.0) if kind < 0.8 else (12.0, 16.5)
    return Window(start=int(start * 3600), end=int(end * 3600))


def _ours(problem: Problem, seconds: float) -> Solution:
    return solve(problem, limits=Limits(seconds=seconds)).solution


def _routing(problem: Problem, seconds: float) -> Solution:
    """Plan with the routing library: cheapest insertion in parallel, then guided local search."""
    ends = [car.start for car in problem.cars]
    manager = pywrapcp.RoutingIndexManager(problem.locations, len(problem.cars), ends, ends)
    routing = pywrapcp.RoutingModel(manager)
    travel = problem.travels[0].seconds
    work = np.zeros(problem.locations, dtype=np.int64)
    work[[visit.location for visit in problem.visits]] = [visit.duration for visit in problem.visits]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(travel.tolist()))
    busy = routing.RegisterTransitMatrix((travel + work[:, None]).tolist())
    routing.AddDimension(busy, 24 * 3600, 24 * 3600, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for number, car in enumerate(problem.cars):
        for index in (routing.Start(number), routing.End(number)):
            clock.CumulVar(index).SetRange(car.shift_start, car.shift_end)
    for visit in problem.visits:
        index = manager.NodeToIndex(visit.location)
        clock.CumulVar(index).SetRange(visit.windows[0].start, visit.windows[0].end)
        routing.AddDisjunction([index], visit.price)
        able = [number for number, car in enumerate(problem.cars) if visit.skills <= car.skills]
        routing.VehicleVar(index).SetValues([-1, *able])
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(parameters)
    return recover(problem, _sequences(problem, manager, routing, found))


def _sequences(
    problem: Problem, manager: pywrapcp.RoutingIndexManager, routing: pywrapcp.RoutingModel, found: pywrapcp.Assignment
) -> list[tuple[int, Sequence[int]]]:
    at = {visit.location: number for number, visit in enumerate(problem.visits)}
    sequences: list[tuple[int, Sequence[int]]] = []
    for car in range(len(problem.cars)):
        index, visits = routing.Start(car), []
        while not routing.IsEnd(index):
            place = manager.IndexToNode(index)
            visits.extend([at[place]] if place in at else [])
            index = found.Value(routing.NextVar(index))
        sequences.append((car, visits))
    return sequences


if __name__ == "__main__":
    main()
