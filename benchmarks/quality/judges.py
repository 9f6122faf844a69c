"""Who says what a result is worth: the checkers beside the public instances, and plain code for made days."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.quality.cases import Case
from benchmarks.quality.made import LEFT_OUT
from solver.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The objective, and what is wrong."""

    cost: float
    errors: tuple[str, ...]


def judge(case: Case, problem: Problem, document: dict[str, Any], bench: Path) -> Verdict:
    """Judge a solution file; imports nothing of ours but the problem's figures."""
    if case.format == "made":
        return judge_day(problem, document["routes"])
    checker = _load(bench / "checkers" / f"{case.format}.py")
    assert case.file is not None
    if case.format == "vrptw":
        cost, _, errors = checker.check(checker.load(case.file), document["routes"], "dimacs")
    elif case.format == "uhhc":
        cost, _, errors = checker.evaluate(checker.load(case.file), document)
    else:
        cost, errors = _judge_hhcrsp(checker, case.file, document)
    return Verdict(cost=float(cost), errors=tuple(errors))


def judge_day(problem: Problem, routes: list[list[int]]) -> Verdict:
    """Drive the routes as early as can be: seconds driven, and a price for each visit left out."""
    errors: list[str] = []
    driven, seen = 0, set[int]()
    seconds = problem.travels[0].seconds
    for car, visits in zip(problem.cars, routes, strict=True):
        clock, place = car.shift_start, _place(car.start)
        for number in visits:
            visit = problem.visits[number]
            drive = int(seconds[place, visit.location])
            driven, clock = driven + drive, max(clock + drive, visit.windows[0].start)
            if clock > visit.windows[0].end:
                errors.append(f"visit {number} is late")
            if not visit.skills <= car.skills or number in seen:
                errors.append(f"visit {number} by a car without the skill, or twice")
            seen.add(number)
            clock, place = clock + visit.duration, _place(visit.location)
        drive = int(seconds[place, _place(car.end)])
        driven, clock = driven + drive, clock + drive
        if clock > car.shift_end:
            errors.append("home too late")
    left_out = len(problem.visits) - len(seen)
    return Verdict(cost=driven + LEFT_OUT * left_out, errors=tuple(errors))


def _place(location: int | None) -> int:
    assert location is not None, "made days have neither contacts nor open ends"
    return location


def _judge_hhcrsp(checker: ModuleType, file: Path, document: dict[str, Any]) -> tuple[float, list[str]]:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as written:
        json.dump(document, written)
        written.flush()
        routes = checker.load_solution(written.name)
    times = {(patient, service): start for route in routes.values() for patient, service, start, _ in route}
    *_, cost, errors = checker.evaluate(checker.load_instance(file), routes, times)
    return cost, errors


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
