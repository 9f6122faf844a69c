"""Small instances of each format, the public ones beside the repository, and plans made without any search."""

from __future__ import annotations

import copy
import importlib.util
import io
import json
import os
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from solver.problem import Problem
from solver.solution import Rest, Route, Solution, Stop

Document = dict[str, Any]
BENCH = Path(__file__).parents[4] / "shared" / "bench"

VRPTW = """tiny

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0        100         0
    1      1         1          4         10         20         5
    2      3         4          6          0         30        2.5
"""

HHCRSP: Document = {
    "central_offices": [{"id": "d"}],
    "services": [{"id": "s1", "default_duration": 10.0}, {"id": "s2", "default_duration": 20.0}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2", "s1"]}],
    "patients": [
        {"id": "p1", "time_window": [30.0, 40.0], "required_caregivers": [{"service": "s1", "duration": 12.5}]},
        {
            "id": "p2",
            "time_window": [0.0, 60.0],
            "required_caregivers": [{"service": "s1"}, {"service": "s2"}],
            "synchronization": {"type": "sequential", "distance": [5, 15]},
        },
    ],
    "distances": [[0.0, 10.125, 20.0], [10.125, 0.0, 7.5], [20.0, 7.5, 0.0]],
}

UHHC: Document = {
    "metadata": {
        "time_window_met": "at_service_end",
        "origin": "generated",
        "cost_components": {
            "travel_time": 2, "total_tardiness": 3, "highest_tardiness": 5, "total_waiting_time": 7,
            "total_extra_time": 11, "max_idle_time": 13, "caregiver_preferences": 17, "optional_patients": 101,
            "missed_lunch_break": 50,
        },
    },
    "distances": [[0, 10, 20], [10, 0, 15], [20, 15, 0]],
    "terminal_points": [{"id": "d0", "distance_matrix_index": 0}],
    "caregivers": [
        {
            "id": "c1", "abilities": ["s1", "s2"], "departing_point": "d0", "arrival_point": "d0",
            "working_shift": {"start": 0, "end": 240}, "lunch_break": True,
        },
        {
            "id": "c2", "abilities": ["s2"], "departing_point": "d0", "arrival_point": "d0",
            "working_shift": {"start": 60, "end": 300},
        },
    ],
    "patients": [
        {
            "id": "p1", "distance_matrix_index": 1, "required_services": [{"service": "s1", "duration": 30}],
            "time_windows": [{"start": 20, "end": 60}, {"start": 200, "end": 240}], "preferred_caregivers": ["c2"],
        },
        {
            "id": "p2", "distance_matrix_index": 2, "optional": True,
            "required_services": [{"service": "s1", "duration": 20}, {"service": "s2"}],
            "time_windows": [{"start": 60, "end": 120}], "synchronization": {"type": "simultaneous"},
            "incompatible_caregivers": [],
        },
    ],
    "services": [{"id": "s1", "default_duration": 15}, {"id": "s2", "default_duration": 25}],
    "lunch_breaks": {"start": 100, "end": 180, "min_duration": 30},
}  # fmt: skip


def changed(document: Document, *path: str | int, to: object) -> str:
    """Give a document as text with one thing in it changed."""
    twin = copy.deepcopy(document)
    part: Any = twin
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return json.dumps(twin)


def bench(*patterns: str) -> list[Path]:
    """List public instances; skips the test where they are not there, and fails it where they must be."""
    found = sorted(path for pattern in patterns for path in BENCH.glob(pattern))
    if not found:
        reason = f"no public instances in {BENCH}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return found


def checker(name: str) -> ModuleType:
    """Load a checker that stands beside the public instances."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / "checkers" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["open"] = _read  # the checkers leave the files that they open to the garbage collector
    return module


def _read(path: Path) -> io.StringIO:
    return io.StringIO(path.read_text(encoding="utf-8"))


class Diary:
    """Plans a day by putting each visit last in some car's route, rests included, ties kept; no search."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem, self.lots = problem, random.Random(seed)
        self.items: dict[int, list[Stop | Rest]] = {}
        self.gaps = {gap.before: gap for gap in problem.gaps}

    def plan(self) -> Solution:
        """Give a plan that keeps every rule, perhaps with lateness and overtime; optional visits may be left out."""
        tied = {visit: group for group in (*self.problem.together, *self.problem.bundles) for visit in group}
        groups = sorted({tied.get(visit, (visit,)) for visit in range(len(self.problem.visits))})
        self.lots.shuffle(groups)
        groups.sort(key=lambda group: self.problem.visits[group[0]].windows[0].start)
        for group in groups:
            must = any(self.problem.visits[visit].mandatory for visit in group)
            if must or self.lots.random() < 0.8:
                self._put(group)
        return Solution(routes=tuple(self._close(car) for car in sorted(self.items)))

    def _put(self, group: tuple[int, ...]) -> None:
        cars: list[int] = []
        for visit in group:
            able = [car for car in range(len(self.problem.cars)) if self._may(car, visit) and car not in cars]
            cars.append(min(able, key=lambda car: (self._ready(car, visit)[0], self.lots.random())))
        for car in cars:
            self._rest(car)
        starts = [self._ready(car, visit)[0] for car, visit in zip(cars, group, strict=True)]
        if group in self.problem.together:
            starts = [max(starts)] * len(group)
        elif gap := self.gaps.get(group[0]):
            starts[1] = max(starts[1], starts[0] + gap.minimum)
            starts[0] = max(starts[0], starts[1] - (gap.maximum or 0))
        for car, visit, start in zip(cars, group, starts, strict=True):
            arrive = self._ready(car, visit)[1]
            stop = Stop(visit=visit, arrive=arrive, start=start, end=start + self.problem.visits[visit].duration)
            self.items.setdefault(car, []).append(stop)

    def _may(self, car: int, visit: int) -> bool:
        wanted = self.problem.visits[visit]
        return wanted.skills <= self.problem.cars[car].skills and car not in wanted.refused

    def _ready(self, car: int, visit: int) -> tuple[int, int]:
        """Give the earliest start and the arrival of a visit after what the car does so far."""
        own, wanted = self.problem.cars[car], self.problem.visits[visit]
        begin, place = self._here(car)
        assert wanted.location is not None
        arrive = begin + int(self.problem.travels[0].seconds[place, wanted.location])
        return max(arrive, wanted.windows[0].start, own.shift_start), arrive

    def _here(self, car: int) -> tuple[int, int]:
        items = self.items.get(car, [])
        stops = [item for item in items if isinstance(item, Stop)]
        own = self.problem.cars[car]
        place = self.problem.visits[stops[-1].visit].location if stops else own.start
        assert place is not None
        return max([own.shift_start, *(item.end for item in items)]), place

    def _rest(self, car: int) -> None:
        """Take the break now if it is time and the car has been somewhere."""
        items = self.items.get(car, [])
        for number, wanted in enumerate(self.problem.cars[car].breaks):
            start = max(self._here(car)[0], wanted.earliest)
            if items and start <= wanted.latest and not any(isinstance(item, Rest) for item in items):
                items.append(Rest(number=number, start=start, end=start + wanted.duration))

    def _close(self, car: int) -> Route:
        items, own = self.items[car], self.problem.cars[car]
        first = next(item for item in items if isinstance(item, Stop))
        begin, place = self._here(car)
        assert own.end is not None
        first_place = self.problem.visits[first.visit].location
        assert first_place is not None
        depart = first.start - int(self.problem.travels[0].seconds[own.start, first_place])
        items[items.index(first)] = Stop(visit=first.visit, arrive=first.start, start=first.start, end=first.end)
        finish = begin + int(self.problem.travels[0].seconds[place, own.end])
        return Route(car=car, depart=depart, items=tuple(items), finish=finish)
