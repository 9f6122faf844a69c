"""One peer on one task: ``python peers.py NAME TASK.npz SECONDS SEED CORES`` prints one line of JSON.

Stands alone, for an interpreter in which the peers are installed: only NumPy and the peer are imported. The task is
what ``tasks.py`` writes; the answer is the visits of each car in order. Seconds are those of the search alone.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import metadata

import numpy as np

Task = dict[str, np.ndarray]
Routes = list[list[int]]
Search = Callable[[], Routes]
FAR = 1 << 24
"""More than any drive: between visits and cars that lack a skill."""


def main() -> None:
    """Solve and print."""
    name, file, seconds, seed, cores = sys.argv[1:]
    with np.load(file) as arrays:
        task = {key: arrays[key] for key in arrays.files}
    package, prepare = PEERS[name]
    search = prepare(task, float(seconds), int(seed), int(cores))
    began = time.perf_counter()
    routes = search()
    told = {
        "routes": routes,
        "seconds": round(time.perf_counter() - began, 3),
        "version": metadata.version(package),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told))


def _pyvrp(task: Task, seconds: float, seed: int, _cores: int) -> Search:
    import pyvrp
    from pyvrp.stop import MaxRuntime

    # A location a visit (several may share a place, and not every car may do each), and one for each depot.
    depots = sorted(set(task["ends"].ravel().tolist()))
    count = len(task["place"])
    cars, profiles = _alike(task), _profiles(task)
    loads = range(task["demand"].shape[1])
    types = [
        pyvrp.VehicleType(
            num_available=len(numbers),
            capacity=[int(task["capacity"][numbers[0], load]) for load in loads],
            start_depot=depots.index(int(task["ends"][numbers[0], 0])),
            end_depot=depots.index(int(task["ends"][numbers[0], 1])),
            tw_early=int(task["shift"][numbers[0], 0]),
            tw_late=int(task["shift"][numbers[0], 1]),
            profile=list(profiles).index(task["able"][numbers[0]].tobytes()),
        )
        for numbers in cars
    ]
    clients = [
        pyvrp.Client(
            number,
            delivery=[int(task["demand"][number, load]) for load in loads],
            service_duration=int(task["duration"][number]),
            tw_early=int(task["window"][number, 0]),
            tw_late=int(task["window"][number, 1]),
            prize=0 if task["mandatory"][number] else int(task["price"][number]),
            required=bool(task["mandatory"][number]),
        )
        for number in range(count)
    ]
    matrices = [_matrix(task, able, depots) for able in profiles.values()]
    places = [pyvrp.Location(0, 0) for _ in range(count + len(depots))]
    bases = [pyvrp.Depot(count + number) for number in range(len(depots))]
    data = pyvrp.ProblemData(places, clients, bases, types, matrices, matrices)

    def search() -> Routes:
        found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, display=False)
        routes: Routes = [[] for _ in task["ends"]]
        left = [list(numbers) for numbers in cars]
        for route in found.best.routes():
            car = left[route.vehicle_type()].pop(0)
            routes[car] = [int(step.idx) for step in route.schedule() if step.is_client()]
        return routes

    return search


def _vroom(task: Task, seconds: float, _seed: int, cores: int) -> Search:
    import vroom

    day = vroom.Input()
    day.set_durations_matrix(profile="car", matrix_input=task["seconds"].astype(np.uint32))
    for number, (start, end) in enumerate(task["ends"].tolist()):
        car = vroom.Vehicle(
            number + 1,
            start=start,
            end=end,
            capacity=vroom.Amount(task["capacity"][number].tolist()),
            skills=set(np.flatnonzero(task["able"][number]).tolist()),
            time_window=vroom.TimeWindow(*task["shift"][number].tolist()),
        )
        day.add_vehicle(car)
    jobs = [
        vroom.Job(
            number + 1,
            location=int(place),
            default_service=int(task["duration"][number]),
            delivery=vroom.Amount(task["demand"][number].tolist()),
            skills=set(np.flatnonzero(task["needs"][number]).tolist()),
            time_windows=[vroom.TimeWindow(*task["window"][number].tolist())],
        )
        for number, place in enumerate(task["place"])
    ]
    day.add_job(jobs)

    def search() -> Routes:
        found = day.solve(exploration_level=5, nb_threads=cores, timeout=dt.timedelta(seconds=seconds))
        routes: Routes = [[] for _ in task["ends"]]
        steps = found.routes
        for _, step in steps[steps["type"] == "job"].iterrows():
            routes[int(step["vehicle_id"]) - 1].append(int(step["id"]) - 1)
        return routes

    return search


def _ortools(task: Task, seconds: float, _seed: int, _cores: int) -> Search:
    """Prepare the routing library: cheapest insertion in parallel, then guided local search."""
    from ortools.constraint_solver import pywrapcp
    from ortools.constraint_solver.routing_enums_pb2 import FirstSolutionStrategy, LocalSearchMetaheuristic

    # A node a visit (several may share a place), and one for each place where cars start or end.
    ends = sorted(set(task["ends"].ravel().tolist()))
    place = np.concatenate([task["place"], ends])
    starts, stops = ([len(task["place"]) + ends.index(end) for end in column] for column in task["ends"].T.tolist())
    manager = pywrapcp.RoutingIndexManager(len(place), len(starts), starts, stops)
    routing = pywrapcp.RoutingModel(manager)
    drive = task["seconds"][np.ix_(place, place)]
    work = np.concatenate([task["duration"], np.zeros(len(ends), dtype=np.int64)])
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(drive.tolist()))
    busy = routing.RegisterTransitMatrix((drive + work[:, None]).tolist())
    latest = int(task["shift"].max())
    routing.AddDimension(busy, latest, latest, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for load in range(task["demand"].shape[1]):
        amounts = [*task["demand"][:, load].tolist(), *([0] * len(ends))]
        amount = routing.RegisterUnaryTransitVector(amounts)
        routing.AddDimensionWithVehicleCapacity(amount, 0, task["capacity"][:, load].tolist(), True, f"load{load}")
    for car, shift in enumerate(task["shift"].tolist()):
        clock.CumulVar(routing.Start(car)).SetRange(*shift)
        clock.CumulVar(routing.End(car)).SetRange(*shift)
    for number in range(len(task["place"])):
        index = manager.NodeToIndex(number)
        clock.CumulVar(index).SetRange(*task["window"][number].tolist())
        able = np.flatnonzero((task["able"] >= task["needs"][number]).all(axis=1)).tolist()
        optional = not task["mandatory"][number]
        if optional:
            routing.AddDisjunction([index], int(task["price"][number]))
        if optional or len(able) < len(starts):
            routing.VehicleVar(index).SetValues([*([-1] if optional else []), *able])
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))

    def search() -> Routes:
        found = routing.SolveWithParameters(parameters)
        routes: Routes = [[] for _ in starts]
        for car in range(len(starts)) if found else ():
            index = found.Value(routing.NextVar(routing.Start(car)))
            while not routing.IsEnd(index):
                routes[car].append(manager.IndexToNode(index))
                index = found.Value(routing.NextVar(index))
        return routes

    return search


def _nextroute(task: Task, seconds: float, _seed: int, cores: int) -> Search:
    """Prepare nextroute, whose matrix holds the stops and then the start and end of each car.

    A stop fits cars that share an attribute with it, so only tasks in which each visit needs at most one skill fit.
    """
    import nextroute

    if (task["needs"].sum(axis=1) > 1).any():
        raise ValueError("a visit needs several skills")
    place = np.concatenate([task["place"], task["ends"].ravel()])
    # Its windows begin and end on whole minutes, so where they do not here, a minute stands for a unit.
    unit = 60 if (task["window"] % 60).any() else 1
    anywhere = {"lon": 1.0, "lat": 1.0}
    stops = [
        {
            "id": str(number),
            "location": anywhere,
            "duration": unit * int(task["duration"][number]),
            "start_time_window": [_instant(unit * bound) for bound in window],
            "quantity": {str(load): -int(amount) for load, amount in enumerate(task["demand"][number])},
            "unplanned_penalty": unit * int(task["price"][number]),
        }
        for number, window in enumerate(task["window"].tolist())
    ]
    for stop, needs in zip(stops, task["needs"], strict=True):
        if needs.any():
            stop["compatibility_attributes"] = [str(int(np.flatnonzero(needs)[0]))]
    cars = [
        {
            "id": f"car {number}",
            "start_location": anywhere,
            "end_location": anywhere,
            "start_time": _instant(unit * start),
            "end_time": _instant(unit * end),
            "compatibility_attributes": [str(skill) for skill in np.flatnonzero(task["able"][number]).tolist()],
            "capacity": {str(load): int(amount) for load, amount in enumerate(task["capacity"][number])},
        }
        for number, (start, end) in enumerate(task["shift"].tolist())
    ]
    matrix = (unit * task["seconds"][np.ix_(place, place)]).tolist()
    options = nextroute.Options(
        SOLVE_DURATION=seconds,
        SOLVE_PARALLELRUNS=cores,
        MODEL_OBJECTIVES_TRAVELDURATION=1.0,
        MODEL_OBJECTIVES_VEHICLESDURATION=0.0,
    )

    def search() -> Routes:
        found = nextroute.solve({"stops": stops, "vehicles": cars, "duration_matrix": matrix}, options)
        known = {stop["id"] for stop in stops}
        return [
            [int(step.stop.id) for step in car.route or () if step.stop.id in known]
            for car in found.solutions[-1].vehicles
        ]

    return search


def _instant(seconds: int) -> str:
    """Write a second of the day as nextroute reads it."""
    return (dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)).isoformat()


def _alike(task: Task) -> list[list[int]]:
    """Group the cars between which there is no difference."""
    groups: dict[bytes, list[int]] = {}
    for number in range(len(task["ends"])):
        key = b"|".join(task[name][number].tobytes() for name in ("ends", "shift", "able", "capacity"))
        groups.setdefault(key, []).append(number)
    return list(groups.values())


def _profiles(task: Task) -> dict[bytes, np.ndarray]:
    """List the different sets of skills."""
    return {able.tobytes(): able for able in task["able"]}


def _matrix(task: Task, able: np.ndarray, depots: list[int]) -> np.ndarray:
    """Give drives between visits and depots; those that a set of skills may not do are out of reach."""
    place = np.concatenate([task["place"], depots])
    matrix = task["seconds"][np.ix_(place, place)].astype(np.int64)
    away = np.flatnonzero((task["needs"] & ~able).any(axis=1))
    matrix[:, away] = FAR
    matrix[away, :] = FAR
    np.fill_diagonal(matrix, 0)
    return matrix


PEERS: dict[str, tuple[str, Callable[[Task, float, int, int], Search]]] = {
    "pyvrp": ("pyvrp", _pyvrp),
    "vroom": ("pyvroom", _vroom),
    "ortools": ("ortools", _ortools),
    "nextroute": ("nextroute", _nextroute),
}

if __name__ == "__main__":
    main()
